import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shortfallStatistics } from './acerbi-szekely.ts'

const record = { losses: [3, 0, 1, 5], valueAtRisk: [1, 1, 1, 2], expectedShortfall: [2, 2, 2, 4], tailProbability: 0.25 }

describe('shortfallStatistics', () => {
  test('default: every statistic from its definition', () => {
    const statistics = shortfallStatistics(record)
    expect(statistics.exceedances).toBe(2)
    // Two exceedances of 1.5 and 1.25 times their ES; one expected.
    expect(statistics.sizeOfExceedances).toEqual({ ok: true, value: 1 - (1.5 + 1.25) / 2 })
    expect(statistics.sizeAndNumber).toBeCloseTo(1 - 2.75, 14)
    // ES less VaR less the excess over the tail: 1 - 8, 1, 1, 2 - 12.
    expect(statistics.minimallyBiased).toBeCloseTo((-7 + 1 + 1 - 10) / 4, 14)
    expect(statistics.minimallyBiasedRelative).toBeCloseTo((-3.5 + 0.5 + 0.5 - 2.5) / 4, 14)
  })

  test('without exceedances the size is refused and the number is good news', () => {
    const statistics = shortfallStatistics({ ...record, losses: [1, 0, 1, 2] })
    expect(statistics.sizeOfExceedances).toEqual({ ok: false, refusal: { reason: 'noExceedances', observations: 4 } })
    expect(statistics.sizeAndNumber).toBe(1)
    expect(statistics.exceedances).toBe(0)
  })

  test('property: another unit of money changes only what has a unit', () => {
    const losses = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(losses, fc.constantFrom(0.25, 4, 1024), (values, unit) => {
        const scaledBy = (factor: number) =>
          shortfallStatistics({
            losses: values.map((loss) => loss * factor),
            valueAtRisk: values.map((_, t) => (1 + (t % 3)) * factor),
            expectedShortfall: values.map((_, t) => (2 + (t % 3)) * factor),
            tailProbability: 0.1,
          })
        const [plain, scaled] = [scaledBy(1), scaledBy(unit)]
        expect(scaled).toEqual({ ...plain, minimallyBiased: plain.minimallyBiased * unit })
      }),
    )
  })

  test.each([
    [{ losses: [] }, 'losses'],
    [{ losses: [1, 2, 3] }, 'valueAtRisk: expected 3 items, as many as losses, found 4'],
    [{ losses: [1, 2, 3, Number.NaN] }, 'losses[3]'],
    [{ valueAtRisk: [1, 2, 3, Infinity] }, 'valueAtRisk[3]'],
    [{ expectedShortfall: [1, 2, 3] }, 'expectedShortfall: expected 4 items'],
    [{ expectedShortfall: [1, 0, 3, 4] }, 'expectedShortfall[1]: expected a number above 0, found 0'],
    [{ expectedShortfall: [1, 1, Number.NaN, 4] }, 'expectedShortfall[2]'],
    [{ tailProbability: 0 }, 'tailProbability'],
  ])('error: %j', (change, message) => {
    expect(() => shortfallStatistics({ ...record, ...change })).toThrow(message)
  })
})
