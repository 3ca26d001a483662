import type { Result } from '../../base/result.ts'
import { varianceOf } from '../../num/moments.ts'
import type { QuantileKind } from '../../num/sample-quantile.ts'
import type { GarchParameters } from '../../risk/garch/model.ts'
import { adaptivePath } from '../../risk/tail/adaptive-quantile.ts'
import { ageWeight, ageWeightedTail } from '../../risk/tail/age-weighted.ts'
import { cornishFisherExpansion, fourMomentsOf, isCornishFisherMonotone } from '../../risk/tail/cornish-fisher.ts'
import { ewmaFiltered, filteredTail } from '../../risk/tail/filtered-historical.ts'
import { filteredPaths } from '../../risk/tail/filtered-paths.ts'
import { historicalTail, interpolatedValueAtRisk, minimisedExpectedShortfall } from '../../risk/tail/historical.ts'
import { normalTail, studentTTail } from '../../risk/tail/parametric.ts'
import type { TailRisk } from '../../risk/tail/tail-risk.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'

/** Models of one series of losses or returns. */
export const seriesProcedures: ProcedureTable = {
  'var-hs': historical,
  'var-brw': ageWeighted,
  'var-fhs-ewma': filteredByEwma,
  'var-fhs-garch-path': filteredByGarch,
  'var-cornish-fisher': cornishFisher,
  'var-normal': (inputs) => ({ rows: inputs.rows('rows').map(normalRow) }),
  'var-student-t': (inputs) => ({ rows: inputs.rows('rows').map(studentTRow) }),
  'var-adaptive-conformal': adaptive,
}

/**
 * A value, or null where it was refused.
 *
 * @example
 * valueOrNull(fit)?.shape
 */
export function valueOrNull<Value>(result: Result<Value, unknown>): Value | null {
  return result.ok ? result.value : null
}

/**
 * The model of a file: no `nu`, or one of 0, is the normal distribution, and no `gamma` plain GARCH.
 *
 * @example
 * garchOf(inputs).alpha
 */
export function garchOf(inputs: Fields): GarchParameters {
  const nu = inputs.numberOr('nu', 0)
  return {
    mean: inputs.numberOr('mu', 0),
    omega: inputs.number('omega'),
    alpha: inputs.number('alpha'),
    gamma: inputs.numberOr('gamma', 0),
    beta: inputs.number('beta'),
    degreesOfFreedom: nu === 0 ? Infinity : nu,
  }
}

function historical(inputs: Fields): unknown {
  const loss = inputs.numbers('loss')
  const at = <Figure>(figure: (confidence: number) => Figure): Figure[] => Array.from(inputs.numbers('alphas'), figure)
  const quantile = (kind: QuantileKind): number[] => at((confidence) => interpolatedValueAtRisk(loss, { confidence, kind }))
  return {
    q1: at((confidence) => historicalTail(loss, confidence).valueAtRisk),
    q6: quantile('weibull'),
    q7: quantile('linear'),
    q8: quantile('medianUnbiased'),
    es_acerbi_tasche: at((confidence) => historicalTail(loss, confidence).expectedShortfall),
    es_rockafellar_uryasev: at((confidence) => minimisedExpectedShortfall(loss, confidence)),
  }
}

function ageWeighted(inputs: Fields): unknown {
  const loss = inputs.numbers('loss')
  const [count, decay] = [loss.length, inputs.number('lambda')]
  const tails = Array.from(inputs.numbers('alphas'), (confidence) => ageWeightedTail(loss, { confidence, decay }))
  const weight = (age: number): number => ageWeight(age, { count, decay })
  return {
    var_discrete: tails.map((tail) => tail.valueAtRisk),
    var_brw_midpoint: tails.map((tail) => tail.interpolatedValueAtRisk),
    es: tails.map((tail) => tail.expectedShortfall),
    weight_newest: weight(1),
    weight_oldest: weight(count),
    // The effective sample depends on the weights alone.
    ess: ageWeightedTail(loss, { confidence: 0.5, decay }).effectiveCount,
    published: {
      weights_by_age: Object.fromEntries(Array.from(loss, (_loss, i) => [String(i + 1), weight(i + 1)])),
      var_midpoint_2dp: tails[0]?.interpolatedValueAtRisk,
    },
  }
}

