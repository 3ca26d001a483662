import { accept, refuse } from '../../base/result.ts'
import { divideUp, magnitude } from './exact-fraction.ts'
import { decimalShift } from './shortage-size.ts'
import { strayed, type Wide } from './wide-integer.ts'

/**
 * By how much the funding of a perpetual moves so that everyone who holds it bears a loss in proportion to size, in thousandths of a millionth of
 * quote for a base unit; rounded up.
 *
 * @param loss - In millionths of quote; its sign does not matter.
 * @param open - Everything held long and short, in thousand-millionths of base.
 * @returns A refusal where nobody holds anything.
 * @see Drift v2, `calculate_funding_rate_deltas_to_resolve_bankruptcy`.
 *
 * @example
 * fundingDeltaForLoss(-100_000_000n, { long: 7_000_000_000n, short: -4_000_000_000n }).value // 9_090_910_000n
 */
export function fundingDeltaForLoss(loss: bigint, open: Readonly<{ long: bigint; short: bigint }>): Wide {
  const held = magnitude(open.long) + magnitude(open.short)
  if (held === 0n) return refuse({ reason: 'nobodyToShare' })
  const delta = divideUp(magnitude(loss) * 1_000_000_000n, held) * 1_000n
  // The source counts with a sign, which takes one of the 128 bits.
  return strayed([2n * magnitude(loss) * 1_000_000_000n, 2n * delta]) ?? accept(delta)
}

/** A market of deposits. `balance` in thousand-millionths before interest, interest in ten-thousand-millionths. */
export type DepositMarket = Readonly<{ balance: bigint; cumulativeInterest: bigint; decimals: number }>

/**
 * By how much the cumulative interest of deposits falls so that all depositors bear a debt that nobody repays, in proportion; rounded up. It is 0
 * without deposits.
 *
 * @param borrowed - In the asset's minor units.
 * @see Drift v2, `calculate_cumulative_deposit_interest_delta_to_resolve_bankruptcy`.
 *
 * @example
 * interestDeltaForLoss(11_000_000n, { balance: 120_000_000_000n, cumulativeInterest: 10_000_000_000n, decimals: 6 }).value // 916_666_667n
 */
export function interestDeltaForLoss(borrowed: bigint, { balance, cumulativeInterest, decimals }: DepositMarket): Wide {
  const deposits = (balance * cumulativeInterest) / decimalShift(19 - decimals).up
  const fault = strayed([borrowed, balance * cumulativeInterest])
  if (fault !== undefined) return fault
  const share = cumulativeInterest * borrowed
  // Without deposits, or with numbers past the source's width, it moves nothing.
  return accept(deposits === 0n || strayed([share]) !== undefined ? 0n : divideUp(share, deposits))
}
