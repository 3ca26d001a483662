import { describe, expect, test, vi } from 'vitest'
import { ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { carriedAccount } from '../../accounting/member-chart.ts'
import { reserveAccounts } from '../../accounting/chart.ts'
import { seconds } from '../../base/time.ts'
import { accountOf } from '../../ledger/account.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { availableOf, pendingOf } from '../../ledger/balance.ts'
import type { MarginSpeedLimit } from './margin-policy.ts'
import { accountPageOf, marginViewOf } from './margin-view-of.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const speedLimit: MarginSpeedLimit = { mostRisePerDay: 0.1, followEvery: seconds(3_600), bookStep: 0.000_001 }
const day = 86_400

/** A short of one BTC at 10,000, as the index rises: initial margin is a tenth of the index, maintenance margin half of that. */
function short(cash: number, limit: Partial<MarginSpeedLimit> = {}): MarginDrive {
  const drive = startMarginDrive({ speedLimit: { ...speedLimit, ...limit } })
  drive.open('a', { cash, lots: -1_000 })
  return drive
}

const figures = (drive: MarginDrive) => {
  const { equity = 0, initialMargin = 0, maintenanceMargin = 0, asked } = drive.member('a').figures ?? {}
  return { equity, initialMargin, maintenanceMargin, asked }
}
const reservedOf = (drive: MarginDrive): bigint => accountOf(drive.state.ledger, carriedAccount('USDT')).creditsPending

describe('a charged margin follows what the model asks', () => {
  // Columns: seconds after the account was opened, the mid then, asked, charged; maintenance margin is half of each.
  const table: readonly (readonly [number, number, number, number])[] = [
    [0, 100_000, 1_000, 1_000],
    [0, 110_000, 1_100, 1_000],
    [day, 110_010, 1_100.1, 1_100],
    [day, 110_000, 1_100, 1_100],
    [day, 109_990, 1_099.9, 1_099.9],
    [day / 2, 120_000, 1_200, 1_000 * Math.sqrt(1.1)],
    [2 * day, 130_000, 1_300, 1_210],
    [day, 80_000, 800, 800],
  ]
  test.each(table)('table: %d s later at %d', (after, mid, asked, charged) => {
    const drive = short(5_000)
    drive.wait(after)
    drive.book({ mid })
    const found = figures(drive)
    expect(found.initialMargin).toBeCloseTo(charged, 9)
    expect(found.maintenanceMargin).toBeCloseTo(charged / 2, 9)
    expect(found.asked?.initialMargin ?? found.initialMargin).toBeCloseTo(asked, 9)
    expect(found.initialMargin + (found.asked?.carried ?? 0)).toBeCloseTo(asked, 9)
    const expected = Math.ceil(Number(((asked - charged) * 1e6).toFixed(3)))
    expect(Math.abs(Number(reservedOf(drive)) - expected)).toBeLessThanOrEqual(1)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: what is carried is reserved, told, shown, and released when it is charged', () => {
    const drive = short(5_000, { bookStep: 3 })
    drive.wait(1)
    const up = drive.book({ mid: 120_000 })
    const charged = 1_000 * 1.1 ** (1 / day)
    expect(ofKind(up.decisions, 'fundCarried')).toEqual([
      {
        kind: 'fundCarried',
        carried: { asset: 'USDT', minor: BigInt(Math.ceil((1_200 - charged) * 1e6)) },
        accounts: 1,
        reserved: { asset: 'USDT', minor: 201_000_000n },
        reservedBefore: { asset: 'USDT', minor: 0n },
      },
    ])
    expect(up.decisions.at(-1)?.transfers).toEqual(up.transfers.map(({ id }) => id))
    expect(pendingOf(drive.state.ledger, reserveAccounts('USDT').reserve)).toBe(201_000_000n)
    const requirement = accountPageOf(drive.state, 'a')?.requirement
    expect(requirement?.asked?.initialMargin).toBeCloseTo(1_200, 9)
    expect(requirement?.initialMargin).toBeCloseTo(charged, 9)
    const parts = requirement?.parts.reduce((sum, { initial }) => sum + initial, 0)
    expect(parts).toBeCloseTo(charged, 9)
    expect(marginViewOf(drive.state)?.carried?.minor).toBe(drive.margin.carried?.totalMinor)
    // The charge goes on rising though no mark moves, and then nothing is carried any more.
    drive.wait(3_599)
    expect(kindsOf(drive.tick())).toEqual(['fundCarried'])
    expect(figures(drive).initialMargin).toBeCloseTo(1_000 * 1.1 ** (3_600 / day), 9)
    drive.wait(2 * day)
    drive.book({ mid: 120_000 })
    drive.tick()
    expect(figures(drive)).toMatchObject({ asked: undefined })
    expect(reservedOf(drive)).toBe(0n)
    expect(drive.margin.carried).toEqual({ totalMinor: 0n, accounts: [], reservationId: '' })
  })

  test('behavior: the reservation moves in whole steps', () => {
    const drive = short(5_000, { bookStep: 100 })
    expect(kindsOf(drive.book({ mid: 105_000 }))).toEqual(['fundCarried'])
    expect(kindsOf(drive.book({ mid: 110_000 }))).toEqual([])
    expect(kindsOf(drive.book({ mid: 110_010 }))).toEqual(['fundCarried'])
    expect(reservedOf(drive)).toBe(200_000_000n)
  })

  test('behavior: a fall of a moment does not lower what later rises start from, one at the set time does', () => {
    const drive = short(5_000)
    drive.wait(60)
    drive.book({ mid: 90_000 })
    drive.wait(1)
    drive.book({ mid: 100_000 })
    expect(figures(drive).initialMargin).toBeCloseTo(1_000, 9)
    drive.wait(3_600)
    drive.book({ mid: 90_000 })
    drive.wait(1)
    drive.book({ mid: 100_000 })
    expect(figures(drive).initialMargin).toBeCloseTo(900 * 1.1 ** (1 / day), 9)
  })
})

describe('calls and changes of holdings', () => {
  test('behavior: a call is issued on the charged margin, not on what the model asks', () => {
    // At 11,400 a short of 1 BTC with 1,960 has 560: maintenance margin would be 570, and 500 is charged.
    const limited = short(1_960)
    expect(kindsOf(limited.book({ mid: 114_000 }))).toEqual(['accountRestricted', 'fundCarried'])
    const plain = startMarginDrive()
    plain.open('a', { cash: 1_960, lots: -1_000 })
    expect(kindsOf(plain.book({ mid: 114_000 }))).toEqual(['accountRestricted', 'marginCallIssued'])
    // A day on, 550 are charged at most; at 560 nothing happens, at 540 it is called.
    limited.wait(day)
    expect(kindsOf(limited.book({ mid: 114_000 }))).not.toContain('marginCallIssued')
    const called = limited.book({ mid: 114_200 })
    expect(kindsOf(called)).toContain('marginCallIssued')
    const [call] = ofKind(called.decisions, 'marginCallIssued')
    expect(call?.evidence.maintenanceMargin).toBeCloseTo(550, 9)
    expect(call?.evidence.asked?.maintenanceMargin).toBeCloseTo(571, 9)
    expect(Number(call?.shortBy.minor)).toBeCloseTo((1_100 - 540) * 1e6, 0)
  })

  test('behavior: what is added is charged in full, what is given up frees its share', () => {
    const drive = short(9_000)
    drive.book({ mid: 120_000 })
    expect(figures(drive)).toMatchObject({ initialMargin: 1_000, asked: { initialMargin: 1_200, carried: 200 } })
    drive.position('a', -1_000, 120_000)
    expect(figures(drive)).toMatchObject({ initialMargin: 2_200, asked: { initialMargin: 2_400, carried: 200 } })
    drive.position('a', 1_500, 120_000)
    expect(figures(drive).initialMargin).toBeCloseTo(550, 9)
    expect(figures(drive).asked?.carried).toBeCloseTo(50, 9)
    drive.position('a', 500, 120_000)
    expect(figures(drive)).toMatchObject({ initialMargin: 0, asked: undefined })
    expect(drive.member('a').charge).toBeUndefined()
    expect(reservedOf(drive)).toBe(0n)
  })

  // A short of 1 BTC, 200 of its 1,200 carried. Columns: cash, lots sold on top, what follows. Cash less 2,000 is equity.
  test.each([
    [4_200, -1_000, 'tradeAccepted'],
    [4_199.999_999, -1_000, 'tradeRefused'],
  ] as const)('table: with %d, %d lots more', (cash, lots, kind) => {
    const drive = short(cash)
    drive.book({ mid: 120_000 })
    expect(kindsOf(drive.position('a', lots, 120_000))[0]).toBe(kind)
  })

  test.each([
    [3_210, 10, 'withdrawalPaid'],
    [3_209.999_999, 10, 'withdrawalRefused'],
  ] as const)('table: money leaves only with what the model asks: %d less %d', (cash, wanted, kind) => {
    const drive = short(cash)
    drive.book({ mid: 120_000 })
    expect(kindsOf(drive.withdraw('a', wanted))[0]).toBe(kind)
  })
})

describe('a reserve that cannot carry', () => {
  // 1,000,000 in the reserve. Columns: lots short, at 12,000 the model asks 200 more a BTC: what follows, and what is reserved.
  test.each([
    [5_000_000, ['fundCarried'], 1_000_000_000_000n],
    [5_000_001, ['carryingRefused'], 0n],
  ] as const)('table: %d lots', (lots, expected, reserved) => {
    const drive = startMarginDrive({ speedLimit })
    drive.open('a', { cash: 100_000_000, lots: -lots })
    expect(kindsOf(drive.book({ mid: 120_000 }))).toEqual(expected)
    expect(reservedOf(drive)).toBe(reserved)
    expect(availableOf(drive.state.ledger, reserveAccounts('USDT').reserve) >= 0n).toBe(true)
    const { initialMargin } = figures(drive)
    expect(initialMargin).toBeCloseTo(reserved === 0n ? lots * 1.2 : lots, 6)
  })

  test('behavior: what is reserved for it already counts towards what the reserve can carry', () => {
    const drive = startMarginDrive({ speedLimit })
    drive.open('a', { cash: 100_000_000, lots: -5_000_000 })
    drive.book({ mid: 116_000 })
    expect(availableOf(drive.state.ledger, reserveAccounts('USDT').reserve)).toBe(200_000_000_000n)
    const up = drive.book({ mid: 120_000 })
    expect(kindsOf(up)).toEqual(['fundCarried'])
    expect(up.transfers.map(({ kind }) => kind)).toEqual(['voidPending', 'pending'])
    expect(availableOf(drive.state.ledger, reserveAccounts('USDT').reserve)).toBe(0n)
    const beyond = drive.book({ mid: 120_010 })
    expect(kindsOf(beyond)).toEqual(['carryingRefused', 'fundCarried'])
    expect(reservedOf(drive)).toBe(0n)
  })

  test('behavior: charged in full, said once, and carried for again when the reserve can', () => {
    const drive = startMarginDrive({ speedLimit })
    drive.open('a', { cash: 100_000_000, lots: -6_000_000 })
    const refused = drive.book({ mid: 120_000 })
    expect(ofKind(refused.decisions, 'carryingRefused')).toEqual([
      {
        kind: 'carryingRefused',
        account: 'a',
        wanted: { asset: 'USDT', minor: 1_200_000_000_000n },
        available: { asset: 'USDT', minor: 1_000_000_000_000n },
        asked: { initialMargin: 7_200_000, maintenanceMargin: 3_600_000, carried: 0 },
      },
    ])
    expect(kindsOf(drive.book({ mid: 140_000 }))).toEqual([])
    expect(drive.member('a').charge?.inFull).toBe(true)
    expect(kindsOf(drive.book({ mid: 141_000 }))).toEqual(['fundCarried'])
    expect(drive.member('a').charge?.inFull).toBe(false)
  })

  test('behavior: another account is carried for although one could not be', () => {
    const drive = startMarginDrive({ speedLimit })
    drive.open('a', { cash: 100_000_000, lots: -6_000_000 })
    drive.open('b', { cash: 100_000_000, lots: -1_000_000 })
    const up = drive.book({ mid: 120_000 })
    expect(kindsOf(up)).toEqual(['carryingRefused', 'fundCarried'])
    expect(drive.margin.carried?.accounts).toEqual(['b'])
    expect(reservedOf(drive)).toBe(200_000_000_000n)
  })
})

test('behavior: while an account is unknown what is carried for it stays, and is followed once it is known', () => {
  const drive = short(9_000)
  drive.book({ mid: 120_000 })
  const before = reservedOf(drive)
  const marks = (grade: 'stale' | 'ok') =>
    drive.send({
      kind: 'marksChanged',
      at: drive.now(),
      indexes: [],
      contracts: [{ contract: 'BTC/USDT:USDT', markPrice: 12_000, confidence: 1, grade }],
      assets: [],
    })
  expect(kindsOf(marks('stale'))).toEqual(['accountUnknown'])
  drive.position('a', 500, 120_000)
  expect(reservedOf(drive)).toBe(before)
  expect(kindsOf(marks('ok'))).toEqual(['accountKnown', 'fundCarried'])
  expect(figures(drive)).toMatchObject({ initialMargin: 600, asked: undefined })
})
