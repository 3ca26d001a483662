import { expect, test } from 'vitest'
import { countText, durationText, headlineMoney, moneyText, numberText, timeText } from './words.ts'

test.each([
  [0n, 6, '0.00'],
  [-1_234_500_000n, 6, '-1,234.50'],
  [1_234_567_890n, 6, '1,234.56789'],
  [1n, 6, '0.000001'],
  [-5n, 0, '-5.00'],
  [99_999_999n, 2, '999,999.99'],
  [100_000_000n, 2, '1,000,000.00'],
])('table: %d with %d decimals is %s', (minor, decimals, text) => {
  expect(moneyText(minor, decimals)).toBe(text)
})

test('table: a headline is cut, never rounded up, and a gain has its sign', () => {
  expect(headlineMoney(1_999_999n, 6, 'unsigned')).toBe('1.99')
  expect(headlineMoney(1_999_999n, 6, 'signed')).toBe('+1.99')
  expect(headlineMoney(-1_999_999n, 6, 'signed')).toBe('-1.99')
  expect(headlineMoney(0n, 6, 'signed')).toBe('0.00')
})

test('table: numbers, times, lengths of time, counts', () => {
  expect([numberText(1234.5678, 3), numberText(0.0001234), numberText(-2)]).toEqual(['1,230', '0.0001234', '-2'])
  expect([timeText(1_583_971_200_000_000), timeText(1_583_971_200_250_999)]).toEqual(['2020-03-12 00:00:00', '2020-03-12 00:00:00.250'])
  expect([0, 59_900_000, 60_000_000, 3_599_000_000, 3_600_000_000, 172_799_000_000, 172_800_000_000].map(durationText)).toEqual([
    '0 s',
    '59.9 s',
    '1 min 0 s',
    '59 min 59 s',
    '1 h 0 min',
    '47 h 59 min',
    '2 d 0 h',
  ])
  expect([countText(1, 'input'), countText(1234, 'input')]).toEqual(['1 input', '1,234 inputs'])
})
