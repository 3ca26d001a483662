import fc from 'fast-check'
import { expect, test } from 'vitest'
import { black76Price } from './black-76.ts'
import { inverseOptionValue } from './inverse-option.ts'

const option = fc.record({
  kind: fc.constantFrom('call' as const, 'put' as const),
  forward: fc.double({ min: 20_000, max: 200_000, noNaN: true }),
  strike: fc.double({ min: 20_000, max: 200_000, noNaN: true }),
  timeYears: fc.double({ min: 0.01, max: 1, noNaN: true }),
  volatility: fc.double({ min: 0.2, max: 2, noNaN: true }),
})

test('property: the price in coin is the undiscounted price over the forward, and its slope is net delta over the forward', () => {
  fc.assert(
    fc.property(option, (terms) => {
      const value = inverseOptionValue({ ...terms, rate: 0.3 })
      if (!value.ok) throw new Error(value.refusal.reason)
      const { priceCoin, delta, netDelta, coinPerUsd } = value.value
      const coin = (forward: number): number => black76Price({ ...terms, forward }) / forward
      expect(priceCoin).toBeCloseTo(coin(terms.forward), 14)
      expect(netDelta).toBeCloseTo(delta - priceCoin, 12)
      const step = 1e-5 * terms.forward
      expect((coin(terms.forward + step) - coin(terms.forward - step)) / 2e-5).toBeCloseTo(netDelta, 7)
      expect(coinPerUsd).toBe(netDelta / terms.forward)
    }),
  )
})

test('behavior: a put far in the money costs more than a coin and hedges by more than two', () => {
  const value = inverseOptionValue({ kind: 'put', forward: 20_000, strike: 60_000, timeYears: 0.1, volatility: 0.5 })
  expect(value.ok && value.value.priceCoin).toBeCloseTo(2, 6)
  expect(value.ok && value.value.netDelta).toBeCloseTo(-3, 6)
})

test('table: without volatility', () => {
  const at = (strike: number) => inverseOptionValue({ kind: 'call', forward: 100, strike, timeYears: 0, volatility: 0.5 })
  expect(at(80)).toEqual({ ok: true, value: { priceCoin: 0.2, delta: 1, netDelta: 0.8, coinPerUsd: 0.008 } })
  expect(at(120)).toEqual({ ok: true, value: { priceCoin: 0, delta: 0, netDelta: 0, coinPerUsd: 0 } })
  expect(at(100)).toEqual({ ok: false, refusal: { reason: 'forwardIsStrikeWithoutVolatility', price: 0 } })
})

test('error: a forward of nothing is named', () => {
  expect(() => inverseOptionValue({ kind: 'call', forward: 0, strike: 1, timeYears: 1, volatility: 1 })).toThrow('forward')
})
