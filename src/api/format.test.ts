import { describe, expect, test } from 'vitest'
import { formatDuration, formatMinor, formatNumber, formatPrice, formatSignal } from './format.ts'

describe('formatNumber', () => {
  test.each([
    [0, '0'],
    [0.009_999_9, '0.01'],
    [0.001_234_5, '0.001235'],
    [0.01, '0.01'],
    [0.012_34, '0.0123'],
    [0.987_65, '0.9877'],
    [1, '1'],
    [61.126, '61.13'],
    [100, '100'],
    [9_999.96, '10,000'],
    [9_999.44, '9,999.4'],
    [10_000.4, '10,000'],
    [-61_812.34, '-61,812'],
  ])('table: %d is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })
})

describe('formatSignal', () => {
  test.each([
    [61, 'bps', '61 bps'],
    [0.014, 'fraction', '1.4 %'],
    [-0.02, 'fraction', '-2 %'],
    [0.123_456, 'ratio', '0.123 ×'],
    [1_234.5, 'quote', '1,234.5'],
    [3, 'count', '3'],
  ] as const)('table: %d %s is written %s', (value, unit, text) => {
    expect(formatSignal(value, unit)).toBe(text)
  })
})

describe('formatPrice', () => {
  test.each([
    [61_812, 0.5, '61,812.0'],
    [61_812.25, 0.25, '61,812.25'],
    [61_812, 1, '61,812'],
    [61_810, 10, '61,810'],
    [7_930.1, 0.1, '7,930.1'],
    [7_930.1, 0.01, '7,930.10'],
    [0.000_012_34, 1e-8, '0.00001234'],
    [0.1, 1e-10, '0.10000000'],
  ])('table: %d at ticks of %d is written %s', (price, tick, text) => {
    expect(formatPrice(price, tick)).toBe(text)
  })
})

describe('formatMinor', () => {
  test.each([
    [-1_234_567_890n, 6, '-1,234.56'],
    [1_239_999_999n, 6, '1,239.99'],
    [0n, 6, '0.00'],
    [10_000n, 6, '0.01'],
    [9_999n, 6, '0.00'],
    [7n, 0, '7.00'],
    [75n, 1, '7.50'],
    [75n, 2, '0.75'],
    [1n, 2, '0.01'],
    // Beyond 2^53 a float would lose the last units.
    [9_007_199_254_740_993_99n, 2, '9,007,199,254,740,993.99'],
  ])('table: %d minor of %d decimals is written %s', (minor, decimals, text) => {
    expect(formatMinor(minor, decimals)).toBe(text)
  })
})

describe('formatDuration', () => {
  const second = 1e6
  test.each([
    [0, '0 s'],
    [1_500_000, '1.5 s'],
    [59 * second, '59 s'],
    [60 * second, '1 min 0 s'],
    [3_599 * second, '59 min 59 s'],
    [3_600 * second, '1 h 0 min'],
    [3_723 * second, '1 h 2 min'],
    [172_799 * second, '47 h 59 min'],
    [172_800 * second, '2 d 0 h'],
    [183_600 * second, '2 d 3 h'],
  ])('table: %d us is written %s', (microseconds, text) => {
    expect(formatDuration(microseconds)).toBe(text)
  })
})
