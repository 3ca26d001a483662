import { describe, expect, test, vi } from 'vitest'
import { fill, ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { availableOf, balanceOf, pendingOf } from '../../ledger/balance.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const house = houseAccounts('USDT')
const cash = (drive: MarginDrive, account: string): bigint => balanceOf(drive.state.ledger, memberAccounts(account).cash)
const orderOf = (drive: MarginDrive, account: string): string => drive.member(account).liquidation?.orderId ?? ''

/** One BTC bought at 10,000: initial margin 1,000, maintenance margin 500 at that price. */
function leveraged(cashWhole: number): MarginDrive {
  const drive = startMarginDrive()
  drive.open('long', { cash: cashWhole, lots: 1_000 })
  return drive
}

describe('the whole life of a margin call', () => {
  test('behavior: paid in time, it is met, and the lock is released', () => {
    const drive = leveraged(1_000)
    // At 9,400 equity is 400, initial margin 940, maintenance margin 470.
    drive.wait(1)
    const called = drive.book({ mid: 94_000 })
    expect(kindsOf(called)).toEqual(['accountRestricted', 'marginCallIssued'])
    const [call] = ofKind(called.decisions, 'marginCallIssued')
    expect(call).toMatchObject({ shortBy: { minor: 540_000_000n }, dueAt: drive.now() + 60e6, locked: { minor: 470_000_000n } })
    expect(call?.evidence).toMatchObject({
      equity: 400,
      initialMargin: 940,
      maintenanceMargin: 470,
      worst: { scenario: 'a tenth against it' },
      positions: [{ contract: 'BTC/USDT:USDT', lots: 1_000, mark: 9_400, markSeq: drive.state.seq, value: -600 }],
    })
    expect(pendingOf(drive.state.ledger, memberAccounts('long').cash)).toBe(470_000_000n)
    expect(called.decisions[1]?.transfers).toEqual([called.transfers[0]?.id])
    drive.wait(60)
    // Due now, and in time: the clock has not passed it.
    expect(kindsOf(drive.tick())).toEqual([])
    const paid = drive.deposit('long', 540)
    expect(kindsOf(paid)).toEqual(['depositBooked', 'marginCallMet', 'restrictionLifted'])
    expect(ofKind(paid.decisions, 'marginCallMet')[0]).toMatchObject({ how: 'paid', paid: { minor: 540_000_000n } })
    expect(availableOf(drive.state.ledger, memberAccounts('long').cash)).toBe(1_540_000_000n)
    drive.wait(1)
    expect(kindsOf(drive.tick())).toEqual([])
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: not paid, it is liquidated in steps until equity is enough, losses booked out of the lock', () => {
    const drive = leveraged(1_000)
    drive.wait(1)
    drive.book({ mid: 94_000 })
    drive.wait(60)
    expect(kindsOf(drive.tick())).toEqual([])
    drive.wait(0.000_001)
    const started = drive.tick()
    expect(kindsOf(started)).toEqual(['liquidationStarted', 'reductionOrdered'])
    expect(ofKind(started.decisions, 'liquidationStarted')[0]).toMatchObject({ cause: 'callNotMet', call: '4:1' })
    // Half of the position, no worse than 5 % below the mark of 94,000 ticks.
    expect(started.effects).toMatchObject([{ kind: 'reducePosition', account: 'long', side: 'sell', lots: 500, ticks: 89_300 }])
    const first = drive.report(orderOf(drive, 'long'), fill(93_990, 200, 300, 9_399_000n))
    // 0.2 BTC bought at 10,000 and sold at 9,399: a loss of 120.20, out of what was locked; the fee is 9.399.
    expect(ofKind(first.decisions, 'positionReduced')[0]).toMatchObject({
      ticks: 93_990,
      lots: 200,
      realised: { minor: -120_200_000n },
      fee: { minor: 9_399_000n },
      held: 800,
    })
    expect(ofKind(first.decisions, 'positionReduced')[0]?.bankruptcyPrice).toBeCloseTo(9_000, 9)
    expect(balanceOf(drive.state.ledger, house.clearing)).toBe(120_200_000n)
    expect(cash(drive, 'long')).toBe(1_000_000_000n - 120_200_000n - 9_399_000n)
    // Equity is now 390.401, initial margin 752, maintenance 376: the target, half-way, is 564.
    expect(kindsOf(first)).toEqual(['positionReduced'])
    // 0.5 BTC left: initial margin 470, maintenance 235, so 352.50 is enough; the order is over with this fill.
    const second = drive.report(orderOf(drive, 'long'), fill(94_000, 300, 0))
    expect(kindsOf(second)).toEqual(['positionReduced', 'liquidationEnded'])
    expect(ofKind(second.decisions, 'liquidationEnded')[0]).toMatchObject({ how: 'restored', evidence: { maintenanceMargin: 235 } })
    expect(pendingOf(drive.state.ledger, memberAccounts('long').cash)).toBe(0n)
    expect(drive.member('long').restricted).toBe(true)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: a gap past the bankruptcy price ends in a shortfall, booked by name, and nobody else pays', () => {
    const drive = leveraged(1_000)
    drive.open('quiet', { cash: 700 })
    drive.open('short', { cash: 3_000, lots: -1_000 })
    drive.wait(1)
    const gap = drive.book({ mid: 80_000 })
    expect(kindsOf(gap)).toEqual(['accountRestricted', 'liquidationStarted', 'reductionOrdered'])
    expect(ofKind(gap.decisions, 'liquidationStarted')[0]).toMatchObject({ cause: 'bankrupt', locked: { minor: 400_000_000n } })
    drive.report(orderOf(drive, 'long'), fill(80_000, 500, 0))
    drive.wait(1)
    expect(kindsOf(drive.tick())).toEqual(['reductionOrdered'])
    const last = drive.report(orderOf(drive, 'long'), fill(79_000, 500, 0))
    expect(kindsOf(last)).toEqual(['positionReduced', 'shortfallRealised', 'liquidationEnded', 'restrictionLifted'])
    // The loss event is named by the decision that started the liquidation.
    const started = gap.decisions.find(({ body }) => body.kind === 'liquidationStarted')
    expect(ofKind(last.decisions, 'shortfallRealised')[0]?.event).toBe(started?.id)
    // 0.5 BTC lost 1,000 and 0.5 BTC lost 1,050, with 1,000 there.
    expect(ofKind(last.decisions, 'shortfallRealised')[0]?.amount).toEqual({ asset: 'USDT', minor: 1_050_000_000n })
    expect(balanceOf(drive.state.ledger, house.shortfall)).toBe(-1_050_000_000n)
    expect([cash(drive, 'long'), cash(drive, 'quiet'), cash(drive, 'short')]).toEqual([0n, 700_000_000n, 3_000_000_000n])
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })
})
