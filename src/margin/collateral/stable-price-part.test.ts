import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyMarginAccount } from '../../../test/margin-accounts.ts'
import { madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { seconds, timeUs } from '../../base/time.ts'
import { startStablePrice, stepStablePrice } from '../marks/stable-price.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { stablePricePart } from './stable-price-part.ts'
import { valueAccount } from '../account/value-account.ts'

const partOf = (account: Partial<MarginAccount>, stable: Readonly<Record<string, number>>, snapshot = madeSnapshot()) => {
  const valued = valueAccount(madeAccount(account), snapshot)
  if (!valued.ok) throw new Error(valued.refusal.reason)
  const part = stablePricePart(valued.value, snapshot, new Map(Object.entries(stable)))
  if (!part.ok) throw new Error(part.refusal.reason)
  return { ...part.value, equity: valued.value.equity }
}
const long = { contract: 'BTC-PERP', size: 2, entryPrice: 50_000 }

describe('stable price', () => {
  test.each([
    ['none is known', { positions: [long] }, {}, 0],
    ['where the index is', { positions: [long] }, { BTC: 60_000 }, 0],
    ['below it: a long loses', { positions: [long] }, { BTC: 59_000 }, 2_000],
    ['below it: a long without a price of entry', { positions: [{ contract: 'BTC-PERP', size: 2 }] }, { BTC: 59_000 }, 2_000],
    ['above it: a long gains, which is nothing', { positions: [long] }, { BTC: 61_000 }, 0],
    ['above it: a short loses', { positions: [{ ...long, size: -2 }] }, { BTC: 61_000 }, 2_000],
    ['collateral that follows', { collateral: [{ asset: 'BTC', amount: 3 }] }, { BTC: 59_000 }, 3_000],
    ['a hedge', { collateral: [{ asset: 'BTC', amount: 2 }], positions: [{ ...long, size: -2 }] }, { BTC: 30_000 }, 0],
    ['two underlyings, each for itself', { positions: [long, { contract: 'ETH-PERP', size: -10 }] }, { BTC: 59_000, ETH: 2_900 }, 2_000],
    ['an underlying that is not there', { positions: [long] }, { DOGE: 1 }, 0],
  ])('table: %s', (_name, account, stable, expected) => {
    const part = partOf(account, stable)
    expect(part.initial).toBeCloseTo(expected, 6)
    expect(part).toMatchObject({ name: 'stable price', maintenance: 0 })
  })

  test('error: a stable price of 0', () => {
    expect(() => partOf({ positions: [long] }, { BTC: 0 })).toThrow('stablePrices BTC')
  })

  test('behavior: paper gains of a price pumped to ten times within an hour buy nothing', () => {
    let stable = startStablePrice(6_000, timeUs(0))
    for (let minute = 1; minute <= 60; minute++) stable = stepStablePrice(stable, 60_000, timeUs(seconds(60 * minute)))
    const attacker = { cash: 12_000, positions: [{ contract: 'BTC-PERP', size: 10, entryPrice: 6_000 }] }
    const part = partOf(attacker, { BTC: stable.price })
    expect(part.equity).toBe(552_000)
    expect(part.equity - part.initial).toBeCloseTo(12_000 + 10 * (stable.price - 6_000), 6)
    expect(part.equity - part.initial).toBeLessThan(60_000)
  })

  test('property: less the part, equity is at most that at mark and at stable price', () => {
    fc.assert(
      fc.property(anyMarginAccount, fc.integer({ min: 1_000, max: 600_000 }), (changes, stable) => {
        const part = partOf(changes, { BTC: stable })
        const moved = shockSnapshot(madeSnapshot(), { underlying: 'BTC', spotMove: stable / 60_000 - 1 })
        const valued = valueAccount(madeAccount(changes), moved)
        const there = valued.ok ? valued.value.equity : NaN
        expect(part.initial).toBeGreaterThanOrEqual(0)
        expect(part.equity - part.initial).toBeCloseTo(Math.min(part.equity, there), 3)
      }),
    )
  })
})
