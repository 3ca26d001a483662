import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { normalSurvival } from '../../num/normal.ts'
import { nextNormal } from '../../num/random.ts'
import { shortfallStatistics } from './acerbi-szekely.ts'
import { backtestReport } from './battery.ts'
import { binomialTest, exactTails } from './binomial-test.ts'
import { durationTest } from './duration.ts'
import { dynamicQuantileTest } from './dynamic-quantile.ts'
import { countExceedances, markExceedances } from './exceedance-marks.ts'
import { exceedanceResiduals, exceedanceResidualTest } from './exceedance-residuals.ts'
import { conditionalCoverageTest, countTransitions, independenceTest } from './independence.ts'
import { kupiecTest } from './kupiec.ts'
import { criticalValueOfSizeAndNumber } from './shortfall-critical-value.ts'
import { shortfallCoverageTest } from './shortfall-coverage.ts'
import { simulatedDynamicQuantileTest, simulatedIndependenceTest, simulatedKupiecTest } from './simulated-tests.ts'
import { timeBetweenFailuresTest } from './time-between-failures.ts'
import { trafficLight } from './traffic-light.ts'

const generator = createPrng(8)
const volatility = Array.from({ length: 200 }, (_, t) => 1 + 0.5 * Math.sin(t / 15))
const losses = volatility.map((sigma) => sigma * nextNormal(generator))
const record = {
  losses,
  valueAtRisk: volatility.map((sigma) => 1.4 * sigma),
  expectedShortfall: volatility.map((sigma) => 1.9 * sigma),
  confidence: 0.95,
}
const tailProbability = 1 - 0.95
const tail = { ...record, tailProbability }
const probabilities = losses.map((loss, t) => normalSurvival(loss / (volatility[t] as number)))

