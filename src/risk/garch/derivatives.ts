import type { Derivatives } from '../../num/bounded-newton.ts'
import { logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'
import type { Matrix } from '../../num/matrix.ts'
import { logDensityConstant } from './likelihood.ts'
import { coordinate, coordinates, takeResiduals, takeVariances, takeVariancesAndSlopes, weightBefore, type GarchSeries } from './series.ts'
import { fourSums, productSums, twoFourSums, sumOfProducts, takeProducts, type FourColumns } from './sums.ts'
import { constantSlope, takeTerms, valueOfVariances, type TermSums } from './terms.ts'

const { mean, omega, rise, fall, beta, inverseFreedom } = coordinate
/** The coordinates of the columns that every model has, in the order of `columnsOf`. */
const inColumns = [mean, omega, rise, beta] as const

/**
 * The log-likelihood at a point, with one logarithm for many returns.
 *
 * @example
 * logLikelihoodAt(series, point)
 */
export function logLikelihoodAt(series: GarchSeries, point: Float64Array): number {
  takeResiduals(series, point[mean] as number)
  const quick = quickValueAt(series, point)
  if (quick !== undefined) return quick
  takeVariances(series, point)
  return valueOfVariances(series, point[inverseFreedom] as number)
}

/** A product that has left these is taken to its logarithm; one that has left the wider ones may have left the doubles on the way. */
const [large, small] = [1e100, 1e-100]
const [largest, smallest] = [1e200, 1e-200]

/** The value of the commonest model in one pass that stores nothing; undefined for other models and for wild variances. */
function quickValueAt({ rises, beforeSquare, sided }: GarchSeries, point: Float64Array): number | undefined {
  if (sided || (point[inverseFreedom] as number) > 0) return undefined
  const constant = point[omega] as number
  const weight = point[rise] as number
  const persistence = point[beta] as number
  let variance = constant + (weight + persistence) * beforeSquare
  let [squares, logs, product] = [0, 0, 1]
  for (let from = 0; from < rises.length; from += 16) {
    const end = Math.min(from + 16, rises.length)
    for (let t = from; t < end; t++) {
      const square = rises[t] as number
      squares += square / variance
      product *= variance
      variance = constant + weight * square + persistence * variance
    }
    if (product > small && product < large) continue
    if (!(product > smallest && product < largest)) return undefined
    logs += naturalLogarithm(product)
    product = 1
  }
  return rises.length * logDensityConstant(Infinity) - 0.5 * (logs + naturalLogarithm(product) + squares)
}

/**
 * Value, gradient and exact Hessian of the log-likelihood at a point.
 *
 * The second derivatives of the variances are never formed. They enter the Hessian only in a sum weighted by what each variance
 * does to the likelihood, and one pass from the last return to the first (the adjoint of the recursion) gives that sum at once.
 *
 * @see Fiorentini, Calzolari & Panattoni, "Analytic derivatives and the computation of GARCH estimates", J. Applied Econometrics 11
 *   (1996), for the derivatives.
 *
 * @example
 * derivativesAt(series, point, derivatives)
 */
export function derivativesAt(series: GarchSeries, point: Float64Array, into: Derivatives): void {
  takeResiduals(series, point[mean] as number)
  takeVariancesAndSlopes(series, point)
  const freedom = point[inverseFreedom] as number
  const sums = takeTerms(series, freedom)
  into.value = sums.value
  into.gradient.fill(0)
  into.hessian.values.fill(0)
  addTerms(series, sums, into)
  if (freedom > 0) addFreedom(series, sums, into)
  if (series.sided) addFalls(series, into)
  addCurvatureOfVariances(series, point, into.hessian)
  mirror(into.hessian)
  if (freedom > 0) turnToInverse(into, freedom)
}

/**
 * The sum over returns of the outer product of each one's gradient, at the point where `derivativesAt` was last called.
 *
 * @example
 * addOuterProducts(series, point, matrix)
 */
export function addOuterProducts(series: GarchSeries, point: Float64Array, into: Matrix): void {
  const { residuals, variances, slopes, terms } = series
  const { byMean, byOmega, byRise, byFall, byBeta } = slopes
  const inverse = point[inverseFreedom] as number
  const scores = Array.from({ length: coordinates }, () => new Float64Array(residuals.length)) as [FourColumns[0], ...Float64Array[]]
  const columns = [byMean, byOmega, byRise, byFall, byBeta]
  columns.forEach((column, j) => takeProducts(column, terms.byVariance, scores[j] as Float64Array))
  for (let t = 0; t < residuals.length; t++) scores[0][t] = (scores[0][t] as number) - (terms.byResidual[t] as number)
  if (inverse > 0) {
    const slope = constantSlope(1 / inverse)
    const excess = 1 / inverse - 2
    for (let t = 0; t < residuals.length; t++) {
      const residual = residuals[t] as number
      const square = (residual * residual) / (variances[t] as number)
      const tail = (0.5 * (1 / inverse + 1) * square) / (excess * (excess + square))
      const byFreedom = slope - 0.5 * logarithmOfOnePlus(square / excess) + tail
      ;(scores[inverseFreedom] as Float64Array)[t] = -byFreedom / (inverse * inverse)
    }
  }
  scores.forEach((first, j) => {
    // The columns of coordinates that this model does not have are all 0.
    if ((j === fall && !series.sided) || (j === inverseFreedom && inverse === 0)) return
    for (let k = 0; k <= j; k++) addTo(into, j, k, sumOfProducts(first, scores[k] as Float64Array))
  })
  mirror(into)
}

function columnsOf({ slopes }: GarchSeries): FourColumns {
  return [slopes.byMean, slopes.byOmega, slopes.byRise, slopes.byBeta]
}

/** The gradient, and the part of the Hessian in which variances and residuals move in a straight line. */
function addTerms(series: GarchSeries, sums: TermSums, { gradient, hessian }: Derivatives): void {
  const { byVariance, byVarianceTwice, byBoth } = series.terms
  const columns = columnsOf(series)
  const [slopes, mixed] = twoFourSums(byVariance, byBoth, columns)
  const products = productSums(byVarianceTwice, columns)
  let at = 0
  inColumns.forEach((row, j) => {
    gradient[row] = slopes[j] as number
    for (let k = 0; k <= j; k++) addTo(hessian, row, inColumns[k] as number, products[at++] as number)
    // The residual falls by what the mean rises.
    addTo(hessian, row, mean, -(mixed[j] as number))
  })
  gradient[mean] = (gradient[mean] as number) - sums.byResidual
  addTo(hessian, mean, mean, sums.byResidualTwice - mixed[0])
}

/** What `addTerms` does, for the weight of falls. */
function addFalls(series: GarchSeries, { gradient, hessian }: Derivatives): void {
  const { slopes, terms, scratch } = series
  const { byFall } = slopes
  gradient[fall] = sumOfProducts(terms.byVariance, byFall)
  takeProducts(terms.byVarianceTwice, byFall, scratch)
  const products = fourSums(scratch, columnsOf(series))
  inColumns.forEach((column, j) => addTo(hessian, Math.max(fall, column), Math.min(fall, column), products[j] as number))
  addTo(hessian, fall, fall, sumOfProducts(scratch, byFall))
  addTo(hessian, fall, mean, -sumOfProducts(terms.byBoth, byFall))
}

/** The degrees of freedom; the scratch column holds their second derivatives with the variance. */
function addFreedom(series: GarchSeries, sums: TermSums, { gradient, hessian }: Derivatives): void {
  gradient[inverseFreedom] = sums.byFreedom
  const mixed = fourSums(series.scratch, columnsOf(series))
  inColumns.forEach((column, j) => addTo(hessian, inverseFreedom, column, mixed[j] as number))
  if (series.sided) addTo(hessian, inverseFreedom, fall, sumOfProducts(series.scratch, series.slopes.byFall))
  addTo(hessian, inverseFreedom, mean, -sums.byFreedomAndResidual)
  addTo(hessian, inverseFreedom, inverseFreedom, sums.byFreedomTwice)
}

/** The part of the Hessian that comes from the curvature of the variances themselves. */
function addCurvatureOfVariances(series: GarchSeries, point: Float64Array, hessian: Matrix): void {
  const { sided, slopes, scratch, residuals, beforeSlope } = series
  const sums = takeInfluence(series, point[beta] as number)
  const first = scratch[0] as number
  addTo(hessian, beta, mean, sums.onMean + first * beforeSlope)
  addTo(hessian, beta, omega, sums.onOmega)
  addTo(hessian, beta, rise, sums.onRise)
  addTo(hessian, beta, beta, 2 * sums.onBeta)
  // Before the sample both the square and the variance are the mean square, whose own curvature by the mean is 2.
  addTo(hessian, mean, mean, 2 * first * weightBefore(series, point))
  if (!sided) {
    addTo(hessian, mean, mean, 2 * (point[rise] as number) * sums.all)
    addTo(hessian, rise, mean, first * beforeSlope - 2 * sums.onResiduals)
    return
  }
  const next = scratch.subarray(1)
  const { fallen, onFalls } = sumsOfFalls(next, residuals)
  addTo(hessian, beta, fall, sumOfProducts(next, slopes.byFall))
  addTo(hessian, mean, mean, 2 * ((point[rise] as number) * (sums.all - onFalls) + (point[fall] as number) * onFalls))
  addTo(hessian, rise, mean, 0.5 * first * beforeSlope - 2 * (sums.onResiduals - fallen))
  addTo(hessian, fall, mean, 0.5 * first * beforeSlope - 2 * fallen)
}

/** Sums of what the variance of each return but the first does to the rest, alone and times what the return before it shows. */
type InfluenceSums = Readonly<Record<'all' | 'onResiduals' | 'onMean' | 'onOmega' | 'onRise' | 'onBeta', number>>

/** Fills the scratch column with what a change of `h[t]` alone does to the log-likelihood of this return and all that follow. */
function takeInfluence({ terms, scratch, residuals, slopes }: GarchSeries, persistence: number): InfluenceSums {
  const { byVariance } = terms
  const { byMean, byOmega, byRise, byBeta } = slopes
  let [all, onResiduals, onMean, onOmega, onRise, onBeta] = [0, 0, 0, 0, 0, 0]
  let influence = 0
  for (let t = byVariance.length - 1; t > 0; t--) {
    influence = (byVariance[t] as number) + persistence * influence
    scratch[t] = influence
    // A variance moves the next through beta, so its slopes meet the influence of the next.
    all += influence
    onResiduals += influence * (residuals[t - 1] as number)
    onMean += influence * (byMean[t - 1] as number)
    onOmega += influence * (byOmega[t - 1] as number)
    onRise += influence * (byRise[t - 1] as number)
    onBeta += influence * (byBeta[t - 1] as number)
  }
  scratch[0] = (byVariance[0] as number) + persistence * influence
  return { all, onResiduals, onMean, onOmega, onRise, onBeta }
}

/** Sums over falls of weights and of weighted residuals. */
function sumsOfFalls(weights: Float64Array, residuals: Float64Array): Readonly<{ fallen: number; onFalls: number }> {
  let [fallen, onFalls] = [0, 0]
  for (let t = 0; t < weights.length; t++) {
    const residual = residuals[t] as number
    if (!(residual < 0)) continue
    fallen += (weights[t] as number) * residual
    onFalls += weights[t] as number
  }
  return { fallen, onFalls }
}

/** From the degrees of freedom to their inverse, by the chain rule. */
function turnToInverse({ gradient, hessian }: Derivatives, inverse: number): void {
  const last = inverseFreedom
  const slope = -1 / (inverse * inverse)
  const bend = (-2 * slope) / inverse
  const own = hessian.values[last * coordinates + last] as number
  const straight = gradient[last] as number
  for (let j = 0; j < last; j++) {
    const turned = slope * (hessian.values[last * coordinates + j] as number)
    hessian.values[last * coordinates + j] = turned
    hessian.values[j * coordinates + last] = turned
  }
  hessian.values[last * coordinates + last] = slope * slope * own + bend * straight
  gradient[last] = slope * straight
}

function addTo(matrix: Matrix, row: number, column: number, value: number): void {
  const at = row * matrix.columns + column
  matrix.values[at] = (matrix.values[at] as number) + value
}

/** Copies the lower triangle onto the upper. */
function mirror(matrix: Matrix): void {
  for (let j = 0; j < matrix.rows; j++) {
    for (let k = 0; k < j; k++) matrix.values[k * matrix.columns + j] = matrix.values[j * matrix.columns + k] as number
  }
}
