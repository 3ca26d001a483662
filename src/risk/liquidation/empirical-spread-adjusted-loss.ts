import { requireFinite, requirePositive, requireProbability, requireSeries } from '../../base/argument.ts'
import { meanOf, varianceOf } from '../../num/moments.ts'
import { quantileRank } from '../../num/quantile.ts'
import { lossOfMove } from './spread-adjusted-loss.ts'

/** A position, the returns of its price and the spreads that were quoted. */
export type EmpiricalSpreadTerms = Readonly<{
  /** Mid price, above zero. */
  price: number
  /** Units held; negative for a short position, which loses when the price rises. */
  units: number
  /** Log returns over the horizon. */
  logReturns: ArrayLike<number>
  /** Relative spreads, fractions of the mid. */
  spreads: ArrayLike<number>
  returnConfidence: number
  spreadConfidence: number
}>

/** Both quantiles and what they cost, in quote units. */
export type EmpiricalSpreadLoss = Readonly<{
  /** Log move against the position that a share `returnConfidence` of the sample does not exceed. */
  returnQuantile: number
  spreadQuantile: number
  /** Deviations above the mean spread at which the quantile lies; `undefined` for one spread or spreads that do not vary. */
  impliedMultiple: number | undefined
  priceLoss: number
  liquidityCost: number
  total: number
}>

/**
 * Value at risk with the cost of the spread, both from samples: no distribution is assumed, and no multiple of a deviation.
 *
 * Quantiles are order statistics of rank `ceil(n * confidence)`. That price and spread are at their worst together is still assumed.
 *
 * @throws ArgumentError for an empty series, one that holds a number that is not finite, or a confidence outside 0 to 1.
 * @see Bangia and others (1999); Ernst, Stange & Kaserer, "Measuring market liquidity risk: which model works best?" (2012).
 *
 * @example
 * const sample = { logReturns: [-0.1, 0, 0.1], spreads: [0.01, 0.02, 0.03], returnConfidence: 0.9, spreadConfidence: 0.9 }
 * empiricalSpreadAdjustedLoss({ price: 100, units: 1, ...sample }).liquidityCost // 1.5
 */
export function empiricalSpreadAdjustedLoss(terms: EmpiricalSpreadTerms): EmpiricalSpreadLoss {
  requirePositive('price', terms.price)
  requireFinite('units', terms.units)
  requireSeries('logReturns', terms.logReturns)
  requireSeries('spreads', terms.spreads)
  requireProbability('returnConfidence', terms.returnConfidence)
  requireProbability('spreadConfidence', terms.spreadConfidence)
  const against = terms.units < 0 ? 1 : -1
  const returnQuantile = orderStatistic(
    Float64Array.from(terms.logReturns, (value) => against * value),
    terms.returnConfidence,
  )
  const spreadQuantile = orderStatistic(Float64Array.from(terms.spreads), terms.spreadConfidence)
  const value = terms.price * Math.abs(terms.units)
  const priceLoss = value * lossOfMove(returnQuantile, terms.units)
  const liquidityCost = 0.5 * value * spreadQuantile
  const impliedMultiple = multipleOf(spreadQuantile, terms.spreads)
  return { returnQuantile, spreadQuantile, impliedMultiple, priceLoss, liquidityCost, total: priceLoss + liquidityCost }
}

/** The order statistic of a sample; sorts it in place. */
function orderStatistic(values: Float64Array, confidence: number): number {
  return values.sort()[quantileRank(values.length, confidence) - 1] as number
}

function multipleOf(quantile: number, spreads: ArrayLike<number>): number | undefined {
  if (spreads.length < 2) return undefined
  const first = spreads[0] as number
  // Asked of the values themselves: rounding may leave a constant series a variance.
  if (Array.from(spreads).every((spread) => spread === first)) return undefined
  const deviation = Math.sqrt(varianceOf(spreads))
  return deviation === 0 ? undefined : (quantile - meanOf(spreads)) / deviation
}
