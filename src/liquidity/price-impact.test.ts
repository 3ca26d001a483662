import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amihudIlliquidity } from './amihud.ts'
import { fitLine, slopeError } from './fitted-line.ts'
import { kyleLambda } from './kyle-lambda.ts'

describe('amihudIlliquidity', () => {
  // Columns: closes, volumes, mean, median, periods. The first volume belongs to no return.
  test.each([
    [[100, 101, 101], [9, 2e6, 0], 0.005, 0.005, 1],
    [[100, 101, 101], [9, 2e6, 1], 0.0025, 0.0025, 2],
    [[100, 110, 99, 99], [9, 1e6, 1e6, 1e6], 0.2 / 3, 0.1, 3],
    [[100, 110, 99, 99, 99], [0, 1e6, 1e6, 1e6, 0], 0.2 / 3, 0.1, 3],
  ])('table: closes %j with volumes %j', (closes, volumes, mean, median, periods) => {
    const found = amihudIlliquidity(closes, volumes)
    expect(found.ok && found.value.mean).toBeCloseTo(mean, 12)
    expect(found.ok && found.value.median).toBeCloseTo(median, 12)
    expect(found.ok && found.value.periods).toBe(periods)
  })

  test('behavior: nothing traded, nothing known', () => {
    expect(amihudIlliquidity([100, 101], [5, 0])).toEqual({ ok: false, refusal: { reason: 'noVolume' } })
  })

  test('error: each argument by its name', () => {
    expect(() => amihudIlliquidity([100], [1])).toThrow('closes: expected at least 2 numbers')
    expect(() => amihudIlliquidity([100, -1], [1, 1])).toThrow('closes[1]: expected')
    expect(() => amihudIlliquidity([100, 101], [1, -1])).toThrow('quoteVolumes[1]: expected')
    expect(() => amihudIlliquidity([100, 101], [1, Number.NaN])).toThrow('quoteVolumes[1]: expected')
    expect(() => amihudIlliquidity([100, 101], [1])).toThrow('quoteVolumes: expected')
  })
})

/** Slope and its three standard errors with plain sums around the means. */
function slowLine(y: readonly number[], x: readonly number[], lags: number): readonly number[] {
  const n = x.length
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n
  const [mx, my] = [mean(x), mean(y)]
  const dx = x.map((value) => value - mx)
  const sxx = dx.reduce((sum, value) => sum + value * value, 0)
  const slope = dx.reduce((sum, value, t) => sum + value * ((y[t] as number) - my), 0) / sxx
  const e = y.map((value, t) => value - my - slope * (dx[t] as number))
  const score = e.map((value, t) => value * (dx[t] as number))
  const lagged = (lag: number): number => score.slice(lag).reduce((sum, value, t) => sum + value * (score[t] as number), 0)
  let middle = lagged(0)
  for (let lag = 1; lag <= lags; lag++) middle += 2 * (1 - lag / (lags + 1)) * lagged(lag)
  const classic = Math.sqrt(e.reduce((sum, value) => sum + value * value, 0) / (n - 2) / sxx)
  return [slope, classic, Math.sqrt((lagged(0) * n) / (n - 2)) / sxx, Math.sqrt(Math.max(0, middle)) / sxx]
}

describe('kyleLambda', () => {
  const value = fc.integer({ min: -1_000, max: 1_000 }).map((whole) => whole / 8)
  const sample = fc.array(fc.tuple(value, value), { minLength: 8, maxLength: 40 })

  test('property: slope and errors are those of plain sums', () => {
    fc.assert(
      fc.property(sample, fc.nat(6), (pairs, lags) => {
        const [y, x] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)]
        fc.pre(new Set(x).size > 2)
        const found = kyleLambda(y, x, { lags })
        const [slope, classic, hc1, neweyWest] = slowLine(y, x, lags) as [number, number, number, number]
        expect(found.ok && found.value.lambda).toBeCloseTo(slope, 8)
        expect(found.ok && found.value.standardError).toBeCloseTo(classic, 8)
        expect(found.ok && found.value.standardErrorHc1).toBeCloseTo(hc1, 8)
        expect(found.ok && found.value.standardErrorNeweyWest).toBeCloseTo(neweyWest, 6)
      }),
    )
  })

  test('property: volume in another unit, and a price level, change nothing but the unit of lambda', () => {
    fc.assert(
      fc.property(sample, (pairs) => {
        const [y, x] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)]
        fc.pre(new Set(x).size > 2)
        const one = kyleLambda(y, x, { lags: 2 })
        const other = kyleLambda(
          y.map((change) => change + 7),
          x.map((volume) => volume * 4),
          { lags: 2 },
        )
        expect(other.ok && other.value.lambda * 4).toBeCloseTo((one.ok && one.value.lambda) as number, 8)
        expect(other.ok && other.value.alpha - 7).toBeCloseTo((one.ok && one.value.alpha) as number, 8)
        if (one.ok && one.value.tStatistic !== undefined && one.value.standardError > 1e-9) {
          expect(other.ok && other.value.tStatistic).toBeCloseTo(one.value.tStatistic, 5)
        }
      }),
    )
  })

  test('table: what cannot be fitted is refused', () => {
    expect(kyleLambda([1, 2], [1, 2], { lags: 0 })).toMatchObject({ refusal: { reason: 'tooFewObservations', observations: 2 } })
    expect(kyleLambda([1, 2, 3], [0.1, 0.1, 0.1], { lags: 0 })).toMatchObject({ refusal: { reason: 'constantRegressor' } })
    expect(kyleLambda([2, -2, 4], [1, -1, 2], { lags: 0 })).toMatchObject({ value: { lambda: 2, alpha: 0, rSquared: 1 } })
    expect(kyleLambda([3, 3, 3], [1, -1, 2], { lags: 0 })).not.toHaveProperty('value.rSquared')
  })

  test('behavior: a regressor at a high level loses no digits', () => {
    const x = Array.from({ length: 50 }, (_, t) => 1e9 + ((t * 37) % 50))
    const y = x.map((value, t) => 3 * (value - 1e9) + (t % 2))
    const low = fitLine(
      y,
      x.map((value) => value - 1e9),
    )
    const high = fitLine(y, x)
    expect(high.ok && high.value.slope).toBeCloseTo((low.ok && low.value.slope) as number, 12)
    expect(high.ok && slopeError(high.value, { kind: 'hc1' })).toBeCloseTo((low.ok && slopeError(low.value, { kind: 'hc1' })) as number, 12)
  })

  test('error: each argument by its name', () => {
    expect(() => kyleLambda([1, 2, 3], [1, 2], { lags: 0 })).toThrow('regressor: expected 3 items')
    expect(() => kyleLambda([1, 2, Number.NaN], [1, 2, 3], { lags: 0 })).toThrow('response[2]: expected')
    expect(() => kyleLambda([1, 2, 3], [1, 2, 4], { lags: -1 })).toThrow('lags: expected')
    expect(() => kyleLambda([1, 2, 3], [1, 2, 4], { lags: 3 })).toThrow('lags: expected a whole number, from 0 to 2')
    expect(() => kyleLambda([1, 2, 3], [1, 2, 4], { lags: 0.5 })).toThrow('lags: expected')
  })
})
