import { describe, expect, test, vi } from 'vitest'
import { fill, ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, startMarginDrive, tenthModel } from '../../../test/margin-drive.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import type { PriceGrade } from '../../market/price-grade.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

describe('thresholds', () => {
  // One BTC bought at 10,000, mark 10,000: initial margin is 1,000, maintenance margin 500, equity is the cash.
  // Columns: cash, what is concluded when the account is opened.
  const table: readonly (readonly [number, readonly string[]])[] = [
    [1_000.000_001, []],
    [1_000, []],
    [999.999_999, ['accountRestricted']],
    [500.000_001, ['accountRestricted']],
    [500, ['accountRestricted']],
    [499.999_999, ['accountRestricted', 'marginCallIssued']],
    [0.000_001, ['accountRestricted', 'marginCallIssued']],
    [0, ['accountRestricted', 'marginCallIssued']],
  ]
  test.each(table)('table: equity %d', (cash, expected) => {
    expect(kindsOf(startMarginDrive().open('a', { cash, lots: 1_000 }))).toEqual(['accountOpened', ...expected])
  })

  // Columns: whether bankrupt accounts are liquidated at once, the mid that makes equity just so, what follows.
  const bankrupt: readonly (readonly [boolean, number, readonly string[]])[] = [
    [true, 93_000, ['accountRestricted', 'marginCallIssued']],
    [true, 92_990, ['accountRestricted', 'liquidationStarted', 'reductionOrdered']],
    [false, 92_990, ['accountRestricted', 'marginCallIssued']],
  ]
  test.each(bankrupt)('table: bankrupt at once %s, mid %d with 700 in cash', (bankruptAtOnce, mid, expected) => {
    const drive = startMarginDrive({ bankruptAtOnce })
    drive.open('a', { cash: 700, lots: 1_000 })
    drive.member('a').restricted = false
    expect(kindsOf(drive.book({ mid }))).toEqual(expected)
  })

  // A call of 600 is open, due after 60 s. Columns: seconds later, what was paid, what the tick then concludes.
  const due: readonly (readonly [number, number, readonly string[]])[] = [
    [59.999_999, 0, []],
    [60, 0, []],
    [60.000_001, 0, ['liquidationStarted', 'reductionOrdered']],
    // Equity is maintenance margin again but not initial, and not all was paid: the call lapses when due, nothing is liquidated.
    [60, 100, []],
    [60.000_001, 100, ['marginCallMet']],
    [60.000_001, 99.999_999, ['liquidationStarted', 'reductionOrdered']],
  ]
  test.each(due)('table: %d s after the call with %d paid', (after, paid, expected) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 400, lots: 1_000 })
    if (paid > 0) expect(kindsOf(drive.deposit('a', paid))).toEqual(['depositBooked'])
    drive.wait(after)
    expect(kindsOf(drive.tick())).toEqual(expected)
  })

  test('behavior: a mark that comes at the due time does not start what the clock has not passed', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 400, lots: 1_000 })
    drive.wait(60)
    expect(kindsOf(drive.book({ mid: 99_000 }))).toEqual([])
    drive.wait(0.000_001)
    expect(kindsOf(drive.book({ mid: 98_000 }))).toEqual(['liquidationStarted', 'reductionOrdered'])
  })

  // The same call. Columns: paid, what the payment concludes.
  const payments: readonly (readonly [number, readonly string[]])[] = [
    [599.999_999, ['depositBooked']],
    [600, ['depositBooked', 'marginCallMet', 'restrictionLifted']],
    [600.000_001, ['depositBooked', 'marginCallMet', 'restrictionLifted']],
  ]
  test.each(payments)('table: %d of 600 paid', (paid, expected) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 400, lots: 1_000 })
    expect(kindsOf(drive.deposit('a', paid))).toEqual(expected)
  })

  test('behavior: what was asked for is enough though the mark went on falling, as long as maintenance margin is met', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 400, lots: 1_000 })
    drive.book({ mid: 99_000 })
    const paid = drive.deposit('a', 600)
    expect(kindsOf(paid)).toEqual(['depositBooked', 'marginCallMet'])
    expect(ofKind(paid.decisions, 'marginCallMet')[0]).toMatchObject({ how: 'paid', evidence: { equity: 900, initialMargin: 990 } })
    expect(drive.member('a').restricted).toBe(true)
  })

  // Half of 1,000 lots sold at the mark, no fee, equity stays at 450 of 500 maintenance. Columns: where it ends, cash, what follows the fill.
  test.each([
    ['liquidationEnd', 375, ['positionReduced', 'liquidationEnded']],
    ['liquidationEnd', 374.999_999, ['positionReduced']],
    ['initial', 499.999_999, ['positionReduced']],
  ] as const)('table: a liquidation until %s with %d left', (until, cash, expected) => {
    const drive = startMarginDrive({ liquidation: { until, shareOfPosition: 0.5, shareOfBook: 1, spacing: 1e6 as never, boundBps: 500 } })
    drive.open('a', { cash, lots: 1_000 })
    drive.wait(61)
    drive.tick()
    expect(kindsOf(drive.report(drive.member('a').liquidation?.orderId ?? '', fill(100_000, 500, 0)))).toEqual(expected)
  })
})

