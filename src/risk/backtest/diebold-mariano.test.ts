import { describe, expect, test } from 'vitest'
import { normalSurvival } from '../../num/normal.ts'
import { studentTSurvival } from '../../num/student-t.ts'
import { dieboldMarianoTest } from './diebold-mariano.ts'

describe('dieboldMarianoTest', () => {
  // Differences 2, -1, 0, 3: mean 1, away 1, -2, -1, 2.
  const first = [5, 1, 1, 5]
  const second = [3, 2, 1, 2]

  test('default: every statistic from its definition', () => {
    const result = dieboldMarianoTest(first, second, 2)
    if (!result.ok) throw new Error('expected an outcome')
    const { meanDifference, plain, corrected, robust } = result.value
    expect(meanDifference).toBe(1)
    const variance = 10 / 4
    expect(plain.statistic).toBeCloseTo(1 / Math.sqrt(variance / 4), 13)
    expect(plain.pValue).toBeCloseTo(2 * normalSurvival(plain.statistic), 14)
    expect(corrected.statistic).toBeCloseTo(plain.statistic * Math.sqrt(0.75), 13)
    expect(corrected.pValue).toBeCloseTo(2 * studentTSurvival(corrected.statistic, 3), 14)
    // Autocovariances at 1 and 2: (-2 + 2 - 2) / 4 and (-1 - 4) / 4.
    const longRun = variance + 2 * (2 / 3) * -0.5 + 2 * (1 / 3) * -1.25
    expect(robust.statistic).toBeCloseTo(1 / Math.sqrt(longRun / 4), 13)
    expect(robust.pValue).toBeCloseTo(2 * normalSurvival(robust.statistic), 14)
  })

  test('without lags the robust statistic is the plain one', () => {
    const result = dieboldMarianoTest(first, second, 0)
    if (!result.ok) throw new Error('expected an outcome')
    expect(result.value.robust).toEqual(result.value.plain)
  })

  test('exchanging the models changes the sign alone', () => {
    const [one, other] = [dieboldMarianoTest(first, second, 1), dieboldMarianoTest(second, first, 1)]
    if (!one.ok || !other.ok) throw new Error('expected outcomes')
    for (const key of ['plain', 'corrected', 'robust'] as const) {
      expect(other.value[key].statistic).toBe(-one.value[key].statistic)
      expect(other.value[key].pValue).toBe(one.value[key].pValue)
    }
  })

  test('refused when the difference does not vary', () => {
    expect(dieboldMarianoTest([1, 2, 3], [0, 1, 2], 1)).toEqual({ ok: false, refusal: { reason: 'constantDifference', meanDifference: 1 } })
    expect(dieboldMarianoTest([1, 2, 3], [0, 1, 1], 1).ok).toBe(true)
  })

  test.each([
    [[1], [1], 0, 'first: expected at least 2 numbers'],
    [[1, 2], [1], 0, 'second: expected 2 items, as many as first, found 1'],
    [[1, Number.NaN], [1, 2], 0, 'first[1]'],
    [[1, 2], [1, Number.NaN], 0, 'second[1]'],
    [[1, 2], [1, 3], 2, 'lags: expected a whole number, from 0 to 1'],
    [[1, 2], [1, 3], -1, 'lags'],
  ])('error: %j %j %d', (one, other, lags, message) => {
    expect(() => dieboldMarianoTest(one, other, lags)).toThrow(message)
  })
})
