import { describe, expect, test } from 'vitest'
import { bernoulliLikelihoodRatio, bernoulliLogLikelihood, notNegative } from './bernoulli.ts'

describe('bernoulliLogLikelihood', () => {
  test('what did not happen adds nothing', () => {
    expect(bernoulliLogLikelihood({ hits: 0, misses: 10 }, 0)).toBe(0)
    expect(bernoulliLogLikelihood({ hits: 10, misses: 0 }, 1)).toBe(0)
    expect(bernoulliLogLikelihood({ hits: 0, misses: 0 }, 0.3)).toBe(0)
  })

  test('hits and misses each count', () => {
    expect(bernoulliLogLikelihood({ hits: 2, misses: 3 }, 0.25)).toBeCloseTo(2 * Math.log(0.25) + 3 * Math.log(0.75), 14)
  })
})

test('the ratio compares with the observed share', () => {
  expect(bernoulliLikelihoodRatio({ hits: 1, misses: 3 }, 0.5)).toBeCloseTo(
    2 * (Math.log(0.25) + 3 * Math.log(0.75) - 4 * Math.log(0.5)),
    14,
  )
  expect(bernoulliLikelihoodRatio({ hits: 1, misses: 3 }, 0.25)).toBe(0)
})

test.each([
  [-1e-17, 0],
  [0, 0],
  [1e-17, 1e-17],
])('notNegative(%d)', (ratio, expected) => {
  expect(notNegative(ratio)).toBe(expected)
})
