import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { bracketedRoot } from '../../num/root.ts'
import { valueAccount } from '../account/value-account.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import { deductedTiers, tieredInitial, tieredMaintenance, tierOf, type DeductedTier } from './leverage-tiers.ts'
import { tieredHouseModel, createTieredModel } from './tiered.ts'
import { inverseLiquidationPrice, linearLiquidationPrice, type TieredPosition } from './tiered-liquidation.ts'
import { tieredTerms, tiersOf } from './tiered-terms.ts'

const tiers = deductedTiers(
  tiersOf([
    [50_000, 0.004, 125],
    [600_000, 0.005, 100],
    [3_000_000, 0.0065, 75],
  ]),
)
const coinTiers = deductedTiers(
  tiersOf([
    [5, 0.004, 125],
    [10, 0.01, 50],
    [20, 0.1, 5],
  ]),
)

describe('tiers', () => {
  test('table: each begins where the last ended, and the deductions are those a venue prints', () => {
    expect(tiers.map(({ above, deduction }) => [above, deduction])).toEqual([
      [0, 0],
      [50_000, expect.closeTo(50, 9)],
      [600_000, expect.closeTo(950, 9)],
    ])
  })

  test.each([
    [0, 0, 0],
    [49_999, 199.996, 399.992],
    [50_000, 200, 400],
    [50_001, 200.005, 500.01],
    [600_000, 2_950, 6_000],
    [600_001, 2_950.0065, 600_001 / 75],
    [3_000_000, 18_550, 40_000],
    [4_000_000, 25_050, 4_000_000 / 75],
  ])('table: a notional of %f', (notional, maintenance, initial) => {
    expect(tieredMaintenance(tiers, notional)).toBeCloseTo(maintenance, 8)
    expect(tieredInitial(tiers, notional)).toBeCloseTo(initial, 8)
  })

  test('property: maintenance is the sum of each tier on its own part, and never above initial', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000_000 }), (thousandths) => {
        const notional = thousandths / 1_000
        const parts = tiers.map(({ above, upTo, maintenanceRate }, k) => {
          const end = k === tiers.length - 1 ? Infinity : upTo
          return Math.max(0, Math.min(notional, end) - above) * maintenanceRate
        })
        const whole = parts.reduce((sum, part) => sum + part, 0)
        expect(Math.abs(tieredMaintenance(tiers, notional) - whole)).toBeLessThanOrEqual(1e-9 + 1e-12 * whole)
        expect(tieredMaintenance(tiers, notional)).toBeLessThanOrEqual(tieredInitial(tiers, notional) + 1e-9)
      }),
    )
  })

  test('behavior: the house tables are continuous, rise, and never ask more for maintenance than initially', () => {
    const tables = [...tieredTerms.linear.values(), ...tieredTerms.inverse.values(), tieredTerms.linearDefault ?? []]
    for (const table of tables) {
      const deducted = deductedTiers(table)
      deducted.forEach((tier, k) => {
        const next = deducted[k + 1]
        expect(tier.maintenanceRate * tier.maxLeverage).toBeLessThanOrEqual(1)
        if (next === undefined) return
        expect([next.above, next.maintenanceRate > tier.maintenanceRate, next.maxLeverage < tier.maxLeverage]).toEqual([
          tier.upTo,
          true,
          true,
        ])
        expect(next.maintenanceRate * next.above - next.deduction).toBeCloseTo(tier.maintenanceRate * tier.upTo - tier.deduction, 6)
      })
    }
    expect(tables).toHaveLength(5)
  })
})

/** Equity less maintenance at a price, with the tier looked up by the notional there. */
const gapLinear =
  ({ size, entryPrice, collateral }: TieredPosition, table: readonly DeductedTier[]) =>
  (price: number): number =>
    collateral + size * (price - entryPrice) - tieredMaintenance(table, Math.abs(size) * price)
const gapInverse =
  ({ size, entryPrice, collateral }: TieredPosition, table: readonly DeductedTier[]) =>
  (price: number): number =>
    collateral + size / entryPrice - size / price - tieredMaintenance(table, Math.abs(size) / price)

