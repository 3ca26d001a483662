import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { durationUs, seconds, timeUs } from '../../base/time.ts'
import { giveHouseShares, withdrawHouseShares } from './house-shares.ts'
import { rebaseFund, rebaseStake } from './rebase.ts'
import { minorForShares } from './share-value.ts'
import { houseShares, newFund, newStake, type Stake, type StakedFund } from './staked-fund.ts'
import { stakeInFund, type FundAndStake } from './staking.ts'
import { cancelUnstake, forfeitedShares, requestUnstake, settleUnstake } from './unstaking.ts'

const at = timeUs(1_000_000)
const coolDownFor = seconds(10)
const fund: StakedFund = { totalShares: 1_000n, stakedShares: 400n, exponent: 0 }
const stake: Stake = { shares: 300n, exponent: 0, costMinor: 300n }

function asked(shares: bigint, vault: bigint): FundAndStake {
  const requested = requestUnstake({ fund, stake }, { shares, at }, vault)
  if (!requested.ok) throw new Error(requested.refusal.kind)
  return requested.value
}

describe('an exit', () => {
  test.each([
    ['a gain of the cool-down stays in the fund', 2_000n, 200n],
    ['nothing happened', 1_000n, 200n],
    ['a loss of the cool-down is shared', 999n, 199n],
    ['half the fund is lost', 500n, 100n],
    ['all of it is lost', 0n, 0n],
  ])('table: %s', (_name, vault, paidMinor) => {
    const settled = settleUnstake(asked(200n, 1_000n), { at: timeUs(11_000_000), coolDownFor }, vault)
    expect(settled).toMatchObject({ ok: true, value: { paidMinor, stake: { shares: 100n, costMinor: 300n - paidMinor } } })
    expect(settled.ok && settled.value.stake.request).toBe(undefined)
    expect(settled.ok && settled.value.fund).toEqual({ totalShares: 800n, stakedShares: 200n, exponent: 0 })
  })

  test.each([
    [10_999_999, { ok: false, refusal: { kind: 'coolingDown', until: 11_000_000 } }],
    [11_000_000, { ok: true }],
    [11_000_001, { ok: true }],
  ])('table: settled at %d µs', (when, outcome) => {
    expect(settleUnstake(asked(200n, 1_000n), { at: timeUs(when), coolDownFor }, 1_000n)).toMatchObject(outcome)
  })

  test.each([
    [300n, { ok: true }],
    [301n, { ok: false, refusal: { kind: 'moreThanHeld', held: 300n } }],
  ])('table: %d of 300 shares asked for', (shares, outcome) => {
    expect(requestUnstake({ fund, stake }, { shares, at }, 1_000n)).toMatchObject(outcome)
  })

  test('behavior: the last unit of a vault stays', () => {
    const alone = { fund: { ...fund, totalShares: 300n, stakedShares: 300n }, stake }
    expect(requestUnstake(alone, { shares: 300n, at }, 300n)).toMatchObject({ value: { stake: { request: { minor: 299n } } } })
    expect(requestUnstake(alone, { shares: 300n, at }, 0n)).toMatchObject({ value: { stake: { request: { minor: 0n } } } })
  })

  test('error: one request at a time, and none that was not asked for', () => {
    const before = asked(1n, 1_000n)
    expect(requestUnstake(before, { shares: 400n, at }, 1_000n)).toEqual({ ok: false, refusal: { kind: 'requestInProgress' } })
    const settled = settleUnstake({ fund, stake }, { at, coolDownFor: durationUs(0) }, 1_000n)
    expect(settled).toEqual({ ok: false, refusal: { kind: 'nothingRequested' } })
    expect(cancelUnstake({ fund, stake }, 1_000n)).toEqual({ ok: false, refusal: { kind: 'nothingRequested' } })
  })

  test('regression: a request that a rebase rounded to no share does not stand in the way of another', () => {
    const many = { totalShares: 10_000_000n, stakedShares: 4_000_000n, exponent: 0 }
    const before = { fund: many, stake: { shares: 300_000n, exponent: 0, costMinor: 0n, request: { shares: 10n, minor: 5n, at } } }
    // 10,000 shares to a unit: all are divided by 1,000, and the request's ten are none.
    expect(settleUnstake(before, { at: timeUs(99_000_000), coolDownFor }, 1_000n)).toMatchObject({ refusal: { kind: 'nothingRequested' } })
    expect(cancelUnstake(before, 1_000n)).toMatchObject({ refusal: { kind: 'nothingRequested' } })
    const again = requestUnstake(before, { shares: 300_000n, at }, 1_000n)
    expect(again).toMatchObject({ ok: true, value: { stake: { shares: 300n, request: { shares: 300n, minor: 30n } } } })
  })
})

