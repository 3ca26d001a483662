import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { seconds } from '../../base/time.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import type { DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'
import type { Outcome } from '../turn.ts'
import type { DeleveragingPolicy } from './deleveraging-policy.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const contract = 'BTC/USDT:USDT'

function start(deleveraging: Partial<DeleveragingPolicy> = {}): MarginDrive {
  const levels = { startAt: -0.3, stopAbove: -0.25, windowFor: seconds(28_800) }
  const own = { rule: { kind: 'proRata' }, levels, priceBoundBps: 10_000, waveApart: seconds(5), ...deleveraging } as const
  return startMarginDrive({}, { deleveraging: own })
}

/** Shorts and longs at 10,000; the mark falls to 8,900, where a coin has lost 1,100. */
type Held = readonly (readonly [account: string, cash: number, lots: number])[]

function fall(held: Held, deleveraging: Partial<DeleveragingPolicy> = {}): Readonly<{ drive: MarginDrive; outcome: Outcome }> {
  const drive = start(deleveraging)
  for (const [account, cash, lots] of held) drive.open(account, { cash, lots })
  drive.wait(1)
  return { drive, outcome: drive.book({ mid: 89_000 }) }
}

const closings = (outcome: Outcome) => ofKind(outcome.decisions, 'positionsDeleveraged')
const cashOf = (drive: MarginDrive, account: string): number => Number(balanceOf(drive.state.ledger, memberAccounts(account).cash)) / 1e6
const lotsOf = (drive: MarginDrive, account: string): number => drive.member(account).positions.get(contract)?.lots ?? 0
const shortfall = (drive: MarginDrive): bigint => -balanceOf(drive.state.ledger, houseAccounts('USDT').shortfall)

describe('accounts that are bankrupt in one input', () => {
  const held: Held = [
    ['long-b', 1_000, 1_000],
    ['long-a', 2_000, 2_000],
    ['short-1', 90_000, -1_500],
    ['short-2', 90_000, -1_500],
  ]

  test('behavior: are closed at once: one decision, each winner once, each account what it needs', () => {
    const { drive, outcome } = fall(held)
    const money = (whole: number) => ({ minor: BigInt(whole) * 1_000_000n })
    expect(closings(outcome)).toMatchObject([
      {
        ...{ wave: 1, lots: 3_000, lotsLeft: 0, needed: money(300), covered: money(300), candidates: 2 },
        defaulters: [
          { account: 'long-a', lots: 2_000, lotsLeft: 0, needed: money(200), covered: money(200) },
          { account: 'long-b', lots: 1_000, lotsLeft: 0, needed: money(100), covered: money(100) },
        ],
        closed: [
          { account: 'short-1', lots: 1_500, gave: money(150) },
          { account: 'short-2', lots: 1_500, gave: money(150) },
        ],
      },
    ])
    const started = outcome.decisions.filter(({ body }) => body.kind === 'liquidationStarted')
    const events = new Map(started.map(({ id, body }) => ['account' in body ? body.account : '', id]))
    for (const { account, event } of closings(outcome)[0]?.defaulters ?? []) expect(event).toBe(events.get(account))
    expect(held.map(([account]) => [cashOf(drive, account), lotsOf(drive, account)])).toEqual([
      [0, 0],
      [0, 0],
      [91_500, 0],
      [91_500, 0],
    ])
    expect(ofKind(outcome.decisions, 'liquidationEnded')).toHaveLength(2)
    expect(drive.state.deleveraging?.waves).toMatchObject([{ accounts: 2, closings: 2, neededMinor: 300_000_000n }])
    expect(shortfall(drive)).toBe(0n)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: transfers grow with accounts and winners, not with their product', () => {
    const named = (count: number, of: string, cash: number, lots: number): Held =>
      Array.from({ length: count }, (_each, index) => [`${of}-${index}`, cash, lots] as const)
    const booked = (bankrupt: number, winners: number): number => {
      const { outcome } = fall([...named(bankrupt, 'long', 60, 60), ...named(winners, 'short', 9_000, (-60 * bankrupt) / winners)])
      expect(closings(outcome)[0]).toMatchObject({ lotsLeft: 0 })
      return outcome.decisions.find(({ body }) => body.kind === 'positionsDeleveraged')?.transfers.length ?? 0
    }
    const [one, more, most] = [booked(10, 10), booked(20, 10), booked(20, 20)]
    expect(most).toBe(2 * one)
    expect(more).toBeLessThanOrEqual(most)
  })

  test('behavior: what winners cannot take is of all of them, in proportion to lots and to need', () => {
    const { drive, outcome } = fall([
      ['long-a', 2_000, 2_000],
      ['long-b', 900, 1_000],
      ['short', 90_000, -1_500],
    ])
    // 200 and 200 are needed for 3,000 lots: half of the lots bring half of it.
    expect(closings(outcome)).toMatchObject([
      {
        lotsLeft: 1_500,
        covered: { minor: 200_000_000n },
        defaulters: [
          { account: 'long-a', lotsLeft: 1_000, needed: { minor: 200_000_000n }, covered: { minor: 100_000_000n } },
          { account: 'long-b', lotsLeft: 500, needed: { minor: 200_000_000n }, covered: { minor: 100_000_000n } },
        ],
      },
    ])
    expect(['long-a', 'long-b', 'short'].map((account) => lotsOf(drive, account))).toEqual([1_000, 500, 0])
  })

  test('behavior: where nobody stands on the other side, the book goes on', () => {
    const { drive, outcome } = fall([
      ['long-a', 2_000, 2_000],
      ['long-b', 1_000, 1_000],
    ])
    expect(closings(outcome)).toEqual([])
    expect(ofKind(outcome.decisions, 'reductionOrdered').map(({ account }) => account)).toEqual(['long-a', 'long-b'])
    expect(drive.state.deleveraging?.waveCount).toBe(0)
  })

  test('behavior: an account with a twin on the other side is closed after the others, and not against it', () => {
    const drive = start()
    const open = (account: string, owner: string, [cash, lots]: readonly [number, number]): Outcome =>
      drive.send({
        ...{ kind: 'accountOpened', at: drive.now(), account, owner },
        money: [{ asset: 'USDT', minor: `${cash}000000` }],
        positions: [{ contract, lots, ticks: 100_000 }],
      })
    open('long-a', 'gemini', [1_000, 1_000])
    open('long-b', 'other', [1_000, 1_000])
    open('short-1', 'gemini', [90_000, -2_000])
    open('short-2', 'third', [90_000, -1_000])
    drive.wait(1)
    const found = closings(drive.book({ mid: 89_000 })).map(({ defaulters, closed }) =>
      [defaulters, closed].map((all) => all.map(({ account }) => account)),
    )
    expect(found).toEqual([
      [['long-b'], ['short-1', 'short-2']],
      [['long-a'], ['short-2']],
    ])
  })

  test.each([
    [0.9, [], 0],
    [1, [['late', 'later']], 1],
  ])('table: those that fall within a second of the last closing wait for the next, together: after %d s', (after, expected, rounds) => {
    const drive = start()
    drive.open('early', { cash: 1_000, lots: 1_000 })
    drive.open('late', { cash: 1_500, lots: 1_000 })
    drive.open('later', { cash: 2_000, lots: 1_000 })
    drive.open('short', { cash: 90_000, lots: -3_000 })
    drive.wait(1)
    expect(closings(drive.book({ mid: 89_000 }))).toHaveLength(1)
    drive.wait(0.1)
    expect(kindsOf(drive.book({ mid: 84_000 })).filter((kind) => kind === 'positionsDeleveraged' || kind === 'reductionOrdered')).toEqual(
      [],
    )
    drive.wait(0.1)
    expect(closings(drive.book({ mid: 79_000 }))).toEqual([])
    drive.wait(after - 0.2)
    const found = closings(drive.tick())
    expect(found.map(({ defaulters }) => defaulters.map(({ account }) => account))).toEqual(expected)
    expect(found).toHaveLength(rounds)
  })

  test('behavior: a winner is looked at once, after everything', () => {
    const { outcome } = fall(held)
    const kinds = kindsOf(outcome)
    expect(kinds.indexOf('positionsDeleveraged')).toBeLessThan(kinds.indexOf('liquidationEnded'))
    expect(kinds.lastIndexOf('liquidationStarted')).toBeLessThan(kinds.indexOf('positionsDeleveraged'))
  })
})

