import { logarithmOfProduct } from '../../num/logarithm-of-product.ts'
import type { Derivatives } from '../../num/bounded-newton.ts'
import type { Matrix } from '../../num/matrix.ts'
import { logDensityConstant } from './likelihood.ts'
import { coordinate, coordinates, takeResiduals, takeSlopes, takeVariances, type BeforeSample, type GarchSeries } from './series.ts'
import { takeTerms, scratchOf } from './terms.ts'

/**
 * The log-likelihood at a point, with one logarithm for many returns.
 *
 * @example
 * logLikelihoodAt(series, point)
 */
export function logLikelihoodAt(series: GarchSeries, point: Float64Array): number {
  takeVariances(series, point, takeResiduals(series, point[coordinate.mean] as number))
  return valueOfVariances(series, point[coordinate.inverseFreedom] as number)
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
  const before = takeResiduals(series, point[coordinate.mean] as number)
  const inverseFreedom = point[coordinate.inverseFreedom] as number
  takeVariances(series, point, before)
  takeSlopes(series, point, before)
  into.value = valueOfVariances(series, inverseFreedom)
  const freedomTwice = takeTerms(series, inverseFreedom)
  fillGradient(series, into.gradient)
  into.hessian.values.fill(0)
  addCurvatureOfTerms(series, into.hessian)
  addCurvatureOfVariances(series, point, { before, hessian: into.hessian })
  into.hessian.values[coordinates * coordinates - 1] = freedomTwice
  mirror(into.hessian)
  if (inverseFreedom > 0) turnToInverse(into, inverseFreedom)
}

/**
 * The sum over returns of the outer product of each one's gradient, at the point where `derivativesAt` was last called.
 *
 * @example
 * addOuterProducts(series, point, matrix)
 */
export function addOuterProducts(series: GarchSeries, point: Float64Array, into: Matrix): void {
  const { slopes, terms } = series
  const inverseFreedom = point[coordinate.inverseFreedom] as number
  const score = new Float64Array(coordinates)
  for (let t = 0; t < series.returns.length; t++) {
    const byVariance = terms.byVariance[t] as number
    for (let j = 0; j < slopes.length; j++) score[j] = byVariance * ((slopes[j] as Float64Array)[t] as number)
    score[coordinate.mean] = (score[coordinate.mean] as number) - (terms.byResidual[t] as number)
    score[coordinate.inverseFreedom] = inverseFreedom > 0 ? -(terms.byFreedom[t] as number) / (inverseFreedom * inverseFreedom) : 0
    for (let j = 0; j < coordinates; j++) {
      for (let k = 0; k < coordinates; k++) {
        const at = j * coordinates + k
        into.values[at] = (into.values[at] as number) + (score[j] as number) * (score[k] as number)
      }
    }
  }
}

function valueOfVariances(series: GarchSeries, inverseFreedom: number): number {
  const { residuals, variances } = series
  const n = residuals.length
  const logVariances = logarithmOfProduct(variances, n)
  if (inverseFreedom === 0) {
    let squares = 0
    for (let t = 0; t < n; t++) squares += ((residuals[t] as number) * (residuals[t] as number)) / (variances[t] as number)
    return n * logDensityConstant(Infinity) - 0.5 * (logVariances + squares)
  }
  const freedom = 1 / inverseFreedom
  const scratch = scratchOf(series)
  for (let t = 0; t < n; t++) {
    scratch[t] = 1 + ((residuals[t] as number) * (residuals[t] as number)) / ((variances[t] as number) * (freedom - 2))
  }
  return n * logDensityConstant(freedom) - 0.5 * (logVariances + (freedom + 1) * logarithmOfProduct(scratch, n))
}

function fillGradient({ slopes, terms }: GarchSeries, gradient: Float64Array): void {
  slopes.forEach((slope, j) => (gradient[j] = sumOfProducts(terms.byVariance, slope)))
  gradient[coordinate.mean] = (gradient[coordinate.mean] as number) - sumOf(terms.byResidual)
  gradient[coordinate.inverseFreedom] = sumOf(terms.byFreedom)
}