describe('a request taken back', () => {
  test.each([
    ['worth as much as then', 1_000n, 0n],
    ['worth less', 900n, 0n],
    // 200 shares are worth 220; bought anew with 200 against 800 shares and 900 units they are 177.
    ['worth more', 1_100n, 23n],
  ])('table: %s', (_name, vault, forfeited) => {
    const cancelled = cancelUnstake(asked(200n, 1_000n), vault)
    expect(cancelled).toMatchObject({
      ok: true,
      value: { forfeited, stake: { shares: 300n - forfeited }, fund: { totalShares: 1_000n - forfeited } },
    })
    expect(cancelled.ok && 'request' in cancelled.value.stake).toBe(false)
  })

  test('behavior: who holds every share forfeits none, for there is nobody to forfeit to', () => {
    const alone = { totalShares: 300n, stakedShares: 300n, exponent: 0 }
    const before = requestUnstake({ fund: alone, stake }, { shares: 300n, at }, 1_000n)
    expect(before.ok && cancelUnstake(before.value, 2_000n)).toMatchObject({ value: { forfeited: 0n } })
    // The rule as it is stated has no such case.
    expect(forfeitedShares({ shares: 300n, minor: 999n }, 300n, 2_000n)).toBe(300n)
  })

  // Three of ten shares are worth 3 from 10 to 13 units, rounded down. Of 14 they are worth 4, and 3 units buy one share at 11 for 7.
  test.each([
    [13n, 0n],
    [10n, 0n],
    [11n, 0n],
    [14n, 2n],
  ])('table: of a vault of %s, three shares that were worth 3 forfeit %s', (vault, forfeited) => {
    expect(forfeitedShares({ shares: 3n, minor: 3n }, 10n, vault)).toBe(forfeited)
  })

  test('error: shares below 0', () => {
    expect(() => requestUnstake({ fund, stake }, { shares: -1n, at }, 1_000n)).toThrow(InvariantError)
  })

  test('error: more shares requested than there are', () => {
    expect(() => forfeitedShares({ shares: 2n, minor: 1n }, 1n, 1n)).toThrow(InvariantError)
  })
})

/** One thing that happens to a fund; amounts are thousandths of what there is. */
type Move = Readonly<{ kind: 'stake' | 'request' | 'settle' | 'cancel' | 'takeHouse' | 'giveHouse' | 'vault'; who: number; part: number }>

const moves = fc.array(
  fc.record({
    kind: fc.constantFrom<Move['kind'][]>('stake', 'stake', 'request', 'settle', 'cancel', 'takeHouse', 'giveHouse', 'vault', 'vault'),
    who: fc.integer({ min: 0, max: 3 }),
    part: fc.integer({ min: 0, max: 2_000 }),
  }),
  { maxLength: 40 },
)

type World = { fund: StakedFund; stakes: Stake[]; vault: bigint; paidIn: bigint; paidOut: bigint; moved: bigint }

const partOf = (whole: bigint, part: number): bigint => (whole * BigInt(part)) / 1_000n

/** Carries a move out. What it takes from and brings into the vault is booked as the ledger would. */
function play(world: World, { kind, who, part }: Move): void {
  const before = { fund: world.fund, stake: world.stakes[who] as Stake }
  const keep = (after: FundAndStake): void => {
    world.fund = after.fund
    world.stakes[who] = after.stake
  }
  const pay = (minor: bigint): void => {
    world.vault -= minor
    world.paidOut += minor
  }
  if (kind === 'stake') {
    const staked = stakeInFund(before, BigInt(part) * 1_000n, world.vault)
    if (!staked.ok) return
    keep(staked.value)
    world.vault += BigInt(part) * 1_000n
    world.paidIn += BigInt(part) * 1_000n
  } else if (kind === 'request') {
    const requested = requestUnstake(before, { shares: partOf(before.stake.shares, part % 1_001), at }, world.vault)
    if (requested.ok) keep(requested.value)
  } else if (kind === 'settle') {
    const settled = settleUnstake(before, { at, coolDownFor: durationUs(0) }, world.vault)
    if (!settled.ok) return
    keep(settled.value)
    pay(settled.value.paidMinor)
  } else if (kind === 'cancel') {
    const cancelled = cancelUnstake(before, world.vault)
    if (cancelled.ok) keep(cancelled.value)
  } else if (kind === 'takeHouse') {
    const taken = withdrawHouseShares(world.fund, partOf(houseShares(rebaseFund(world.fund, world.vault)), part % 1_001), world.vault)
    if (!taken.ok) return
    world.fund = taken.value.fund
    pay(taken.value.paidMinor)
  } else if (kind === 'giveHouse') {
    const given = giveHouseShares(before, partOf(houseShares(rebaseFund(world.fund, world.vault)), part % 1_001), world.vault)
    if (given.ok) keep(given.value)
  } else {
    const vault = partOf(world.vault, part)
    world.moved += vault - world.vault
    world.vault = vault
  }
}

