import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { faultOf } from '../../test/feed-files.ts'
import { parseTime, timeText } from './parse-time.ts'

// Columns: text, microseconds.
test.each([
  ['1970-01-01', 0],
  ['2020-03-12', 1_583_971_200_000_000],
  ['2020-03-12T10:30', 1_584_009_000_000_000],
  ['2020-03-12 10:30:01', 1_584_009_001_000_000],
  ['2020-03-12T10:30:01Z', 1_584_009_001_000_000],
  ['2020-03-12T10:30:01.5Z', 1_584_009_001_500_000],
  ['2020-03-12T10:30:01.000001', 1_584_009_001_000_001],
  ['2024-02-29', 1_709_164_800_000_000],
])('table: %s', (text, time) => {
  expect(parseTime(text, '--from')).toBe(time)
})

test.each([
  '',
  'yesterday',
  '2020-3-12',
  '2020-02-30',
  '2023-02-29',
  '2020-13-01',
  '2020-03-12T25:00',
  '2020-03-12T24:00',
  '2020-03-12T10:30+01:00',
  '1969-12-31',
  '1583971200',
])('error: %s is no time', async (text) => {
  expect(await faultOf(() => parseTime(text, '--to'))).toMatch(
    /^--to: value: expected a date or date-time in UTC since 1970, such as .*, found "/,
  )
})

test('property: what is written is read back', () => {
  fc.assert(
    fc.property(fc.nat(4_102_444_800), fc.nat(999_999), (second, micro) => {
      const time = timeUs(second * 1_000_000 + micro)
      expect(parseTime(timeText(time), '--from')).toBe(time)
    }),
  )
})
