import type { Result } from '../../base/result.ts'
import { filterGarch } from '../../risk/garch/filter.ts'
import { fitGarch, fitIntegratedGarch, type GarchFit, type GarchFitOptions } from '../../risk/garch/fit.ts'
import { forecastGarch, forecastGarchSum } from '../../risk/garch/forecast.ts'
import { garchLogLikelihood } from '../../risk/garch/likelihood.ts'
import { unconditionalVariance, volatilityHalfLife, type GarchParameters } from '../../risk/garch/model.ts'
import type { StandardErrors } from '../../risk/garch/standard-errors.ts'
import type { Fields } from '../fields.ts'
import type { JudgedProcedure, ProcedureTable } from '../procedure.ts'
import type { Mismatch, VectorFile } from '../vector-file.ts'

const garchFit: JudgedProcedure = { compute: fit, judge: judgeFit }

/** Filters and fits of GARCH and GJR models. */
export const garchProcedures: ProcedureTable = { 'vol-garch-filter': filter, 'vol-garch-fit': garchFit }

function filter(inputs: Fields): unknown {
  const returns = inputs.numbers('y')
  const parameters = parametersOf(inputs)
  const variances = filterGarch(returns, parameters)
  const next = variances[returns.length] as number
  const steps = inputs.numberOr('horizon', 20)
  return {
    h_first: variances.slice(0, Math.min(10, returns.length)),
    h_last: variances.slice(Math.max(0, returns.length - 5), returns.length),
    loglik: garchLogLikelihood(returns, parameters),
    forecast: forecastGarch(parameters, next, steps),
    uncond: valueOrNull(unconditionalVariance(parameters)),
    half_life: valueOrNull(volatilityHalfLife(parameters)),
    cum20: forecastGarchSum(parameters, next, 20),
  }
}

function parametersOf(inputs: Fields): GarchParameters {
  const freedom = inputs.numberOr('nu', 0)
  return {
    mean: inputs.numberOr('mu', 0),
    omega: inputs.number('omega'),
    alpha: inputs.number('alpha'),
    gamma: inputs.numberOr('gamma', 0),
    beta: inputs.number('beta'),
    degreesOfFreedom: freedom === 0 ? Infinity : freedom,
  }
}

/** The fit without a constraint on persistence, and for files that ask for both, that and the one held to at most 1. */
function fit(inputs: Fields): unknown {
  const returns = inputs.numbers('y')
  const options = optionsOf(inputs)
  const free = valueOrNull(fitGarch(returns, options))
  if (free === null) return { mu: null, omega: null, alpha: null, gamma: null, beta: null, nu: null, loglik: null }
  const constrained = free.stationary ? free : (valueOrNull(fitIntegratedGarch(returns, options)) ?? free)
  const errors = free.standardErrors
  return {
    ...described(free),
    se_hessian: errorsOf(errors.hessian),
    se_opg: errorsOf(errors.outerProduct),
    se_bollerslev_wooldridge: errorsOf(errors.bollerslevWooldridge),
    stationary: free.stationary,
    uncond: valueOrNull(unconditionalVariance(free.parameters)),
    unconstrained: described(free),
    constrained: described(constrained),
  }
}

function optionsOf(inputs: Fields): GarchFitOptions {
  const isNormal = ['normal', 'gaussian'].includes(inputs.textOr('distribution', 'normal'))
  const isSkewed = inputs.textOr('model', 'garch') === 'gjr' || (inputs.has('gjr') && inputs.raw('gjr') === true)
  return {
    mean: inputs.textOr('mean', 'constant') === 'constant' ? 'constant' : 'zero',
    model: isSkewed ? 'gjr' : 'garch',
    distribution: isNormal ? 'normal' : 'studentT',
  }
}

function described(found: GarchFit): Readonly<Record<string, number | boolean>> {
  const { mean, omega, alpha, gamma, beta, degreesOfFreedom } = found.parameters
  return {
    mu: mean,
    omega,
    alpha,
    gamma,
    beta,
    nu: degreesOfFreedom === Infinity ? 0 : degreesOfFreedom,
    loglik: found.logLikelihood,
    persistence: found.persistence,
  }
}

function errorsOf(errors: Result<StandardErrors, unknown>): Readonly<Record<string, number>> | null {
  if (!errors.ok) return null
  const { mean, degreesOfFreedom, ...rest } = errors.value
  return {
    ...rest,
    ...(mean === undefined ? {} : { mu: mean }),
    ...(degreesOfFreedom === undefined ? {} : { nu: degreesOfFreedom }),
  }
}

/**
 * Files of fits say in words that a fit passes when its likelihood reaches the expected one, even if its parameters differ slightly,
 * and that one of two blocks suffices where both are given.
 */
function judgeFit(file: VectorFile, actual: unknown, plain: JudgedPlain): readonly Mismatch[] {
  const mismatches = plain(file, actual)
  if (mismatches.length === 0) return mismatches
  const { conventions } = file.document as Readonly<{ conventions?: unknown }>
  const words = typeof conventions === 'string' ? conventions : ''
  if (words.includes('passes if its loglik is >=') && reachesLikelihood(file.expected, actual)) {
    return mismatches.filter(({ path }) => !estimated.has(path))
  }
  if (words.includes('passes by matching ONE of the two blocks')) {
    const blocks = ['unconstrained', 'constrained'].map((block) => mismatches.filter(({ path }) => path.startsWith(block)))
    if (blocks.some((block) => block.length === 0)) return []
  }
  return mismatches
}

const estimated: ReadonlySet<string> = new Set(['mu', 'omega', 'alpha', 'gamma', 'beta', 'nu', 'loglik', 'persistence'])

type JudgedPlain = Parameters<JudgedProcedure['judge']>[2]

function reachesLikelihood(expected: unknown, actual: unknown): boolean {
  const [sought, found] = [expected, actual].map((side) => (side as Readonly<Record<string, unknown>>)['loglik'])
  return typeof sought === 'number' && typeof found === 'number' && found >= sought - 1e-7 * Math.abs(sought)
}

function valueOrNull<Value>(result: Result<Value, unknown>): Value | null {
  return result.ok ? result.value : null
}
