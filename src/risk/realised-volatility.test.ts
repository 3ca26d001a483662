import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { createRealisedVolatility, pushRealisedReturn, realisedVariance, type RealisedVolatility } from './realised-volatility.ts'

describe('realised variance', () => {
  test('default', () => {
    const realised = createRealisedVolatility(3)
    const seen = [0.01, -0.02, 0.03, 0.04].map((simpleReturn) => (pushRealisedReturn(realised, simpleReturn), realisedVariance(realised)))
    expect(seen.slice(0, 2)).toEqual([undefined, undefined])
    expect(seen[2]).toBeCloseTo(0.0014 / 3, 16)
    expect(seen[3]).toBeCloseTo(0.0029 / 3, 16)
  })

  const returns = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 100 })

  test('property: it equals the mean square of the window, and a cut by encoding and decoding changes nothing', () => {
    fc.assert(
      fc.property(returns, fc.integer({ min: 1, max: 30 }), fc.nat(100), (series, window, cut) => {
        let realised = createRealisedVolatility(window)
        series.forEach((simpleReturn, i) => {
          if (i === cut) realised = decode(encode(realised)) as RealisedVolatility
          pushRealisedReturn(realised, simpleReturn)
          const last = series.slice(Math.max(0, i + 1 - window), i + 1)
          if (last.length < window) expect(realisedVariance(realised)).toBeUndefined()
          else expect(realisedVariance(realised)).toBeCloseTo(last.reduce((sum, value) => sum + value * value, 0) / window, 14)
        })
      }),
    )
  })

  test('behavior: a market that stands still after a crash has a variance of exactly 0', () => {
    const realised = createRealisedVolatility(7)
    for (let i = 0; i < 100; i++) pushRealisedReturn(realised, i < 20 ? 0.1 / (i + 1) : 0)
    expect(realisedVariance(realised)).toBe(0)
  })

  test('behavior: not even returns of sizes so far apart that the sum cannot carry them all leave a trace', () => {
    const realised = createRealisedVolatility(7)
    const huge = [1e15, 3.3e6]
    for (let i = 0; i < 70; i++) pushRealisedReturn(realised, huge[i] ?? 0.001 * (i % 7))
    expect(realisedVariance(realised)).toBeCloseTo(91e-6 / 7, 16)
  })

  test('behavior: what rounding leaves of nothing is never below zero', () => {
    const realised = createRealisedVolatility(6)
    const huge = [1e15, 3.3e6, 0.1]
    for (let i = 0; i < 10; i++) pushRealisedReturn(realised, huge[i % 3] ?? 0)
    for (let i = 0; i < 6; i++) pushRealisedReturn(realised, 0)
    expect(realisedVariance(realised)).toBe(0)
  })

  test('error: an impossible window, a return that is not finite', () => {
    for (const window of [0, 1.5]) expect(() => createRealisedVolatility(window)).toThrow('positive whole number')
    expect(() => pushRealisedReturn(createRealisedVolatility(2), Number.POSITIVE_INFINITY)).toThrow('finite')
  })
})
