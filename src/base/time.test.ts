import { describe, expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { durationUs, elapsedUs, later, seconds, timeUs } from './time.ts'

const largest = Number.MAX_SAFE_INTEGER

describe('timeUs and durationUs', () => {
  test.each([0, 1, 1_583_971_200_000_000, largest])('table: %d is taken', (value) => {
    expect([timeUs(value), durationUs(value)]).toEqual([value, value])
  })
  test.each([-1, 0.5, largest + 1, Number.NaN, Number.POSITIVE_INFINITY])('table: %d is refused', (value) => {
    expect(() => timeUs(value)).toThrow(InvariantError)
    expect(() => durationUs(value)).toThrow(InvariantError)
  })
  test('behavior: the last time lies in the year 2255', () => {
    expect(new Date(largest / 1000).getUTCFullYear()).toBe(2255)
  })
})

test.each([
  [0, 0],
  [0.25, 250_000],
  [0.000_000_4, 0],
  [0.000_000_5, 1],
  [86_400, 86_400_000_000],
])('table: %d seconds are %d microseconds', (count, expected) => {
  expect(seconds(count)).toBe(expected)
})

test('error: negative seconds are no duration', () => {
  expect(() => seconds(-1)).toThrow(InvariantError)
})

test('table: elapsed time, equal and apart', () => {
  expect(elapsedUs(timeUs(5), timeUs(5))).toBe(0)
  expect(elapsedUs(timeUs(5), timeUs(7))).toBe(2)
})

test('error: time never runs backwards', () => {
  expect(() => elapsedUs(timeUs(7), timeUs(6))).toThrow('time never runs backwards')
})

test('default: later adds, and refuses to leave the range', () => {
  expect(later(timeUs(5), durationUs(2))).toBe(7)
  expect(() => later(timeUs(largest), durationUs(1))).toThrow(InvariantError)
})
