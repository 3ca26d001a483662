import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { ewmaFiltered, filteredTail, garchFiltered } from './filtered-historical.ts'
import { drawResiduals, filteredPaths } from './filtered-paths.ts'
import { createFilteredWindow, filteredWindowTail, pushFilteredReturn } from './filtered-window.ts'
import { historicalTail } from './historical.ts'

const model = { mean: 0.01, omega: 0.02, alpha: 0.05, gamma: 0.1, beta: 0.8, degreesOfFreedom: Infinity }
const returns = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 80 })

function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(expected)))
}

describe('filtered historical simulation', () => {
  test('table: an EWMA worked by hand', () => {
    const found = ewmaFiltered([2, 0, 1], { lambda: 0.5, startReturns: 2 })
    // Forecast variances: (4 + 0) / 2 = 2, then 3, 1.5, 1.25.
    expect(found.ok && Array.from(found.value.residuals, (z) => z * z)).toEqual([expect.closeTo(2, 12), 0, expect.closeTo(1 / 1.5, 12)])
    expect(found.ok && found.value.nextVolatility ** 2).toBeCloseTo(1.25, 12)
    expect(found.ok && filteredTail(found.value, { confidence: 0.5 }).valueAtRisk).toBeCloseTo(-Math.sqrt(1.25 / 1.5), 12)
  })

  test('behavior: volatility that does not move gives back historical simulation', () => {
    const r = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 0.01 : -0.01))
    const found = ewmaFiltered(r, { lambda: 0.9, startReturns: 50 })
    expect(found.ok && filteredTail(found.value, { confidence: 0.9 }).valueAtRisk).toBeCloseTo(
      historicalTail(
        r.map((x) => -x),
        0.9,
      ).valueAtRisk,
      14,
    )
  })

  test('behavior: nothing but zeros at the start, and returns that are all the mean, are refused', () => {
    expect(ewmaFiltered([0, 0, 1], { lambda: 0.9, startReturns: 2 })).toEqual({
      ok: false,
      refusal: { reason: 'zeroVolatility', position: 0 },
    })
    expect(garchFiltered([0.01, 0.01], model)).toEqual({ ok: false, refusal: { reason: 'zeroVolatility', position: 0 } })
    expect(filteredPaths([0.01, 0.01], model, [[0]])).toMatchObject({ ok: false })
  })

  test('property: streaming equals batch while the window holds the whole series', () => {
    fc.assert(
      fc.property(returns, fc.integer({ min: 1, max: 10 }), (series, startReturns) => {
        const options = { lambda: 0.94, startReturns }
        const window = createFilteredWindow({ ...options, windowReturns: 100, confidence: 0.9 })
        series.forEach((r, i) => {
          pushFilteredReturn(window, r)
          const live = filteredWindowTail(window)
          if (i + 1 < startReturns)
            expect(live).toEqual({ ok: false, refusal: { reason: 'notStarted', seen: i + 1, needed: startReturns } })
          const batch = i + 1 < startReturns ? undefined : ewmaFiltered(series.slice(0, i + 1), options)
          if (batch?.ok !== true || !live.ok) return
          const tail = filteredTail(batch.value, { confidence: 0.9 })
          expectNear(live.value.valueAtRisk, tail.valueAtRisk)
          expectNear(live.value.expectedShortfall, tail.expectedShortfall)
        })
      }),
    )
  })

  test('behavior: the window forgets residuals, and zeros leave it without a figure', () => {
    const window = createFilteredWindow({ lambda: 0.5, startReturns: 1, windowReturns: 2, confidence: 0.5 })
    pushFilteredReturn(window, 0)
    expect(filteredWindowTail(window)).toEqual({ ok: false, refusal: { reason: 'zeroVolatility' } })
    for (const r of [1, 1, -1, 1]) pushFilteredReturn(window, r)
    const found = filteredWindowTail(window)
    expect(found.ok && found.value.valueAtRisk).toBeLessThan(0)
    expect(found.ok && found.value.expectedShortfall).toBeGreaterThan(0)
  })

  test('property: a path of one period is the residual at the next volatility', () => {
    fc.assert(
      fc.property(returns, (series) => {
        const filtered = garchFiltered(series, model)
        const paths = filteredPaths(
          series,
          model,
          series.map((_r, i) => [i]),
        )
        if (!filtered.ok || !paths.ok) return
        paths.value.totals.forEach((total, i) =>
          expect(total).toBeCloseTo(model.mean + (filtered.value.residuals[i] ?? 0) * filtered.value.nextVolatility, 12),
        )
      }),
    )
  })

  test('behavior: a path moves its own variance, falls more than rises', () => {
    const series = [1, -1, 0.5, -0.5, 1.2]
    const paths = filteredPaths(series, model, [
      [1, 1],
      [4, 4],
    ])
    const filtered = garchFiltered(series, model)
    if (!paths.ok || !filtered.ok) throw new Error('refused')
    const { residuals, nextVariance } = paths.value
    for (const [row, k] of [
      [0, 1],
      [1, 4],
    ] as const) {
      const z = residuals[k] ?? 0
      const first = z * Math.sqrt(nextVariance)
      const weight = model.alpha + (first < 0 ? model.gamma : 0)
      const second = z * Math.sqrt(model.omega + weight * first * first + model.beta * nextVariance)
      expect(paths.value.totals[row]).toBeCloseTo(2 * model.mean + first + second, 12)
    }
  })

  test('behavior: draws are seeded, in range and of the shape asked for', () => {
    const of = { paths: 20, periods: 5, residuals: 7 }
    const draws = drawResiduals(createPrng(1), of)
    expect(draws).toEqual(drawResiduals(createPrng(1), of))
    expect(draws.length).toBe(20)
    expect(draws.every((row) => row.length === 5 && row.every((index) => index >= 0 && index < 7))).toBe(true)
  })

  test('error: options, returns, draws', () => {
    expect(() => ewmaFiltered([1, 2], { lambda: 1, startReturns: 1 })).toThrow('lambda')
    expect(() => ewmaFiltered([1, 2], { lambda: 0.9, startReturns: 3 })).toThrow(
      'startReturns: expected a whole number, from 1 to 2, found 3',
    )
    expect(() => ewmaFiltered([1, Number.NaN], { lambda: 0.9, startReturns: 1 })).toThrow('returns[1]')
    expect(() => filteredPaths([1, 2], model, [])).toThrow('draws: expected at least 1 path')
    expect(() => filteredPaths([1, 2], model, [[0], [0, 2]])).toThrow('draws[1][1]')
    expect(() => garchFiltered([], model)).toThrow('returns')
    expect(() => drawResiduals(createPrng(1), { paths: 0, periods: 1, residuals: 1 })).toThrow('paths')
    const options = { lambda: 0.9, startReturns: 1, windowReturns: 1, confidence: 0.9 }
    expect(() => createFilteredWindow({ ...options, windowReturns: 0 })).toThrow('windowReturns')
    expect(() => createFilteredWindow({ ...options, confidence: 0 })).toThrow('confidence')
    expect(() => pushFilteredReturn(createFilteredWindow(options), Infinity)).toThrow('nextReturn')
  })
})
