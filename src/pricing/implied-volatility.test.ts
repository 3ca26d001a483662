import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../base/argument.ts'
import { black76Greeks, black76Price } from './black-76.ts'
import { impliedVolatility } from './implied-volatility.ts'
import { normalisedImplied } from './normalised-implied.ts'
import type { OptionTerms } from './option-terms.ts'

function ulpOf(value: number): number {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + 1n)
  return bits.getFloat64(0) - value
}

/** Prices and back: within 1e-14 of itself, or what a few last digits of the price are worth. */
function expectRoundTrip(terms: OptionTerms, volatility: number, slack = 1e-14): void {
  const greeks = black76Greeks({ ...terms, volatility })
  if (!greeks.ok || !(greeks.value.price >= 1e-290)) return
  const { price, vega } = greeks.value
  // Half a last digit of the price already moves the volatility by more than itself: the price no longer says which it was.
  if (ulpOf(price) > 0.01 * vega * volatility) return
  const implied = impliedVolatility(terms, price)
  expect(implied.ok).toBe(true)
  const distance = implied.ok ? Math.abs(implied.value - volatility) : Infinity
  expect(distance).toBeLessThanOrEqual(Math.max(slack * volatility, (6 * ulpOf(price)) / vega))
}

describe('impliedVolatility', () => {
  const kinds = ['call', 'put'] as const
  test.each([0.001, 0.01, 0.05, 0.2, 0.6, 1, 2.5, 5, 10])(
    'table: round trips at volatility %d over ten deviations either way',
    (volatility) => {
      for (const kind of kinds)
        for (const timeYears of [1 / 365, 0.25, 1])
          for (let z = -10; z <= 10; z += 0.5) {
            const strike = 60_000 * Math.exp(z * volatility * Math.sqrt(timeYears))
            expectRoundTrip({ kind, forward: 60_000, strike, timeYears }, volatility)
          }
    },
  )

  test.each([-36, -30, -20, -15])('table: prices next to nothing, %d deviations out', (z) => {
    for (const volatility of [0.001, 0.1, 1, 3])
      expectRoundTrip({ kind: 'call', forward: 1, strike: Math.exp(-z * volatility), timeYears: 1 }, volatility)
  })

  test('property: round trips', () => {
    const terms = fc.record({
      kind: fc.constantFrom(...kinds),
      z: fc.double({ min: -10, max: 10, noNaN: true }),
      volatility: fc.double({ min: -3, max: 1, noNaN: true }),
      timeYears: fc.double({ min: 0.001, max: 5, noNaN: true }),
      rate: fc.double({ min: -0.1, max: 0.3, noNaN: true }),
    })
    fc.assert(
      fc.property(terms, ({ z, volatility: logarithm, ...rest }) => {
        const volatility = 10 ** logarithm
        const strike = 100 * Math.exp(z * volatility * Math.sqrt(rest.timeYears))
        expectRoundTrip({ ...rest, forward: 100, strike }, volatility)
      }),
      { numRuns: 1_000 },
    )
  })

  test('property: rises with the price from 0 at the lower bound', () => {
    const terms = { kind: 'call', forward: 100, strike: 90, timeYears: 0.5 } as const
    expect(impliedVolatility(terms, 10)).toEqual({ ok: true, value: 0 })
    let before = 0
    for (let price = 10.0001; price < 100; price += 0.37) {
      const implied = impliedVolatility(terms, price)
      const value = implied.ok ? implied.value : Number.NaN
      expect(value).toBeGreaterThan(before)
      expect(black76Price({ ...terms, volatility: value })).toBeCloseTo(price, 11)
      before = value
    }
  })

  test('behavior: at the money, also with next to no volatility', () => {
    for (const volatility of [1e-9, 1e-3, 0.3, 4]) expectRoundTrip({ kind: 'call', forward: 7, strike: 7, timeYears: 1 }, volatility)
    expect(normalisedImplied({ x: 0, value: 0.5, shortfall: 0.5 })).toBeCloseTo(1.3489795003921634, 14)
  })

  // Columns: what, terms, price, reason. At, just below and just above each bound.
  const call = { kind: 'call', forward: 100, strike: 90, timeYears: 1 } as const
  const put = { kind: 'put', forward: 90, strike: 100, timeYears: 1 } as const
  const df = { ...call, rate: 0.1 }
  const refused: readonly (readonly [string, OptionTerms, number, string | undefined])[] = [
    ['intrinsic', call, 10, undefined],
    ['just below intrinsic', call, 9.999999999999998, 'belowIntrinsic'],
    ['just below the forward', call, 99.99999999999999, undefined],
    ['the forward', call, 100, 'aboveMaximum'],
    ['intrinsic of a put', put, 10, undefined],
    ['just below it', put, 9.999999999999998, 'belowIntrinsic'],
    ['just below the strike', put, 99.99999999999999, undefined],
    ['the strike', put, 100, 'aboveMaximum'],
    ['discounted forward', df, 100 * Math.exp(-0.1) + 1e-12, 'aboveMaximum'],
    ['below discounted intrinsic', df, 10 * Math.exp(-0.1) - 1e-12, 'belowIntrinsic'],
    ['below zero', { ...call, strike: 200 }, -1e-300, 'priceBelowZero'],
    ['below zero before expired', { ...call, timeYears: 0 }, -1, 'priceBelowZero'],
    ['no time, with time value', { ...call, timeYears: 0 }, 11, 'expired'],
    ['no time, intrinsic', { ...call, timeYears: 0 }, 10, 'expired'],
    ['nothing for nothing', { ...call, forward: 0 }, 0, 'aboveMaximum'],
    ['a put on strike nothing', { ...put, strike: 0 }, 0, 'aboveMaximum'],
  ]
  test.each(refused)('table: %s', (_, terms, price, reason) => {
    const implied = impliedVolatility(terms, price)
    expect(implied.ok ? undefined : implied.refusal.reason).toBe(reason)
    if (implied.ok) expect(Number.isFinite(implied.value)).toBe(true)
  })

  test.each([Number.NaN, Infinity])('error: a price of %d', (price) => {
    expect(() => impliedVolatility(call, price)).toThrow(ArgumentError)
  })
})
