import { describe, expect, test, vi } from 'vitest'
import { fill } from '../../test/engine-drive.ts'
import { everyMarginBody } from '../../test/margin-bodies.ts'
import { startMarginDrive, tenthModel, type MarginDrive } from '../../test/margin-drive.ts'
import { timeUs } from '../base/time.ts'
import type { Decision } from '../engine/decision.ts'
import { createState } from '../engine/state.ts'
import type { Outcome } from '../engine/turn.ts'
import { viewOf } from '../engine/view-of.ts'
import { membersOf } from './members-of.ts'
import type { ReportMembers } from './report-members.ts'

vi.mock('../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

/** A driven run whose decisions are kept. */
function kept(): Readonly<{ drive: MarginDrive; note: (outcome: Outcome) => void; told: () => ReportMembers }> {
  const drive = startMarginDrive()
  const decisions: Decision[] = []
  const note = (outcome: Outcome): void => {
    decisions.push(...outcome.decisions)
  }
  const told = (): ReportMembers => {
    const members = membersOf({ state: drive.state, decisions, markets: viewOf(drive.state)?.markets ?? [] })
    if (members === undefined) throw new Error('the driven run has margin')
    return members
  }
  return { drive, note, told }
}

const orderOf = (drive: MarginDrive): string => drive.member('long').liquidation?.orderId ?? ''

/** One BTC bought at 10,000 with 1,000; at 9,400 it is short by 540 and called. */
function called() {
  const parts = kept()
  const { drive, note } = parts
  note(drive.open('long', { cash: 1_000, lots: 1_000 }))
  note(drive.open('quiet', { cash: 700 }))
  drive.wait(1)
  note(drive.book({ mid: 94_000 }))
  return { ...parts, issuedAt: drive.now() }
}

describe('membersOf', () => {
  test('default: a run without margin has none', () => {
    expect(membersOf({ state: createState(), decisions: [], markets: [] })).toBeUndefined()
  })

  test('behavior: a call that is open has no end, and accounts stand the gravest first', () => {
    const { told, issuedAt } = called()
    const members = told()
    expect(members.calls).toEqual([{ decisionId: '5:1', account: 'long', issuedAt, asked: 540_000_000n, dueAt: issuedAt + 60e6 }])
    expect(members.standings).toEqual([
      { standing: 'called', accounts: ['long'] },
      { standing: 'healthy', accounts: ['quiet'] },
    ])
    expect(members).toMatchObject({ asset: 'USDT', decimals: 6, accounts: 2, liquidations: [], callsMet: 0, shortfall: 0n })
    expect(members).not.toHaveProperty('mostCarried')
  })

  test('behavior: a call that is paid is met', () => {
    const { drive, note, told } = called()
    drive.wait(10)
    note(drive.deposit('long', 540))
    expect(told()).toMatchObject({ callsMet: 1, calls: [{ ended: { kind: 'met', how: 'paid', at: drive.now() } }] })
  })

  test('behavior: a call that lapses is liquidated: means over the fills by size, until equity is enough', () => {
    const { drive, note, told } = called()
    drive.wait(60.000_001)
    note(drive.tick())
    const startedAt = drive.now()
    expect(told()).toMatchObject({ calls: [{ ended: { kind: 'lapsed', at: startedAt } }] })
    expect(told().liquidations).toMatchObject([{ account: 'long', cause: 'callNotMet', reductions: [{ orders: 1 }] }])
    expect(told().liquidations[0]?.reductions[0]).not.toHaveProperty('filled')
    expect(told().liquidations[0]).not.toHaveProperty('ended')
    drive.wait(2)
    note(drive.report(orderOf(drive), fill(93_990, 200, 300, 9_399_000n)))
    note(drive.report(orderOf(drive), fill(94_000, 300, 0)))
    const [liquidation] = told().liquidations
    // 0.2 BTC at 9,399 and 0.3 BTC at 9,400, bought at 10,000.
    expect(liquidation).toMatchObject({
      startedAt,
      realised: -300_200_000n,
      fees: 9_399_000n,
      shortfall: 0n,
      ended: { at: drive.now(), how: 'restored' },
      reductions: [{ contract: 'BTC/USDT:USDT', side: 'sell', orders: 1, filled: { base: 'BTC' } }],
    })
    const filled = liquidation?.reductions[0]?.filled
    expect(filled?.size).toBeCloseTo(0.5, 12)
    expect(filled?.meanPrice).toBeCloseTo(9_399.6, 9)
    // Equity is 400 on 1 BTC before the first fill, and 390.401 on 0.8 BTC before the second, both at a mark of 9,400.
    expect(filled?.meanBankruptcyPrice).toBeCloseTo((0.2 * 9_000 + 0.3 * (9_400 - 390.401 / 0.8)) / 0.5, 6)
  })

  test('behavior: a called account that is bankrupt is liquidated before its call is due, and its shortfall stands by it', () => {
    const { drive, note, told } = called()
    drive.wait(1)
    note(drive.book({ mid: 80_000 }))
    const at = drive.now()
    note(drive.report(orderOf(drive), fill(80_000, 500, 0)))
    drive.wait(1)
    note(drive.tick())
    note(drive.report(orderOf(drive), fill(79_000, 500, 0)))
    const members = told()
    expect(members.calls).toMatchObject([{ ended: { kind: 'liquidated', at } }])
    expect(members.liquidations).toMatchObject([
      { cause: 'bankrupt', reductions: [{ orders: 2 }], realised: -2_050_000_000n, shortfall: 1_050_000_000n, ended: { how: 'closed' } },
    ])
    expect(members.shortfall).toBe(1_050_000_000n)
    expect([members.calls.length, members.liquidations.length]).toEqual([drive.margin.counts.calls, drive.margin.counts.liquidations])
  })

  test('behavior: an account that was liquidated and is called again has a second call, and its own liquidation', () => {
    const { drive, note, told } = called()
    drive.wait(60.000_001)
    note(drive.tick())
    note(drive.report(orderOf(drive), fill(94_000, 500, 0)))
    drive.wait(1)
    note(drive.book({ mid: 90_000 }))
    drive.wait(60.000_001)
    note(drive.tick())
    const { calls, liquidations } = told()
    expect(calls.map(({ ended }) => ended?.kind)).toEqual(['lapsed', 'lapsed'])
    expect(liquidations.map(({ reductions, ended }) => [reductions[0]?.orders, ended?.how])).toEqual([
      [1, 'restored'],
      [1, undefined],
    ])
  })

  test('behavior: a call that was met stays so when its account is liquidated later without a call', () => {
    const { drive, note, told } = called()
    note(drive.deposit('long', 540))
    drive.wait(1)
    note(drive.book({ mid: 60_000 }))
    expect(told()).toMatchObject({ calls: [{ ended: { kind: 'met' } }], liquidations: [{ cause: 'bankrupt' }] })
  })

  test('behavior: a fill that is told after its liquidation ended counts for the liquidation that sent its order', () => {
    const { drive } = called()
    const of = (kind: string): Decision['body'] => everyMarginBody.find((body) => body.kind === kind) as Decision['body']
    const kinds = ['liquidationStarted', 'reductionOrdered', 'liquidationEnded', 'positionReduced']
    const decisions = kinds.map((kind, place): Decision => {
      return { id: `7:${place}`, seq: 7, at: drive.now(), market: drive.market.instrument.id, evidence: [], transfers: [], body: of(kind) }
    })
    const members = membersOf({ state: drive.state, decisions, markets: viewOf(drive.state)?.markets ?? [] })
    expect(members?.liquidations).toMatchObject([{ realised: -120_200_000n, fees: 9_399_000n, reductions: [{ filled: { size: 0.25 } }] }])
  })

  test('behavior: time in which an account was unknown moves what its open call is due', () => {
    const { drive } = called()
    const at = drive.now()
    const evidence = { equity: 400, initialMargin: 940, maintenanceMargin: 470 }
    const made = (body: Decision['body'], id: string): Decision => ({ id, seq: 1, at, evidence: [], transfers: [], body })
    const issued = everyMarginBody.find(({ kind }) => kind === 'marginCallIssued') as Decision['body']
    const known = (account: string, dueAt: number): Decision['body'] => {
      return { kind: 'accountKnown', account, unknownFor: 1, dueAt: timeUs(dueAt), evidence }
    }
    const decisions = [made(issued, '5:0'), made(known('fund-7', at + 90e6), '6:0'), made(known('another', at + 99e6), '6:1')]
    expect(membersOf({ state: drive.state, decisions, markets: [] })?.calls).toMatchObject([{ decisionId: '5:0', dueAt: at + 90e6 }])
  })

  test('behavior: with a speed limit, the most that was reserved at once is told', () => {
    const { drive } = called()
    const usdt = (minor: bigint) => ({ asset: 'USDT', minor })
    const carried = (reserved: bigint): Decision['body'] => {
      return { kind: 'fundCarried', carried: usdt(reserved), accounts: 1, reserved: usdt(reserved), reservedBefore: usdt(0n) }
    }
    const decisions = [4n, 9n, 2n].map((reserved, place): Decision => {
      return { id: `7:${place}`, seq: 7, at: drive.now(), evidence: [], transfers: [], body: carried(reserved) }
    })
    const state = { ...drive.state, margin: { ...drive.margin, carried: { totalMinor: 2n, accounts: [], reservationId: '' } } }
    expect(membersOf({ state, decisions, markets: [] })?.mostCarried).toBe(9n)
    expect(membersOf({ state, decisions: [], markets: [] })?.mostCarried).toBe(0n)
  })
})