describe('what is not known', () => {
  test('behavior: a stale mark makes the holder unknown: listed, restricted, its call waits, and it is not liquidated', () => {
    const drive = startMarginDrive({ marks: { leastStepBps: 0, every: 1e6 as never, mostStepBps: 10_000, staleAfter: 30e6 as never } })
    drive.open('a', { cash: 400, lots: 1_000 })
    const call = drive.member('a').call
    const issuedDue = call?.dueAt ?? 0
    drive.wait(10)
    drive.book({ bids: [], asks: [] })
    drive.wait(31)
    const stale = drive.tick()
    expect(kindsOf(stale)).toEqual(['accountUnknown'])
    expect(ofKind(stale.decisions, 'accountUnknown')[0]?.refusal).toMatchObject({ reason: 'markStale', subject: 'BTC/USDT:USDT' })
    // Long past its due time, still nothing.
    drive.wait(500)
    expect(kindsOf(drive.tick())).toEqual([])
    expect(kindsOf(drive.position('a', 10))).toEqual(['tradeRefused'])
    const known = drive.book()
    expect(kindsOf(known)).toEqual(['accountKnown'])
    expect(ofKind(known.decisions, 'accountKnown')[0]).toMatchObject({ unknownFor: 500e6, dueAt: issuedDue + 500e6 })
    drive.wait(19)
    expect(kindsOf(drive.tick())).toEqual([])
    drive.wait(0.000_001)
    expect(kindsOf(drive.tick())).toEqual(['liquidationStarted', 'reductionOrdered'])
  })

  test('behavior: a mark that is exactly as old as it may be is believed', () => {
    const drive = startMarginDrive({ marks: { leastStepBps: 0, every: 1e6 as never, mostStepBps: 10_000, staleAfter: 30e6 as never } })
    drive.open('a', { cash: 4_000, lots: 1_000 })
    drive.book({ bids: [], asks: [] })
    drive.wait(30)
    expect(kindsOf(drive.tick())).toEqual([])
    drive.wait(0.000_001)
    expect(kindsOf(drive.tick())).toEqual(['accountUnknown'])
  })
})

describe('how far a mark may be believed', () => {
  // 700 in cash, one BTC bought at 10,000; the index says 9,299, so equity is -1. Columns: its grade, what follows.
  const table: readonly (readonly [PriceGrade, readonly string[]])[] = [
    ['ok', ['accountRestricted', 'liquidationStarted', 'reductionOrdered']],
    ['wide', ['accountRestricted', 'liquidationStarted', 'reductionOrdered']],
    ['tooVolatile', ['accountRestricted', 'marginCallIssued']],
    ['stale', ['accountUnknown']],
    ['tooFew', ['accountUnknown']],
  ]
  test.each(table)('table: %s', (grade, expected) => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 700, lots: 1_000 })
    drive.member('a').restricted = false
    const marks = (of: PriceGrade) =>
      drive.send({
        kind: 'marksChanged',
        at: drive.now(),
        indexes: [{ underlying: 'BTC', indexPrice: 9_299, confidence: 1 }],
        contracts: [{ contract: 'BTC/USDT:USDT', markPrice: 9_299, confidence: 1, grade: of }],
        assets: [],
      })
    expect(kindsOf(marks(grade))).toEqual(expected)
    if (grade !== 'tooVolatile') return
    drive.wait(61)
    expect(kindsOf(marks('tooVolatile'))).toEqual([])
    expect(kindsOf(marks('ok'))).toEqual(['liquidationStarted', 'reductionOrdered'])
  })
})

