import { describe, expect, test } from 'vitest'
import { firstFailureOf, firstFailureTest, waitRatio } from './first-failure.ts'

describe('firstFailureTest', () => {
  test('default: the published example of a software manual', () => {
    const outcome = firstFailureTest({ kind: 'failed', wait: 58 }, 0.05)
    expect(outcome.statistic).toBeCloseTo(1.7354, 4)
    expect(outcome.pValue).toBeCloseTo(0.18773, 5)
    expect(outcome.degreesOfFreedom).toBe(1)
  })

  test('a wait still open is censored', () => {
    expect(firstFailureTest({ kind: 'notYet', observations: 7 }, 0.1).statistic).toBeCloseTo(-14 * Math.log(0.9), 13)
  })

  test('the first observation fails', () => {
    expect(firstFailureTest({ kind: 'failed', wait: 1 }, 0.1).statistic).toBeCloseTo(-2 * Math.log(0.1), 13)
    expect(waitRatio(10, 0.1)).toBeCloseTo(0, 13)
  })

  test('error: waits, observations and tails outside their range', () => {
    expect(() => firstFailureTest({ kind: 'failed', wait: 0 }, 0.1)).toThrow('wait: expected a whole number, 1 or above')
    expect(() => firstFailureTest({ kind: 'notYet', observations: 0 }, 0.1)).toThrow('observations')
    expect(() => firstFailureTest({ kind: 'failed', wait: 1 }, 1)).toThrow('tailProbability')
  })
})

test.each([
  [[0, 0, 1, 1], { kind: 'failed', wait: 3 }],
  [[1], { kind: 'failed', wait: 1 }],
  [[0, 0], { kind: 'notYet', observations: 2 }],
])('firstFailureOf(%j)', (marks, expected) => {
  expect(firstFailureOf(marks)).toEqual(expected)
})