describe('the liquidation price', () => {
  const signed = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 200_000 })).map(([isShort, n]) => ((isShort ? -1 : 1) * n) / 1_000)

  test('table: one bitcoin long and short', () => {
    const long = linearLiquidationPrice({ size: 1, entryPrice: 60_000, collateral: 6_000 }, tiers)
    // In the second tier: (60,000 - 6,000 - 50) / 0.995.
    expect(long.ok && long.value).toBeCloseTo(53_950 / 0.995, 9)
    const short = linearLiquidationPrice({ size: -1, entryPrice: 60_000, collateral: 6_000 }, tiers)
    expect(short.ok && short.value).toBeCloseTo(66_050 / 1.005, 9)
  })

  test.each([
    ['a long that is paid in full', { size: 1, entryPrice: 100, collateral: 100 }, 'noPriceLiquidates'],
    ['a short that owes what it sold', { size: -1, entryPrice: 100, collateral: -100 }, 'everyPriceLiquidates'],
  ])('table: linear, %s', (_what, position, reason) => {
    expect(linearLiquidationPrice(position, tiers)).toEqual({ ok: false, refusal: { reason } })
  })

  test('table: just short of those there is a price', () => {
    expect(linearLiquidationPrice({ size: 1, entryPrice: 100, collateral: 99.99 }, tiers).ok).toBe(true)
    expect(linearLiquidationPrice({ size: -1, entryPrice: 100, collateral: -99.99 }, tiers).ok).toBe(true)
    expect(inverseLiquidationPrice({ size: -100, entryPrice: 100, collateral: 0.99 }, coinTiers).ok).toBe(true)
    expect(inverseLiquidationPrice({ size: 100, entryPrice: 100, collateral: -0.99 }, coinTiers).ok).toBe(true)
  })

  test.each([
    ['a short of one times its collateral', { size: -100, entryPrice: 100, collateral: 1 }, 'noPriceLiquidates'],
    ['a long that owes what it holds', { size: 100, entryPrice: 100, collateral: -1 }, 'everyPriceLiquidates'],
  ])('table: inverse, %s', (_what, position, reason) => {
    expect(inverseLiquidationPrice(position, coinTiers)).toEqual({ ok: false, refusal: { reason } })
  })

  test('property: linear, it is where a root search finds it, in whichever tier', () => {
    const used = new Set<number>()
    fc.assert(
      fc.property(signed, fc.integer({ min: 1, max: 200 }), (size, percent) => {
        const position = { size, entryPrice: 60_000, collateral: (Math.abs(size) * 60_000 * percent) / 100 }
        const closed = linearLiquidationPrice(position, tiers)
        const found = bracketedRoot(gapLinear(position, tiers), { low: 0, high: 1e7 })
        expect(closed.ok).toBe(found.ok)
        if (!closed.ok || !found.ok) return
        used.add(tierOf(tiers, Math.abs(size) * closed.value).above)
        expect(Math.abs(closed.value - found.value)).toBeLessThanOrEqual(1e-9 * found.value + 1e-9)
      }),
      { numRuns: 500 },
    )
    expect(used.size).toBe(tiers.length)
  })

  test('property: inverse, it is where a root search finds it, in whichever tier', () => {
    const used = new Set<number>()
    fc.assert(
      fc.property(signed, fc.integer({ min: 1, max: 300 }), (thousands, percent) => {
        const size = thousands * 1_000
        const position = { size, entryPrice: 10_000, collateral: ((Math.abs(size) / 10_000) * percent) / 100 }
        const closed = inverseLiquidationPrice(position, coinTiers)
        const found = bracketedRoot(gapInverse(position, coinTiers), { low: 1, high: 1e13 })
        expect(closed.ok).toBe(found.ok)
        if (!closed.ok || !found.ok) return
        used.add(tierOf(coinTiers, Math.abs(size) / closed.value).above)
        expect(Math.abs(closed.value - found.value)).toBeLessThanOrEqual(1e-8 * found.value)
      }),
      { numRuns: 500 },
    )
    expect(used.size).toBe(coinTiers.length)
  })

  test('behavior: a price at the very border of two tiers is found', () => {
    // One unit, liquidated at a notional of exactly 50,000: equity there is 200.
    const price = linearLiquidationPrice({ size: 1, entryPrice: 60_000, collateral: 10_200 }, tiers)
    expect(price.ok && price.value).toBeCloseTo(50_000, 8)
  })

  test('error: a position that is none', () => {
    expect(() => linearLiquidationPrice({ size: 0, entryPrice: 1, collateral: 1 }, tiers)).toThrow('size')
    expect(() => inverseLiquidationPrice({ size: 1, entryPrice: 0, collateral: 1 }, tiers)).toThrow('entryPrice')
    expect(() => inverseLiquidationPrice({ size: 1, entryPrice: 1, collateral: NaN }, tiers)).toThrow('collateral')
  })
})

