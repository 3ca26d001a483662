import { accept, refuse, type Result } from '../../base/result.ts'
import type { BacktestReport } from '../../risk/backtest/battery.ts'
import type { TestFigures, TestName, TestResult } from './backtest-result.ts'
import { simulatedCoverage } from './simulated-coverage.ts'

/** Of the test of correlated violations in the tail. */
const coverageLags = 5

type Outcome = Result<TestFigures, Readonly<{ reason: string }>>
type Tested = Readonly<{ statistic: number; pValue: number }>
type Maybe<Value> = Result<Value, Readonly<{ reason: string }>>

/**
 * Brings a battery's report into one form for all tests: statistic, the p-value that is judged by, and how it was found.
 *
 * Where the law of the literature is poor in small samples the simulated p-value is judged by. Acerbi and Szekely's Z2 has critical
 * values instead: between them the p-value is known to be below 5 %, beyond the second below 0.01 %.
 *
 * @example
 * testsOf(report).find(({ name }) => name === 'kupiec')
 */
export function testsOf(report: BacktestReport): readonly TestResult[] {
  const quantile = withSimulated(report.dynamicQuantile, report.simulatedDynamicQuantile)
  const onForecast = withSimulated(report.dynamicQuantileOnForecast, report.simulatedDynamicQuantileOnForecast)
  const [unconditional, conditional] = coverageOf(report)
  return [
    test('kupiec', true, withSimulated(accept(report.kupiec), report.simulatedKupiec)),
    test('christoffersen', true, withSimulated(accept(report.independence), report.simulatedIndependence)),
    // Kupiec's and Christoffersen's together: it asks nothing new.
    test('conditionalCoverage', false, byLaw(accept(report.conditionalCoverage))),
    test('duration', true, byLaw(report.duration)),
    test('dynamicQuantile', true, quantile),
    test('dynamicQuantileOnForecast', false, onForecast),
    test('acerbiSzekely', true, acerbiSzekelyOf(report)),
    test('mcNeilFrey', true, mcNeilFreyOf(report)),
    test('costanzinoCurran', true, unconditional),
    test('duEscanciano', true, conditional),
  ]
}

function test(name: TestName, counts: boolean, outcome: Outcome): TestResult {
  return { name, counts, outcome }
}

function byLaw(outcome: Maybe<Tested>): Outcome {
  if (!outcome.ok) return refuse({ reason: outcome.refusal.reason })
  const { statistic, pValue } = outcome.value
  return accept({ statistic, pValue, pValueFrom: 'law' })
}

function withSimulated(outcome: Maybe<Tested>, simulated: Maybe<Readonly<{ pValue: number }>>): Outcome {
  if (!outcome.ok) return refuse({ reason: outcome.refusal.reason })
  const { statistic, pValue } = outcome.value
  if (!simulated.ok) return accept({ statistic, pValue, pValueFrom: 'law' })
  return accept({ statistic, pValue: simulated.value.pValue, pValueFrom: 'simulated', lawPValue: pValue })
}

function acerbiSzekelyOf({ shortfall, shortfallCriticalValues }: BacktestReport): Outcome {
  if (!shortfallCriticalValues.ok) return refuse({ reason: shortfallCriticalValues.refusal.reason })
  const { warning, alarm } = shortfallCriticalValues.value
  const statistic = shortfall.sizeAndNumber
  // One-sided: a statistic above 0 says that the forecast was larger than needed, which this test does not hold against it.
  const pValue = statistic < alarm ? 0.0001 : statistic < warning ? 0.05 : 1
  return accept({ statistic, pValue, pValueFrom: 'bound' })
}

function mcNeilFreyOf({ exceedanceResiduals }: BacktestReport): Outcome {
  if (!exceedanceResiduals.ok) return refuse({ reason: exceedanceResiduals.refusal.reason })
  const { statistic, pValue, samples } = exceedanceResiduals.value
  // A bootstrap of so many samples cannot say less than one in them.
  return accept({ statistic, pValue: Math.max(pValue, 1 / (samples + 1)), pValueFrom: 'bootstrap' })
}

function coverageOf(report: BacktestReport): readonly [Outcome, Outcome] {
  const { shortfallCoverage, observations, tailProbability, samples, seed } = report
  if (!shortfallCoverage.ok) {
    const refused = refuse({ reason: shortfallCoverage.refusal.reason })
    return [refused, refused]
  }
  const coverage = shortfallCoverage.value
  const simulated = simulatedCoverage(coverage, { observations, tailProbability, lags: coverageLags }, { samples, seed })
  return [
    withSimulated(accept(coverage.unconditional), simulated.unconditional),
    withSimulated(accept(coverage.conditional), simulated.conditional),
  ]
}
