import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logarithmOfNormalCumulative, normalCumulative, normalDensity, normalQuantile, normalSurvival } from './normal.ts'

// Abramowitz & Stegun, table 26.1 and 26.2, and their asymptotic series for the far tail.
test.each([
  [0, 0.5],
  [1, 0.8413447460685429],
  [-1, 0.15865525393145707],
  [-5, 2.866515718791939e-7],
  [-10, 7.619853024160527e-24],
  [-37, 5.725571222524576e-300],
])('table: below %f lies %f', (z, expected) => {
  expect(normalCumulative(z) / expected).toBeCloseTo(1, 12)
  expect(normalSurvival(-z)).toBe(normalCumulative(z))
})

test.each([
  [0.5, 0],
  [0.01, -2.3263478740408408],
  [0.99, 2.3263478740408408],
  [1e-6, -4.7534243088229],
  [1e-20, -9.2623400897984],
  [1e-300, -37.0471],
])('table: the %f quantile is %f', (probability, expected) => {
  expect(normalQuantile(probability)).toBeCloseTo(expected, expected < -30 ? 4 : 13)
})

test('property: the quantile undoes the distribution in both tails', () => {
  fc.assert(
    fc.property(fc.double({ min: -37, max: 8, noNaN: true }), (z) => {
      fc.pre(normalCumulative(z) < 1)
      // Near 1 a probability holds few digits of its complement.
      const loss = 1e-15 / Math.max(1e-16, z > 0 ? normalDensity(z) : 1)
      expect(Math.abs(normalQuantile(normalCumulative(z)) - z)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(z)) + loss)
    }),
  )
})

test('property: the logarithm goes on smoothly where it changes its formula', () => {
  for (const z of [-5.0000001, -5, -4.9999999]) {
    expect(logarithmOfNormalCumulative(z)).toBeCloseTo(Math.log(normalCumulative(z)), 12)
  }
  expect(logarithmOfNormalCumulative(-1e6)).toBeCloseTo(-5e11 - 14.73, 0)
})

test.each([0, 1, -0.1, Number.NaN])('refuses the probability %f', (probability) => {
  expect(() => normalQuantile(probability)).toThrow('probability: expected a probability strictly between 0 and 1')
})
