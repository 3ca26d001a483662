import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../base/argument.ts'
import { black76Greeks, black76Price, type Black76Greeks } from './black-76.ts'
import { blackScholesPrice } from './black-scholes.ts'
import { logMoneyness, type OptionAtVolatility } from './option-terms.ts'

const option = fc.record({
  kind: fc.constantFrom('call' as const, 'put' as const),
  forward: fc.double({ min: 50, max: 200, noNaN: true }),
  strike: fc.double({ min: 50, max: 200, noNaN: true }),
  timeYears: fc.double({ min: 0.01, max: 3, noNaN: true }),
  volatility: fc.double({ min: 0.05, max: 2, noNaN: true }),
  rate: fc.double({ min: -0.05, max: 0.2, noNaN: true }),
})

function greeksOf(terms: OptionAtVolatility): Black76Greeks {
  const greeks = black76Greeks(terms)
  if (!greeks.ok) throw new Error(greeks.refusal.reason)
  return greeks.value
}

describe('black76Price', () => {
  test('default: a textbook price (Haug: 19, 19, nine months, 10 %, 28 %)', () => {
    const price = black76Price({ kind: 'call', forward: 19, strike: 19, timeYears: 0.75, rate: 0.1, volatility: 0.28 })
    expect(price).toBeCloseTo(1.7011, 4)
  })

  test('property: put-call parity', () => {
    fc.assert(
      fc.property(option, (terms) => {
        const call = black76Price({ ...terms, kind: 'call' })
        const put = black76Price({ ...terms, kind: 'put' })
        const parity = Math.exp(-terms.rate * terms.timeYears) * (terms.forward - terms.strike)
        expect(Math.abs(call - put - parity)).toBeLessThanOrEqual(1e-12 * terms.forward)
      }),
    )
  })

  test('property: a call falls and is convex in its strike, a put rises, both rise with volatility', () => {
    fc.assert(
      fc.property(option, (terms) => {
        const at = (by: number): number => black76Price({ ...terms, strike: terms.strike * by })
        const [low, middle, high] = [at(0.99), at(1), at(1.01)]
        const slack = 1e-13 * terms.forward
        if (terms.kind === 'call') expect(high).toBeLessThanOrEqual(low + slack)
        else expect(high).toBeGreaterThanOrEqual(low - slack)
        expect(low + high).toBeGreaterThanOrEqual(2 * middle - slack)
        expect(black76Price({ ...terms, volatility: 1.01 * terms.volatility })).toBeGreaterThanOrEqual(black76Price(terms))
      }),
    )
  })

  const bad: readonly (readonly [string, Partial<OptionAtVolatility>])[] = [
    ['forward', { forward: -1 }],
    ['forward', { forward: Number.NaN }],
    ['strike', { strike: Infinity }],
    ['timeYears', { timeYears: -0.1 }],
    ['rate', { rate: Number.NaN }],
    ['volatility', { volatility: -0.1 }],
  ]
  test.each(bad)('error: %s', (argument, change) => {
    const price = (): number => black76Price({ kind: 'call', forward: 100, strike: 100, timeYears: 1, volatility: 0.2, ...change })
    expect(price).toThrow(ArgumentError)
    expect(price).toThrow(argument)
  })
})

