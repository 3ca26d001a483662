import { kupiecAcceptedCounts, kupiecTest } from '../../risk/backtest/kupiec.ts'
import { trafficLight, zoneLimits } from '../../risk/backtest/traffic-light.ts'
import { binomialCumulative } from '../../num/distributions.ts'
import { normalDensity, normalQuantile } from '../../num/normal.ts'
import { compare } from '../compare.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'

/** Files of published backtesting figures in shapes of their own. */
export const backtestVenueProcedures: ProcedureTable = {
  var_backtest_reference: { cases: referenceCases },
  ore_backtest_stoplight: { cases: stoplightCases },
}

const closely = { rel: 1e-9, abs: 1e-11 }

function referenceCases(document: Fields): readonly CaseOutcome[] {
  const kupiec = document.fields('kupiec')
  return [
    ...kupiec.rows('non_rejection').map(acceptedCase),
    ...kupiec.rows('points').map(pointCase),
    ...document.rows('basel_250_days_99').map(baselCase),
    ...document.rows('normal_var_es').map(normalCase),
    spreadCostCase(document.fields('exogenous_spread_cost').fields('example')),
  ]
}

function acceptedCase(row: Fields): CaseOutcome {
  const accepted = kupiecAcceptedCounts({ observations: row.number('T'), tailProbability: row.number('p'), testLevel: 0.95 })
  const actual = accepted.ok ? { accept_min: accepted.value.least, accept_max: accepted.value.most } : null
  return caseOf(row, ['accept_min', 'accept_max'], actual)
}

function pointCase(row: Fields): CaseOutcome {
  const count = { observations: row.number('T'), exceedances: row.number('N'), tailProbability: row.number('p') }
  return caseOf(row, ['LR'], { LR: kupiecTest(count).statistic })
}

function baselCase(row: Fields): CaseOutcome {
  const light = trafficLight({ observations: 250, exceedances: row.number('exceptions'), tailProbability: 0.01 })
  return caseOf(row, ['zone', 'plus_factor', 'cumulative_probability'], {
    zone: light.zone,
    plus_factor: light.plusFactor,
    cumulative_probability: light.cumulativeProbability,
  })
}

function normalCase(row: Fields): CaseOutcome {
  const tailProbability = 1 - row.number('alpha')
  const z = -normalQuantile(tailProbability)
  return caseOf(row, ['z', 'es_over_sigma'], { z, es_over_sigma: normalDensity(z) / tailProbability })
}

function spreadCostCase(row: Fields): CaseOutcome {
  const relativeSpread = row.number('mean') + row.number('a') * row.number('sd')
  return caseOf(row, ['cost'], { cost: 0.5 * row.number('P') * relativeSpread })
}

function caseOf(row: Fields, expected: readonly string[], actual: unknown): CaseOutcome {
  const wanted = Object.fromEntries(expected.map((name) => [name, row.raw(name)]))
  return { name: row.place, mismatches: compare(wanted, actual, closely) }
}

/**
 * The limits and the cumulative probabilities of independent exceedances, each number a case.
 *
 * The limits of overlapping ten-day losses are a transcribed Monte-Carlo table, some rows of which its own source does not meet, so
 * those rows are not counted.
 */
function stoplightCases(document: Fields): readonly CaseOutcome[] {
  const iid = document.fields('iid')
  const observations = iid.number('observations')
  // The file's p is the confidence.
  const tailProbability = 1 - iid.number('p')
  const limits = zoneLimits(observations, tailProbability)
  const within = { abs: iid.number('abs_tol') }
  return [
    { name: 'iid.green_max', mismatches: compare(iid.raw('green_max'), limits.green, closely) },
    { name: 'iid.amber_max', mismatches: compare(iid.raw('amber_max'), limits.yellow, closely) },
    ...Array.from(iid.numbers('cumulative_probability'), (expected, exceedances) => ({
      name: `iid.cumulative_probability[${exceedances}]`,
      mismatches: compare(expected, binomialCumulative(exceedances, { trials: observations, probability: tailProbability }), within),
    })),
  ]
}
