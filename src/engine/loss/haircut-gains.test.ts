import { describe, expect, test, vi } from 'vitest'
import { startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { fractionOf } from '../../waterfall/layers/fraction.ts'
import { beginTurn } from '../turn.ts'
import { haircutGains, type GainsClaim, type GainsHaircut } from './haircut-gains.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

/** The mark is 9,900: shorts have won 100 a coin, of which `a` has one, `b` half of one and `c` a third; longs have lost. */
function start(): MarginDrive {
  const drive = startMarginDrive()
  drive.open('owes', { cash: 5_000 })
  drive.open('c-short', { cash: 5_000, lots: -333 })
  drive.open('b-short', { cash: 5_000, lots: -500 })
  drive.open('a-short', { cash: 5_000, lots: -1_000 })
  drive.open('long', { cash: 5_000, lots: 1_000 })
  drive.open('idle', { cash: 5_000 })
  drive.wait(1)
  drive.book({ mid: 99_000 })
  return drive
}

function haircut(drive: MarginDrive, minor: bigint, share: number): GainsHaircut {
  return haircutAll(drive, [{ account: 'owes', minor }], share)[0] as GainsHaircut
}

function haircutAll(drive: MarginDrive, claims: readonly GainsClaim[], share: number): readonly GainsHaircut[] {
  const { state } = drive
  const policy = state.terms?.policy.margin
  if (policy === undefined) throw new Error('the run has members')
  return haircutGains(beginTurn(state, state.seq + 1, state.at), policy, { claims, atMost: fractionOf(share) })
}

const given = ({ shares }: GainsHaircut) => shares.map(({ account, paid }) => [account, paid.minor])
const cash = (drive: MarginDrive, account: string): bigint => balanceOf(drive.state.ledger, memberAccounts(account).cash)
const gave = (a: bigint, b: bigint, c: bigint) =>
  [
    ['a-short', a],
    ['b-short', b],
    ['c-short', c],
  ].filter(([, minor]) => minor !== 0n)

describe('haircutGains', () => {
  test.each([
    ['nothing is missing', 0n, 1, gave(0n, 0n, 0n)],
    ['one unit: the largest remainder', 1n, 1, gave(1n, 0n, 0n)],
    ['two units', 2n, 1, gave(1n, 1n, 0n)],
    ['in proportion to gains', 18_330_000n, 1, gave(10_000_000n, 5_000_000n, 3_330_000n)],
    ['to the last unit', 18_330_001n, 1, gave(10_000_001n, 5_000_000n, 3_330_000n)],
    ['one unit below all gains', 183_299_999n, 1, gave(99_999_999n, 50_000_000n, 33_300_000n)],
    ['all gains', 183_300_000n, 1, gave(100_000_000n, 50_000_000n, 33_300_000n)],
    ['one unit above all gains', 183_300_001n, 1, gave(100_000_000n, 50_000_000n, 33_300_000n)],
    ['a tenth of each gain at most', 18_330_000n, 0.1, gave(10_000_000n, 5_000_000n, 3_330_000n)],
    ['above the tenth', 18_330_001n, 0.1, gave(10_000_000n, 5_000_000n, 3_330_000n)],
    ['none of the gains', 18_330_000n, 0, gave(0n, 0n, 0n)],
  ])('table: %s', (_name, minor, share, expected) => {
    const drive = start()
    const found = haircut(drive, minor, share)
    expect(given(found)).toEqual(expected)
    const covered = expected.reduce((sum, [, each]) => sum + (each as bigint), 0n)
    expect(found.coveredMinor).toBe(covered)
    expect(found.transfers).toHaveLength(expected.length)
    // Each gives it in cash, and what is owed to everybody falls by it.
    for (const [account, each] of expected) expect(cash(drive, account as string)).toBe(5_000_000_000n - (each as bigint))
    expect(balanceOf(drive.state.ledger, houseAccounts('USDT').shortfall)).toBe(covered)
    for (const account of ['long', 'idle', 'owes']) expect(cash(drive, account)).toBe(5_000_000_000n)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('table: nobody gives more than the cash it has free, and the others give the rest', () => {
    const rows = [99_000_000n, 50_000_000n, 1n].map((left) => {
      const drive = start()
      const { ledger } = drive.state
      const account = ledger.accounts.get(memberAccounts('a-short').cash)
      const outside = ledger.accounts.get(houseAccounts('USDT').outside)
      if (account === undefined || outside === undefined) throw new Error('both are open')
      // Whatever took it: what is left is free.
      const taken = cash(drive, 'a-short') - left
      account.debitsPosted += taken
      outside.creditsPosted += taken
      return given(haircut(drive, 183_300_000n, 1))
    })
    expect(rows).toEqual([
      gave(99_000_000n, 50_000_000n, 33_300_000n),
      gave(50_000_000n, 50_000_000n, 33_300_000n),
      gave(1n, 50_000_000n, 33_300_000n),
    ])
  })

  test('table: who gives nothing whatever it has won', () => {
    const asked = (change: (drive: MarginDrive) => void): unknown => {
      const drive = start()
      change(drive)
      return given(haircut(drive, 183_300_000n, 1)).map(([account]) => account)
    }
    expect(asked(() => undefined)).toEqual(['a-short', 'b-short', 'c-short'])
    const liquidation = (drive: MarginDrive) => ({ id: '1:1', startedAt: drive.state.at, openingLots: new Map(), nextAt: drive.state.at })
    expect(asked((drive) => Object.assign(drive.member('a-short'), { liquidation: liquidation(drive) }))).toEqual(['b-short', 'c-short'])
    const unknown = { refusal: { reason: 'markStale', subject: 'BTC' }, since: 0 }
    expect(asked((drive) => Object.assign(drive.member('b-short'), { unknown }))).toEqual(['a-short', 'c-short'])
    expect(asked((drive) => Object.assign(drive.member('c-short'), { owner: 'owes' }))).toEqual(['a-short', 'b-short'])
  })

  test('behavior: the same gain is not cut twice; closed and opened anew, an account starts from nothing', () => {
    const drive = start()
    const next = (share: number, minor = 183_300_000n): unknown => {
      const found = given(haircut(drive, minor, share))
      // The next input has another number, and its transfers other ids.
      drive.tick()
      return found
    }
    expect(next(0.5, 91_650_000n)).toEqual(gave(50_000_000n, 25_000_000n, 16_650_000n))
    // Half of what is left, and then all of it.
    expect(next(0.5)).toEqual(gave(25_000_000n, 12_500_000n, 8_325_000n))
    expect(next(1)).toEqual(gave(25_000_000n, 12_500_000n, 8_325_000n))
    expect(next(1)).toEqual([])
    // Another fall of 10: new gains only.
    drive.wait(1)
    drive.book({ mid: 98_900 })
    expect(next(1)).toEqual(gave(10_000_000n, 5_000_000n, 3_330_000n))
    drive.position('a-short', 1_000, 98_900)
    drive.position('a-short', -1_000, 98_900)
    drive.wait(1)
    drive.book({ mid: 98_800 })
    expect(next(1)).toEqual(gave(10_000_000n, 5_000_000n, 3_330_000n))
  })

  test('table: losses of one input are cut together, each winner by its gain whichever loss it is written against', () => {
    const drive = start()
    drive.open('owes-too', { cash: 5_000 })
    const claims = [
      { account: 'owes', minor: 12_000_000n },
      { account: 'owes-too', minor: 0n },
      { account: 'owes-too', minor: 6_330_000n },
    ]
    const found = haircutAll(drive, claims, 1)
    // A gives 10, B 5, C 3.33: the first loss is filled first, and whom it reaches its edge with pays both.
    expect(found.map(given)).toEqual([gave(10_000_000n, 2_000_000n, 0n), [], gave(0n, 3_000_000n, 3_330_000n)])
    expect(found.map(({ coveredMinor }) => coveredMinor)).toEqual([12_000_000n, 0n, 6_330_000n])
    expect(found.flatMap(({ transfers }) => transfers)).toHaveLength(4)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('table: where not all is covered, the first losses are', () => {
    const drive = start()
    const claims = [
      { account: 'owes', minor: 183_000_000n },
      { account: 'owes', minor: 1_000_000n },
      { account: 'owes', minor: 1n },
    ]
    expect(haircutAll(drive, claims, 1).map(({ coveredMinor }) => coveredMinor)).toEqual([183_000_000n, 300_000n, 0n])
  })

  test('table: a group with a winner is covered after the others, and not by its own', () => {
    const drive = start()
    Object.assign(drive.member('a-short'), { owner: 'owes' })
    drive.open('owes-too', { cash: 5_000 })
    const claims = [
      { account: 'owes', minor: 83_300_000n },
      { account: 'owes-too', minor: 18_330_000n },
    ]
    const found = haircutAll(drive, claims, 1)
    // The second takes 10, 5 and 3.33 of 100, 50 and 33.3; for the first 45 and 29.97 are left, which its own winner does not add to.
    expect(found.map(given)).toEqual([gave(0n, 45_000_000n, 29_970_000n), gave(10_000_000n, 5_000_000n, 3_330_000n)])
  })

  test('law: transfers grow with winners and losses, not with their product', () => {
    const count = (losses: number): number => {
      const drive = start()
      const claims = Array.from({ length: losses }, () => ({ account: 'owes', minor: 1_000_000n }))
      return haircutAll(drive, claims, 1).flatMap(({ transfers }) => transfers).length
    }
    for (const losses of [1, 10, 100]) expect(count(losses)).toBeLessThanOrEqual(losses + 3)
  })

  test('behavior: whoever gave is looked at again', () => {
    const drive = startMarginDrive({}, { waterfall: { layers: [{ kind: 'gainsHaircut', atMostShare: 1 }] } })
    drive.open('owes', { cash: 5_000 })
    drive.open('short', { cash: 5_000, lots: -1_000 })
    drive.wait(1)
    drive.book({ mid: 99_000 })
    haircut(drive, 5n, 1)
    expect(drive.state.waterfall?.assessed).toEqual(['short'])
  })
})
