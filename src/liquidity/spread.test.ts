import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quotedSpreadBps } from './spread.ts'

describe('quotedSpreadBps', () => {
  test.each([
    [29_999, 30_002, 0.999983333610197],
    [99, 101, 200],
    [1, 3, 10_000],
    [9_999, 10_000, 1.0000500025],
  ])('table: %d to %d ticks is %d bps', (bidTicks, askTicks, bps) => {
    expect(quotedSpreadBps(bidTicks, askTicks)).toBeCloseTo(bps, 9)
  })

  test('property: positive, below 20,000 bps, and the same at any tick size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e8 }), fc.integer({ min: 1, max: 1e8 }), (bidTicks, gap) => {
        const spread = quotedSpreadBps(bidTicks, bidTicks + gap)
        expect(spread).toBeGreaterThan(0)
        expect(spread).toBeLessThan(20_000)
        expect(quotedSpreadBps(bidTicks * 8, (bidTicks + gap) * 8)).toBe(spread)
      }),
    )
  })
})
