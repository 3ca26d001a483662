import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { dutchDiscount, dutchPrice, type DutchSchedule } from './dutch-schedule.ts'

const linear: DutchSchedule = { kind: 'linear', startDiscount: 0.02, endDiscount: 0.12, duration: 100 }
const exponential: DutchSchedule = { ...linear, kind: 'exponential' }

describe('a schedule of discounts', () => {
  test.each([
    [-1, 98, 98],
    [0, 98, 98],
    [50, 93, Math.sqrt(98 * 88)],
    [100, 88, 88],
    [101, 88, 88],
  ])('table: after %i s', (elapsed, straight, geometric) => {
    expect(dutchPrice(linear, 100, elapsed)).toBeCloseTo(straight, 12)
    expect(dutchPrice(exponential, 100, elapsed)).toBeCloseTo(geometric, 12)
  })

  test('table: without a duration it is at its end at once, and at its start until then', () => {
    expect(dutchDiscount({ ...linear, duration: 0 }, 0)).toBe(0.02)
    expect(dutchDiscount({ ...linear, duration: 0 }, 0.001)).toBeCloseTo(0.12, 12)
  })

  test('table: a linear schedule may end at nothing', () => {
    expect(dutchPrice({ ...linear, endDiscount: 1 }, 100, 100)).toBe(0)
  })

  test.each([
    [{ ...linear, startDiscount: Number.NaN }, 0, /^startDiscount: /],
    [{ ...linear, endDiscount: Number.NaN }, 0, /^endDiscount: /],
    [{ ...linear, duration: Number.POSITIVE_INFINITY }, 0, /^duration: /],
    [linear, Number.NaN, /^elapsed: /],
    [{ ...exponential, endDiscount: 1 }, 0, 'endDiscount: expected discounts below 1 in an exponential schedule, found 1'],
  ])('error: %j after %f', (schedule, elapsed, message) => {
    expect(() => dutchDiscount(schedule, elapsed)).toThrow(ArgumentError)
    expect(() => dutchDiscount(schedule, elapsed)).toThrow(message)
    expect(() => dutchPrice(schedule, Number.NaN, elapsed)).toThrow(/^reference: /)
  })

  test('property: a price never rises where the last discount is the larger', () => {
    const thousandths = fc.integer({ min: 0, max: 999 })
    const schedules = fc.record({ kind: fc.constantFrom('linear' as const, 'exponential' as const), a: thousandths, b: thousandths })
    const times = fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 700 }))
    fc.assert(
      fc.property(schedules, times, ({ kind, a, b }, [one, other]) => {
        const schedule = { kind, startDiscount: Math.min(a, b) / 1_000, endDiscount: Math.max(a, b) / 1_000, duration: 600 }
        const [early, late] = [Math.min(one, other), Math.max(one, other)]
        expect(dutchPrice(schedule, 100, late)).toBeLessThanOrEqual(dutchPrice(schedule, 100, early) + 1e-11)
      }),
    )
  })
})
