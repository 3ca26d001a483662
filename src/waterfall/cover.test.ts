import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../base/argument.ts'
import { stressCover } from './cover.ts'

describe('stressCover', () => {
  test('table: gains of an account are not set off inside its group, and the two largest meet in one scenario', () => {
    const losses = [
      [10, -50, 4, 0],
      [2, 9, 0, 20],
    ]
    const cover = stressCover({ losses, initialMargins: [5, 1, 1, 5], groups: ['a', 'a', 'b', 'c'] })
    expect(cover).toEqual({ cover1: 15, cover2: 23, worstScenario: 1, cover2ByScenario: [8, 23], twoLargestMaxima: 23 })
  })

  test('table: two groups whose worst scenarios differ do not make one cover', () => {
    const cover = stressCover({
      losses: [
        [10, 0],
        [0, 10],
      ],
      initialMargins: [0, 0],
      groups: ['a', 'b'],
    })
    expect(cover).toMatchObject({ cover1: 10, cover2: 10, worstScenario: 0, twoLargestMaxima: 20 })
  })

  test('table: one group, and losses that margins cover', () => {
    expect(stressCover({ losses: [[10, 4]], initialMargins: [6, 1], groups: ['a', 'a'] })).toMatchObject({ cover1: 7, cover2: 7 })
    const covered = stressCover({ losses: [[6], [5]], initialMargins: [6], groups: ['a'] })
    expect(covered).toEqual({ cover1: 0, cover2: 0, worstScenario: 0, cover2ByScenario: [0, 0], twoLargestMaxima: 0 })
  })

  test.each([
    ['no scenario', { losses: [], initialMargins: [1], groups: ['a'] }, 'losses: expected at least 1 scenario, found 0'],
    ['no account', { losses: [[]], initialMargins: [], groups: [] }, /^initialMargins: /],
    ['fewer groups', { losses: [[1, 2]], initialMargins: [1, 1], groups: ['a'] }, /^groups: .* initialMargins/],
    ['fewer losses', { losses: [[1]], initialMargins: [1, 1], groups: ['a', 'b'] }, /^losses: .* initialMargins/],
    ['no number', { losses: [[Number.NaN]], initialMargins: [1], groups: ['a'] }, /^losses\[0\]: /],
    ['no number as margin', { losses: [[1]], initialMargins: [Number.NaN], groups: ['a'] }, /^initialMargins\[0\]: /],
  ])('error: %s', (_name, given, message) => {
    expect(() => stressCover(given)).toThrow(ArgumentError)
    expect(() => stressCover(given)).toThrow(message)
  })

  test('property: one group is at most two, two in one scenario at most two in any, and more margin never needs more cover', () => {
    const number = fc.integer({ min: -100_000, max: 100_000 }).map((thousandths) => thousandths / 1_000)
    const scenario = fc.array(number, { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(
        fc.array(scenario, { minLength: 1, maxLength: 6 }),
        scenario,
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 5, maxLength: 5 }),
        (losses, drawn, groups) => {
          const initialMargins = drawn.map(Math.abs)
          const cover = stressCover({ losses, initialMargins, groups })
          expect(cover.cover1).toBeLessThanOrEqual(cover.cover2)
          expect(cover.cover2).toBeLessThanOrEqual(cover.twoLargestMaxima)
          const more = stressCover({ losses, initialMargins: initialMargins.map((margin) => margin + 1), groups })
          expect(more.cover2).toBeLessThanOrEqual(cover.cover2)
        },
      ),
    )
  })
})
