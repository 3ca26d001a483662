import { expect, test } from 'vitest'
import {
  ArgumentError,
  requireFinite,
  requireNotNegative,
  requirePositive,
  requirePositiveSeries,
  requireProbability,
  requireRising,
  requireSameLength,
  requireSeries,
  requireWhole,
} from './argument.ts'

test.each([
  ['a number', () => requireFinite('mean', Number.NaN), 'mean: expected a finite number, found NaN'],
  ['zero where above is needed', () => requirePositive('size', 0), 'size: expected a finite number above 0, found 0'],
  ['infinity', () => requirePositive('size', Infinity), 'size: expected a finite number above 0, found Infinity'],
  ['below zero', () => requireNotNegative('time', -1e-9), 'time: expected a finite number, 0 or above, found -1e-9'],
  ['certainty', () => requireProbability('confidence', 1), 'confidence: expected a probability strictly between 0 and 1, found 1'],
  ['impossibility', () => requireProbability('confidence', 0), 'confidence: expected a probability strictly between 0 and 1, found 0'],
  ['a fraction', () => requireWhole('window', 1.5, { least: 1 }), 'window: expected a whole number, 1 or above, found 1.5'],
  ['too many', () => requireWhole('window', 11, { least: 1, most: 10 }), 'window: expected a whole number, from 1 to 10, found 11'],
  ['an empty series', () => requireSeries('losses', []), 'losses: expected at least 1 numbers, found 0'],
  ['a hole', () => requireSeries('losses', [1, 2, Number.NaN, 4]), 'losses[2]: expected a finite number, found NaN'],
  ['a price of zero', () => requirePositiveSeries('closes', [1, 0]), 'closes[1]: expected a number above 0, found 0'],
  ['unlike lengths', () => requireSameLength(['a', [1, 2]], ['b', [1]]), 'b: expected 2 items, as many as a, found 1'],
  ['equal times', () => requireRising('times', [1, 2, 2]), 'times[2]: expected a number above 2, found 2'],
])('names %s', (_what, check, message) => {
  expect(check).toThrow(message)
  expect(check).toThrow(ArgumentError)
})

test('says which argument and where', () => {
  try {
    requireSeries('losses', [0, Infinity])
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ argument: 'losses', position: 1 })
  }
})

test.each([
  () => requireFinite('a', -1),
  () => requirePositive('a', Number.MIN_VALUE),
  () => requireNotNegative('a', 0),
  () => requireProbability('a', 0.5),
  () => requireWhole('a', 0, { least: 0, most: 0 }),
  () => requireSeries('a', [], 0),
  () => requireRising('times', [1]),
])('lets what is right pass: %s', (check) => {
  expect(check).not.toThrow()
})
