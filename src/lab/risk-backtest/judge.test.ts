import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { normalSurvival } from '../../num/normal.ts'
import { nextNormal } from '../../num/random.ts'
import { shortfallCoverageTest } from '../../risk/backtest/shortfall-coverage.ts'
import { normalTail } from '../../risk/tail/parametric.ts'
import { backtestModels } from './backtest.ts'
import type { TestResult } from './backtest-result.ts'
import { codeHash } from './code-hash.ts'
import { judgeModel } from './judge-model.ts'
import { historicalModel } from './model-historical.ts'
import { modelsNamed } from './models.ts'
import { rankModels } from './rank-models.ts'
import type { LossSeries } from './series-types.ts'
import { boxPierceSum, distanceOfMean, simulatedCoverage } from './simulated-coverage.ts'
import { verdictOf } from './verdict.ts'
import type { WalkPart } from './walk-forward.ts'

const confidence = 0.975
const judging = { confidence, samples: 199, seed: 3 }

function normalLosses(count: number, seed: number): Float64Array {
  const draws = createPrng(seed)
  return Float64Array.from({ length: count }, () => 0.02 * nextNormal(draws))
}

/** A walk that forecasts normal losses of the given volatility, always the same. */
function walkOf(losses: Float64Array, volatility: number): WalkPart {
  const { valueAtRisk, expectedShortfall } = normalTail({ mean: 0, standardDeviation: volatility }, confidence)
  const constant = (value: number): Float64Array => new Float64Array(losses.length).fill(value)
  return {
    from: 500,
    to: 500 + losses.length,
    valueAtRisk: constant(valueAtRisk),
    expectedShortfall: constant(expectedShortfall),
    volatility: constant(volatility),
    survival: losses.map((loss) => normalSurvival(loss / volatility)),
    fits: 1,
    fallbacks: [],
  }
}

const series: LossSeries = {
  file: 'made.csv',
  dataHash: 'f'.repeat(64),
  column: { name: 'loss', kind: 'loss', knownFrom: 'its name' },
  position: 'long',
  returns: 'simple',
  unit: 'asGiven',
  clock: 'count',
  at: Float64Array.from({ length: 700 }, (_, i) => i + 1),
  losses: normalLosses(700, 5),
  stepUs: 0,
  gaps: [],
  gapsDropped: false,
  notes: [],
}

describe('judgeModel', () => {
  const losses = normalLosses(2_000, 11)

  test('default: a right model holds', () => {
    const judged = judgeModel(historicalModel, walkOf(losses, 0.02), losses, judging)
    expect(judged.verdict).toMatchObject({ kind: 'holds', against: [] })
    expect(judged.zones.whole).toBe('green')
    expect(judged).toMatchObject({ judged: 2_000, leftOut: 0 })
    expect(judged.shortfallRatio).toBeGreaterThan(0.9)
    expect(judged.shortfallRatio).toBeLessThan(1.1)
    expect(judged.transformCounts.reduce((sum, count) => sum + count, 0)).toBe(2_000)
    expect(Math.max(...judged.transformCounts)).toBeLessThan(140)
    // Two of the ten ask what others ask already.
    expect(judged.tests.filter(({ counts }) => !counts).map(({ name }) => name)).toEqual([
      'conditionalCoverage',
      'dynamicQuantileOnForecast',
    ])
  })

  test('behavior: a forecast that is too small fails for number and size, and says so', () => {
    const judged = judgeModel(historicalModel, walkOf(losses, 0.013), losses, judging)
    expect(judged.verdict.kind).toBe('fails')
    expect(judged.verdict.against).toEqual(expect.arrayContaining(['kupiec', 'acerbiSzekely', 'costanzinoCurran']))
    expect(judged.zones.whole).toBe('red')
    expect(judged.zones.last?.exceedances).toBeGreaterThan(10)
    expect(judged.shortfallRatio).toBeGreaterThan(1.1)
  })

  test('behavior: clustered exceedances fail although their number is right', () => {
    const calm = losses.map((loss, t) => (t % 200 < 5 ? 0.06 : Math.min(loss, 0.03)))
    const judged = judgeModel(historicalModel, walkOf(calm, 0.02), calm, judging)
    const pValueOf = (name: string): number => {
      const found = judged.tests.find((each) => each.name === name)
      if (found?.outcome.ok !== true) throw new Error(`no ${name}`)
      return found.outcome.value.pValue
    }
    expect(pValueOf('kupiec')).toBeGreaterThan(0.05)
    expect(pValueOf('christoffersen')).toBeLessThan(0.01)
    expect(pValueOf('duration')).toBeLessThan(0.01)
    expect(judged.verdict.kind).toBe('fails')
  })

  test('behavior: forecasts without an expected shortfall are left out, and none at all is a refusal', () => {
    const walk = walkOf(losses, 0.02)
    const holes = { ...walk, expectedShortfall: walk.expectedShortfall.map((value, t) => (t < 100 ? NaN : t < 120 ? -1 : value)) }
    expect(judgeModel(historicalModel, holes, losses, judging)).toMatchObject({ judged: 1_880, leftOut: 120 })
    const empty = judgeModel(historicalModel, { ...walk, expectedShortfall: walk.expectedShortfall.fill(NaN) }, losses, judging)
    expect(empty).toMatchObject({ judged: 0, report: { ok: false, refusal: { reason: 'noShortfall' } }, tests: [] })
    expect(empty.verdict).toMatchObject({ kind: 'doubtful' })
  })

  test('behavior: without a single exceedance the tests that need some are refused, and the others judge', () => {
    const small = losses.map((loss) => Math.min(loss, 0))
    const judged = judgeModel(historicalModel, walkOf(small, 0.02), small, judging)
    const refused = judged.tests.filter(({ outcome }) => !outcome.ok).map(({ name }) => name)
    expect(refused).toEqual(['duration', 'dynamicQuantile', 'dynamicQuantileOnForecast', 'mcNeilFrey'])
    expect(judged.verdict.against).toContain('kupiec')
    expect(judged.shortfallRatio).toBeUndefined()
  })

  test('behavior: fallbacks are counted by reason, the commonest first', () => {
    const fallback = (at: number, reason: string) => ({ at, of: 'fit' as const, reason, used: 'x' })
    const walk = { ...walkOf(losses, 0.02), fallbacks: [fallback(1, 'a'), fallback(2, 'b'), fallback(3, 'b')] }
    expect(judgeModel(historicalModel, walk, losses, judging).fallbacks).toEqual([
      { of: 'fit', reason: 'b', used: 'x', count: 2 },
      { of: 'fit', reason: 'a', used: 'x', count: 1 },
    ])
  })
})

