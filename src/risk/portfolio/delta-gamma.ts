import { ArgumentError, requireSeries } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { entryOf, multiply, transposed, zeroMatrix, type Matrix } from '../../num/matrix.ts'
import { bracketedRoot } from '../../num/root.ts'
import { symmetricEigen } from '../../num/symmetric-eigen.ts'
import { cornishFisherTail, type NotMonotone, cornishFisherExpansion, type CornishFisherTail } from '../tail/cornish-fisher.ts'
import { tailProbability, type TailRisk } from '../tail/tail-risk.ts'
import { requireCovariance, type NoRisk } from './delta-normal.ts'
import { expectedExcess, survivalOf, type QuadraticForm } from './quadratic-form.ts'

/** A portfolio by its first and second derivatives: profit is `delta' x + x' gamma x / 2` for normal `x` with mean zero. */
export type DeltaGammaPortfolio = Readonly<{
  /** One per risk factor. */
  delta: ArrayLike<number>
  /** Square; the mean of it and its transpose counts. */
  gamma: Matrix
  /** Of the risk factors, positive semi-definite. */
  covariance: Matrix
}>

/** The loss of a delta-gamma portfolio as a sum of independent parts, and its first four moments. */
export type DeltaGammaLoss = Readonly<{
  form: QuadraticForm
  mean: number
  standardDeviation: number
  skewness: number
  excessKurtosis: number
}>

/**
 * The loss of a delta-gamma portfolio in its own axes, where it is a sum of independent squares of normals.
 *
 * @returns Refused for a portfolio that cannot gain or lose.
 * @throws ArgumentError for sizes that do not match, a number that is not finite, or a covariance that is none.
 * @see C. Rouvinez, "Going Greek with VaR", Risk 10 (1997).
 *
 * @example
 * const covariance = matrixOf([[0.04, 0.01], [0.01, 0.09]])
 * const portfolio = { delta: [100, -50], gamma: matrixOf([[-20, 0], [0, 10]]), covariance }
 * deltaGammaLoss(portfolio) // accept({ mean: -0.05, standardDeviation: 22.928, skewness: 0.03047, excessKurtosis: 0.01544 })
 */
export function deltaGammaLoss(portfolio: DeltaGammaPortfolio): Result<DeltaGammaLoss, NoRisk> {
  requireSeries('delta', portfolio.delta)
  const size = portfolio.delta.length
  requireCovariance('covariance', portfolio.covariance, size)
  requireGamma(portfolio.gamma, size)
  const form = lossForm(portfolio)
  const cumulants = cumulantsOf(form)
  if (!(cumulants.second > 0)) return refuse({ reason: 'noRisk' })
  return accept({
    form,
    mean: cumulants.first,
    standardDeviation: Math.sqrt(cumulants.second),
    skewness: cumulants.third / (cumulants.second * Math.sqrt(cumulants.second)),
    excessKurtosis: cumulants.fourth / (cumulants.second * cumulants.second),
  })
}

/**
 * Value at risk and expected shortfall of a delta-gamma portfolio to some ten digits, by inverting the characteristic function.
 *
 * @param confidence - Strictly between 0 and 1.
 * @returns Refused for a portfolio that cannot gain or lose.
 * @throws ArgumentError as for `deltaGammaLoss`.
 * @see J. Gil-Pelaez, "Note on the inversion theorem", Biometrika 38 (1951); P. Glasserman, "Monte Carlo Methods in Financial
 *   Engineering" (2003), chapter 9.
 *
 * @example
 * deltaGammaTail(portfolio, 0.99) // accept({ valueAtRisk: 53.8757, expectedShortfall: 61.9305 })
 */
export function deltaGammaTail(portfolio: DeltaGammaPortfolio, confidence: number): Result<TailRisk, NoRisk> {
  const tail = tailProbability(confidence)
  const loss = deltaGammaLoss(portfolio)
  if (!loss.ok) return loss
  // In units of its deviation: portfolios of any size are inverted alike.
  const { standardDeviation } = loss.value
  const form = scaledForm(loss.value.form, standardDeviation)
  const quantile = quantileOf(form, { mean: loss.value.mean / standardDeviation, tail })
  const expectedShortfall = standardDeviation * (quantile + expectedExcess(form, quantile) / tail)
  invariant(Number.isFinite(expectedShortfall), 'an inversion of a loss with risk ends in a number')
  return accept({ valueAtRisk: standardDeviation * quantile, expectedShortfall })
}

