import type { Result } from '../../base/result.ts'
import { shortfallStatistics } from '../../risk/backtest/acerbi-szekely.ts'
import { binomialTest } from '../../risk/backtest/binomial-test.ts'
import { dieboldMarianoTest } from '../../risk/backtest/diebold-mariano.ts'
import { dynamicQuantileTest } from '../../risk/backtest/dynamic-quantile.ts'
import { countExceedances, markExceedances } from '../../risk/backtest/exceedance-marks.ts'
import { exceedanceResiduals, exceedanceResidualTest } from '../../risk/backtest/exceedance-residuals.ts'
import { firstFailureOf, firstFailureTest } from '../../risk/backtest/first-failure.ts'
import { conditionalCoverageTest, countTransitions, independenceTest } from '../../risk/backtest/independence.ts'
import { kupiecAcceptedCounts, kupiecTest } from '../../risk/backtest/kupiec.ts'
import type { TestOutcome } from '../../risk/backtest/outcome.ts'
import { fisslerZiegelScores, tickLosses } from '../../risk/backtest/scores.ts'
import { criticalValueOfSizeAndNumber, type LossLaw } from '../../risk/backtest/shortfall-critical-value.ts'
import { shortfallCoverageTest } from '../../risk/backtest/shortfall-coverage.ts'
import { timeBetweenFailuresTest } from '../../risk/backtest/time-between-failures.ts'
import { trafficLight } from '../../risk/backtest/traffic-light.ts'
import { meanOf } from '../../num/moments.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { backtestVenueProcedures } from './backtest-venues.ts'

/** Procedures of the tests of VaR and ES records. */
export const backtestProcedures: ProcedureTable = {
  'bt-var-battery': varBattery,
  'bt-kupiec-nonrejection': kupiecNonRejection,
  'bt-traffic-light': trafficLights,
  'bt-published-examples': publishedExamples,
  'bt-es-tests': shortfallTests,
  'bt-es-coverage': shortfallCoverage,
  'bt-acerbi-szekely-critical': criticalValues,
  'bt-fz-dm': scoreComparison,
  ...backtestVenueProcedures,
}

function varBattery(inputs: Fields): unknown {
  const tailProbability = inputs.number('p')
  const valueAtRisk = inputs.numbers('var')
  const marks = markExceedances(lossesOf(inputs.numbers('pnl')), valueAtRisk)
  const count = { observations: marks.length, exceedances: countExceedances(marks), tailProbability }
  const transitions = countTransitions(marks)
  const first = firstFailureOf(marks)
  const waits = orNull(timeBetweenFailuresTest(marks, tailProbability))
  const lags = inputs.numberOr('dq_lags', 4)
  return {
    n: count.observations,
    failures: count.exceedances,
    ...named(binomialTest(count), 'z', 'p_z'),
    ...named(kupiecTest(count), 'lr_pof', 'p_pof'),
    first_failure: first.kind === 'failed' ? first.wait : first.observations + 1,
    ...named(firstFailureTest(first, tailProbability), 'lr_tuff', 'p_tuff'),
    n00: transitions.calmToCalm,
    n01: transitions.calmToFailed,
    n10: transitions.failedToCalm,
    n11: transitions.failedToFailed,
    ...named(independenceTest(transitions), 'lr_ind', 'p_ind'),
    ...named(conditionalCoverageTest(marks, tailProbability), 'lr_cc', 'p_cc'),
    ...named(waits?.independence ?? null, 'lr_tbfi', 'p_tbfi'),
    ...named(waits?.mixed ?? null, 'lr_tbf', 'p_tbf'),
    // The number of regressors is known even where they turn out dependent.
    ...named(orNull(dynamicQuantileTest(marks, { tailProbability, lags })), 'dq', 'p_dq'),
    dq_df: lags + 1,
    ...named(orNull(dynamicQuantileTest(marks, { tailProbability, lags, valueAtRisk })), 'dq_var', 'p_dq_var'),
    dq_var_df: lags + 2,
  }
}

function kupiecNonRejection(inputs: Fields): unknown {
  const testLevel = inputs.number('test_level')
  const rows = Array.from(inputs.numbers('p')).flatMap((tailProbability) =>
    Array.from(inputs.numbers('T'), (observations) => {
      const accepted = orNull(kupiecAcceptedCounts({ observations, tailProbability, testLevel }))
      if (accepted === null) return { min_accept: null, max_accept: null, stat_at_hi: null }
      const beyond = accepted.most + 1
      const statistic = beyond > observations ? null : kupiecTest({ observations, exceedances: beyond, tailProbability }).statistic
      return { min_accept: accepted.least, max_accept: accepted.most, stat_at_hi: statistic }
    }),
  )
  return { rows, order: 'p-major then T' }
}

function trafficLights(inputs: Fields): unknown {
  const [observations, tailProbability] = [inputs.number('n'), inputs.number('p')]
  const lights = Array.from(inputs.numbers('exceptions'), (exceedances) => trafficLight({ observations, exceedances, tailProbability }))
  // The committee's table has rows for 0 to 10 exceedances, in percent with two decimals.
  const printed = Array.from({ length: Math.min(observations, 10) + 1 }, (_, exceedances) =>
    trafficLight({ observations, exceedances, tailProbability }),
  )
  return {
    cumulative: lights.map((light) => light.cumulativeProbability),
    exact: lights.map((light) => light.exactProbability),
    zone: lights.map((light) => light.zone),
    plus_factor: lights.map((light) => light.plusFactor),
    published_cumulative_pct: printed.map((light) => 100 * light.cumulativeProbability),
  }
}