describe('verdictOf', () => {
  const tests = (pValues: readonly number[]): readonly TestResult[] =>
    (['kupiec', 'christoffersen', 'duration', 'mcNeilFrey', 'duEscanciano'] as const).slice(0, pValues.length).map((name, i) => ({
      name,
      counts: true,
      outcome: { ok: true, value: { statistic: 1, pValue: pValues[i] as number, pValueFrom: 'law' } },
    }))
  const count = { exceedances: 5, expected: 2.5 }
  // Columns: p-values, kind, how many speak against it. Of five tests the lowest has to be at 0.01, the next at 0.0125 and so on.
  const table: readonly (readonly [readonly number[], string, number])[] = [
    [[0.2, 0.3, 0.9, 0.6, 0.0501], 'holds', 0],
    [[0.2, 0.3, 0.9, 0.6, 0.05], 'doubtful', 1],
    [[0.2, 0.3, 0.9, 0.6, 0.0101], 'doubtful', 1],
    [[0.2, 0.3, 0.9, 0.6, 0.01], 'fails', 1],
    [[0.2, 0.3, 0.9, 0.0125, 0.01], 'fails', 2],
    [[0.2, 0.3, 0.9, 0.0126, 0.01], 'fails', 1],
    [[0.001, 0.001, 0.001, 0.001, 0.001], 'fails', 5],
    [[0.05], 'fails', 1],
    [[], 'doubtful', 0],
  ]
  test.each(table)('table: %j is %s', (pValues, kind, against) => {
    const verdict = verdictOf(tests(pValues), count)
    expect([verdict.kind, verdict.against.length]).toEqual([kind, against])
    expect(verdict.sentence).toContain('5 exceedances where 2.5 were expected')
  })

  test('behavior: tests that ask the same again are not counted', () => {
    const twice = tests([0.9, 0.001]).map((each, i) => ({ ...each, counts: i === 0 }))
    expect(verdictOf(twice, count).kind).toBe('holds')
  })

  test('behavior: few complaints are listed, many are counted', () => {
    expect(verdictOf(tests([0.9, 0.001, 0.9]), count).sentence).toContain('against it speaks the sequence of exceedances.')
    expect(verdictOf(tests([0.001, 0.001, 0.001, 0.001, 0.001]), count).sentence).toContain('all 5 tests speak against it.')
  })
})

describe('simulatedCoverage', () => {
  const size = { observations: 400, tailProbability: 0.05, lags: 3 }

  test('property: the statistics of the few violations are those of the whole record', () => {
    const draws = createPrng(9)
    for (let round = 0; round < 20; round++) {
      const probabilities = Float64Array.from({ length: 400 }, () => nextUniform(draws))
      const whole = shortfallCoverageTest(probabilities, { tailProbability: 0.05, lags: 3 })
      const places = [...probabilities.keys()].filter((t) => (probabilities[t] as number) <= 0.05)
      const violations = { places, depths: places.map((t) => 1 - (probabilities[t] as number) / 0.05) }
      expect(boxPierceSum(violations, size)).toBeCloseTo(whole.conditional.statistic, 8)
      expect(distanceOfMean(violations, size)).toBeCloseTo(Math.abs(whole.unconditional.statistic), 8)
    }
  })

  test('behavior: p-values of right models are spread evenly, where the chi-square law has too many low ones', () => {
    const draws = createPrng(21)
    const records = Array.from({ length: 60 }, () => Float64Array.from({ length: 400 }, () => nextUniform(draws)))
    const low = records.filter((record, seed) => {
      const coverage = shortfallCoverageTest(record, { tailProbability: 0.05, lags: 3 })
      const simulated = simulatedCoverage(coverage, size, { samples: 99, seed })
      return simulated.conditional.ok && simulated.conditional.value.pValue <= 0.1
    })
    expect(low.length).toBeLessThanOrEqual(13)
  })
})