/**
 * The same by the Cornish-Fisher expansion in the first four moments: quick, and wrong where the loss is far from normal.
 *
 * @returns Refused for a portfolio without risk, or outside the domain of the expansion.
 * @throws ArgumentError as for `deltaGammaLoss`.
 *
 * @example
 * deltaGammaCornishFisher(portfolio, 0.99) // accept({ valueAtRisk: 53.8776, expectedShortfall: 61.9386 })
 */
export function deltaGammaCornishFisher(
  portfolio: DeltaGammaPortfolio,
  confidence: number,
): Result<CornishFisherTail, NoRisk | NotMonotone> {
  const loss = deltaGammaLoss(portfolio)
  return loss.ok ? cornishFisherTail(profitMoments(loss.value), confidence) : loss
}

/**
 * The expansion without regard to its domain, as other systems report it.
 *
 * @returns Refused for a portfolio without risk.
 * @throws ArgumentError as for `deltaGammaLoss`.
 *
 * @example
 * deltaGammaExpansion(portfolio, 0.99) // accept({ quantile: -2.35201, valueAtRisk: 53.8776, expectedShortfall: 61.9386 })
 */
export function deltaGammaExpansion(portfolio: DeltaGammaPortfolio, confidence: number): Result<CornishFisherTail, NoRisk> {
  const loss = deltaGammaLoss(portfolio)
  return loss.ok ? accept(cornishFisherExpansion(profitMoments(loss.value), confidence)) : loss
}

function profitMoments(
  loss: DeltaGammaLoss,
): Readonly<{ mean: number; standardDeviation: number; skewness: number; excessKurtosis: number }> {
  return { ...loss, mean: -loss.mean, skewness: -loss.skewness }
}

/** The loss, in deviations, that is exceeded with probability `tail`: a root of the survival function, which falls from 1 to 0. */
function quantileOf(form: QuadraticForm, of: Readonly<{ mean: number; tail: number }>): number {
  const above = (x: number): number => survivalOf(form, x) - of.tail
  let [low, high, step] = [of.mean, of.mean, 1]
  if (above(of.mean) > 0) while (above(high) > 0) [low, high, step] = [high, high + step, 2 * step]
  else while (above(low) <= 0) [low, high, step] = [low - step, low, 2 * step]
  const root = bracketedRoot(above, { low, high, tolerance: 1e-12 })
  if (root.ok) return root.value
  return root.refusal.reason === 'notConverged' ? root.refusal.best : low
}

/** What is nothing beside one deviation is nothing: its square would leave the range of doubles. */
function scaledForm({ linear, curvature }: QuadraticForm, by: number): QuadraticForm {
  const scaled = (value: number): number => (Math.abs(value / by) < 1e-13 ? 0 : value / by)
  return { linear: linear.map(scaled), curvature: curvature.map(scaled) }
}

/** Turns `x` into independent standard normals in whose axes gamma is diagonal; loss is minus profit. */
function lossForm({ delta, gamma, covariance }: DeltaGammaPortfolio): QuadraticForm {
  const size = delta.length
  const { values, vectors } = symmetricEigen(covariance)
  const root = zeroMatrix(size, size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) root.values[i * size + j] = entryOf(vectors, i, j) * Math.sqrt(Math.max(0, values[j] as number))
  const inner = symmetricEigen(multiply(transposed(root), multiply(gamma, root)))
  const turned = multiply(root, inner.vectors)
  const linear = Float64Array.from({ length: size }, (_, j) => {
    let sum = 0
    for (let i = 0; i < size; i++) sum -= (delta[i] as number) * entryOf(turned, i, j)
    return sum
  })
  const largest = inner.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // Curvature that is nothing but rounding would put a singularity where there is none.
  return { linear, curvature: inner.values.map((value) => (Math.abs(value) <= 1e-14 * largest ? 0 : -value)) }
}

function cumulantsOf({ linear, curvature }: QuadraticForm): Readonly<{ first: number; second: number; third: number; fourth: number }> {
  const sum = (term: (l: number, b2: number) => number): number =>
    compensatedSum(curvature.map((l, i) => term(l, (linear[i] as number) * (linear[i] as number))))
  return {
    first: sum((l) => l / 2),
    second: sum((l, b2) => b2 + (l * l) / 2),
    third: sum((l, b2) => 3 * l * b2 + l * l * l),
    fourth: sum((l, b2) => 12 * l * l * b2 + 3 * l * l * l * l),
  }
}

function requireGamma(gamma: Matrix, size: number): void {
  if (gamma.rows !== size || gamma.columns !== size)
    throw new ArgumentError('gamma', { expected: `a ${size} by ${size} matrix`, found: `${gamma.rows} by ${gamma.columns}` })
  requireSeries('gamma', gamma.values)
}