function publishedExamples(inputs: Fields): unknown {
  const rows = inputs.rows('rows').map((row) => {
    const { statistic, pValue } = publishedTest(row)
    return { statistic, p_value: pValue }
  })
  return { rows }
}

function publishedTest(row: Fields): TestOutcome {
  const test = row.text('test')
  switch (test) {
    case 'pof':
      return kupiecTest(countOf(row))
    case 'bin':
    case 'binomial':
      return binomialTest(countOf(row))
    case 'tuff':
      return firstFailureTest({ kind: 'failed', wait: row.number('first_failure') }, row.number('p'))
    case 'cci':
    case 'independence':
      return independenceTest({
        calmToCalm: row.number('n00'),
        calmToFailed: row.number('n01'),
        failedToCalm: row.number('n10'),
        failedToFailed: row.number('n11'),
      })
    default:
      throw new Error(`${row.place}.test: expected pof, binomial, tuff or independence, found ${test}`)
  }
}

function countOf(row: Fields): { observations: number; exceedances: number; tailProbability: number } {
  return { observations: row.number('n'), exceedances: row.number('failures'), tailProbability: row.number('p') }
}

function shortfallTests(inputs: Fields): unknown {
  const record = {
    losses: lossesOf(inputs.numbers('pnl')),
    valueAtRisk: inputs.numbers('var'),
    expectedShortfall: inputs.numbers('es'),
    tailProbability: inputs.number('p'),
  }
  const statistics = shortfallStatistics(record)
  const residuals = exceedanceResiduals(record, inputs.numbers('sigma'))
  const places = inputs.matrix('bootstrap_indices')
  // Without two residuals there is nothing to resample, whatever the rows hold.
  const test = residuals.length < 2 ? null : orNull(exceedanceResidualTest(residuals, { kind: 'given', places }))
  return {
    n_exceed: statistics.exceedances,
    z1: orNull(statistics.sizeOfExceedances),
    z2: statistics.sizeAndNumber,
    min_bias_abs: statistics.minimallyBiased,
    min_bias_rel: statistics.minimallyBiasedRelative,
    mf_mean: residuals.length === 0 ? null : meanOf(residuals),
    mf_t: test?.statistic ?? null,
    mf_boot_p: test?.pValue ?? null,
  }
}

function shortfallCoverage(inputs: Fields): unknown {
  const result = shortfallCoverageTest(inputs.numbers('u'), { tailProbability: inputs.number('p'), lags: inputs.number('m') })
  return {
    H_mean: result.meanViolation,
    ...named(result.unconditional, 'u_es', 'p_u'),
    ...named(result.conditional, 'c_es', 'p_c'),
    rho: result.autocorrelations,
  }
}

function criticalValues(inputs: Fields): unknown {
  const [observations, tailProbability] = [inputs.number('T'), inputs.number('p')]
  const rows = Array.from(inputs.numbers('nu'), (degreesOfFreedom) => {
    // Null, which reads as NaN, stands for the normal law.
    const law: LossLaw = Number.isNaN(degreesOfFreedom) ? { kind: 'normal' } : { kind: 'studentT', degreesOfFreedom }
    const at = (level: number): number | null => orNull(criticalValueOfSizeAndNumber({ observations, tailProbability, law, level }))
    return { nu: law.kind === 'normal' ? null : degreesOfFreedom, crit_5pct: at(0.05), crit_0p01pct: at(0.0001) }
  })
  return { rows }
}

function scoreComparison(inputs: Fields): unknown {
  const recordOf = (model: '1' | '2'): Parameters<typeof fisslerZiegelScores>[0] => ({
    losses: lossesOf(inputs.numbers('y')),
    valueAtRisk: lossesOf(inputs.numbers(`v${model}`)),
    expectedShortfall: lossesOf(inputs.numbers(`e${model}`)),
    tailProbability: inputs.number('p'),
  })
  const [first, second] = [recordOf('1'), recordOf('2')]
  const [scores, otherScores] = [fisslerZiegelScores(first), fisslerZiegelScores(second)]
  const comparison = orNull(dieboldMarianoTest(scores, otherScores, inputs.number('L')))
  return {
    fz1: meanOf(scores),
    fz2: meanOf(otherScores),
    tick1: meanOf(tickLosses(first)),
    tick2: meanOf(tickLosses(second)),
    dbar: comparison?.meanDifference ?? meanOf(scores) - meanOf(otherScores),
    dm_h1: comparison?.plain.statistic ?? null,
    dm_hln: comparison?.corrected.statistic ?? null,
    p_hln: comparison?.corrected.pValue ?? null,
    dm_nw: comparison?.robust.statistic ?? null,
  }
}

function lossesOf(profits: Float64Array): Float64Array {
  return profits.map((profit) => -profit)
}

function orNull<Value>(result: Result<Value, unknown>): Value | null {
  return result.ok ? result.value : null
}

function named(outcome: TestOutcome | null, statistic: string, pValue: string): Readonly<Record<string, number | null>> {
  return { [statistic]: outcome?.statistic ?? null, [pValue]: outcome?.pValue ?? null }
}
