import { describe, expect, test } from 'vitest'
import { exceedanceResiduals, exceedanceResidualTest } from './exceedance-residuals.ts'

const record = { losses: [3, 0, 1, 5], valueAtRisk: [1, 1, 1, 2], expectedShortfall: [2, 2, 2, 4], tailProbability: 0.25 }

describe('exceedanceResiduals', () => {
  test('only losses strictly beyond VaR, in volatilities', () => {
    expect(Array.from(exceedanceResiduals(record, [2, 1, 1, 4]))).toEqual([0.5, 0.25])
  })

  test.each([
    [[1, 1, 1], 'volatility: expected 4 items, as many as losses, found 3'],
    [[1, 0, 1, 1], 'volatility[1]'],
    [[1, 1, 1, Number.NaN], 'volatility[3]'],
  ])('error: volatility %j', (volatility, message) => {
    expect(() => exceedanceResiduals(record, volatility)).toThrow(message)
  })

  test('error: the record is checked', () => {
    expect(() => exceedanceResiduals({ ...record, tailProbability: 1 }, [1, 1, 1, 1])).toThrow('tailProbability')
  })
})

describe('exceedanceResidualTest', () => {
  test('default: given places', () => {
    // Residuals 0, 1, 2: mean 1, deviation 1, t = root 3. Centred: -1, 0, 1.
    const places = [
      [2, 2, 1],
      [0, 1, 2],
      [2, 2, 2],
      [1, 1, 2],
    ]
    const result = exceedanceResidualTest([0, 1, 2], { kind: 'given', places })
    if (!result.ok) throw new Error('expected an outcome')
    expect(result.value.statistic).toBeCloseTo(Math.sqrt(3), 13)
    expect(result.value.meanResidual).toBe(1)
    // Resampled: (1, 1, 0) has t = 2, the whole 0, equal ones 0, (0, 0, 1) has 1.
    expect(result.value).toMatchObject({ pValue: 0.25, exceedances: 3, samples: 4, seed: undefined })
  })

  test('a statistic as far counts', () => {
    // Residuals -1, 0, 1 have t = 0, and so has the resample of all.
    const result = exceedanceResidualTest([-1, 0, 1], {
      kind: 'given',
      places: [
        [0, 1, 2],
        [0, 0, 1],
        [1, 1, 1],
      ],
    })
    expect(result).toMatchObject({ ok: true, value: { statistic: 0, pValue: 2 / 3 } })
  })

  test('seeded: repeats, records the seed, and is small for a shortfall too small', () => {
    const small = Array.from({ length: 40 }, (_, i) => 0.5 + 0.5 * Math.sin(i * i))
    const first = exceedanceResidualTest(small, { kind: 'seeded', seed: 9, samples: 999 })
    if (!first.ok) throw new Error('expected an outcome')
    expect(first.value).toMatchObject({ seed: 9, samples: 999, exceedances: 40 })
    expect(first.value.pValue).toBeLessThan(0.001)
    expect(exceedanceResidualTest(small, { kind: 'seeded', seed: 9, samples: 999 })).toEqual(first)
    const right = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1 + (i % 5)))
    const fair = [
      exceedanceResidualTest(right, { kind: 'seeded', seed: 9, samples: 999 }),
      exceedanceResidualTest(right, { kind: 'seeded', seed: 10, samples: 999 }),
    ]
    const pValues = fair.map((result) => (result.ok ? result.value.pValue : Number.NaN))
    expect(pValues[0]).toBeGreaterThan(0.3)
    expect(pValues[0]).toBeLessThan(0.7)
    expect(pValues[0]).not.toBe(pValues[1])
  })

  test.each([
    [[], { reason: 'tooFewExceedances', exceedances: 0 }],
    [[0.1], { reason: 'tooFewExceedances', exceedances: 1 }],
    [[0.1, 0.1, 0.1], { reason: 'constantResiduals', value: expect.closeTo(0.1, 14) as number }],
  ])('refused: %j', (residuals, refusal) => {
    expect(exceedanceResidualTest(residuals, { kind: 'seeded', seed: 1, samples: 9 })).toEqual({ ok: false, refusal })
  })

  test('two residuals are enough', () => {
    const result = exceedanceResidualTest([1, 3], { kind: 'seeded', seed: 1, samples: 9 })
    expect(result).toMatchObject({ ok: true, value: { exceedances: 2, statistic: expect.closeTo(2, 12) as number } })
  })

  test('residuals that differ only in the last place vary', () => {
    expect(exceedanceResidualTest([1, 1, 2], { kind: 'seeded', seed: 1, samples: 9 }).ok).toBe(true)
    expect(exceedanceResidualTest([1, 2, 1], { kind: 'seeded', seed: 1, samples: 9 }).ok).toBe(true)
  })

  test.each([
    [{ kind: 'seeded', seed: 1, samples: 0 } as const, 'samples'],
    [{ kind: 'seeded', seed: -1, samples: 9 } as const, 'seed'],
    [{ kind: 'given', places: [] } as const, 'places.length'],
    [{ kind: 'given', places: [[0, 1], [0]] } as const, 'places[1]: expected 2 places, one per exceedance, found 1'],
    [{ kind: 'given', places: [[0, 2]] } as const, 'places[0][1]'],
    [{ kind: 'given', places: [[-1, 0]] } as const, 'places[0][0]'],
  ])('error: %j', (resampling, message) => {
    expect(() => exceedanceResidualTest([0.1, 0.2], resampling)).toThrow(message)
  })
})
