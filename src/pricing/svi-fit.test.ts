import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { butterflyArbitrage } from './butterfly-arbitrage.ts'
import { quasiExplicit } from './quasi-explicit.ts'
import { weightedSquares } from './smile-misfit.ts'
import { spreadWeight, type SmileQuotes } from './smile-quotes.ts'
import { fitSvi } from './svi-fit.ts'
import { sviPoint, type SviSlice } from './svi.ts'

const strikes = Array.from({ length: 33 }, (_, i) => -0.8 + 0.05 * i)

function quotesOf(slice: SviSlice, ks: readonly number[] = strikes): SmileQuotes {
  return { logStrikes: ks, totalVariances: ks.map((k) => sviPoint(slice, k).variance), weights: ks.map(() => 1e4) }
}

function fitOf(quotes: SmileQuotes) {
  const fit = fitSvi(quotes)
  if (!fit.ok) throw new Error(fit.refusal.reason)
  return fit.value
}

const slices = fc.record({
  a: fc.double({ min: 0.005, max: 0.05, noNaN: true }),
  b: fc.double({ min: 0.05, max: 0.3, noNaN: true }),
  rho: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
  m: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  sigma: fc.double({ min: 0.1, max: 0.4, noNaN: true }),
})

describe('quasiExplicit', () => {
  const slice = { a: 0.012, b: 0.09, rho: -0.25, m: 0.02, sigma: 0.22 }

  test('default: finds level and wings exactly when centre and roundness are right', () => {
    const found = quasiExplicit(quotesOf(slice), { m: slice.m, sigma: slice.sigma, leastLevel: -1 })
    expect(found.slice.a).toBeCloseTo(slice.a, 12)
    expect(found.slice.b).toBeCloseTo(slice.b, 12)
    expect(found.slice.rho).toBeCloseTo(slice.rho, 11)
    expect(found.squares).toBeCloseTo(0, 10)
  })

  test('property: no level or wing inside the box does better', () => {
    const change = fc.double({ min: -0.02, max: 0.02, noNaN: true })
    fc.assert(
      fc.property(slices, fc.tuple(change, change, change), fc.double({ min: -0.3, max: 0.3, noNaN: true }), (truth, [da, du, dv], m) => {
        const quotes = quotesOf(truth)
        const at = { m, sigma: 0.15, leastLevel: 0 }
        const best = quasiExplicit(quotes, at)
        const squares = (slice: SviSlice): number => weightedSquares(quotes, (k) => sviPoint(slice, k).variance)
        const [right, left] = [best.slice.b * (1 + best.slice.rho) + du, best.slice.b * (1 - best.slice.rho) + dv]
        const b = 0.5 * (right + left)
        const a = best.slice.a + da
        expect(best.squares).toBeCloseTo(squares(best.slice), 6)
        fc.pre(right >= 0 && left >= 0 && right < 2 && left < 2 && a >= 0 && b > 0 && a <= Math.max(...Array.from(quotes.totalVariances)))
        expect(squares({ ...best.slice, a, b, rho: (right - left) / (right + left) })).toBeGreaterThanOrEqual(best.squares - 1e-7)
      }),
    )
  })

  test('behavior: a wing that is best flat is found flat, not lost to its rounding', () => {
    const truth = { a: 0.00500036, b: 0.275458, rho: -0.7999952, m: 0.168746, sigma: 0.1000012 }
    const { slice: found, squares } = quasiExplicit(quotesOf(truth), { m: -0.1210128, sigma: 0.15, leastLevel: 0 })
    expect(found.rho).toBe(-1)
    expect(squares).toBeLessThan(350)
  })

  test('table: ends of the box: a smile that frowns gets flat wings, a level below the least gets the least', () => {
    const frown = { logStrikes: strikes, totalVariances: strikes.map((k) => 0.1 - 0.05 * k * k), weights: strikes.map(() => 1) }
    expect(quasiExplicit(frown, { m: 0, sigma: 0.2, leastLevel: 0 }).slice.b).toBe(0)
    const low = quasiExplicit(quotesOf({ ...slice, a: -0.005 }), { m: slice.m, sigma: slice.sigma, leastLevel: 0 })
    expect(low.slice.a).toBe(0)
    const steep = { logStrikes: strikes, totalVariances: strikes.map((k) => 0.01 + 5 * Math.abs(k)), weights: strikes.map(() => 1) }
    const { b, rho } = quasiExplicit(steep, { m: 0, sigma: 0.01, leastLevel: 0 }).slice
    expect(b * (1 + Math.abs(rho))).toBeLessThan(2)
    expect(b).toBeCloseTo(2, 6)
  })
})

