import { requireFinite, requireNotNegative, requirePositive } from '../../base/argument.ts'
import { accept, type Result } from '../../base/result.ts'
import type { EwmaFilterOptions, ZeroVolatility } from '../../risk/tail/filtered-historical.ts'
import { historicalTail } from '../../risk/tail/historical.ts'
import { flooredMargin, stressWeightedMargin } from '../procyclicality/anti-procyclicality.ts'
import { filterDailyReturns } from '../return-volatility.ts'

/** A position in one underlying and the numbers it is margined by. */
export type FilteredMarginInput = Readonly<{
  /** Daily, oldest first. */
  returns: ArrayLike<number>
  /** Units held; negative is short. */
  position: number
  price: number
  filter: EwmaFilterOptions
  confidence: number
  /** Days until a defaulted position is closed: the margin period of risk. */
  marginPeriodDays: number
  /** Share of the stressed move in the mix, and that move as a fraction of the notional. */
  stressWeight: number
  stressMove: number
  /** Least margin as a fraction of the notional. */
  floor: number
  closeOut: CloseOutTerms & Readonly<{ dailyVolume: number }>
}>

/** What closing costs: the relative spread, and the square-root law's factor. */
export type CloseOutTerms = Readonly<{ spread: number; impact: number }>

/** The margin of one position, step by step, in quote. */
export type FilteredMargin = Readonly<{
  /** Standard deviation forecast for the next day. */
  volatility: number
  expectedShortfall: number
  afterStress: number
  afterFloor: number
  closeOutCost: number
  total: number
}>

/**
 * Margin by filtered historical simulation: the expected shortfall of past residuals at today's volatility over the margin period of risk,
 * mixed with a stressed move, floored, plus the cost of closing.
 *
 * @returns Refused where a volatility forecast is zero.
 * @throws ArgumentError for an empty series, a number that is not finite or out of its range.
 * @see P. Gurrola-Perez, D. Murphy, "Filtered historical simulation Value-at-Risk models and their competitors", Bank of England WP 525
 *   (2015); Commission Delegated Regulation (EU) 153/2013, article 28.
 *
 * @example
 * const margin = filteredMargin({ returns, position: 120, price: 3_000, ...terms })
 * margin.ok && margin.value.total
 */
export function filteredMargin(input: FilteredMarginInput): Result<FilteredMargin, ZeroVolatility> {
  const { position, price } = input
  requireFinite('position', position)
  requirePositive('price', price)
  requirePositive('marginPeriodDays', input.marginPeriodDays)
  const filtered = filterDailyReturns(input.returns, input.filter)
  if (!filtered.ok) return filtered
  const volatility = filtered.value.nextVolatility
  const scale = -Math.sign(position) * volatility * Math.sqrt(input.marginPeriodDays)
  const notional = Math.abs(position) * price
  const losses = filtered.value.residuals.map((residual) => residual * scale)
  const expectedShortfall = notional * historicalTail(losses, input.confidence).expectedShortfall
  const afterStress = stressWeightedMargin(expectedShortfall, { stress: input.stressMove * notional, weight: input.stressWeight })
  const afterFloor = flooredMargin(afterStress, input.floor * notional)
  const { dailyVolume } = input.closeOut
  const cost = closeOutCost({ units: Math.abs(position), price, volatility, dailyVolume }, input.closeOut)
  return accept({ volatility, expectedShortfall, afterStress, afterFloor, closeOutCost: cost, total: afterFloor + cost })
}

/**
 * What it costs to close a position: half the spread, and the square-root law's impact averaged over the way, which is two thirds of the last
 * unit's.
 *
 * @param size - `units` 0 or above and a day's `dailyVolume` in the same unit; `volatility` of a day as a fraction.
 * @returns In quote, 0 for no position.
 * @throws ArgumentError for a volume that is not above 0 or another number below 0.
 *
 * @example
 * closeOutCost({ units: 120, price: 3_000, volatility: 0.02, dailyVolume: 50_000 }, { spread: 0.0006, impact: 0.8 }) // 296.12...
 */
export function closeOutCost(
  size: Readonly<{ units: number; price: number; volatility: number; dailyVolume: number }>,
  terms: CloseOutTerms,
): number {
  const { units, price, volatility, dailyVolume } = size
  requireNotNegative('units', units)
  requireNotNegative('volatility', volatility)
  requirePositive('dailyVolume', dailyVolume)
  const impact = (terms.impact * volatility * Math.sqrt(units / dailyVolume)) / 1.5
  return units * price * (terms.spread / 2 + impact)
}
