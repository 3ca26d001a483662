import { describe, expect, test, vi } from 'vitest'
import { ofKind } from '../../../test/engine-drive.ts'
import { liquidate, startFacilityDrive, type FacilityDrive } from '../../../test/facility-drive.ts'
import { tenthModel } from '../../../test/margin-drive.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { reserveAccounts } from '../../accounting/chart.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf, pendingOf } from '../../ledger/balance.ts'
import type { Decision } from '../decision.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const dollars = (whole: number): bigint => BigInt(Math.round(whole * 1e6))

/** `twin`, short 50 lots with 100 dollars and so many of `BTC`, of whose gains against `loser` 60 dollars are held after a draw. */
function held(twinBtc = 0): Readonly<{ drive: FacilityDrive; hold: string }> {
  const collateral = [{ asset: 'BTC', decimals: 8, initialHaircut: 0, maintenanceHaircut: 0, underlying: 'BTC' }]
  const drive = startFacilityDrive(undefined, { collateral })
  drive.open('twin', { owner: 'ring', cash: 100, btc: twinBtc })
  drive.open('loser', { owner: 'ring', cash: 1_000, lots: 1_000 })
  drive.trades('twin', -50, { ticks: 100_000, counterparty: 'loser' })
  drive.wait(1)
  const started = drive.book({ mid: 88_000, lots: 20_000 }).decisions.find(({ body }) => body.kind === 'liquidationStarted')
  liquidate(drive, 'loser', 88_000)
  const request = {
    kind: 'drawRequested',
    at: drive.now(),
    by: 'operator',
    event: started?.id ?? '',
    wantedMinor: String(dollars(100)),
  } as const
  const [hold] = ofKind(drive.send(request).decisions, 'gainHeld')
  expect(hold).toMatchObject({ account: 'twin', held: { minor: dollars(60) } })
  return { drive, hold: hold?.hold ?? '' }
}

/** The market turns: `twin` loses on its 50 lots. */
function turned(drive: FacilityDrive, ticks: number): readonly Decision[] {
  drive.wait(1)
  const { decisions } = drive.book({ mid: ticks, lots: 20_000 })
  return [...decisions, ...liquidate(drive, 'twin', ticks)]
}
const shortfallOf = (drive: FacilityDrive): bigint => -balanceOf(drive.state.ledger, houseAccounts('USDT').shortfall)
const reserveOf = (drive: FacilityDrive): bigint => balanceOf(drive.state.ledger, reserveAccounts('USDT').reserve)

describe('gains that are held and an owner who owes', () => {
  test('regression: what a bankrupt winner owes is paid out of its held gains before anything is a shortfall', () => {
    const { drive, hold } = held()
    const before = [shortfallOf(drive), reserveOf(drive)] as const
    // 50 lots from 10,000 to 12,500 lose 125 of 100 dollars.
    const decisions = turned(drive, 125_000)
    expect(ofKind(decisions, 'heldGainPaid')).toMatchObject([{ account: 'twin', hold, paid: { minor: dollars(60) }, left: { minor: 0n } }])
    expect(ofKind(decisions, 'shortfallRealised')).toMatchObject([{ account: 'twin', amount: { minor: dollars(25) } }])
    expect([shortfallOf(drive), reserveOf(drive)]).toEqual([before[0] + dollars(25), before[1]])
    const { cash } = memberAccounts('twin')
    expect([balanceOf(drive.state.ledger, cash), pendingOf(drive.state.ledger, cash)]).toEqual([0n, 0n])
    // The review is over with it, and does not end a second time.
    const verdict = { kind: 'reviewDecided', at: drive.now(), by: 'operator', hold, verdict: 'kept', reason: 'wash' } as const
    expect(ofKind(drive.send(verdict).decisions, 'reviewRefused')).toMatchObject([{ reason: 'holdUnknown' }])
    drive.wait(200)
    expect(ofKind(drive.tick().decisions, 'gainDecided')).toEqual([])
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: who is solvent with what is held owes until the review ends, which pays that first and keeps the rest by rule', () => {
    const { drive, hold } = held()
    const before = [shortfallOf(drive), reserveOf(drive)] as const
    // 50 lots from 10,000 to 11,900 lose 95 of 100 dollars, of which 40 are free: 55 are owed.
    turned(drive, 119_000)
    // Its call is not met in time.
    drive.wait(61)
    const decisions = [...drive.tick().decisions, ...liquidate(drive, 'twin', 119_000)]
    expect(ofKind(decisions, 'liquidationEnded')).toMatchObject([{ how: 'closed' }])
    expect(ofKind(decisions, 'shortfallRealised')).toEqual([])
    expect(balanceOf(drive.state.ledger, memberAccounts('twin').owed)).toBe(-dollars(55))
    drive.wait(200)
    const ended = drive.tick().decisions
    expect(ofKind(ended, 'heldGainPaid')).toMatchObject([{ paid: { minor: dollars(55) }, left: { minor: dollars(5) } }])
    expect(ofKind(ended, 'gainDecided')).toMatchObject([{ hold, verdict: 'kept', decided: { minor: dollars(5) } }])
    expect([shortfallOf(drive), reserveOf(drive)]).toEqual([before[0], before[1] + dollars(5)])
    expect(balanceOf(drive.state.ledger, memberAccounts('twin').cash)).toBe(0n)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  // Columns: the verdict, what the fund gets of 60 dollars when 30 are owed, what the owner has then.
  test.each([
    ['kept', 30, 0],
    ['released', 0, 30],
  ] as const)('behavior: a review that ends as %s pays what its owner owes first', (verdict, toFund, toOwner) => {
    const { drive, hold } = held(0.1)
    const before = reserveOf(drive)
    // Closes at a loss of 70 dollars of which 40 are free; a tenth of a bitcoin carries the account.
    const closed = drive.trades('twin', 50, { ticks: 114_000 })
    expect(ofKind(closed.decisions, 'tradeAccepted').length).toBe(1)
    expect(balanceOf(drive.state.ledger, memberAccounts('twin').owed)).toBe(-dollars(30))
    const request = { kind: 'reviewDecided', at: drive.now(), by: 'operator', hold, verdict, reason: 'looked at' } as const
    const { decisions } = drive.send(request)
    expect(ofKind(decisions, 'heldGainPaid')).toMatchObject([{ paid: { minor: dollars(30) }, left: { minor: dollars(30) } }])
    expect(ofKind(decisions, 'gainDecided')).toMatchObject([{ verdict, decided: { minor: dollars(30) } }])
    const { cash, owed } = memberAccounts('twin')
    expect([reserveOf(drive) - before, balanceOf(drive.state.ledger, cash), balanceOf(drive.state.ledger, owed)]).toEqual([
      dollars(toFund),
      dollars(toOwner),
      0n,
    ])
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })
})