describe('rankModels', () => {
  const losses = normalLosses(1_000, 2)
  const walks = [
    { name: 'wide', part: walkOf(losses, 0.05) },
    { name: 'right', part: walkOf(losses, 0.02) },
  ]

  test('default: the right model scores best, and the difference is told with its p-value', () => {
    const ranking = rankModels({ losses, walks, tailProbability: 0.025 })
    expect(ranking.places.map(({ name }) => name)).toEqual(['right', 'wide'])
    expect(ranking.places[0]?.againstBest).toBeUndefined()
    const against = ranking.places[1]?.againstBest
    expect(against?.ok === true && against.value.corrected.pValue < 0.001 && against.value.meanDifference > 0).toBe(true)
    expect(ranking.pairs[0]?.[0]).toBeNull()
    expect(ranking.pairs[0]?.[1]).toBe(ranking.pairs[1]?.[0])
  })

  test('behavior: models are compared where all of them could be scored; one that never could is left out', () => {
    const [wide, right] = walks
    if (wide === undefined || right === undefined) throw new Error('there are two')
    const holes = { ...right, part: { ...right.part, expectedShortfall: right.part.expectedShortfall.map((v, t) => (t < 400 ? NaN : v)) } }
    const never = { name: 'never', part: { ...right.part, expectedShortfall: new Float64Array(1_000).fill(NaN) } }
    const ranking = rankModels({ losses, walks: [wide, holes, never], tailProbability: 0.025 })
    expect(ranking.observations).toBe(600)
    expect(ranking.places.map(({ name }) => name)).toEqual(['right', 'wide'])
    expect(rankModels({ losses, walks: [never], tailProbability: 0.025 })).toMatchObject({ places: [], pairs: [] })
  })

  test('behavior: models that forecast alike cannot be told apart', () => {
    const [, right] = walks
    if (right === undefined) throw new Error('there are two')
    const ranking = rankModels({ losses, walks: [right, { ...right, name: 'twin' }], tailProbability: 0.025 })
    expect(ranking.places[1]?.againstBest).toEqual({ ok: false, refusal: { reason: 'constantDifference' } })
    expect(ranking.pairs[0]?.[1]).toBeNull()
  })
})

describe('backtestModels', () => {
  const request = {
    series,
    models: modelsNamed(['historical', 'normal', 'conformal']),
    options: { window: 500, refitEvery: 50, confidence: 0.99 },
    ...{ workers: 2, version: '1', seed: 1, samples: 99 },
  }

  test('default: walks, judges and ranks; the same again', async () => {
    const outcome = await backtestModels(request)
    if (outcome.kind !== 'done') throw new Error('nothing interrupted it')
    const { backtest } = outcome
    expect(backtest.models.map(({ name }) => name)).toEqual(['historical', 'normal', 'conformal'])
    expect(backtest.losses).toEqual(series.losses.slice(500))
    expect(backtest.at[0]).toBe(501)
    expect(backtest.ranking.places).toHaveLength(3)
    expect(backtest.caveats[0]).toContain('Only 2 exceedances are expected of 200 forecasts')
    expect(backtest.models.every(({ zones }) => zones.last === undefined)).toBe(true)
    const again = await backtestModels({ ...request, workers: 1 })
    expect(again).toEqual(outcome)
  })

  test('behavior: a window with less than one loss in its tail is told', async () => {
    const outcome = await backtestModels({ ...request, models: modelsNamed(['historical']), options: { ...request.options, window: 60 } })
    if (outcome.kind !== 'done') throw new Error('nothing interrupted it')
    expect(outcome.backtest.caveats[0]).toContain('A window of 60 holds 0.6 losses beyond a confidence of 0.99')
  })

  test('behavior: losses that do not vary are backtested still, by the named way out', async () => {
    const constant = { ...series, losses: new Float64Array(700).fill(0.01) }
    const outcome = await backtestModels({ ...request, series: constant, models: modelsNamed(['all']) })
    if (outcome.kind !== 'done') throw new Error('nothing interrupted it')
    const garch = outcome.backtest.models.find(({ name }) => name === 'garch-t')
    expect(garch?.fallbacks).toEqual([{ of: 'fit', reason: 'constantSeries', used: 'historical simulation', count: 4 }])
    expect(outcome.backtest.models.every(({ walk }) => walk.valueAtRisk.every((value) => Number.isFinite(value)))).toBe(true)
  })
})

test('behavior: the hash of the code is of all that makes forecasts', () => {
  expect(codeHash()).toMatch(/^[0-9a-f]{64}$/)
  expect(readFileSync(new URL('code-hash.ts', import.meta.url), 'utf8')).toContain("'lab/risk-backtest'")
})
