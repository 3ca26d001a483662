import { accept, refuse } from '../src/base/result.ts'
import type { ModelBacktest, RiskBacktest, TestName, TestResult, Verdict } from '../src/lab/risk-backtest/backtest-result.ts'
import type { BacktestReport } from '../src/risk/backtest/battery.ts'

const count = 300
const dayUs = 86_400e6
const start = Date.UTC(2024, 0, 1) * 1000

/** Three exceedances of a VaR of 5 %, the largest of 9 %. */
const losses = Float64Array.from({ length: count }, (_, t) => (t === 30 ? 0.06 : t === 200 ? 0.09 : t === 240 ? 0.07 : 0.02 * Math.sin(t)))

/** p-values by test; `null` is a test that could not be made. */
type PValues = Readonly<Partial<Record<TestName, number | null>>>

/**
 * A backtest of three models over 300 days, made by hand so that a page of it can be told beforehand.
 *
 * @example
 * renderBacktest(exampleBacktest(), ['seawall'])
 */
export function exampleBacktest(): RiskBacktest {
  const good = 'holds: 3 exceedances where 3 were expected, and none of 8 tests speaks against it.'
  return {
    version: '0.3.0',
    seed: 7,
    samples: 199,
    series: {
      file: '/data/btc.csv',
      dataHash: 'a'.repeat(64),
      column: { name: 'Close', kind: 'price', knownFrom: 'its name' },
      timeColumn: 'Date',
      position: 'long',
      returns: 'simple',
      unit: 'fraction',
      clock: 'time',
      at: new Float64Array(),
      losses: new Float64Array(),
      stepUs: dayUs,
      gaps: [],
      gapsDropped: false,
      variancePerYear: 0.36,
      notes: ['Column "Close" holds prices.'],
    },
    options: { window: 100, refitEvery: 20, confidence: 0.99 },
    at: Float64Array.from({ length: count }, (_, t) => start + t * dayUs),
    losses,
    models: [
      model('good', { kind: 'holds', sentence: good, against: [] }, {}),
      model('doubt', { kind: 'doubtful', sentence: 'is doubtful: something.', against: ['duEscanciano'] }, {}),
      model(
        'bad',
        { kind: 'fails', sentence: 'fails: something.', against: ['kupiec'] },
        { kupiec: 0.0005, conditionalCoverage: 0.004, acerbiSzekely: 0.0001 },
      ),
    ],
    ranking: {
      observations: count,
      places: [
        { name: 'good', score: -2.1, tickLoss: 0.0013, againstBest: undefined },
        { name: 'doubt', score: -2, tickLoss: 0.0014, againstBest: accept(comparison) },
        { name: 'bad', score: -1.5, tickLoss: 0.0015, againstBest: refuse({ reason: 'constantDifference' }) },
      ],
      pairs: [
        [null, 0.25, 0.5],
        [0.25, null, 0.5],
        [0.5, 0.5, null],
      ],
    },
    caveats: ['Only 3 exceedances are expected.'],
  }
}

const figures = { statistic: 1, pValue: 0.25 }
const comparison = { meanDifference: 0.1, plain: figures, corrected: figures, robust: figures }

function model(name: string, verdict: Verdict, pValues: PValues): ModelBacktest {
  const constant = (value: number): Float64Array => new Float64Array(count).fill(value)
  return {
    name,
    title: `Model ${name}`,
    about: 'The next loss is like the others.',
    law: { kind: 'normal' },
    walk: {
      from: 100,
      to: 400,
      valueAtRisk: constant(0.05),
      expectedShortfall: constant(0.06).fill(NaN, 0, 10),
      volatility: constant(0.02),
      survival: constant(0.5),
      fits: 15,
      fallbacks: [],
    },
    fits: 15,
    fallbacks: name === 'bad' ? [{ of: 'fit', reason: 'notStationary', used: 'integratedGarch', count: 3 }] : [],
    judged: 290,
    leftOut: 10,
    meanValueAtRisk: 0.05,
    meanExpectedShortfall: 0.06,
    shortfallRatio: 1.22,
    report: accept(report),
    tests: tests(pValues),
    zones:
      name === 'bad'
        ? { whole: 'red', last: { zone: 'yellow', exceedances: 6 }, shares: { green: 0.5, yellow: 0.25, red: 0.25 } }
        : { whole: 'green', last: { zone: 'green', exceedances: 2 }, shares: { green: 1, yellow: 0, red: 0 } },
    transformCounts: Array.from({ length: 20 }, (_, i) => 10 + (i % 3)),
    verdict,
  }
}

/** Only what a page reads of it. */
const report = {
  exceedances: 3,
  expectedExceedances: 2.9,
  shortfallCriticalValues: accept({ warning: -0.5, alarm: -1.2 }),
} as unknown as BacktestReport

const usual: Readonly<Record<TestName, number | null>> = {
  kupiec: 0.55,
  christoffersen: 0.9,
  conditionalCoverage: 0.68,
  duration: null,
  dynamicQuantile: 0.65,
  dynamicQuantileOnForecast: 0.16,
  acerbiSzekely: 1,
  mcNeilFrey: 0.0005,
  costanzinoCurran: 0.32,
  duEscanciano: 0.026,
}

function tests(pValues: PValues): readonly TestResult[] {
  return (Object.keys(usual) as TestName[]).map((name): TestResult => {
    const pValue = pValues[name] === undefined ? usual[name] : pValues[name]
    const counts = name !== 'conditionalCoverage' && name !== 'dynamicQuantileOnForecast'
    if (pValue === null) return { name, counts, outcome: refuse({ reason: 'tooFewExceedances' }) }
    if (name === 'acerbiSzekely') {
      return { name, counts, outcome: accept({ statistic: pValue < 0.01 ? -1.4 : -0.167, pValue, pValueFrom: 'bound' }) }
    }
    return { name, counts, outcome: accept({ statistic: 1.5, pValue, pValueFrom: 'simulated', lawPValue: 0.5 }) }
  })
}
