import { fundRevenueAccount, insuranceFundAccount } from './loss-chart.ts'
import { outsideAccount } from './member-chart.ts'
import type { Posting } from './postings.ts'

/**
 * Money put into the insurance fund for shares of it. Who owns how many shares is not in the ledger: what they are worth is its balance.
 *
 * @example
 * fundStakedPostings('USDT', 5_000_000n)
 */
export function fundStakedPostings(asset: string, minor: bigint): readonly Posting[] {
  return moved(outsideAccount(asset), insuranceFundAccount(asset), { minor, reason: 'fundStaked' })
}

/**
 * Money paid for shares of the insurance fund that were given back.
 *
 * @example
 * unstakePaidPostings('USDT', 4_700_000n)
 */
export function unstakePaidPostings(asset: string, minor: bigint): readonly Posting[] {
  return moved(insuranceFundAccount(asset), outsideAccount(asset), { minor, reason: 'unstakePaid' })
}

/**
 * Income of the fund that has arrived and waits to be settled.
 *
 * @example
 * fundRevenueReceivedPostings('USDT', 1_000_000n)
 */
export function fundRevenueReceivedPostings(asset: string, minor: bigint): readonly Posting[] {
  return moved(outsideAccount(asset), fundRevenueAccount(asset), { minor, reason: 'fundRevenueReceived' })
}

/**
 * Income that waited becomes the fund's.
 *
 * @example
 * fundRevenueSettledPostings('USDT', 100_000n)
 */
export function fundRevenueSettledPostings(asset: string, minor: bigint): readonly Posting[] {
  return moved(fundRevenueAccount(asset), insuranceFundAccount(asset), { minor, reason: 'fundRevenueSettled' })
}

/** Nothing is booked where nothing moves. */
function moved(debit: string, credit: string, movement: Readonly<{ minor: bigint; reason: string }>): readonly Posting[] {
  return movement.minor === 0n ? [] : [{ kind: 'posted', debit, credit, ...movement }]
}
