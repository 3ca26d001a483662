import { describe, expect, test } from 'vitest'
import { drivePolicy, startDrive, type Drive } from '../../test/engine-drive.ts'
import { btcPerpetual } from '../../test/instruments.ts'
import { signalCatalogue } from './signal-catalogue.ts'

// Coverage speaks after a few returns, so that every signal of the price can be known.
const quickModels = { names: ['historical'], scoreWindowReturns: 20, scoreMinimumReturns: 2, coverageLevel: 0 } as const
const policy = drivePolicy({ facilities: [], measure: { costToTradeNotional: 10_000, tailMinimumReturns: 2, models: quickModels } })
const bookOrPrice = signalCatalogue.filter((entry) => entry.origin === 'book' || entry.origin === 'price').map((entry) => entry.name)

/** A market whose every signal is known: books and prints for 40 s, to a quarter of a second behind the last one. */
function warm(): Drive {
  const drive = startDrive(policy, { ...btcPerpetual, sequenceRule: 'binancePerpetual' })
  for (let i = 0; i < 40; i++) {
    // Depth goes up and down in eight steps, so that it comes back to its level.
    drive.book({ mid: 100_000 + (i % 3) * 10, lots: 2_000 + 100 * Math.abs((i % 8) - 4) })
    drive.trade(100_000, 10)
    drive.tick()
    drive.wait(1)
  }
  return drive
}

/** Changed bids after the warm market's last snapshot, which was number 79. */
function sendDelta(drive: Drive, delta: Readonly<{ lastId: number; previousId: number; bids?: readonly number[] }>): void {
  const at = drive.now()
  const { lastId } = delta
  drive.send({ kind: 'bookDeltaReceived', at, venueAt: at, market: btcPerpetual.id, firstId: lastId - 1, bids: [], asks: [], ...delta })
}

describe('measureMarket', () => {
  test('default: figures of the book as it stands', () => {
    const drive = startDrive(policy)
    drive.book({ mid: 100_000, half: 10, bids: [99_990, 1_000, 99_850, 500], asks: [100_010, 2_000] })
    expect(drive.reading('spreadBps')).toEqual({ kind: 'known', value: 2 })
    expect(drive.reading('depth10Bps')).toEqual({ kind: 'known', value: 9_999 })
    expect(drive.reading('depth25Bps')).toEqual({ kind: 'known', value: 9_999 + 4_992.5 })
    const imbalance = drive.reading('imbalance')
    expect(imbalance).toEqual({ kind: 'known', value: expect.closeTo((14_991.5 - 20_002) / (14_991.5 + 20_002), 12) as number })
    expect(drive.reading('depth25Ratio')).toEqual({ kind: 'unknown', reason: 'warmingUp' })
    expect(drive.reading('volumeRatio')).toEqual({ kind: 'unknown', reason: 'warmingUp' })
  })

  test.each([
    [9, 'unknown'],
    [10, 'known'],
    [11, 'known'],
  ])('threshold: after %s s of books the ratio to a norm of at least 10 s is %s', (age, kind) => {
    const drive = startDrive(policy)
    for (let i = 0; i <= age; i++, drive.wait(1)) drive.book()
    expect(drive.reading('depth25Ratio').kind).toBe(kind)
    drive.book({ lots: 500 })
    if (kind === 'known') expect(drive.reading('depth25Ratio')).toEqual({ kind, value: expect.closeTo(0.25, 12) as number })
  })

  test.each([
    [1_002, 'known'],
    [1_001, 'known'],
    [1_000, 'unknown'],
  ])('threshold: selling 10 000 into %s lots of 9.999 each', (lots, kind) => {
    const drive = startDrive(policy)
    drive.book({ bids: [99_990, lots], asks: [100_010, 2_000] })
    expect(drive.reading('costToTradeBps').kind).toBe(kind)
    if (kind === 'unknown') expect(drive.reading('costToTradeBps')).toEqual({ kind, reason: 'insufficientDepth' })
  })

  test.each([
    ['crossed', (drive: Drive) => sendDelta(drive, { lastId: 80, previousId: 79, bids: [100_020, 5] })],
    ['gap', (drive: Drive) => (sendDelta(drive, { lastId: 80, previousId: 79 }), sendDelta(drive, { lastId: 90, previousId: 85 }))],
    ['awaitingSnapshot', (drive: Drive) => drive.book({ bids: [100_010, 1], asks: [100_000, 1] })],
    ['oneSided', (drive: Drive) => drive.book({ bids: [] })],
    ['oneSided', (drive: Drive) => drive.book({ bids: [], asks: [] })],
    ['stale', (drive: Drive) => (drive.wait(5), drive.tick())],
  ])('unknown: %s makes all that is of the book or of the price unknown, and says why', (reason, makeUnknown) => {
    const drive = warm()
    for (const name of bookOrPrice) expect(drive.reading(name).kind, name).toBe('known')
    makeUnknown(drive)
    for (const name of bookOrPrice) expect(drive.reading(name), name).toEqual({ kind: 'unknown', reason })
    expect(drive.reading('volumeRatio').kind).toBe('known')
  })

  test('unknown: before the first snapshot nothing is known', () => {
    const drive = startDrive(policy)
    drive.tick()
    for (const name of bookOrPrice) expect(drive.reading(name), name).toEqual({ kind: 'unknown', reason: 'awaitingSnapshot' })
    expect(drive.reading('volumeRatio')).toEqual({ kind: 'unknown', reason: 'noTrades' })
  })

  test.each([
    [5, 'known'],
    [5.000_001, 'unknown'],
  ])('threshold: %s s after the last message a book that may be silent for 5 s is %s', (silence, kind) => {
    const drive = startDrive(policy)
    drive.book()
    drive.wait(silence)
    drive.tick()
    expect(drive.reading('spreadBps').kind).toBe(kind)
  })

  test('behavior: a norm learns nothing while the book is unknown', () => {
    const drive = warm()
    const before = drive.market.measurement.depthNorms.knownForUs
    drive.book({ bids: [] })
    drive.wait(30)
    drive.book({ bids: [] })
    drive.book()
    expect(drive.market.measurement.depthNorms.knownForUs).toBe(before)
  })

  test('behavior: a live ticker does not make a silent book believable', () => {
    const drive = startDrive(policy)
    drive.book()
    drive.wait(4)
    const at = drive.now()
    const quote = { bidTicks: 99_990, bidLots: 1, askTicks: 100_010, askLots: 1, updateId: 7 }
    drive.send({ kind: 'quoteReceived', at, venueAt: at, market: btcPerpetual.id, ...quote })
    drive.wait(2)
    drive.tick()
    expect(drive.reading('spreadBps')).toEqual({ kind: 'unknown', reason: 'stale' })
  })
})

describe('volumeRatio', () => {
  test.each([
    [5, 'warmingUp'],
    [6, 'warmingUp'],
    [15, 'warmingUp'],
    [16, 'known'],
  ])('threshold: %s s after the first print', (age, expected) => {
    const drive = startDrive(policy)
    // The window is 6 s, and its norm needs 10 s more.
    for (let i = 0; i <= age; i++) {
      drive.trade(100_000, 10)
      drive.tick()
      if (i < age) drive.wait(1)
    }
    const reading = drive.reading('volumeRatio')
    expect(reading.kind === 'known' ? 'known' : reading.reason).toBe(expected)
  })
})
