import { describe, expect, test } from 'vitest'
import { createLedgerCore, reserveBytes } from './ledger-code.ts'

const pageBytes = 65_536

describe('reserveBytes', () => {
  test('behavior: rooms follow each other at multiples of 64, the first behind what the core itself needs', () => {
    const core = createLedgerCore()
    const first = reserveBytes(core, 1)
    expect(first % 64).toBe(0)
    expect(first >= core.code.ownEnd() && first < core.code.ownEnd() + 64).toBe(true)
    expect([64, 65, 1].map((bytes) => reserveBytes(core, bytes) - first)).toEqual([64, 128, 256])
  })

  test('table: the memory grows by whole pages, and only when the last byte no longer fits', () => {
    const core = createLedgerCore()
    const free = pageBytes - reserveBytes(core, 0)
    reserveBytes(core, free - 64)
    expect(core.memory.buffer.byteLength).toBe(pageBytes)
    reserveBytes(core, 64)
    expect(core.memory.buffer.byteLength).toBe(pageBytes)
    reserveBytes(core, 1)
    expect(core.memory.buffer.byteLength).toBe(2 * pageBytes)
    reserveBytes(core, 3 * pageBytes)
    expect(core.memory.buffer.byteLength).toBe(5 * pageBytes)
  })
})