/** The part of the Hessian in which variances and residuals move in a straight line. */
function addCurvatureOfTerms({ slopes, terms }: GarchSeries, hessian: Matrix): void {
  slopes.forEach((first, j) => {
    for (let k = 0; k <= j; k++) {
      addTo(hessian, j, k, sumOfTripleProducts(terms.byVarianceTwice, first, slopes[k] as Float64Array))
    }
    // The residual falls by what the mean rises.
    const mixed = -sumOfProducts(terms.byBoth, first)
    addTo(hessian, j, coordinate.mean, j === coordinate.mean ? 2 * mixed : mixed)
    addTo(hessian, coordinate.inverseFreedom, j, sumOfProducts(terms.byFreedomAndVariance, first))
  })
  addTo(hessian, coordinate.mean, coordinate.mean, sumOf(terms.byResidualTwice))
  addTo(hessian, coordinate.inverseFreedom, coordinate.mean, -sumOf(terms.byFreedomAndResidual))
}

/** The part that comes from the curvature of the variances themselves. */
function addCurvatureOfVariances(
  series: GarchSeries,
  point: Float64Array,
  { before, hessian }: Readonly<{ before: BeforeSample; hessian: Matrix }>,
): void {
  const { residuals, slopes, influence } = series
  const rise = point[coordinate.rise] as number
  const fall = point[coordinate.fall] as number
  takeInfluence(series, point[coordinate.beta] as number)
  slopes.forEach((slope, j) => {
    let sum = 0
    for (let t = 1; t < influence.length; t++) sum += (influence[t] as number) * (slope[t - 1] as number)
    addTo(hessian, coordinate.beta, j, j === coordinate.beta ? 2 * sum : sum)
  })
  let meanTwice = 0
  let meanAndRise = 0
  let meanAndFall = 0
  for (let t = 1; t < influence.length; t++) {
    const weight = influence[t] as number
    const residual = residuals[t - 1] as number
    meanTwice += weight * (residual < 0 ? fall : rise)
    if (residual < 0) meanAndFall -= weight * residual
    else meanAndRise -= weight * residual
  }
  // Before the sample both the square and the variance are the mean square, whose own curvature by the mean is 2.
  const first = influence[0] as number
  addTo(hessian, coordinate.beta, coordinate.mean, first * before.slopeByMean)
  addTo(hessian, coordinate.mean, coordinate.mean, 2 * meanTwice + 2 * first * (0.5 * (rise + fall) + (point[coordinate.beta] as number)))
  addTo(hessian, coordinate.rise, coordinate.mean, 2 * meanAndRise + 0.5 * first * before.slopeByMean)
  addTo(hessian, coordinate.fall, coordinate.mean, 2 * meanAndFall + 0.5 * first * before.slopeByMean)
}

function takeInfluence({ terms, influence }: GarchSeries, beta: number): void {
  let later = 0
  for (let t = influence.length - 1; t >= 0; t--) {
    later = (terms.byVariance[t] as number) + beta * later
    influence[t] = later
  }
}

/** From the degrees of freedom to their inverse, by the chain rule. */
function turnToInverse({ gradient, hessian }: Derivatives, inverseFreedom: number): void {
  const last = coordinate.inverseFreedom
  const slope = -1 / (inverseFreedom * inverseFreedom)
  const bend = -2 * slope * (1 / inverseFreedom)
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

function sumOf(values: Float64Array): number {
  let sum = 0
  for (let t = 0; t < values.length; t++) sum += values[t] as number
  return sum
}

function sumOfProducts(first: Float64Array, second: Float64Array): number {
  let sum = 0
  for (let t = 0; t < first.length; t++) sum += (first[t] as number) * (second[t] as number)
  return sum
}

function sumOfTripleProducts(weights: Float64Array, first: Float64Array, second: Float64Array): number {
  let sum = 0
  for (let t = 0; t < weights.length; t++) sum += (weights[t] as number) * (first[t] as number) * (second[t] as number)
  return sum
}
