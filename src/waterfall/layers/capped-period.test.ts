import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeUs, type TimeUs } from '../../base/time.ts'
import { endOfBusinessDays, startOfMonthsLater } from './calendar-day.ts'
import { isRunning, periodWithDefault } from './capped-period.ts'

function at(text: string): TimeUs {
  return timeUs(Date.parse(text.includes('T') ? text : `${text}T00:00:00Z`) * 1_000)
}

describe('endOfBusinessDays', () => {
  // 2025-10-10 was a Friday.
  test.each([
    ['2025-10-10T21:15:00Z', 1, '2025-10-11'],
    ['2025-10-10T21:15:00Z', 2, '2025-10-14'],
    ['2025-10-11T00:00:00Z', 1, '2025-10-14'],
    ['2025-10-12T23:59:59Z', 1, '2025-10-14'],
    ['2025-10-11T00:00:00Z', 2, '2025-10-15'],
    ['2025-10-13T00:00:00Z', 5, '2025-10-18'],
    ['2025-10-13T00:00:00Z', 20, '2025-11-08'],
    ['1970-01-01T00:00:00Z', 2, '1970-01-03'],
  ])('table: from %s %i business days end on %s', (from, count, end) => {
    expect(endOfBusinessDays(at(from), count)).toBe(at(end))
  })
})

describe('startOfMonthsLater', () => {
  test.each([
    ['2025-10-10T21:15:00Z', 3, '2026-01-10'],
    ['2025-11-30', 3, '2026-03-01'],
    ['2023-11-30', 3, '2024-03-01'],
    ['2023-11-29', 3, '2024-02-29'],
    ['2025-01-31', 1, '2025-03-01'],
    ['2025-12-31', 12, '2026-12-31'],
  ])('table: from %s %i months later is %s', (from, months, end) => {
    expect(startOfMonthsLater(at(from), months)).toBe(at(end))
  })

  /** By the calendar of the language. */
  function monthsLater(day: number, months: number): number {
    const from = new Date(day * 86_400_000)
    const later = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, from.getUTCDate())
    const next = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 1)
    return Math.min(later, next) * 1_000
  }

  test('property: as a calendar counts them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 1, max: 40 }), (day, months) => {
        expect(startOfMonthsLater(timeUs(day * 86_400_000_000), months)).toBe(monthsLater(day, months))
      }),
    )
  })

  // Years with and without a 29th of February, and the first and last of four, of a hundred and of four hundred.
  test.each([1972, 1973, 1999, 2000, 2001, 2004, 2024, 2025, 2096, 2099, 2100, 2101, 2104])('table: every day of %i', (year) => {
    const first = Date.UTC(year, 0, 1) / 86_400_000
    for (let day = first; day < Date.UTC(year + 1, 0, 1) / 86_400_000; day++) {
      for (const months of [1, 2, 3, 12]) {
        expect([day, months, startOfMonthsLater(timeUs(day * 86_400_000_000), months)]).toEqual([day, months, monthsLater(day, months)])
      }
    }
  })
})

describe('periodWithDefault', () => {
  const terms = { businessDays: 20, atMostMonths: 3 }
  const first = periodWithDefault(undefined, at('2025-10-10T21:15:00Z'), terms)

  test('table: it runs for twenty business days, the first being the day of the default', () => {
    expect(first).toEqual({ startedAt: at('2025-10-10T21:15:00Z'), endsAt: at('2025-11-07'), defaults: 1 })
    expect(isRunning(first, at('2025-11-06T23:59:59Z'))).toBe(true)
    expect(isRunning(first, at('2025-11-07'))).toBe(false)
  })

  test('table: another default extends it by twenty business days from its own day', () => {
    const second = periodWithDefault(first, at('2025-11-06T23:59:59Z'), terms)
    expect(second).toEqual({ startedAt: first.startedAt, endsAt: at('2025-12-04'), defaults: 2 })
  })

  test('table: a default once it is over begins another', () => {
    const next = periodWithDefault(first, at('2025-11-07'), terms)
    expect(next).toMatchObject({ startedAt: at('2025-11-07'), defaults: 1 })
  })

  test('table: it ends three months after its first default, however many follow', () => {
    let period = first
    for (const day of ['2025-11-06', '2025-12-03', '2025-12-30', '2026-01-09T23:00:00Z']) period = periodWithDefault(period, at(day), terms)
    expect(period).toEqual({ startedAt: first.startedAt, endsAt: at('2026-01-10'), defaults: 5 })
    expect(periodWithDefault(period, at('2026-01-10'), terms).defaults).toBe(1)
  })
})
