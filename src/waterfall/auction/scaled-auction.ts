import { mulDivDown, mulDivUp } from '../../base/amount.ts'
import { accept, refuse, type Result } from '../../base/result.ts'

/** What is asked and what is given, in minor units of each. */
export type TwoSidedAuction = Readonly<{ bid: bigint; lot: bigint }>

/** What a filler pays and gets, and what is left for others; undefined when nothing is. */
export type ScaledFill = Readonly<{ filled: TwoSidedAuction; left: TwoSidedAuction | undefined }>

const whole = 10_000_000n
const perBlock = 50_000n
const turning = 200n

/**
 * Fills a percentage of an auction whose lot grows from nothing to all in 200 blocks, and whose bid then falls to nothing in 200 more: 0.5 % a
 * block. The bid is rounded up and the lot down, so nobody gains by filling in pieces. As Blend's pools state it.
 *
 * @param fill - `percent` is a whole number from 1 to 100, `blocks` those since the start.
 * @returns A refusal when the percentage is none of these.
 *
 * @example
 * fillScaled({ bid: 1_000n, lot: 1_000n }, { percent: 100n, blocks: 100n }) // filled { bid: 1_000n, lot: 500n }
 */
export function fillScaled(
  auction: TwoSidedAuction,
  { percent, blocks }: Readonly<{ percent: bigint; blocks: bigint }>,
): Result<ScaledFill, 'percentOutOfRange'> {
  if (percent < 1n || percent > 100n) return refuse('percentOutOfRange')
  const bid = mulDivUp(auction.bid, percent, 100n)
  const lot = mulDivDown(auction.lot, percent, 100n)
  const scales = scalesAt(blocks)
  const left = { bid: auction.bid - bid, lot: auction.lot - lot }
  const filled = { bid: mulDivUp(bid, scales.bid, whole), lot: mulDivDown(lot, scales.lot, whole) }
  return accept({ filled, left: left.bid > 0n || left.lot > 0n ? left : undefined })
}

function scalesAt(blocks: bigint): TwoSidedAuction {
  if (blocks <= turning) return { bid: whole, lot: blocks * perBlock }
  const over = blocks - turning
  return { bid: over < turning ? whole - over * perBlock : 0n, lot: whole }
}