describe('fitSvi', () => {
  test('property: finds a slice from its own quotes, in any order', () => {
    fc.assert(
      fc.property(slices, (slice) => {
        const found = butterflyArbitrage(slice)
        fc.pre(found.ok && found.value.free)
        const fit = fitOf(quotesOf(slice, strikes.toReversed()))
        expect(fit.converged).toBe(true)
        expect(fit.repair).toBe('none')
        for (const k of strikes) expect(sviPoint(fit.slice, k).variance).toBeCloseTo(sviPoint(slice, k).variance, 6)
      }),
      { numRuns: 12 },
    )
  })

  test('property: noise is smoothed, residuals are of the slice returned, and it is never arbitrageable', () => {
    fc.assert(
      fc.property(slices, fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 33, maxLength: 33 }), (slice, noise) => {
        const exact = quotesOf(slice)
        const totalVariances = Array.from(exact.totalVariances, (variance, i) => variance * (1 + 0.05 * (noise[i] as number)))
        const fit = fitOf({ ...exact, totalVariances })
        strikes.forEach((k, i) => expect(fit.residuals[i]).toBeCloseTo(sviPoint(fit.slice, k).variance - (totalVariances[i] as number), 14))
        expect(fit.butterfly.free).toBe(true)
        const found = butterflyArbitrage(fit.slice)
        expect(found.ok && found.value.free).toBe(true)
        const squares = weightedSquares({ ...exact, totalVariances }, (k) => sviPoint(fit.slice, k).variance)
        expect(fit.rootMeanSquare).toBeCloseTo(Math.sqrt(squares / 33), 9)
      }),
      { numRuns: 8 },
    )
  })

  test('behavior: the Vogt slice is freed of its arbitrage and stays near', () => {
    const vogt = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 }
    const fit = fitOf(quotesOf(vogt))
    expect(fit.repair).not.toBe('none')
    expect(fit.butterfly.lowest).toBeGreaterThanOrEqual(0)
    for (const k of strikes)
      expect(Math.abs(Math.sqrt(sviPoint(fit.slice, k).variance) - Math.sqrt(sviPoint(vogt, k).variance))).toBeLessThan(0.02)
  })

  test('behavior: a quote without weight does not count', () => {
    const slice = { a: 0.012, b: 0.09, rho: -0.25, m: 0.02, sigma: 0.22 }
    const quotes = quotesOf(slice)
    const weights = strikes.map((_, i) => (i === 7 ? 0 : 1))
    const totalVariances = Array.from(quotes.totalVariances, (variance, i) => (i === 7 ? 3 : variance))
    const fit = fitOf({ ...quotes, totalVariances, weights })
    expect(sviPoint(fit.slice, 0.3).variance).toBeCloseTo(sviPoint(slice, 0.3).variance, 6)
  })

  // Columns: what, log-strikes, refusal. Five strikes are enough, four are not.
  test.each([
    ['no quotes', [], { reason: 'tooFewQuotes', found: 0, least: 5 }],
    ['four quotes', [-0.2, -0.1, 0, 0.1], { reason: 'tooFewQuotes', found: 4, least: 5 }],
    ['one strike', [0.1, 0.1, 0.1, 0.1, 0.1], { reason: 'oneStrike' }],
    ['four strikes', [-0.2, -0.1, 0, 0.1, 0.1], { reason: 'tooFewStrikes', found: 4, least: 5 }],
    ['five strikes', [-0.2, -0.1, 0, 0.1, 0.2], undefined],
  ])('table: %s', (_, logStrikes, refusal) => {
    const fit = fitSvi({ logStrikes, totalVariances: logStrikes.map((k) => 0.04 + k * k), weights: logStrikes.map(() => 1) })
    expect(fit.ok ? undefined : fit.refusal).toEqual(refusal)
  })

  test.each([
    ['logStrikes[1]', { logStrikes: [0, Number.NaN], totalVariances: [1, 1], weights: [1, 1] }],
    ['totalVariances[1]', { logStrikes: [0, 1], totalVariances: [1, 0], weights: [1, 1] }],
    ['weights[0]', { logStrikes: [0, 1], totalVariances: [1, 1], weights: [-1, 1] }],
    ['weights', { logStrikes: [0, 1], totalVariances: [1, 1], weights: [1] }],
  ])('error: %s is named', (argument, quotes) => {
    expect(() => fitSvi(quotes)).toThrow(`${argument}: expected`)
  })
})

test('spreadWeight: a residual of one spread of volatility weighs one', () => {
  const [volatility, spread, timeYears] = [0.5, 0.01, 0.25]
  const residual = (volatility + spread / 1_000) ** 2 * timeYears - volatility ** 2 * timeYears
  expect(Math.sqrt(spreadWeight({ volatility, spread, timeYears })) * residual * 1_000).toBeCloseTo(1, 4)
  expect(() => spreadWeight({ volatility, spread: 0, timeYears })).toThrow('spread')
})
