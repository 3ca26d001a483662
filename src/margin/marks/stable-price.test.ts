import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../base/codec.ts'
import { later, seconds, timeUs } from '../../base/time.ts'
import { startStablePrice, stablePriceTerms, stepStablePrice, type StablePrice } from './stable-price.ts'

const start = timeUs(0)
const step = (state: StablePrice, after: number, price: number): StablePrice =>
  stepStablePrice(state, price, later(state.at, seconds(after)))
const steps = (state: StablePrice, count: number, after: number, price: number): StablePrice => {
  let last = state
  for (let i = 0; i < count; i++) last = step(last, after, price)
  return last
}

const frozen = (state: StablePrice): StablePrice => Object.freeze({ ...state, delayPrices: Object.freeze([...state.delayPrices]) })

describe('stable price', () => {
  test('table: ten times the price, for an hour, another one and a day', () => {
    const hour = steps(startStablePrice(1, start), 60, 60, 10)
    expect(hour.price).toBeCloseTo(1.8, 0)
    expect(hour.delayPrices).toEqual([1.06, ...Array.from({ length: 23 }, () => 1)])
    const two = steps(hour, 360, 10, 10)
    expect(Math.abs(two.price - 2.3)).toBeLessThan(0.1)
    expect(two.delayPrices[1]).toBeCloseTo(1.06 * 1.06, 12)
    const day = steps(two, 276, 300, 10)
    expect(Math.abs(day.price - 7.4)).toBeLessThan(0.1)
    // The ring came round: its first place was written again.
    expect(day.delayPrices[0]).toBeCloseTo(1.06 ** 25, 10)
    expect(day.delayPrices[1]).toBeCloseTo(1.06 ** 2, 12)
  })

  test.each([
    [9.999_999, 1],
    [10, 1.003],
    [60, 1.018],
    [600, 1.18],
    [601, 1.18],
    [86_400 * 3, 1.18],
  ])('table: after %d seconds without a word, ten times the price makes %d', (after, expected) => {
    expect(step(startStablePrice(1, timeUs(1_000e6)), after, 10).price).toBeCloseTo(expected, after < 3_600 ? 12 : 1)
  })

  test('behavior: the growth falls with the square of the distance from the delayed price', () => {
    const far: StablePrice = { ...startStablePrice(1, start), price: 2 }
    expect(step(far, 60, 10).price).toBeCloseTo(2 * (1 + 0.0003 * 60 * 0.25), 12)
    expect(step(far, 60, 1).price).toBeCloseTo(2 * (1 - 0.0003 * 60 * 0.25), 12)
  })

  test('behavior: an outage of many intervals writes each of them, once round at most', () => {
    const gone = step(startStablePrice(1, start), 3 * 3_600, 10)
    expect(gone.delayPrices.slice(0, 4)).toEqual([1.06, 1.06, 1.06, 1])
    expect(new Set(step(startStablePrice(1, start), 100 * 3_600, 10).delayPrices)).toEqual(new Set([1.06]))
  })

  test('behavior: an outage in which the price did not move leaves everything where it was', () => {
    expect(step(startStablePrice(5, start), 7 * 3_600, 5)).toMatchObject({ price: 5, delayPrices: Array.from({ length: 24 }, () => 5) })
  })

  test('error: a price of 0, and time that runs backwards', () => {
    expect(() => startStablePrice(0, start)).toThrow('positive')
    expect(() => step(startStablePrice(1, start), 60, NaN)).toThrow('positive')
    expect(() => stepStablePrice(startStablePrice(1, timeUs(9)), 1, timeUs(8))).toThrow('backwards')
  })

  const path = fc.array(fc.tuple(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 1, max: 1_000_000 })), {
    minLength: 1,
    maxLength: 80,
  })

  test('property: one batch is two with a save between, and a step changes nothing it was given', () => {
    fc.assert(
      fc.property(path, fc.nat(), (all, cut) => {
        const run = (from: StablePrice, some: typeof all): StablePrice =>
          some.reduce((state, [after, price]) => step(frozen(state), after, price / 1_000), from)
        const middle = cut % all.length
        const saved = decode(encode(run(startStablePrice(1, start), all.slice(0, middle)))) as StablePrice
        expect(run(saved, all.slice(middle))).toEqual(run(startStablePrice(1, start), all))
      }),
    )
  })

  test('property: it goes towards the price, never past it, and by no more than its limit', () => {
    fc.assert(
      fc.property(path, (all) => {
        let state = startStablePrice(1, start)
        for (const [after, thousandths] of all) {
          const price = thousandths / 1_000
          const next = step(state, after, price)
          expect(next.price).toBeGreaterThanOrEqual(Math.min(price, state.price))
          expect(next.price).toBeLessThanOrEqual(Math.max(price, state.price))
          const limit = stablePriceTerms.growthPerSecond * Math.min(after, 600) * state.price
          expect(Math.abs(next.price - state.price)).toBeLessThanOrEqual(limit * (1 + 1e-9))
          state = next
        }
      }),
    )
  })
})