describe('the model', () => {
  const assess = (account: MarginAccount, model = tieredHouseModel, snapshot = madeSnapshot()) => {
    const valued = valueAccount(account, snapshot)
    if (!valued.ok) throw new Error(valued.refusal.reason)
    return model.assess(valued.value, snapshot)
  }
  const held = (contract: string, size: number) => madeAccount({ positions: [{ contract, size }] })

  test('behavior: every contract by itself, linear at the mark, inverse in coin at the index, and haircuts besides', () => {
    const account = madeAccount({
      collateral: [{ asset: 'BTC', amount: 1 }],
      positions: [
        { contract: 'BTC-PERP', size: -20 },
        { contract: 'BTC-60D', size: 1 },
        { contract: 'BTC-PERPETUAL', size: 180_000 },
        { contract: 'ETH-PERP', size: 100 },
      ],
    })
    const assessed = assess(account)
    expect(assessed.ok && assessed.value.parts).toEqual([
      { name: 'BTC-PERP', initial: 24_000, maintenance: expect.closeTo(5_000 + 200_000 * 0.01, 8) },
      { name: 'BTC-60D', initial: expect.closeTo(605, 9), maintenance: expect.closeTo(302.5, 9) },
      { name: 'BTC-PERPETUAL', initial: expect.closeTo((30 / 50) * 60_000, 6), maintenance: expect.closeTo((0.1 + 0.1) * 60_000, 6) },
      { name: 'ETH-PERP', initial: expect.closeTo(3_000, 9), maintenance: expect.closeTo(1_500, 9) },
      { name: 'collateral haircut', initial: 6_000, maintenance: 3_000 },
    ])
    expect(assessed).toMatchObject({
      value: { initialMargin: expect.closeTo(69_605, 6), maintenanceMargin: expect.closeTo(23_802.5, 6), scans: [] },
    })
  })

  test('behavior: a contract with a table of its own is not margined by its underlying, and one without any by the default', () => {
    const own = createTieredModel({ ...tieredTerms, linear: new Map([['BTC-PERP', tiersOf([[1e6, 0.5, 1]])]]) })
    expect(assess(held('BTC-PERP', 1), own)).toMatchObject({ value: { maintenanceMargin: 30_000 } })
    expect(assess(held('BTC-60D', 1), own)).toMatchObject({ value: { maintenanceMargin: expect.closeTo(500 + 35_500 * 0.05, 8) } })
  })

  test.each([
    ['contractNotCovered', 'BTC', 'spot', tieredTerms],
    ['contractNotCovered', 'BTC-10D-60000-C', 'option', tieredTerms],
    ['tiersMissing', 'BTC-PERPETUAL', 'inverse', { ...tieredTerms, inverse: new Map() }],
    ['tiersMissing', 'ETH-PERP', 'linear', { effectiveFrom: '', source: '', linear: new Map(), inverse: new Map() }],
    ['tiersMissing', 'ETH-PERP', 'linear', { ...tieredTerms, linear: new Map([['ETH', []]]) }],
  ])('table: %s for %s', (reason, subject, found, terms) => {
    expect(assess(held(subject, 1), createTieredModel(terms))).toEqual({
      ok: false,
      refusal: { account: 'fund-7', reason, subject, found },
    })
  })
})
