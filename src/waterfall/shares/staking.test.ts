import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { giveHouseShares, withdrawHouseShares } from './house-shares.ts'
import { rebaseExponent, rebaseFund, rebaseStake } from './rebase.ts'
import { minorForShares, sharesForMinor } from './share-value.ts'
import { houseShares, newFund, newStake, type StakedFund } from './staked-fund.ts'
import { stakeInFund } from './staking.ts'

describe('shares bought', () => {
  test.each([
    ['into an empty fund, one a unit', 0n, 0n, 500n, 500n],
    ['at the price of a share', 1_000n, 2_000n, 500n, 250n],
    ['rounded down', 1_000n, 3_000n, 500n, 166n],
    ['too little for one', 1_000n, 3_000n, 2n, 0n],
  ])('table: %s', (_name, totalShares, vault, minor, bought) => {
    const before = { fund: { totalShares, stakedShares: 0n, exponent: 0 }, stake: newStake(newFund()) }
    expect(stakeInFund(before, minor, vault)).toMatchObject({ ok: true, value: { bought, stake: { shares: bought, costMinor: minor } } })
  })

  test('behavior: money that was there before anybody staked is the house’s', () => {
    const staked = stakeInFund({ fund: newFund(), stake: newStake(newFund()) }, 1_000n, 3_000n)
    expect(staked.ok && houseShares(staked.value.fund)).toBe(3_000n)
    expect(staked.ok && staked.value.stake.shares).toBe(1_000n)
  })

  test('behavior: who had left begins anew with the cost, who had not adds to it', () => {
    const fund = { totalShares: 10n, stakedShares: 5n, exponent: 0 }
    const cost = (shares: bigint): unknown => stakeInFund({ fund, stake: { shares, exponent: 0, costMinor: 7n } }, 2n, 10n)
    expect(cost(5n)).toMatchObject({ value: { stake: { costMinor: 9n } } })
    expect(cost(0n)).toMatchObject({ value: { stake: { costMinor: 2n } } })
  })

  test('error: shares claim an empty vault', () => {
    const refused = { ok: false, refusal: { kind: 'claimsOnEmptyVault' } }
    expect(stakeInFund({ fund: { totalShares: 1n, stakedShares: 0n, exponent: 0 }, stake: newStake(newFund()) }, 5n, 0n)).toEqual(refused)
    expect(sharesForMinor(5n, 1n, 0n)).toEqual(refused)
  })

  test('error: negative money, more shares than there are', () => {
    expect(() => stakeInFund({ fund: newFund(), stake: newStake(newFund()) }, -1n, 0n)).toThrow(InvariantError)
    expect(() => minorForShares(2n, 1n, 5n)).toThrow(InvariantError)
    expect(minorForShares(0n, 0n, 5n)).toBe(0n)
  })
})

describe('shares counted anew', () => {
  test.each([
    ['99 shares to a unit: too few for a tenth', 99n, 1n, 0],
    ['100 to a unit: ten stay', 100n, 1n, 1],
    ['199 to a unit', 199n, 1n, 1],
    ['999 to a unit', 999n, 1n, 1],
    ['1,000 to a unit', 1_000n, 1n, 2],
    ['of many units', 60_078_000_000n, 600_019_234n, 1],
    ['far fewer shares than units', 1n, 1_000n, 0],
  ])('table: %s', (_name, totalShares, vault, exponent) => {
    expect(rebaseExponent(totalShares, vault)).toBe(exponent)
  })

  test.each<readonly [string, StakedFund, bigint, StakedFund]>([
    [
      'an empty vault divides nothing',
      { totalShares: 9_999n, stakedShares: 1n, exponent: 2 },
      0n,
      { totalShares: 9_999n, stakedShares: 1n, exponent: 2 },
    ],
    [
      'a unit to a share is enough',
      { totalShares: 100n, stakedShares: 1n, exponent: 2 },
      100n,
      { totalShares: 100n, stakedShares: 1n, exponent: 2 },
    ],
    [
      'less than a unit to a share, but not by a hundred',
      { totalShares: 100n, stakedShares: 1n, exponent: 2 },
      99n,
      { totalShares: 100n, stakedShares: 1n, exponent: 2 },
    ],
    [
      'less by more than a hundred',
      { totalShares: 12_345n, stakedShares: 678n, exponent: 2 },
      1n,
      { totalShares: 12n, stakedShares: 0n, exponent: 5 },
    ],
    [
      'money without shares is the house’s',
      { totalShares: 0n, stakedShares: 0n, exponent: 2 },
      7n,
      { totalShares: 7n, stakedShares: 0n, exponent: 2 },
    ],
  ])('table: %s', (_name, before, vault, after) => {
    expect(rebaseFund(before, vault)).toEqual(after)
  })

  test('behavior: a stake follows its fund over several steps, its request too', () => {
    const at = 5 as never
    const stake = { shares: 123_456n, exponent: 1, costMinor: 9n, request: { shares: 1_999n, minor: 77n, at } }
    const fund = { totalShares: 100n, stakedShares: 50n, exponent: 4 }
    expect(rebaseStake(stake, fund)).toEqual({ shares: 123n, exponent: 4, costMinor: 9n, request: { shares: 1n, minor: 77n, at } })
    expect(() => rebaseStake({ ...stake, exponent: 5 }, fund)).toThrow(InvariantError)
    expect(() => rebaseExponent(1n, 0n)).toThrow(InvariantError)
  })
})

describe('shares of the house', () => {
  const fund = { totalShares: 1_000n, stakedShares: 400n, exponent: 0 }

  test.each([
    [600n, { ok: true, value: { paidMinor: 1_199n, fund: { totalShares: 400n, stakedShares: 400n } } }],
    [601n, { ok: false, refusal: { kind: 'moreThanHeld', held: 600n } }],
  ])('table: the house takes %d of its 600 shares', (shares, outcome) => {
    expect(withdrawHouseShares(fund, shares, 1_999n)).toMatchObject(outcome)
  })

  test.each([
    [
      600n,
      {
        ok: true,
        value: { worthMinor: 1_199n, stake: { shares: 600n, costMinor: 0n }, fund: { totalShares: 1_000n, stakedShares: 1_000n } },
      },
    ],
    [601n, { ok: false, refusal: { kind: 'moreThanHeld', held: 600n } }],
  ])('table: the house gives %d of its 600 shares', (shares, outcome) => {
    expect(giveHouseShares({ fund, stake: newStake(fund) }, shares, 1_999n)).toMatchObject(outcome)
  })

  test('behavior: the house takes out what nobody staked', () => {
    expect(withdrawHouseShares(newFund(), 50n, 100n)).toMatchObject({ value: { paidMinor: 50n, fund: { totalShares: 50n } } })
  })
})
