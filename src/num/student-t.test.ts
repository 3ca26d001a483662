import fc from 'fast-check'
import { expect, test } from 'vitest'
import { studentTCumulative, studentTDensity, studentTQuantile, studentTSurvival } from './student-t.ts'

// With 1 degree of freedom (Cauchy) and 2 the distribution has a closed form.
const cauchy = (t: number): number => 0.5 + Math.atan(t) / Math.PI
const withTwo = (t: number): number => 0.5 + t / (2 * Math.sqrt(2 + t * t))

test.each([-50, -3, -0.1, 0, 0.1, 3, 50])('closed forms at %f', (t) => {
  expect(studentTCumulative(t, 1)).toBeCloseTo(cauchy(t), 14)
  expect(studentTCumulative(t, 2)).toBeCloseTo(withTwo(t), 14)
  expect(studentTSurvival(t, 2)).toBe(studentTCumulative(-t, 2))
  expect(studentTDensity(t, 1)).toBeCloseTo(1 / (Math.PI * (1 + t * t)), 14)
})

test.each([
  [0.01, 4, -3.7469473879791968],
  [0.025, 10, -2.2281388519649385],
  [1e-6, 3, -103.29946778041929],
  [0.5, 7, 0],
  [0.95, 5, 2.015048373333024],
])('table: the %f quantile with %f degrees of freedom', (probability, degreesOfFreedom, expected) => {
  expect(studentTQuantile(probability, degreesOfFreedom)).toBeCloseTo(expected, 10)
})

test('property: the quantile undoes the distribution', () => {
  const tail = fc.double({ min: 1e-12, max: 0.5, noNaN: true })
  fc.assert(
    fc.property(tail, fc.double({ min: 1.2, max: 200, noNaN: true }), (probability, degreesOfFreedom) => {
      const back = studentTCumulative(studentTQuantile(probability, degreesOfFreedom), degreesOfFreedom)
      expect(Math.abs(back / probability - 1)).toBeLessThan(1e-11)
    }),
  )
})

test('names a probability and degrees of freedom out of range', () => {
  expect(() => studentTQuantile(1, 4)).toThrow('probability: expected')
  expect(() => studentTQuantile(0.1, 0)).toThrow('degreesOfFreedom: expected')
})