test('property: lots and money are kept over all bankrupt accounts, whatever the rule and the bound', () => {
  const rule = fc.constantFrom<DeleverageRule>(
    { kind: 'queue', ranking: { kind: 'hyperliquid' } },
    { kind: 'proRata' },
    { kind: 'equalLoss' },
    { kind: 'equityWeighted' },
    { kind: 'hedgeAware' },
  )
  const longs = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 })
  const shorts = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 })
  const bound = fc.constantFrom(50, 1_000, 10_000)
  fc.assert(
    fc.property(rule, longs, shorts, bound, fc.integer({ min: 70_000, max: 89_900 }), (which, long, short, priceBoundBps, mid) => {
      const drive = start({ rule: which, priceBoundBps })
      long.forEach((lots, index) => drive.open(`long-${index}`, { cash: lots, lots }))
      short.forEach((lots, index) => drive.open(`short-${index}`, { cash: 9_000, lots: -lots }))
      const total = (): number => [...drive.state.margin!.members.keys()].reduce((sum, account) => sum + lotsOf(drive, account), 0)
      const before = total()
      drive.wait(1)
      const [body] = closings(drive.book({ mid }))
      if (body === undefined) throw new Error('winners were closed')
      expect(total()).toBe(before)
      const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((one, other) => one + other, 0n)
      expect(sum(body.closed.map(({ gave }) => gave.minor))).toBe(body.covered.minor)
      expect(sum(body.defaulters.map(({ covered }) => covered.minor))).toBe(body.covered.minor)
      expect(sum(body.defaulters.map(({ needed }) => needed.minor))).toBe(body.needed.minor)
      for (const { account, lots, lotsLeft, needed, covered } of body.defaulters) {
        expect(lotsOf(drive, account)).toBe(lotsLeft)
        expect(lotsLeft >= 0 && lotsLeft <= lots && covered.minor <= needed.minor).toBe(true)
        // Whoever needed nothing more owes nothing.
        if (lotsLeft === 0 && covered.minor === needed.minor) expect(cashOf(drive, account)).toBe(0)
      }
      short.forEach((_lots, index) => expect(cashOf(drive, `short-${index}`)).toBeGreaterThanOrEqual(9_000))
      expect(new Set(body.closed.map(({ account }) => account)).size).toBe(body.closed.length)
      const ended = body.defaulters.filter(({ lotsLeft }) => lotsLeft === 0)
      expect(sum(ended.map(({ needed, covered }) => needed.minor - covered.minor))).toBe(shortfall(drive))
      expect(auditLedger(drive.state.ledger).findings).toEqual([])
    }),
    { numRuns: 80 },
  )
})