function filteredByEwma(inputs: Fields): unknown {
  const returns = inputs.numbers('r')
  const losses = returns.map((r) => -r)
  const filtered = valueOrNull(ewmaFiltered(returns, { lambda: inputs.number('lambda'), startReturns: inputs.number('n0') }))
  const at = <Figure>(figure: (confidence: number) => Figure): Figure[] => Array.from(inputs.numbers('alphas'), figure)
  const filteredAt = (figure: (tail: TailRisk) => number): (number | null)[] =>
    at((confidence) => (filtered === null ? null : figure(filteredTail(filtered, { confidence }))))
  const scenarios = filtered === null ? null : filtered.residuals.map((z) => -z * filtered.nextVolatility)
  return {
    sigma_next: filtered?.nextVolatility ?? null,
    var: filteredAt((tail) => tail.valueAtRisk),
    var_type7: at((confidence) => (scenarios === null ? null : interpolatedValueAtRisk(scenarios, { confidence, kind: 'linear' }))),
    es: filteredAt((tail) => tail.expectedShortfall),
    plain_var: at((confidence) => historicalTail(losses, confidence).valueAtRisk),
    plain_es: at((confidence) => historicalTail(losses, confidence).expectedShortfall),
    z_var: filtered === null || returns.length < 2 ? null : varianceOf(filtered.residuals),
  }
}

function filteredByGarch(inputs: Fields): unknown {
  const simulated = valueOrNull(filteredPaths(inputs.numbers('y'), garchOf(inputs), inputs.matrix('indices')))
  const alphas = Array.from(inputs.numbers('alphas'))
  if (simulated === null) {
    return { h_next: null, z_head: null, path_total: null, var: alphas.map(() => null), es: alphas.map(() => null) }
  }
  const losses = simulated.totals.map((total) => -total)
  return {
    h_next: simulated.nextVariance,
    z_head: Array.from(simulated.residuals.subarray(0, 5)),
    path_total: Array.from(simulated.totals),
    var: alphas.map((confidence) => historicalTail(losses, confidence).valueAtRisk),
    es: alphas.map((confidence) => historicalTail(losses, confidence).expectedShortfall),
  }
}

function cornishFisher(inputs: Fields): unknown {
  const alphas = Array.from(inputs.numbers('alphas'))
  const moments = valueOrNull(fourMomentsOf(inputs.numbers('r')))
  if (moments === null) {
    const none = alphas.map(() => null)
    return { mean: null, sd: null, skew: null, exkurt: null, z_cf: none, var: none, es: none, es_boudt: none, monotone: null }
  }
  // The files state the expansion's figures with or without monotony, and the flag beside them.
  const tails = alphas.map((confidence) => cornishFisherExpansion(moments, confidence))
  return {
    mean: moments.mean,
    sd: moments.standardDeviation,
    skew: moments.skewness,
    exkurt: moments.excessKurtosis,
    z_cf: tails.map((tail) => tail.quantile),
    var: tails.map((tail) => tail.valueAtRisk),
    es: tails.map((tail) => tail.expectedShortfall),
    es_boudt: tails.map((tail) => tail.edgeworthExpectedShortfall),
    monotone: isCornishFisherMonotone(moments),
  }
}

function normalRow(row: Fields): unknown {
  const of = { mean: row.number('mu'), standardDeviation: row.number('sigma') }
  return tailLists(row, (confidence) => normalTail(of, confidence))
}

function studentTRow(row: Fields): unknown {
  const nu = row.number('nu')
  const of = { mean: row.number('mu'), standardDeviation: row.number('sigma'), degreesOfFreedom: nu }
  // At two degrees of freedom or fewer there is no standard deviation to scale by.
  return tailLists(row, (confidence) => (nu > 2 ? studentTTail(of, confidence) : null))
}

function tailLists(row: Fields, tailAt: (confidence: number) => TailRisk | null): unknown {
  const tails = Array.from(row.numbers('alphas'), tailAt)
  return { var: tails.map((tail) => tail?.valueAtRisk ?? null), es: tails.map((tail) => tail?.expectedShortfall ?? null) }
}

function adaptive(inputs: Fields): unknown {
  const loss = inputs.numbers('loss')
  const path = adaptivePath(loss, { start: inputs.number('q0'), confidence: inputs.number('alpha'), step: inputs.number('gamma') })
  return {
    q: Array.from(path.forecasts),
    violations: path.exceedances,
    rate: loss.length === 0 ? null : path.exceedances / loss.length,
  }
}
