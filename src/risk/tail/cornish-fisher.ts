import { requireFinite, requirePositive, requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { excessKurtosisOf, meanOf, skewnessOf, varianceOf } from '../../num/moments.ts'
import { normalDensity, normalQuantile } from '../../num/normal.ts'
import { tailProbability, type TailRisk } from './tail-risk.ts'

/** The first four moments of returns; skewness and excess kurtosis with the number of values as divisor. */
export type FourMoments = Readonly<{ mean: number; standardDeviation: number; skewness: number; excessKurtosis: number }>

/** What the expansion gives, inside its domain or not. */
export type CornishFisherTail = TailRisk &
  Readonly<{
    /** The expansion's quantile of standardised returns; negative for a lower tail. */
    quantile: number
    /** Expected shortfall under the Edgeworth density beyond the quantile; it may fall below the value at risk. */
    edgeworthExpectedShortfall: number
  }>

/** Why there is no figure: the quantile function of the expansion turns back, so it belongs to no distribution. */
export type NotMonotone = Readonly<{ reason: 'quantileNotMonotone'; skewness: number; excessKurtosis: number }>

/** Returns that do not vary have no skewness. */
export type ConstantSeries = Readonly<{ reason: 'constantSeries' }>

/**
 * The first four moments of a series, for the expansion.
 *
 * @returns Refused for a series that does not vary.
 * @throws ArgumentError for fewer than two returns or one that is not finite.
 *
 * @example
 * fourMomentsOf([-0.03, 0.01, 0.02, 0.01])
 */
export function fourMomentsOf(returns: ArrayLike<number>): Result<FourMoments, ConstantSeries> {
  requireSeries('returns', returns, 2)
  const standardDeviation = Math.sqrt(varianceOf(returns, 'count'))
  if (isConstant(returns) || standardDeviation === 0) return refuse({ reason: 'constantSeries' })
  return accept({
    mean: meanOf(returns),
    standardDeviation,
    skewness: skewnessOf(returns),
    excessKurtosis: excessKurtosisOf(returns),
  })
}

/**
 * Whether the expansion's quantile grows with the probability everywhere: only then does it belong to a distribution.
 *
 * @see D. Maillard, "A user's guide to the Cornish Fisher expansion" (2012).
 *
 * @example
 * isCornishFisherMonotone({ skewness: 0, excessKurtosis: 9 }) // false
 */
export function isCornishFisherMonotone(of: Readonly<{ skewness: number; excessKurtosis: number }>): boolean {
  const { skewness: s, excessKurtosis: k } = of
  // The derivative of the quantile in z is a parabola: curvature * z^2 + slope * z + level.
  const curvature = k / 8 - (s * s) / 6
  const slope = s / 3
  const level = 1 - k / 8 + (5 * s * s) / 36
  return curvature >= 0 && level >= 0 && slope * slope - 4 * curvature * level <= 0
}

/**
 * Value at risk and expected shortfall by the Cornish-Fisher expansion of the normal quantile in skewness and kurtosis.
 *
 * The expected shortfall is the mean of the expansion's quantile over the tail.
 *
 * @returns Refused outside the domain where the quantile is monotone.
 * @throws ArgumentError for moments or a confidence outside their range.
 * @see P. Zangari, "A VaR methodology for portfolios that include options", RiskMetrics Monitor (1996).
 *
 * @example
 * cornishFisherTail({ mean: 0, standardDeviation: 0.02, skewness: -0.3, excessKurtosis: 2 }, 0.99)
 */
export function cornishFisherTail(of: FourMoments, confidence: number): Result<CornishFisherTail, NotMonotone> {
  const tail = cornishFisherExpansion(of, confidence)
  if (!isCornishFisherMonotone(of)) {
    return refuse({ reason: 'quantileNotMonotone', skewness: of.skewness, excessKurtosis: of.excessKurtosis })
  }
  return accept(tail)
}

/**
 * The same figures without regard to the domain, for a comparison; outside it they are no quantiles.
 *
 * @throws ArgumentError for moments or a confidence outside their range.
 * @see Boudt, Peterson & Croux, "Estimation and decomposition of downside risk for portfolios with non-normal returns", J. Risk 11 (2008).
 *
 * @example
 * cornishFisherExpansion({ mean: 0, standardDeviation: 1, skewness: 0, excessKurtosis: 0 }, 0.99).valueAtRisk // 2.326
 */
export function cornishFisherExpansion(of: FourMoments, confidence: number): CornishFisherTail {
  const { mean, standardDeviation, skewness: s, excessKurtosis: k } = of
  requireFinite('mean', mean)
  requirePositive('standardDeviation', standardDeviation)
  requireFinite('skewness', s)
  requireFinite('excessKurtosis', k)
  const tail = tailProbability(confidence)
  const z = normalQuantile(tail)
  const quantile = cornishFisherQuantile(z, of)
  const z2 = z * z
  const meanBeyond = 1 + (s * z) / 6 + (k * (z2 - 1)) / 24 - (s * s * (2 * z2 - 1)) / 36
  return {
    quantile,
    valueAtRisk: -(mean + standardDeviation * quantile),
    expectedShortfall: -mean + ((standardDeviation * normalDensity(z)) / tail) * meanBeyond,
    edgeworthExpectedShortfall: -mean + ((standardDeviation * normalDensity(quantile)) / tail) * edgeworthMeanBeyond(quantile, of),
  }
}

/**
 * The expansion of a normal quantile `z` in skewness and excess kurtosis, to the second order.
 *
 * @example
 * cornishFisherQuantile(-2.326, { skewness: 0, excessKurtosis: 0 }) // -2.326
 */
export function cornishFisherQuantile(z: number, of: Readonly<{ skewness: number; excessKurtosis: number }>): number {
  const { skewness: s, excessKurtosis: k } = of
  const z2 = z * z
  const z3 = z2 * z
  return z + ((z2 - 1) * s) / 6 + ((z3 - 3 * z) * k) / 24 - ((2 * z3 - 5 * z) * s * s) / 36
}

/** The integral of `-z` times the Edgeworth density up to `g`, over the normal density at `g`: Hermite polynomials integrate in closed form. */
function edgeworthMeanBeyond(g: number, { skewness: s, excessKurtosis: k }: FourMoments): number {
  const g2 = g * g
  const g4 = g2 * g2
  return 1 + (s * g2 * g) / 6 + (k * (g4 - 2 * g2 - 1)) / 24 + (s * s * (g4 * g2 - 9 * g4 + 9 * g2 + 3)) / 72
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return true
}
