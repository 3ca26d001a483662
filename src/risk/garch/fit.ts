import { requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { maximiseBounded, type Maximum } from '../../num/bounded-newton.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import { filterGarch } from './filter.ts'
import { persistenceOf, type GarchParameterName, type GarchParameters } from './model.ts'
import { garchProblem, parametersAt, pointAt, type GarchProblem, type GarchShape } from './problem.ts'
import { createGarchSeries, scaleOf } from './series.ts'
import { garchStandardErrors, type GarchStandardErrors } from './standard-errors.ts'
import { startsOf, stillPosition, wideStartsOf } from './starts.ts'

/** What to fit; each has a default. */
export type GarchFitOptions = Readonly<{
  /** A constant mean that is estimated, the default, or 0. */
  mean?: 'constant' | 'zero'
  /** `garch`, the default, or `gjr`, in which falls weigh more or less than rises. */
  model?: 'garch' | 'gjr'
  /** `normal`, the default, or Student's t of unit variance. */
  distribution?: 'normal' | 'studentT'
}>

/** A fitted model and how far it can be trusted. */
export type GarchFit = Readonly<{
  parameters: GarchParameters
  logLikelihood: number
  observations: number
  /** Whether the search ended where no step gains anything. */
  converged: boolean
  /** Length of the gradient at the end, over the parameters that are free, of the series scaled to about unit variance. */
  gradientNorm: number
  /** Newton steps of the search that was best. */
  iterations: number
  /** Searches made from different starts, and how many of them ended at the same likelihood as the best. */
  starts: number
  startsAgreeing: number
  persistence: number
  /** Whether persistence lies below 1. If not, the variance has no long-run mean. */
  stationary: boolean
  /** Parameters that ended at a bound; `gamma` stands for `alpha + gamma = 0`. They have no standard errors. */
  atBound: readonly GarchParameterName[]
  standardErrors: GarchStandardErrors
  /** The forecast for the return after the last. */
  nextVariance: number
}>

/** Why there is no fit. */
export type NoGarchFit = Readonly<{ reason: 'constantSeries' }>

const leastReturns = 20
/** A search ends where a step would gain no more than this; the best of them goes on to the last digit. */
const searchGain = 1e-6
/** Searches whose likelihoods differ by less have found the same top. */
const sameTop = 1e-5
/** A model this much more likely than a constant variance has one clear top; below, the likelihood is flat and may have several. */
const plainGain = 10

/**
 * Fits a GARCH(1,1) or GJR model by maximum likelihood.
 *
 * The series is scaled to about unit variance, likelihoods of a grid of parameters choose the starts, and Newton's method with the
 * exact Hessian climbs from each; where they disagree or end at a bound, many more follow. Stationarity is not imposed: a fit that is
 * not stationary says so, and `fitVolatilityWithFallback` gives one that can be used instead.
 *
 * @param returns - Oldest first, of any unit, shape `[n]`, at least 20; some hundreds are needed for an estimate worth having.
 * @returns Refused with `constantSeries` when all returns are equal.
 * @throws ArgumentError for a series too short or a number that is not finite.
 * @see Bollerslev & Ghysels, "Periodic autoregressive conditional heteroscedasticity", JBES 14 (1996), and Fiorentini, Calzolari &
 *   Panattoni (1996) for the benchmark on their series that this fit reproduces.
 *
 * @example
 * const fit = fitGarch(returns, { distribution: 'studentT' })
 * if (fit.ok && fit.value.converged) filterGarch(returns, fit.value.parameters)
 */
export function fitGarch(returns: ArrayLike<number>, options: GarchFitOptions = {}): Result<GarchFit, NoGarchFit> {
  return fitShape(returns, shapeOf(options, 'free'))
}

/**
 * Fits the model whose persistence is exactly 1: shocks to the variance never fade, and its long-run mean does not exist.
 *
 * @throws ArgumentError for a series too short or a number that is not finite.
 * @see Engle & Bollerslev, "Modelling the persistence of conditional variances", Econometric Reviews 5 (1986).
 *
 * @example
 * fitIntegratedGarch(returns, { distribution: 'studentT' })
 */
export function fitIntegratedGarch(returns: ArrayLike<number>, options: GarchFitOptions = {}): Result<GarchFit, NoGarchFit> {
  return fitShape(returns, shapeOf(options, 'integrated'))
}

function shapeOf(options: GarchFitOptions, persistence: GarchShape['persistence']): GarchShape {
  const { mean = 'constant', model = 'garch', distribution = 'normal' } = options
  return { mean, model, distribution, persistence }
}

function fitShape(returns: ArrayLike<number>, shape: GarchShape): Result<GarchFit, NoGarchFit> {
  requireSeries('returns', returns, leastReturns)
  const copy = Float64Array.from(returns)
  const scale = scaleOf(copy)
  if (scale === 0) return refuse({ reason: 'constantSeries' })
  const problem = garchProblem(createGarchSeries(divided(copy, scale), shape.model === 'gjr'), shape)
  const found = searchAll(problem)
  return accept(report(copy, problem, { ...found, scale }))
}

function divided(returns: Float64Array, scale: number): Float64Array {
  const scaled = new Float64Array(returns.length)
  for (let t = 0; t < returns.length; t++) scaled[t] = (returns[t] as number) / scale
  return scaled
}

type Found = Readonly<{ best: Maximum; starts: number; startsAgreeing: number }>

function searchAll(problem: GarchProblem): Found {
  const climbs = startsOf(problem).map((start) => maximiseBounded(problem, start, searchGain))
  let best = highest(climbs)
  const isPlain = best.derivatives.value - problem.valueAt(stillPosition(problem, best.point)) > plainGain
  if (!isPlain || agreeingWith(best, climbs) < climbs.length || best.held.includes(true)) {
    climbs.push(...wideStartsOf(problem, best.point).map((start) => maximiseBounded(problem, start, searchGain)))
    best = highest(climbs)
  }
  const startsAgreeing = agreeingWith(best, climbs)
  const polished = maximiseBounded(problem, best.point)
  // The terms and slopes of the series belong to the last point that was asked for, and standard errors read them.
  problem.derivativesAt(polished.point, polished.derivatives)
  const iterations = best.iterations + polished.iterations
  return { best: { ...polished, iterations }, starts: climbs.length, startsAgreeing }
}

function highest(climbs: readonly Maximum[]): Maximum {
  return climbs.reduce((best, next) => (next.derivatives.value > best.derivatives.value ? next : best))
}

function agreeingWith(best: Maximum, climbs: readonly Maximum[]): number {
  return climbs.filter(({ derivatives }) => best.derivatives.value - derivatives.value < sameTop).length
}

function report(returns: Float64Array, problem: GarchProblem, found: Found & Readonly<{ scale: number }>): GarchFit {
  const { best, scale, starts, startsAgreeing } = found
  const parameters = parametersAt(pointAt(problem.shape, problem.directions, best.point), scale)
  const persistence = persistenceOf(parameters)
  const slopes = Array.from(best.derivatives.gradient, (slope, i) => (best.held[i] === true ? 0 : slope))
  return {
    parameters,
    // In the unit of the returns: each density is that of the scaled series over the scale.
    logLikelihood: best.derivatives.value - returns.length * naturalLogarithm(scale),
    observations: returns.length,
    converged: best.converged,
    gradientNorm: Math.sqrt(slopes.reduce((sum, slope) => sum + slope * slope, 0)),
    iterations: best.iterations,
    starts,
    startsAgreeing,
    persistence,
    stationary: persistence < 1 && problem.shape.persistence === 'free',
    atBound: problem.directions.flatMap(({ name }, i) => (best.held[i] === true ? [name] : [])),
    standardErrors: garchStandardErrors(problem, best, scale),
    nextVariance: filterGarch(returns, parameters)[returns.length] as number,
  }
}
