import { describe, expect, test } from 'vitest'
import { drivePolicy, startDrive, type Drive } from '../../test/engine-drive.ts'
import { seconds } from '../base/time.ts'

const flow = { effectiveSpreadWindow: seconds(10), orderFlowWindow: seconds(5), resiliencySampleEvery: seconds(1), resiliencySamples: 20 }
const policy = drivePolicy({ facilities: [], measure: { flow } })

/** One book a second with the given lots on both sides; the touch is 99,990 to 100,010. */
function sendBooks(drive: Drive, lots: readonly number[]): void {
  for (const each of lots) {
    drive.book({ lots: each })
    drive.wait(1)
  }
}

describe('effectiveSpreadBps', () => {
  test('behavior: what takers paid over the mid before their trade, by size, in the window', () => {
    const drive = startDrive(policy)
    drive.tick()
    expect(drive.reading('effectiveSpreadBps')).toEqual({ kind: 'unknown', reason: 'noTrades' })
    drive.book()
    drive.trade(100_020, 10)
    drive.tick()
    // The book has the trade's own time, so it may be its consequence and is no measure for it.
    expect(drive.reading('effectiveSpreadBps')).toEqual({ kind: 'unknown', reason: 'noTrades' })
    drive.wait(1)
    drive.trade(100_020, 10)
    drive.trade(100_050, 30)
    drive.book()
    // The taker sold, above the mid: he was paid for it.
    const expected = (-2e4 * (10 * 20 + 30 * 50)) / 40 / 100_000
    const reading = drive.reading('effectiveSpreadBps')
    expect(reading.kind === 'known' && reading.value).toBeCloseTo(expected, 9)
    drive.wait(9)
    drive.tick()
    expect(drive.reading('effectiveSpreadBps').kind).toBe('known')
    drive.wait(1)
    drive.tick()
    expect(drive.reading('effectiveSpreadBps')).toEqual({ kind: 'unknown', reason: 'noTrades' })
  })

  test('behavior: a trade after the book broke is not measured against what the book said before', () => {
    const drive = startDrive(policy)
    drive.book()
    drive.wait(1)
    drive.book({ bids: [] })
    drive.trade(100_020, 10)
    drive.tick()
    expect(drive.reading('effectiveSpreadBps')).toEqual({ kind: 'unknown', reason: 'noTrades' })
  })
})

describe('orderFlowImbalance', () => {
  // Columns: seconds of books, what is known. The window is 5 s.
  test.each([
    [5, 'unknown'],
    [6, 'known'],
  ])('threshold: with %d books, the last one second less after the first', (books, kind) => {
    const drive = startDrive(policy)
    sendBooks(
      drive,
      Array.from({ length: books }, () => 100),
    )
    expect(drive.reading('orderFlowImbalance').kind).toBe(kind)
  })

  test('behavior: flow over the depth at the touch, and 0 when nothing changed', () => {
    const drive = startDrive(policy)
    sendBooks(drive, [100, 100, 100, 100, 100, 100])
    expect(drive.reading('orderFlowImbalance')).toEqual({ kind: 'known', value: 0 })
    drive.book({ bids: [99_990, 300], asks: [100_010, 100] })
    // 200 lots came to the bid; one side then holds 200 on average.
    expect(drive.reading('orderFlowImbalance')).toEqual({ kind: 'known', value: 1 })
  })

  test('behavior: after a book that was not believed the window begins anew', () => {
    const drive = startDrive(policy)
    sendBooks(drive, [100, 100, 100, 100, 100, 100])
    drive.book({ bids: [] })
    drive.book()
    expect(drive.reading('orderFlowImbalance')).toEqual({ kind: 'unknown', reason: 'warmingUp' })
  })
})

describe('resiliencyHalfLifeSeconds', () => {
  const alternating = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1_000 : 2_000))
  const circling = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => 1_000 + 100 * Math.abs((i % 12) - 6))
  const exploding = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => Math.round(100 * 1.2 ** i))

  // Columns: lots of 25 books, what is read. It takes 21 samples to have 20 steps between them.
  test.each([
    ['never changes', Array.from({ length: 25 }, () => 1_000), 'constantSeries'],
    ['grows ever faster', exploding(25), 'notMeanReverting'],
    ['jumps back at once', alternating(25), 'fasterThanSampled'],
    ['is seen too briefly', circling(21), 'warmingUp'],
  ])('table: depth that %s has no half-life', (_, lots, reason) => {
    const drive = startDrive(policy)
    sendBooks(drive, lots)
    expect(drive.reading('resiliencyHalfLifeSeconds')).toEqual({ kind: 'unknown', reason })
  })

  test('behavior: depth that wanders around a level has one, from the book that completes the window', () => {
    const drive = startDrive(policy)
    sendBooks(drive, circling(22))
    const reading = drive.reading('resiliencyHalfLifeSeconds')
    expect(reading.kind === 'known' && reading.value > 1 && reading.value < 20).toBe(true)
  })
})