describe('black76Greeks', () => {
  test('property: greeks are differences of prices and of each other', () => {
    fc.assert(
      fc.property(option, (terms) => {
        const greeks = greeksOf(terms)
        // Columns: greek, what it is the slope of, and where.
        const slopes: readonly (readonly [number, (by: number) => number, number])[] = [
          [greeks.delta, (by) => black76Price({ ...terms, forward: terms.forward + by }), terms.forward],
          [greeks.gamma, (by) => greeksOf({ ...terms, forward: terms.forward + by }).delta, terms.forward],
          [greeks.speed, (by) => greeksOf({ ...terms, forward: terms.forward + by }).gamma, terms.forward],
          [greeks.vega, (by) => black76Price({ ...terms, volatility: terms.volatility + by }), terms.volatility],
          [greeks.vanna, (by) => greeksOf({ ...terms, volatility: terms.volatility + by }).delta, terms.volatility],
          [greeks.volga, (by) => greeksOf({ ...terms, volatility: terms.volatility + by }).vega, terms.volatility],
          [-greeks.theta, (by) => black76Price({ ...terms, timeYears: terms.timeYears + by }), terms.timeYears],
          [greeks.rho, (by) => black76Price({ ...terms, rate: terms.rate + by }), 1],
          [greeks.dualDelta, (by) => black76Price({ ...terms, strike: terms.strike + by }), terms.strike],
        ]
        for (const [greek, of, size] of slopes) {
          const step = 1e-4 * size
          const slope = (8 * (of(step) - of(-step)) - (of(2 * step) - of(-2 * step))) / (12 * step)
          const noise = (1e-13 * Math.abs(of(0))) / step
          expect(Math.abs(greek - slope)).toBeLessThanOrEqual(1e-6 * Math.abs(greek) + 10 * noise + 1e-9)
        }
      }),
      { numRuns: 60 },
    )
  })

  // Columns: what, change, price, delta, dual delta, theta. Discount is exp(-0.1).
  const discount = Math.exp(-0.1)
  const limits: readonly (readonly [string, Partial<OptionAtVolatility>, number, number, number, number])[] = [
    ['no volatility, in the money', { volatility: 0 }, 10 * discount, discount, -discount, discount],
    ['no volatility, out of the money', { volatility: 0, strike: 110 }, 0, 0, 0, 0],
    ['no time', { timeYears: 0 }, 10, 1, -1, 1],
    ['a put without time', { timeYears: 0, kind: 'put', strike: 110 }, 10, -1, 1, 1],
    ['no strike', { strike: 0 }, 100 * discount, discount, -discount, 10 * discount],
    ['no forward', { forward: 0 }, 0, 0, 0, 0],
    ['a put without forward', { forward: 0, kind: 'put' }, 90 * discount, -discount, discount, 9 * discount],
  ]
  test.each(limits)('table: %s', (_, change, price, delta, dualDelta, theta) => {
    const greeks = greeksOf({ kind: 'call', forward: 100, strike: 90, timeYears: 1, rate: 0.1, volatility: 0.3, ...change })
    expect(greeks.price).toBeCloseTo(price, 12)
    expect(greeks.delta).toBeCloseTo(delta, 14)
    expect(greeks.dualDelta).toBeCloseTo(dualDelta, 14)
    expect(greeks.theta).toBeCloseTo(theta, 12)
    expect([greeks.gamma, greeks.vega, greeks.vanna, greeks.volga, greeks.speed]).toEqual([0, 0, 0, 0, 0])
  })

  test.each([{ timeYears: 0 }, { volatility: 0 }, { forward: 0, strike: 0 }])('behavior: no greeks at the kink %o', (change) => {
    const greeks = black76Greeks({ kind: 'call', forward: 100, strike: 100, timeYears: 1, volatility: 0.3, ...change })
    expect(greeks).toEqual({ ok: false, refusal: { reason: 'forwardIsStrikeWithoutVolatility', price: 0 } })
  })
})

describe('blackScholesPrice', () => {
  test('property: Black-76 on the forward', () => {
    fc.assert(
      fc.property(option, ({ forward: spot, ...terms }) => {
        const forward = spot * Math.exp((terms.rate - 0.03) * terms.timeYears)
        expect(blackScholesPrice({ ...terms, spot, yieldRate: 0.03 })).toBeCloseTo(black76Price({ ...terms, forward }), 9)
      }),
    )
  })

  test('error: a spot below zero is named', () => {
    expect(() => blackScholesPrice({ kind: 'call', spot: -1, strike: 1, timeYears: 1, volatility: 1, rate: 0 })).toThrow('spot')
  })
})

describe('logMoneyness', () => {
  test('behavior: keeps its digits where forward and strike nearly meet', () => {
    const [forward, strike] = [0.7000000001, 0.7]
    const share = (forward - strike) / strike
    expect(logMoneyness(forward, strike) / (share - 0.5 * share * share)).toBeCloseTo(1, 14)
  })

  test('table: far apart, and the ends', () => {
    expect(logMoneyness(1e200, 1e-200)).toBeCloseTo(400 * Math.LN10, 10)
    expect(logMoneyness(1, 0)).toBe(Infinity)
    expect(logMoneyness(0, 1)).toBe(-Infinity)
    expect(logMoneyness(3, 1)).toBeCloseTo(Math.log(3), 15)
  })
})
