import { describe, expect, test } from 'vitest'
import { formatDuration, formatMinor, formatNumber, formatPrice, formatSignal } from './format.ts'

describe('formatMinor', () => {
  test.each([
    [0n, 6, '0.00'],
    [1n, 6, '0.00'],
    [9_999n, 6, '0.00'],
    [10_000n, 6, '0.01'],
    [-10_000n, 6, '-0.01'],
    [1_234_567_890n, 6, '1,234.56'],
    [-1_239_999_999n, 6, '-1,239.99'],
    [12_345n, 2, '123.45'],
    [5n, 1, '0.50'],
    [7n, 0, '7.00'],
    [9_007_199_254_740_993_000_000n, 6, '9,007,199,254,740,993.00'],
  ] as const)('table: %s with %i decimals is %s', (minor, decimals, expected) => {
    expect(formatMinor(minor, decimals)).toBe(expected)
  })
})

test('table: prices at their tick', () => {
  expect(formatPrice(61_812, 0.5)).toBe('61,812.0')
  expect(formatPrice(61_812.25, 0.01)).toBe('61,812.25')
  expect(formatPrice(61_812, 1)).toBe('61,812')
  expect(formatPrice(0.000_12, 0.000_01)).toBe('0.00012')
})

test('table: numbers and signals by size and unit', () => {
  expect(formatNumber(61_812.34)).toBe('61,812')
  expect(formatNumber(1_234.56)).toBe('1,234.6')
  expect(formatNumber(0.308_12)).toBe('0.3081')
  expect(formatNumber(0)).toBe('0')
  expect(formatSignal(0.014, 'fraction')).toBe('1.4 %')
  expect(formatSignal(6, 'bps')).toBe('6 bps')
  expect(formatSignal(0.307_9, 'ratio')).toBe('0.308 ×')
})

test('table: durations in their two largest units', () => {
  expect(formatDuration(500_000)).toBe('0.5 s')
  expect(formatDuration(59_000_000)).toBe('59 s')
  expect(formatDuration(60_000_000)).toBe('1 min 0 s')
  expect(formatDuration(3_723_000_000)).toBe('1 h 2 min')
  expect(formatDuration(49 * 3_600e6)).toBe('2 d 1 h')
})
