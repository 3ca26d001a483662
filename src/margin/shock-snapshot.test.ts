import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyMarginAccount } from '../../test/margin-accounts.ts'
import { inDays, madeAccount, madeSnapshot, marginNow } from '../../test/margin.ts'
import { durationUs } from '../base/time.ts'
import type { MarketSnapshot } from './market-snapshot.ts'
import { shockSnapshot } from './shock-snapshot.ts'
import { valueAccount } from './account/value-account.ts'

const equityOf = (changes: object, snapshot: MarketSnapshot): number => {
  const valued = valueAccount(madeAccount(changes), snapshot)
  if (!valued.ok) throw new Error(valued.refusal.reason)
  return valued.value.equity
}
const fraction = fc.integer({ min: -900, max: 3_000 }).map((thousandths) => thousandths / 1_000)

describe('shocks', () => {
  test('behavior: nothing happens without a shock, and nothing is changed by one', () => {
    const before = madeSnapshot()
    expect(shockSnapshot(before, {})).toEqual(before)
    shockSnapshot(before, { spotMove: -0.5, volatilityPoints: 1, passing: durationUs(1) })
    expect(before).toEqual(madeSnapshot())
  })

  test('behavior: the book goes with the index, sizes and persistence as they were', () => {
    const base = madeSnapshot()
    const depth = { bids: [{ price: 59_990, size: 3, persistence: 0.5 }], asks: [{ price: 60_010, size: 2, persistence: 1 }] }
    const btc = { ...base.underlyings.get('BTC')!, depth }
    const shocked = shockSnapshot({ ...base, underlyings: new Map([['BTC', btc]]) }, { spotMove: 0.5 })
    expect(shocked.underlyings.get('BTC')?.depth).toEqual({
      bids: [{ price: 89_985, size: 3, persistence: 0.5 }],
      asks: [{ price: 90_015, size: 2, persistence: 1 }],
    })
  })

  // Columns: the shock, a day's volatility of 2 % after it.
  test.each([
    [{ spotMove: 0.5 }, 0.02],
    [{ volatilityMove: 0.5 }, 0.03],
    [{ volatilityPoints: 0.1 }, 0.02 + 0.1 / Math.sqrt(365)],
  ])('table: a day of volatility under %j', (shock, expected) => {
    const base = madeSnapshot()
    const btc = { ...base.underlyings.get('BTC')!, dailyVolatility: 0.02 }
    const shocked = shockSnapshot({ ...base, underlyings: new Map([['BTC', btc]]) }, shock)
    expect(shocked.underlyings.get('BTC')?.dailyVolatility).toBeCloseTo(expected, 12)
  })

  test('behavior: what averaging has fixed does not move, and a volatility does not fall to nothing', () => {
    const base = madeSnapshot()
    const btc = base.underlyings.get('BTC')!
    const expiries = new Map([[inDays(10), { variableForward: 20_000, fixedForward: 40_000, rate: 0, confidence: 1 }]])
    const shocked = shockSnapshot(
      { ...base, underlyings: new Map([['BTC', { ...btc, expiries }]]) },
      { spotMove: -0.5, volatilityMove: -1 },
    )
    expect(shocked.underlyings.get('BTC')?.expiries.get(inDays(10))).toMatchObject({ variableForward: 10_000, fixedForward: 40_000 })
    expect(shocked.marks.get('BTC-10D-60000-C')?.volatility).toBe(0.001)
  })

  test('behavior: a volatility below the least one is not lifted by a shock that does not lift it', () => {
    const faint = madeSnapshot({ marks: new Map([['BTC-10D-60000-C', { volatility: 0.0004, confidence: 1 }]]) })
    const volatilityAfter = (shock: object) => shockSnapshot(faint, shock).marks.get('BTC-10D-60000-C')?.volatility
    expect([
      volatilityAfter({ spotMove: -0.1 }),
      volatilityAfter({ volatilityMove: -0.5 }),
      volatilityAfter({ volatilityMove: 9 }),
    ]).toEqual([0.0004, 0.0004, 0.004])
  })

  test('behavior: time passes, and an option whose time has come cannot be valued', () => {
    const after = shockSnapshot(madeSnapshot(), { passing: durationUs(10 * 86_400e6) })
    expect(after.at - marginNow).toBe(10 * 86_400e6)
    const valued = valueAccount(madeAccount({ positions: [{ contract: 'BTC-10D-60000-C', size: 1 }] }), after)
    expect(valued).toMatchObject({ ok: false, refusal: { reason: 'contractExpired' } })
  })

  test('property: a move and its undoing leave equity where it was', () => {
    fc.assert(
      fc.property(anyMarginAccount, fraction, (changes, move) => {
        const before = equityOf(changes, madeSnapshot())
        const there = shockSnapshot(madeSnapshot(), { spotMove: move, volatilityMove: move })
        const back = shockSnapshot(there, { spotMove: 1 / (1 + move) - 1, volatilityMove: 1 / (1 + move) - 1 })
        expect(Math.abs(equityOf(changes, back) - before)).toBeLessThanOrEqual(1e-9 * Math.max(1e6, Math.abs(before)))
      }),
    )
  })

  test('property: all underlyings together are each after the other', () => {
    fc.assert(
      fc.property(anyMarginAccount, fraction, (changes, move) => {
        const together = equityOf(changes, shockSnapshot(madeSnapshot(), { spotMove: move }))
        const btc = shockSnapshot(madeSnapshot(), { underlying: 'BTC', spotMove: move })
        expect(equityOf(changes, shockSnapshot(btc, { underlying: 'ETH', spotMove: move }))).toBe(together)
      }),
    )
  })

  test('property: what follows the index in a straight line gains in a straight line', () => {
    const linear = fc.record({
      size: fc.integer({ min: -500, max: 500 }).filter((size) => size !== 0),
      cash: fc.integer({ min: -9_999, max: 9_999 }),
    })
    fc.assert(
      fc.property(linear, fraction, ({ size, cash }, move) => {
        const changes = {
          cash,
          positions: [{ contract: 'BTC-PERP', size: size / 1_000, entryPrice: 60_000 }],
          collateral: [{ asset: 'BTC', amount: 1 }],
        }
        const gain = equityOf(changes, shockSnapshot(madeSnapshot(), { spotMove: move })) - equityOf(changes, madeSnapshot())
        expect(gain).toBeCloseTo(60_000 * move * (1 + size / 1_000), 5)
      }),
    )
  })
})
