import { requireNotNegative, requirePositive } from '../../base/argument.ts'
import { elapsedUs, type DurationUs, type TimeUs } from '../../base/time.ts'
import { power } from '../../num/elementary.ts'

/** How fast a margin may rise. Published, so that everyone can hold that much ready. */
export type SpeedLimit = Readonly<{
  /** Largest rise in one period, as a fraction: 0.1 is 10 %. 0 lets it never rise. */
  risePerPeriod: number
  period: DurationUs
}>

/** What was asked and charged when it was last looked at. Amounts in quote, `charged` never above `asked`. */
export type LimitedMargin = Readonly<{
  at: TimeUs
  /** What the model asked. */
  asked: number
  /** What the account had to post. */
  charged: number
  /** The rest, which the fund stands for: what was asked less what was charged, 0 or above. */
  carriedByFund: number
}>

/**
 * The first margin of an account: charged in full.
 *
 * @param asked - The model's margin in quote, 0 or above.
 * @throws ArgumentError for a margin that is not finite or below 0.
 *
 * @example
 * firstMargin(timeUs(0), 1_000) // { at: 0, asked: 1000, charged: 1000, carriedByFund: 0 }
 */
export function firstMargin(at: TimeUs, asked: number): LimitedMargin {
  requireNotNegative('asked', asked)
  return { at, asked, charged: asked, carriedByFund: 0 }
}

/**
 * The next margin of an unchanged portfolio: what the model asks, but no more than `charged * (1 + risePerPeriod)` for a period passed, and
 * that compounded for more or less than one. A fall is passed on at once.
 *
 * A margin of 0 cannot rise by a fraction; after one the next is charged in full, as a first one. Initial and maintenance margin limited side by
 * side keep their order unless maintenance margin was 0 before. A fall of a moment lowers what later rises start from: follow margins at set
 * times, not on every tick.
 *
 * @param next - `asked` is the model's margin in quote, 0 or above.
 * @throws ArgumentError for a margin or rise below 0 or not finite, or a period of no time; InvariantError for a time before the last.
 *
 * @example
 * const daily = { risePerPeriod: 0.1, period: seconds(86_400) }
 * followMargin(firstMargin(timeUs(0), 1_000), { at: timeUs(86_400e6), asked: 1_500 }, daily).charged // 1100
 */
export function followMargin(last: LimitedMargin, next: Readonly<{ at: TimeUs; asked: number }>, limit: SpeedLimit): LimitedMargin {
  requireNotNegative('risePerPeriod', limit.risePerPeriod)
  requirePositive('period', limit.period)
  requireNotNegative('asked', next.asked)
  const periods = elapsedUs(last.at, next.at) / limit.period
  if (last.charged === 0) return firstMargin(next.at, next.asked)
  return split(next.at, next.asked, last.charged * power(1 + limit.risePerPeriod, periods))
}

/**
 * The margin after the account's positions changed in unchanged markets. The limit slows markets down, not the account: what is added is
 * charged in full, and what is given up frees its share of what the fund carries.
 *
 * @param change - The model's margin before and after the change, both at the same moment in the same markets, in quote, 0 or above.
 * @returns The fund never carries more than before.
 * @throws ArgumentError for a margin that is not finite or below 0.
 *
 * @example
 * // 200 of 1,200 were carried; half of the positions are closed.
 * const last = { at: timeUs(0), asked: 1_200, charged: 1_000, carriedByFund: 200 }
 * changePositions(last, { askedBefore: 1_200, askedAfter: 600 }).carriedByFund // 100
 */
export function changePositions(last: LimitedMargin, change: Readonly<{ askedBefore: number; askedAfter: number }>): LimitedMargin {
  const { askedBefore, askedAfter } = change
  requireNotNegative('askedBefore', askedBefore)
  requireNotNegative('askedAfter', askedAfter)
  if (askedAfter >= askedBefore) return split(last.at, askedAfter, askedAfter - Math.min(askedAfter, last.carriedByFund))
  return split(last.at, askedAfter, askedAfter - Math.min(askedAfter, last.carriedByFund * (askedAfter / askedBefore)))
}

function split(at: TimeUs, asked: number, most: number): LimitedMargin {
  const charged = Math.min(asked, most)
  return { at, asked, charged, carriedByFund: asked - charged }
}