describe('backtestReport', () => {
  test('default: holds what each test says', () => {
    const report = backtestReport({ ...record, volatility, probabilities }, { samples: 49, seed: 6 })
    const marks = markExceedances(losses, record.valueAtRisk)
    const count = { observations: 200, exceedances: countExceedances(marks), tailProbability }
    const transitions = countTransitions(marks)
    const simulation = { samples: 49, seed: 6, tailProbability }
    expect(report).toEqual({
      ...count,
      expectedExceedances: 200 * tailProbability,
      samples: 49,
      seed: 6,
      binomial: binomialTest(count),
      exactTails: exactTails(count),
      kupiec: kupiecTest(count),
      simulatedKupiec: simulatedKupiecTest(count, simulation),
      firstFailure: { kind: 'failed', wait: marks.indexOf(1) + 1 },
      timeUntilFirstFailure: report.timeUntilFirstFailure,
      transitions,
      independence: independenceTest(transitions),
      simulatedIndependence: simulatedIndependenceTest(transitions, simulation),
      conditionalCoverage: conditionalCoverageTest(marks, tailProbability),
      timeBetweenFailures: timeBetweenFailuresTest(marks, tailProbability),
      duration: durationTest(marks),
      dynamicQuantile: dynamicQuantileTest(marks, { tailProbability, lags: 4 }),
      simulatedDynamicQuantile: simulatedDynamicQuantileTest(marks, simulation),
      dynamicQuantileOnForecast: dynamicQuantileTest(marks, { tailProbability, lags: 4, valueAtRisk: record.valueAtRisk }),
      simulatedDynamicQuantileOnForecast: simulatedDynamicQuantileTest(marks, { ...simulation, valueAtRisk: record.valueAtRisk }),
      trafficLight: trafficLight(count),
      shortfall: shortfallStatistics(tail),
      shortfallCriticalValues: report.shortfallCriticalValues,
      exceedanceResiduals: exceedanceResidualTest(exceedanceResiduals(tail, volatility), { kind: 'seeded', seed: 6, samples: 49 }),
      shortfallCoverage: { ok: true, value: shortfallCoverageTest(probabilities, { tailProbability, lags: 5 }) },
      meanFisslerZiegelScore: report.meanFisslerZiegelScore,
      meanTickLoss: report.meanTickLoss,
    })
    expect(report.timeUntilFirstFailure.degreesOfFreedom).toBe(1)
    const critical = (level: number): number => {
      const result = criticalValueOfSizeAndNumber({ observations: 200, tailProbability, law: { kind: 'normal' }, level })
      return result.ok ? result.value : Number.NaN
    }
    expect(report.shortfallCriticalValues).toEqual({ ok: true, value: { warning: critical(0.05), alarm: critical(0.0001) } })
  })

  test('options reach their tests', () => {
    const options = { samples: 19, quantileLags: 2, coverageLags: 3, law: { kind: 'studentT', degreesOfFreedom: 4 } } as const
    const report = backtestReport({ ...record, probabilities }, options)
    expect(report.samples).toBe(19)
    expect(report.seed).toBe(1)
    expect(report.dynamicQuantile).toMatchObject({ ok: true, value: { degreesOfFreedom: 3 } })
    expect(report.dynamicQuantileOnForecast).toMatchObject({ ok: true, value: { degreesOfFreedom: 4 } })
    expect(report.shortfallCoverage).toMatchObject({ ok: true, value: { conditional: { degreesOfFreedom: 3 } } })
    const normal = backtestReport(record, { samples: 19 }).shortfallCriticalValues
    const { shortfallCriticalValues: heavy } = report
    expect(heavy.ok && normal.ok && heavy.value.alarm < normal.value.alarm).toBe(true)
    // Without a volatility the residuals are shares of ES.
    const residuals = exceedanceResiduals(tail, record.expectedShortfall)
    expect(report.exceedanceResiduals).toEqual(exceedanceResidualTest(residuals, { kind: 'seeded', seed: 1, samples: 19 }))
  })

  test('a record without exceedances has its refusals, and no number that is not one', () => {
    const calm = { losses: losses.map(() => 0), valueAtRisk: losses.map(() => 1), expectedShortfall: losses.map(() => 2), confidence: 0.95 }
    const report = backtestReport(calm, { samples: 19, law: { kind: 'studentT', degreesOfFreedom: 1 } })
    const refusals = Object.entries(report).flatMap(([name, value]) =>
      typeof value === 'object' && 'ok' in value && !value.ok ? [[name, value.refusal.reason]] : [],
    )
    expect(Object.fromEntries(refusals)).toEqual({
      timeBetweenFailures: 'noExceedances',
      duration: 'tooFewExceedances',
      dynamicQuantile: 'dependentRegressors',
      simulatedDynamicQuantile: 'dependentRegressors',
      dynamicQuantileOnForecast: 'dependentRegressors',
      simulatedDynamicQuantileOnForecast: 'dependentRegressors',
      exceedanceResiduals: 'tooFewExceedances',
      shortfallCoverage: 'noProbabilities',
      shortfallCriticalValues: 'shortfallInfinite',
    })
    expect(JSON.stringify(report)).not.toContain('null')
    expect(report.firstFailure).toEqual({ kind: 'notYet', observations: 200 })
  })

  test('the seed repeats the report', () => {
    expect(backtestReport(record, { samples: 49, seed: 2 })).toEqual(backtestReport(record, { samples: 49, seed: 2 }))
    expect(backtestReport(record, { samples: 49, seed: 2 })).not.toEqual(backtestReport(record, { samples: 49, seed: 3 }))
  })

  test.each([
    [{ losses: [] }, {}, 'losses'],
    [{ confidence: 1 }, {}, 'confidence'],
    [{ expectedShortfall: losses.map(() => 0) }, {}, 'expectedShortfall[0]'],
    [{ volatility: [1] }, {}, 'volatility'],
    [{ probabilities: [0.5] }, {}, 'probabilities: expected 200 items, as many as losses, found 1'],
    [{}, { samples: 0 }, 'samples'],
    [{}, { seed: -1 }, 'seed'],
    [{}, { quantileLags: -1 }, 'lags'],
  ])('error: %#', (change, options, message) => {
    expect(() => backtestReport({ ...record, ...change }, { samples: 9, ...options })).toThrow(message)
  })
})
