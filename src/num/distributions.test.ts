import { expect, test } from 'vitest'
import { binomialCumulative, binomialSurvival, chiSquareSurvival } from './distributions.ts'

/** Sums the exact terms. */
function atMost(successes: number, trials: number, probability: number): number {
  let term = (1 - probability) ** trials
  let sum = term
  for (let k = 1; k <= successes; k++) {
    term *= (((trials - k + 1) / k) * probability) / (1 - probability)
    sum += term
  }
  return sum
}

test.each([
  [0, 250, 0.01],
  [4, 250, 0.01],
  [9, 250, 0.01],
  [10, 10, 0.3],
  [0, 0, 0.3],
  [25, 1_000, 0.025],
])('at most %i of %i at %f', (successes, trials, probability) => {
  const exact = atMost(successes, trials, probability)
  expect(binomialCumulative(successes, { trials, probability })).toBeCloseTo(exact, 12)
  expect(binomialSurvival(successes, { trials, probability })).toBeCloseTo(1 - exact, 12)
})

test('keeps digits in the far tail', () => {
  expect(binomialSurvival(99, { trials: 100, probability: 0.001 })).toBeGreaterThan(0)
  expect(binomialSurvival(99, { trials: 100, probability: 0.001 }) / 1e-300).toBeCloseTo(1, 10)
})

test.each([
  [0, 1, 1],
  [3.841458820694124, 1, 0.05],
  [5.991464547107979, 2, 0.05],
  [2 * 400, 2, Math.exp(-400)],
])('chi-square: above %f with %i degrees of freedom lies %f', (statistic, degreesOfFreedom, expected) => {
  expect(chiSquareSurvival(statistic, degreesOfFreedom) / expected).toBeCloseTo(1, 12)
})

test('names what is out of range', () => {
  expect(() => chiSquareSurvival(-1, 1)).toThrow('statistic')
  expect(() => chiSquareSurvival(1, 0)).toThrow('degreesOfFreedom')
  expect(() => binomialCumulative(11, { trials: 10, probability: 0.5 })).toThrow('successes: expected a whole number, from 0 to 10')
  expect(() => binomialCumulative(1, { trials: 10, probability: 1 })).toThrow('probability')
})
