import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { btcPerpetual } from '../../test/instruments.ts'
import { InvariantError } from '../base/assert.ts'
import { lotSize, marketId, tickSize, type Instrument } from './instrument.ts'
import { notionalDown, notionalOf, notionalUp } from './notional.ts'

// Ticks of 0.5 and contracts of 1 USD, as on the first perpetual.
const inverse: Instrument = { ...btcPerpetual, payoff: 'inverse', quote: 'USD', tickUnits: 5, lotUnits: 100, sizeDecimals: 0 }
const coarse: Instrument = { ...btcPerpetual, quoteDecimals: 0, tickUnits: 5, priceDecimals: 2, lotUnits: 3 }

describe('steps', () => {
  test('table: tick and lot in quote and base', () => {
    expect([tickSize(btcPerpetual), lotSize(btcPerpetual)]).toEqual([0.1, 0.001])
    expect([tickSize(inverse), lotSize(inverse)]).toEqual([0.5, 100])
  })

  test('error: a market has a symbol', () => {
    expect(() => marketId('')).toThrow('a market has a symbol')
  })
})

describe('notional', () => {
  test('default: two lots at 61,800.0', () => {
    const size = { ticks: 618_000, lots: 2 }
    expect(notionalOf(btcPerpetual, size)).toBeCloseTo(123.6, 9)
    expect(notionalDown(btcPerpetual, size)).toEqual({ asset: 'USDT', minor: 123_600_000n })
    expect(notionalUp(btcPerpetual, size)).toEqual({ asset: 'USDT', minor: 123_600_000n })
  })

  test('table: an inverse contract stands for its size whatever the price, and is not booked', () => {
    expect(notionalOf(inverse, { ticks: 1, lots: 3 })).toBe(300)
    expect(notionalOf(inverse, { ticks: 100_000, lots: 3 })).toBe(300)
    expect(() => notionalDown(inverse, { ticks: 1, lots: 1 })).toThrow('linear payoffs only')
    expect(() => notionalUp(inverse, { ticks: 1, lots: 1 })).toThrow('linear payoffs only')
  })

  test('table: what does not come out even is rounded down or up, nothing is zero either way', () => {
    // 1 tick of 0.05 x 1 lot of 0.003 = 0.00015 quote, in whole quote units.
    expect([notionalDown(coarse, { ticks: 1, lots: 1 }).minor, notionalUp(coarse, { ticks: 1, lots: 1 }).minor]).toEqual([0n, 1n])
    expect([notionalDown(coarse, { ticks: 0, lots: 9 }).minor, notionalUp(coarse, { ticks: 9, lots: 0 }).minor]).toEqual([0n, 0n])
  })

  test.each([
    [-1, 1],
    [1, -1],
    [0.5, 1],
    [1, Number.NaN],
    [2 ** 53, 1],
    [Number.POSITIVE_INFINITY, 1],
  ])('error: %d ticks and %d lots are refused', (ticks, lots) => {
    expect(() => notionalDown(btcPerpetual, { ticks, lots })).toThrow(InvariantError)
    expect(() => notionalUp(btcPerpetual, { ticks, lots })).toThrow(InvariantError)
  })

  test('property: down and up enclose the exact product, and the float is near', () => {
    const steps = fc.nat(100_000_000)
    fc.assert(
      fc.property(fc.constantFrom(btcPerpetual, coarse), steps, steps, (instrument, ticks, lots) => {
        const down = notionalDown(instrument, { ticks, lots }).minor
        const up = notionalUp(instrument, { ticks, lots }).minor
        const exact =
          BigInt(ticks) *
          BigInt(instrument.tickUnits) *
          BigInt(lots) *
          BigInt(instrument.lotUnits) *
          10n ** BigInt(instrument.quoteDecimals)
        const scale = 10n ** BigInt(instrument.priceDecimals + instrument.sizeDecimals)
        expect(down * scale <= exact && exact <= up * scale && up - down <= 1n).toBe(true)
        const float = notionalOf(instrument, { ticks, lots }) * 10 ** instrument.quoteDecimals
        expect(Math.abs(float - Number(down))).toBeLessThanOrEqual(1 + float * 1e-14)
      }),
    )
  })

  test('property: splitting a size never gains: parts rounded down pay no more, rounded up cost no less', () => {
    const part = fc.nat(1_000_000)
    fc.assert(
      fc.property(part, part, part, (ticks, first, second) => {
        const whole = { ticks, lots: first + second }
        const [a, b] = [
          { ticks, lots: first },
          { ticks, lots: second },
        ]
        expect(notionalDown(coarse, a).minor + notionalDown(coarse, b).minor).toBeLessThanOrEqual(notionalDown(coarse, whole).minor)
        expect(notionalUp(coarse, a).minor + notionalUp(coarse, b).minor).toBeGreaterThanOrEqual(notionalUp(coarse, whole).minor)
      }),
    )
  })
})
