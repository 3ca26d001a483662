import { describe, expect, test } from 'vitest'
import { createSignalTable, readingAt, setKnown, setUnknown, unknownReasons, type UnknownReason } from './reading.ts'

describe('signal table', () => {
  test('default: everything is warming up at first', () => {
    const table = createSignalTable(3)
    expect([...table.value]).toEqual([0, 0, 0])
    expect([0, 1, 2].map((index) => readingAt(table, index))).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'unknown', reason: 'warmingUp' })),
    )
  })

  test('behavior: a value is known as it was written, zero included, and the others are left alone', () => {
    const table = createSignalTable(3)
    setKnown(table, 1, 4.25)
    setKnown(table, 2, 0)
    expect(readingAt(table, 1)).toEqual({ kind: 'known', value: 4.25 })
    expect(readingAt(table, 2)).toEqual({ kind: 'known', value: 0 })
    expect(readingAt(table, 0)).toEqual({ kind: 'unknown', reason: 'warmingUp' })
  })

  test.each(unknownReasons.filter((reason): reason is UnknownReason => reason !== 'known'))(
    'table: unknown because %s takes the value away',
    (reason) => {
      const table = createSignalTable(2)
      setKnown(table, 0, 7)
      setUnknown(table, 0, reason)
      expect(readingAt(table, 0)).toEqual({ kind: 'unknown', reason })
      expect(table.value[0]).toBe(0)
      expect(table.status[0]).toBeGreaterThan(0)
    },
  )
})
