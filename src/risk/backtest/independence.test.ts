import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conditionalCoverageTest, countTransitions, independenceTest, transitionsOfPlaces } from './independence.ts'
import { kupiecTest } from './kupiec.ts'

describe('countTransitions', () => {
  test.each([
    [[], { calmToCalm: 0, calmToFailed: 0, failedToCalm: 0, failedToFailed: 0 }],
    [[1], { calmToCalm: 0, calmToFailed: 0, failedToCalm: 0, failedToFailed: 0 }],
    [[0, 0, 1, 1, 1, 0, 0, 0], { calmToCalm: 3, calmToFailed: 1, failedToCalm: 1, failedToFailed: 2 }],
  ])('table: %j', (marks, expected) => {
    expect(countTransitions(marks)).toEqual(expected)
  })

  test('property: one pair less than marks', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 1 }), (marks) => {
        const total = Object.values(countTransitions(marks)).reduce((sum, count) => sum + count, 0)
        expect(total).toBe(marks.length - 1)
      }),
    )
  })
})

describe('transitionsOfPlaces', () => {
  test('property: as from the marks', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 30 }), (marks) => {
        const places = marks.flatMap((mark, place) => (mark === 1 ? [place] : []))
        expect(transitionsOfPlaces(places, marks.length)).toEqual(countTransitions(marks))
      }),
    )
  })

  test.each([
    [[], 1, { calmToCalm: 0, calmToFailed: 0, failedToCalm: 0, failedToFailed: 0 }],
    [[], 4, { calmToCalm: 3, calmToFailed: 0, failedToCalm: 0, failedToFailed: 0 }],
    [[0], 1, { calmToCalm: 0, calmToFailed: 0, failedToCalm: 0, failedToFailed: 0 }],
    [[0, 1, 4], 6, { calmToCalm: 1, calmToFailed: 1, failedToCalm: 2, failedToFailed: 1 }],
    [[1, 5], 6, { calmToCalm: 2, calmToFailed: 2, failedToCalm: 1, failedToFailed: 0 }],
  ])('table: %j of %d', (places, observations, expected) => {
    expect(transitionsOfPlaces(places, observations)).toEqual(expected)
  })
})

describe('independenceTest', () => {
  test('default: the published example of a software manual', () => {
    const outcome = independenceTest({ calmToCalm: 932, calmToFailed: 53, failedToCalm: 53, failedToFailed: 4 })
    expect(outcome.statistic).toBeCloseTo(0.25866, 5)
    expect(outcome.pValue).toBeCloseTo(0.61104, 5)
    expect(outcome.degreesOfFreedom).toBe(1)
  })

  test('the same share after calm and after failure is nothing', () => {
    expect(independenceTest({ calmToCalm: 8, calmToFailed: 2, failedToCalm: 4, failedToFailed: 1 }).statistic).toBeLessThan(1e-13)
    expect(independenceTest({ calmToCalm: 9, calmToFailed: 0, failedToCalm: 0, failedToFailed: 0 })).toEqual({
      statistic: 0,
      pValue: 1,
      degreesOfFreedom: 1,
    })
  })

  test('clusters only', () => {
    // Failed always after failed, never after calm but once: from the definition.
    const statistic = independenceTest({ calmToCalm: 7, calmToFailed: 1, failedToCalm: 0, failedToFailed: 2 }).statistic
    const expected = 2 * (7 * Math.log(7 / 8) + Math.log(1 / 8) - 7 * Math.log(0.7) - 3 * Math.log(0.3))
    expect(statistic).toBeCloseTo(expected, 12)
  })

  test('error: a count that is not whole is named', () => {
    const none = { calmToCalm: 0, calmToFailed: 0, failedToCalm: 0, failedToFailed: 0 }
    expect(() => independenceTest({ ...none, failedToCalm: -1 })).toThrow('failedToCalm')
    expect(() => independenceTest({ ...none, calmToFailed: 0.5 })).toThrow('calmToFailed')
  })
})

describe('conditionalCoverageTest', () => {
  test('is the sum of coverage over all and of independence over pairs', () => {
    const marks = [0, 1, 1, 0, 0, 0, 1, 0, 0, 0]
    const outcome = conditionalCoverageTest(marks, 0.1)
    const parts = [kupiecTest({ observations: 10, exceedances: 3, tailProbability: 0.1 }), independenceTest(countTransitions(marks))]
    const sum = (parts[0]?.statistic ?? 0) + (parts[1]?.statistic ?? 0)
    expect(outcome.statistic).toBeCloseTo(sum, 13)
    // With two degrees of freedom the survival function is an exponential.
    expect(outcome.pValue).toBeCloseTo(Math.exp(-sum / 2), 13)
    expect(outcome.degreesOfFreedom).toBe(2)
  })

  test('error: no marks, no tail', () => {
    expect(() => conditionalCoverageTest([], 0.1)).toThrow('observations')
    expect(() => conditionalCoverageTest([0], 0)).toThrow('tailProbability')
  })
})