describe('liquidations', () => {
  test('behavior: without bids within the bound it waits, says so once, and goes on when there are some', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 400, lots: 1_000 })
    drive.wait(61)
    // The mid is as it was, but the best bid is 6 % below it.
    drive.book({ bids: [94_000, 500], asks: [106_000, 500] })
    expect(kindsOf(drive.tick())).toEqual(['liquidationStarted', 'liquidationWaited'])
    expect(drive.member('a').liquidation?.waiting).toBe('noBids')
    drive.wait(1)
    expect(kindsOf(drive.tick())).toEqual([])
    drive.book()
    expect(kindsOf(drive.tick())).toEqual(['reductionOrdered'])
  })

  test('behavior: a halted engine sends nothing, a resumed one goes on', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 400, lots: 1_000 })
    drive.command('halt')
    drive.wait(61)
    const halted = drive.tick()
    expect(kindsOf(halted)).toEqual(['liquidationStarted', 'liquidationWaited'])
    expect(halted.effects).toEqual([])
    drive.command('resume')
    expect(kindsOf(drive.tick())).toEqual(['reductionOrdered'])
  })

  test('behavior: rejections, cancellations and repeated reports neither lose nor double anything', () => {
    const drive = startMarginDrive()
    drive.open('a', { cash: 400, lots: 1_000 })
    drive.wait(61)
    drive.tick()
    const orderId = drive.member('a').liquidation?.orderId ?? ''
    expect(kindsOf(drive.report(orderId, fill(99_990, 100, 400)))).toEqual(['positionReduced'])
    expect(kindsOf(drive.report(orderId, fill(99_990, 100, 400)))).toEqual([])
    expect(kindsOf(drive.report(orderId, { kind: 'cancelled', lotsLeft: 400 }))).toEqual(['reductionEnded'])
    expect(kindsOf(drive.report(orderId, { kind: 'cancelled', lotsLeft: 400 }))).toEqual([])
    expect(drive.member('a').positions.get('BTC/USDT:USDT')?.lots).toBe(900)
    drive.wait(1)
    expect(kindsOf(drive.tick())).toEqual(['reductionOrdered'])
    const next = drive.member('a').liquidation?.orderId ?? ''
    expect(kindsOf(drive.report(next, { kind: 'rejected', reason: 'bookUnknown' }))).toEqual(['reductionEnded'])
    expect(drive.margin.reductions.size).toBe(0)
  })

  test('behavior: a step takes no more than its shares of position and book', () => {
    const drive = startMarginDrive({
      liquidation: { until: 'initial', shareOfPosition: 0.3, shareOfBook: 0.1, spacing: 1e6 as never, boundBps: 500 },
    })
    drive.open('a', { cash: 400, lots: 1_000 })
    drive.wait(61)
    // 300 lots of the position, but 200 of the 2,000 on the book.
    expect(drive.tick().effects).toMatchObject([{ kind: 'reducePosition', lots: 200, side: 'sell', ticks: 95_000 }])
    const short = startMarginDrive({
      liquidation: { until: 'initial', shareOfPosition: 0.05, shareOfBook: 1, spacing: 1e6 as never, boundBps: 500 },
    })
    short.open('b', { cash: 400, lots: -1_000 })
    short.wait(61)
    expect(short.tick().effects).toMatchObject([{ kind: 'reducePosition', lots: 50, side: 'buy', ticks: 105_000 }])
  })

  test('behavior: collateral is taken for what is owed before anything is a shortfall', () => {
    const drive = startMarginDrive()
    // 0.1 BTC is worth 1,000, 200 of it haircut initially, 100 for maintenance; without cash a loss is owed at once.
    drive.open('a', { btc: 0.1, lots: 700 })
    drive.wait(1)
    drive.book({ mid: 90_000 })
    drive.wait(61)
    drive.tick()
    drive.report(drive.member('a').liquidation?.orderId ?? '', fill(90_000, 350, 0))
    drive.wait(1)
    drive.tick()
    const last = drive.report(drive.member('a').liquidation?.orderId ?? '', fill(80_000, 350, 0))
    // 0.35 BTC lost 350, 0.35 BTC lost 700: 1,050 owed; 0.1 BTC at 9,000 less a tenth pays 810.
    expect(kindsOf(last)).toEqual(['positionReduced', 'collateralTaken', 'shortfallRealised', 'liquidationEnded', 'restrictionLifted'])
    expect(ofKind(last.decisions, 'collateralTaken')[0]).toMatchObject({
      taken: { asset: 'BTC', minor: 10_000_000n },
      paid: { minor: 810_000_000n },
    })
    expect(ofKind(last.decisions, 'shortfallRealised')[0]?.amount.minor).toBe(240_000_000n)
    expect(balanceOf(drive.state.ledger, houseAccounts('USDT').shortfall)).toBe(-240_000_000n)
    expect(balanceOf(drive.state.ledger, memberAccounts('a').owed)).toBe(0n)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: only as much collateral is taken as pays the debt', () => {
    const drive = startMarginDrive()
    drive.open('a', { btc: 0.2, lots: 1_000 })
    drive.wait(1)
    drive.book({ mid: 84_000 })
    drive.wait(61)
    drive.tick()
    drive.report(drive.member('a').liquidation?.orderId ?? '', fill(84_000, 500, 0))
    expect(drive.member('a').liquidation).toBeDefined()
    drive.wait(1)
    drive.tick()
    const last = drive.report(drive.member('a').liquidation?.orderId ?? '', fill(83_000, 500, 0))
    // 1,650 owed against 0.2 BTC at 8,400 less a tenth: 1,512. All is taken, 138 are short.
    expect(ofKind(last.decisions, 'shortfallRealised')[0]?.amount.minor).toBe(138_000_000n)
  })
})