function newWorld(vault: bigint): World {
  return { fund: newFund(), stakes: [0, 1, 2, 3].map(() => newStake(newFund())), vault, paidIn: vault, paidOut: 0n, moved: 0n }
}

/** What each staker could claim now. */
function claims({ fund: before, stakes, vault }: World): readonly bigint[] {
  const now = rebaseFund(before, vault)
  return stakes.map((each) => minorForShares(rebaseStake(each, now).shares, now.totalShares, vault))
}

describe('laws of a fund in shares', () => {
  const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, each) => sum + each, 0n)

  test('property: claims are never more than the vault, shares never more than the fund counts, and no unit is lost', () => {
    fc.assert(
      fc.property(moves, fc.bigInt({ min: 0n, max: 10_000n }), (list, vault) => {
        const world = newWorld(vault)
        for (const move of list) {
          play(world, move)
          const now = rebaseFund(world.fund, world.vault)
          const held = total(world.stakes.map((each) => rebaseStake(each, now).shares))
          expect(held <= now.stakedShares && now.stakedShares <= now.totalShares).toBe(true)
          expect(total(claims(world)) <= world.vault).toBe(true)
          expect(world.vault).toBe(world.paidIn - world.paidOut + world.moved)
        }
      }),
    )
  })

  test('property: what one staker does never lowers what another can claim', () => {
    fc.assert(
      fc.property(
        moves,
        fc.constantFrom<Move['kind'][]>('stake', 'request', 'settle', 'cancel', 'takeHouse'),
        fc.nat(2_000),
        (list, kind, part) => {
          const world = newWorld(1_000n)
          for (const move of list) play(world, move)
          const before = claims(world)
          play(world, { kind, who: 0, part })
          const after = claims(world)
          for (const other of [1, 2, 3]) expect((after[other] as bigint) >= (before[other] as bigint)).toBe(true)
        },
      ),
    )
  })

  test('property: going in and out at once never pays more than was put in', () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 2_000 }), (list, part) => {
        const world = newWorld(1_000n)
        for (const move of list) play(world, move)
        const newcomer = newStake(world.fund)
        const minor = BigInt(part) * 777n
        const staked = stakeInFund({ fund: world.fund, stake: newcomer }, minor, world.vault)
        if (!staked.ok) return
        const requested = requestUnstake(staked.value, { shares: staked.value.stake.shares, at }, world.vault + minor)
        const settled = requested.ok && settleUnstake(requested.value, { at, coolDownFor: durationUs(0) }, world.vault + minor)
        expect(settled && settled.ok ? settled.value.paidMinor <= minor : true).toBe(true)
      }),
    )
  })

  test('property: a deposit split in two never buys more', () => {
    fc.assert(
      fc.property(moves, fc.nat(1_000_000), fc.nat(1_000_000), (list, first, second) => {
        const world = newWorld(1_000n)
        for (const move of list) play(world, move)
        const before = { fund: world.fund, stake: newStake(world.fund) }
        const whole = stakeInFund(before, BigInt(first + second), world.vault)
        const one = stakeInFund(before, BigInt(first), world.vault)
        if (!whole.ok || !one.ok) return
        const two = stakeInFund(one.value, BigInt(second), world.vault + BigInt(first))
        expect(two.ok && two.value.stake.shares <= whole.value.stake.shares).toBe(true)
      }),
    )
  })

  test('property: a loss of the cool-down lowers what is paid as it lowers every share', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n, max: 1_000_000n }), fc.bigInt({ min: 0n, max: 1_000_000n }), (vault, loss) => {
        const left = vault > loss ? vault - loss : 0n
        const settled = settleUnstake(asked(200n, vault), { at: timeUs(11_000_000), coolDownFor }, left)
        const paid = settled.ok ? settled.value.paidMinor : -1n
        expect(paid <= (left * 200n) / 1_000n).toBe(true)
        expect(paid <= (vault * 200n) / 1_000n).toBe(true)
      }),
    )
  })
})
