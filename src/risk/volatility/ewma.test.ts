import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEwmaVolatility, ewmaVariance, pushEwmaReturn } from '../ewma-volatility.ts'
import { ewmaVariances, riskMetricsVolatility } from './ewma.ts'

const series = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
const weight = fc.double({ min: 0.01, max: 0.99, noNaN: true })

describe('ewmaVariances', () => {
  test('table: the recursion by hand, and a start of 0', () => {
    expect([...ewmaVariances([2, 0], { lambda: 0.75, startVariance: 8 })]).toEqual([8, 7, 5.25])
    expect([...ewmaVariances([2], { lambda: 0.5, startVariance: 0 })]).toEqual([0, 2])
  })

  test('property: the live form, started from the first return, gives the same bits', () => {
    fc.assert(
      fc.property(series, weight, (returns, lambda) => {
        // The live form takes the square of its first return as the start.
        const ewma = createEwmaVolatility({ lambda, startReturns: 1 })
        const [first, ...rest] = [returns[0] as number, ...returns]
        pushEwmaReturn(ewma, first)
        const batch = ewmaVariances(rest, { lambda, startVariance: first * first })
        rest.forEach((value, t) => {
          expect(ewmaVariance(ewma)).toBe(batch[t])
          pushEwmaReturn(ewma, value)
        })
        expect(ewmaVariance(ewma)).toBe(batch[rest.length])
      }),
    )
  })

  test('error: what is wrong is named', () => {
    expect(() => ewmaVariances([], { lambda: 0.9, startVariance: 1 })).toThrow('returns')
    expect(() => ewmaVariances([1], { lambda: 1, startVariance: 1 })).toThrow('lambda')
    expect(() => ewmaVariances([1], { lambda: 0.9, startVariance: -1 })).toThrow('startVariance')
    expect(() => ewmaVariances([Infinity], { lambda: 0.9, startVariance: 1 })).toThrow('returns[0]')
  })
})

describe('riskMetricsVolatility', () => {
  test('table: two returns by hand', () => {
    const found = riskMetricsVolatility([2, 1], 0.5)
    // Weights 1 and 0.5: squares 1 and 4.
    expect(found.normalised).toBeCloseTo(Math.sqrt(3 / 1.5), 14)
    expect(found.unnormalised).toBeCloseTo(Math.sqrt(1.5), 14)
    expect(found.equal).toBeCloseTo(Math.sqrt(2.5), 14)
  })

  test('property: not normalised it is the recursion started from nothing', () => {
    fc.assert(
      fc.property(series, weight, (returns, lambda) => {
        const last = ewmaVariances(returns, { lambda, startVariance: 0 }).at(-1) as number
        expect(riskMetricsVolatility(returns, lambda).unnormalised).toBeCloseTo(Math.sqrt(last), 12)
      }),
    )
  })

  test('error: an empty series and a weight of 0', () => {
    expect(() => riskMetricsVolatility([], 0.9)).toThrow('returns')
    expect(() => riskMetricsVolatility([1], 0)).toThrow('lambda')
  })
})
