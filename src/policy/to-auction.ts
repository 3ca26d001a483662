import { seconds } from '../base/time.ts'
import type { AuctionPolicy } from '../engine/loss/auction-policy.ts'
import type { AuctionFile } from './auction-schema.ts'

/**
 * The auction section in core units.
 *
 * @example
 * toAuction(file.auction).batchFor // 300_000_000
 */
export function toAuction(file: AuctionFile): AuctionPolicy {
  const { leaveBook, rounds, parts, mostDiscountBps, leastBidders, batchSeconds, dutch, startAgainAfterSeconds } = file
  const { noBidsForSeconds, largestOfBook, insolvent } = leaveBook
  const { startShare, fastEndShare, fastSeconds, slowSeconds, insolventSeconds } = dutch
  return {
    leaveBook: { noBidsFor: seconds(noBidsForSeconds), insolvent, ...(largestOfBook !== undefined && { largestOfBook }) },
    rounds,
    parts,
    mostDiscountBps,
    leastBidders,
    batchFor: seconds(batchSeconds),
    dutch: { startShare, fastEndShare, fastFor: fastSeconds, slowFor: slowSeconds, insolventFor: insolventSeconds },
    ...(startAgainAfterSeconds !== undefined && { startAgainAfter: seconds(startAgainAfterSeconds) }),
  }
}
