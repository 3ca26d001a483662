import { describe, expect, test } from 'vitest'
import { binomialProbability } from './binomial-probability.ts'
import { nextSumChance } from './panjer.ts'

/** All chances up to so many steps. */
function sumChances(
  steps: number,
  law: Readonly<{ a: number; b: number }>,
  given: Readonly<{ terms: readonly number[]; none: number }>,
): number[] {
  const sums = [given.none]
  for (let n = 1; n <= steps; n++) sums.push(nextSumChance(n, law, { terms: [...given.terms, ...Array<number>(steps).fill(0)], sums }))
  return sums
}

describe('nextSumChance', () => {
  test('terms of one step: the sum is the count', () => {
    // Ten trials at 0.3: a = -3 / 7, b = 11 * 3 / 7.
    const sums = sumChances(10, { a: -3 / 7, b: 33 / 7 }, { terms: [0, 1], none: 0.7 ** 10 })
    sums.forEach((chance, n) => expect(chance).toBeCloseTo(binomialProbability(n, { trials: 10, probability: 0.3 }), 13))
  })

  test('terms of no step thin the count', () => {
    // Half of all terms are nothing: ten trials at 0.15.
    const sums = sumChances(10, { a: -3 / 7, b: 33 / 7 }, { terms: [0.5, 0.5], none: 0.85 ** 10 })
    sums.forEach((chance, n) => expect(chance).toBeCloseTo(binomialProbability(n, { trials: 10, probability: 0.15 }), 13))
  })

  test('terms of one or two steps, from their convolution', () => {
    // Two trials at 0.5; a term is one step with 0.25 and two with 0.75.
    const sums = sumChances(4, { a: -1, b: 3 }, { terms: [0, 0.25, 0.75], none: 0.25 })
    const expected = [0.25, 0.5 * 0.25, 0.5 * 0.75 + 0.25 * 0.0625, 0.25 * 2 * 0.25 * 0.75, 0.25 * 0.5625]
    sums.forEach((chance, n) => expect(chance).toBeCloseTo(expected[n] as number, 14))
  })
})
