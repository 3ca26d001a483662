import { quantileRank } from '../../num/quantile.ts'
import { ratio } from '../../base/ratio.ts'

/** How far a fit lies from quotes, without sign. */
export type ResidualSummary = Readonly<{
  count: number
  median: number
  /** Exceeded by one quote in twenty. */
  worstTwentieth: number
  /** Share of quotes whose fit lies between bid and ask; absent where there are only marks. */
  insideShare?: number
}>

/** One quote's residual. */
export type Residual = Readonly<{
  /** Fit less middle, in bid-ask spreads of volatility, or in points of volatility where there is no spread. */
  value: number
  isInside?: boolean
}>

/**
 * Sums residuals up.
 *
 * @returns `undefined` when there are none.
 *
 * @example
 * summaryOf([{ value: -0.4, isInside: true }])?.median // 0.4
 */
export function summaryOf(residuals: readonly Residual[]): ResidualSummary | undefined {
  if (residuals.length === 0) return undefined
  const sizes = residuals.map((residual) => Math.abs(residual.value)).sort((a, b) => a - b)
  const at = (confidence: number): number => sizes[quantileRank(sizes.length, ratio(confidence)) - 1] as number
  const judged = residuals.filter((residual) => residual.isInside !== undefined)
  const inside = judged.filter((residual) => residual.isInside === true).length
  return {
    count: sizes.length,
    median: at(0.5),
    worstTwentieth: at(0.95),
    ...(judged.length > 0 ? { insideShare: inside / judged.length } : {}),
  }
}
