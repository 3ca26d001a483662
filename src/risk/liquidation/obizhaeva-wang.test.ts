import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costInRefillingBook, obizhaevaWangSchedule } from './obizhaeva-wang.ts'

describe('obizhaevaWangSchedule', () => {
  test('table: exact limits', () => {
    expect(obizhaevaWangSchedule({ size: 6, waits: 0, remaining: 0.5 })).toEqual({ trades: Float64Array.of(6), cost: 18 })
    expect(obizhaevaWangSchedule({ size: 6, waits: 1, remaining: 0.5 })).toEqual({ trades: Float64Array.of(3, 3), cost: 13.5 })
    expect(obizhaevaWangSchedule({ size: 6, waits: 2, remaining: 0 })).toEqual({ trades: Float64Array.of(2, 2, 2), cost: 6 })
    expect(obizhaevaWangSchedule({ size: 6, waits: 2, remaining: 1 })).toEqual({ trades: Float64Array.of(3, 0, 3), cost: 18 })
  })

  test('property: the cost is that of the trades, they sum to the size, and no others are cheaper', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.integer({ min: 1, max: 10 }),
        share,
        fc.array(share, { minLength: 11, maxLength: 11 }),
        (size, waits, remaining, weights) => {
          const { trades, cost } = obizhaevaWangSchedule({ size, waits, remaining })
          expect(trades.reduce((sum, trade) => sum + trade, 0)).toBeCloseTo(size, 9)
          expect(costInRefillingBook(trades, remaining)).toBeCloseTo(cost, 5)
          const others = weights.slice(0, waits + 1)
          const total = others.reduce((sum, weight) => sum + weight, 0) + 1e-9
          const scaled = others.map((weight) => ((weight + 1e-9 / others.length) / total) * size)
          expect(costInRefillingBook(scaled, remaining)).toBeGreaterThanOrEqual(cost * (1 - 1e-9) - 1e-9)
        },
      ),
    )
  })

  test('error: terms out of range name themselves', () => {
    expect(() => obizhaevaWangSchedule({ size: 1, waits: -1, remaining: 0 })).toThrow(/^waits/)
    expect(() => obizhaevaWangSchedule({ size: 1, waits: 1, remaining: 1.1 })).toThrow('remaining: expected a share from 0 to 1, found 1.1')
    expect(() => obizhaevaWangSchedule({ size: Number.NaN, waits: 1, remaining: 0 })).toThrow(/^size/)
    expect(() => costInRefillingBook([1], -0.1)).toThrow(/^remaining/)
    expect(() => costInRefillingBook([Infinity], 0.1)).toThrow(/^trades/)
  })
})
