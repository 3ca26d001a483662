import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLearning, learnFrom, standardised } from './norm.ts'

const learned = { kind: 'learned', observations: 3, leastDeviation: 0.5 } as const

describe('norm', () => {
  test('table: given', () => {
    expect(standardised({ kind: 'given', mean: 2, deviation: 0.5 }, createLearning(), 3)).toBe(2)
    expect(standardised({ kind: 'given', mean: 2, deviation: 0.5 }, createLearning(), 1)).toBe(-2)
  })

  test('property: learning is mean and variance', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 30 }), (values) => {
        const learning = createLearning()
        values.forEach((value) => learnFrom(learning, value))
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
        expect(learning.count).toBe(values.length)
        expect(learning.mean).toBeCloseTo(mean, 8)
        expect(learning.squares).toBeCloseTo(squares, 6)
      }),
    )
  })

  test('table: learned, with a least deviation', () => {
    const wide = createLearning()
    for (const value of [0, 2, 4]) learnFrom(wide, value)
    expect(standardised(learned, wide, 6)).toBe(2)
    const narrow = createLearning()
    for (const value of [2, 2, 2]) learnFrom(narrow, value)
    expect(standardised(learned, narrow, 3)).toBe(2)
  })

  test('error: a norm is not used before it is learned', () => {
    const learning = createLearning()
    for (const value of [0, 2]) learnFrom(learning, value)
    expect(() => standardised(learned, learning, 6)).toThrow('a norm is used once it is learned')
    const single = createLearning()
    learnFrom(single, 1)
    expect(() => standardised({ ...learned, observations: 1 }, single, 6)).toThrow('a norm is used once it is learned')
  })
})
