import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeModel, madeRates } from '../../../test/margin-model.ts'
import { inDays, madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { refuse } from '../../base/result.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { MarginModel } from '../margin-model.ts'
import { analyseAccount } from './analyse-account.ts'
import { assessAccount } from './assess-account.ts'
import { criticalPrices } from './critical-prices.ts'
import { marginCurve } from './margin-curve.ts'
import { nearestCrossings } from './nearest-crossings.ts'
import { positionEffects } from './position-effects.ts'

const snapshot = madeSnapshot()
const view = { snapshot, model: madeModel }
const held = (positions: MarginAccount['positions'], cash = 100_000): MarginAccount => madeAccount({ cash, positions })
const perpetual = (size: number, entryPrice = 60_000) => ({ contract: 'BTC-PERP', size, entryPrice })

describe('nearestCrossings', () => {
  test.each([
    ['a line', (x: number) => x - 0.8, [], { below: 0.8 }],
    ['a line the other way', (x: number) => 1.3 - x, [], { above: 1.3 }],
    ['one on either side', (x: number) => (x - 0.7) * (1.4 - x), [], { below: 0.7, above: 1.4 }],
    ['the nearest of several', (x: number) => (x - 0.7) * (x - 0.4) * (1.4 - x) * (1.6 - x), [], { below: 0.7, above: 1.4 }],
    ['out of the red', (x: number) => x - 1.2, [], { above: 1.2 }],
    ['on the line', (x: number) => x - 1, [], { below: 1 }],
    ['none', () => 1, [], {}],
    ['a jump', (x: number) => (x > 0.5 ? 1 : -1), [], { below: 0.5 }],
    ['as far as it goes', (x: number) => (x - 0.006) * (19 - x), [], { below: 0.006, above: 19 }],
    ['no further', (x: number) => (x - 0.004) * (21 - x), [], {}],
    ['a dip between two steps, at a place that is told', (x: number) => Math.abs(x - 1.3015) - 0.0004, [1.3015], { above: 1.3011 }],
  ])('table: %s', (_name, gap, alsoAt, expected) => {
    const found = nearestCrossings(gap, alsoAt)
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
    for (const [side, at] of Object.entries(expected)) expect(found[side as 'below']).toBeCloseTo(at, 12)
  })

  test('behavior: nothing is said beyond a place that is not known', () => {
    expect(nearestCrossings((x) => (x < 0.9 ? undefined : x - 0.8), [])).toEqual({})
    expect(nearestCrossings(() => undefined, [])).toEqual({})
  })

  test('property: of roots more than a step apart it finds the next on either side', () => {
    const root = fc.integer({ min: 20, max: 400 }).map((n) => n / 50 + 0.003)
    fc.assert(
      fc.property(fc.uniqueArray(root, { maxLength: 8 }), (roots) => {
        const found = nearestCrossings((x) => roots.reduce((product, at) => product * (x - at), 1), [])
        const below = Math.max(...roots.filter((at) => at < 1 && at > 0.5))
        const above = Math.min(...roots.filter((at) => at > 1))
        if (above <= 2) expect(found.above).toBeCloseTo(above, 9)
        if (below > 0.5) expect(found.below).toBeCloseTo(below, 9)
      }),
    )
  })
})

describe('criticalPrices', () => {
  const { maintenance } = madeRates

  test('property: the exact prices of a linear perpetual, long and short', () => {
    const size = fc.integer({ min: 500, max: 8_000 }).map((n) => n / 1_000)
    const entry = fc.integer({ min: 55_000, max: 65_000 })
    fc.assert(
      fc.property(size, entry, fc.boolean(), (amount, entryPrice, isLong) => {
        const signed = isLong ? amount : -amount
        const account = held([perpetual(signed, entryPrice)])
        const found = criticalPrices(account, { ...view, underlying: 'BTC' })
        // cash + size (price - entry) = maintenance |size| price
        const liquidation = (signed * entryPrice - 100_000) / (signed - maintenance * amount)
        const bankruptcy = entryPrice - 100_000 / signed
        const side = isLong ? 'below' : 'above'
        const inRange = (price: number): boolean => price > 0.005 * 60_000 && price < 20 * 60_000
        expect(found.indexPrice).toBe(60_000)
        if (inRange(liquidation)) expect(found.liquidation[side]).toBeCloseTo(liquidation, 6)
        else expect(found.liquidation).toEqual({})
        if (inRange(bankruptcy)) expect(found.bankruptcy[side]).toBeCloseTo(bankruptcy, 6)
        expect(found.liquidation[isLong ? 'above' : 'below']).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  test('behavior: an inverse perpetual, margined and owed in dollars', () => {
    // Its profit in dollars is linear in the price: contracts (price / entry - 1) of 10 dollars each.
    const account = held([{ contract: 'BTC-PERPETUAL', size: 6_000, entryPrice: 60_000 }], 12_000)
    const found = criticalPrices(account, { ...view, underlying: 'BTC' })
    expect(found.bankruptcy.below).toBeCloseTo(60_000 * (1 - 12_000 / 60_000), 6)
    expect(found.liquidation.below).toBeCloseTo(60_000 * (1 - (12_000 - 3_000) / 60_000), 6)
  })

  test('regression: a position without a price of entry was entered at the mark of now', () => {
    const without = held([{ contract: 'BTC-PERP', size: 2 }])
    for (const look of [
      (account: MarginAccount) => criticalPrices(account, { ...view, underlying: 'BTC' }),
      (account: MarginAccount) => marginCurve(account, view),
    ])
      expect(look(without)).toEqual(look(held([perpetual(2)])))
    expect(marginCurve(without, view)[0]?.figures?.equity).toBe(40_000)
  })

  test('behavior: a short straddle is liquidated on either side, a long one on neither', () => {
    const straddle = (size: number) => [
      { contract: 'BTC-10D-60000-C', size },
      { contract: 'BTC-10D-60000-P', size },
    ]
    const short = criticalPrices(held(straddle(-1), 20_000), { ...view, underlying: 'BTC' })
    expect(short.liquidation.below).toBeLessThan(60_000)
    expect(short.liquidation.above).toBeGreaterThan(60_000)
    expect(short.bankruptcy.below).toBeLessThan(short.liquidation.below ?? 0)
    expect(short.bankruptcy.above).toBeGreaterThan(short.liquidation.above ?? Infinity)
    const atPrice = (price: number): number => {
      const factor = price / 60_000
      const btc = snapshot.underlyings.get('BTC')
      if (btc === undefined) throw new Error('the made market has BTC')
      const expiries = new Map([...btc.expiries].map(([at, one]) => [at, { ...one, variableForward: one.variableForward * factor }]))
      const moved = { ...snapshot, underlyings: new Map([['BTC', { ...btc, indexPrice: price, expiries }]]) }
      const assessed = assessAccount(held(straddle(-1), 20_000), { snapshot: moved, model: madeModel })
      return assessed.ok ? assessed.value.equity - assessed.value.maintenanceMargin : NaN
    }
    expect(atPrice(short.liquidation.below ?? 0)).toBeCloseTo(0, 6)
    expect(atPrice(short.liquidation.above ?? 0)).toBeCloseTo(0, 6)
    expect(criticalPrices(held(straddle(1), 20_000), { ...view, underlying: 'BTC' }).bankruptcy).toEqual({})
  })

  test('behavior: other underlyings stay, collateral that follows moves', () => {
    const other = criticalPrices(held([perpetual(2)]), { ...view, underlying: 'ETH' })
    expect(other).toEqual({ underlying: 'ETH', indexPrice: 3_000, liquidation: {}, bankruptcy: {} })
    const coins = madeAccount({ cash: -30_000, collateral: [{ asset: 'BTC', amount: 1 }] })
    expect(criticalPrices(coins, { ...view, underlying: 'BTC' }).bankruptcy.below).toBeCloseTo(30_000, 6)
  })
})

describe('positionEffects', () => {
  test('default: what closing frees, and a share that adds up', () => {
    const account = held([perpetual(2, 55_000), { contract: 'ETH-PERP', size: -10 }])
    const [btc, eth] = positionEffects(account, view)
    expect(btc?.freedByClosing).toEqual({ initial: 12_000, maintenance: 6_000 })
    expect(eth?.freedByClosing?.initial).toBeCloseTo(3_000, 9)
    expect(btc?.marginal?.initial).toBeCloseTo(12_000, 5)
    expect(eth?.marginal?.maintenance).toBeCloseTo(1_500, 5)
  })

  test('behavior: closing the last position frees everything, also when nothing is left', () => {
    expect(positionEffects(held([perpetual(2)], 0), view)[0]?.freedByClosing).toEqual({ initial: 12_000, maintenance: 6_000 })
  })

  test('behavior: closing books the profit and leaves the funding owed, so that equity stays', () => {
    const seen: number[] = []
    const model: MarginModel = {
      ...madeModel,
      assess: (account, market) => {
        seen.push(account.equity)
        return madeModel.assess(account, market)
      },
    }
    const positions = [
      { ...perpetual(2, 55_000), unsettledFunding: -70 },
      { contract: 'BTC-10D-60000-C', size: -0.1 },
    ]
    positionEffects(held(positions), { snapshot, model })
    expect(seen).toHaveLength(1 + 3 * 2)
    for (const equity of seen) expect(equity).toBeCloseTo(seen[0] ?? NaN, 6)
  })

  test('behavior: what a model refuses is absent', () => {
    const refuses = { ...madeModel, assess: () => refuse({ account: 'fund-7', reason: 'depthMissing' } as const) }
    expect(positionEffects(held([perpetual(2)]), { snapshot, model: refuses })).toEqual([{ contract: 'BTC-PERP' }])
  })
})

describe('marginCurve', () => {
  test('default: from half to twice the price', () => {
    const curve = marginCurve(held([perpetual(2)]), view)
    expect([curve.length, curve[0]?.spotMove, curve[50]?.spotMove, curve.at(-1)?.spotMove]).toEqual([151, -0.5, 0, 1])
    expect(curve[0]?.figures).toEqual({ equity: 40_000, initialMargin: 6_000, maintenanceMargin: 3_000 })
    expect(curve.at(-1)?.figures?.equity).toBeCloseTo(220_000, 6)
  })

  test('behavior: one underlying alone, and gaps where the account is not known', () => {
    const account = held([perpetual(2), { contract: 'ETH-PERP', size: -10 }])
    expect(marginCurve(account, { ...view, underlying: 'ETH' })[0]?.figures?.initialMargin).toBeCloseTo(12_000 + 1_500, 6)
    expect(marginCurve(account, view)[0]?.figures?.initialMargin).toBeCloseTo(6_000 + 1_500, 6)
    expect(marginCurve(account, { ...view, snapshot: { ...snapshot, at: inDays(0), marks: new Map() } })[3]).toEqual({ spotMove: -0.47 })
  })
})

describe('analyseAccount', () => {
  test('default: figures, positions, effects, and prices of every underlying it is exposed to', () => {
    const account = madeAccount({
      collateral: [
        { asset: 'BTC', amount: 1 },
        { asset: 'USDC', amount: 5 },
      ],
      positions: [{ contract: 'ETH-PERP', size: 10 }],
      orders: [{ contract: 'BTC-PERP', side: 'buy', size: 1, price: 59_000 }],
    })
    const analysis = analyseAccount(account, view)
    expect(analysis.ok && analysis.value.prices.map(({ underlying }) => underlying)).toEqual(['BTC', 'ETH'])
    // The order buys one at 59,000 or at the mark of 60,000, whichever is worse for the account: a tenth of the coin it would hold.
    expect(analysis.ok && analysis.value.requirement.initialMargin).toBeCloseTo(3_000 + 6_000, 9)
    expect(analysis.ok && analysis.value.effects).toHaveLength(1)
    expect(analysis.ok && analysis.value.positions).toHaveLength(1)
  })

  test('error: the refusal of the account, or of the model', () => {
    expect(analyseAccount(held([{ contract: 'DOGE-PERP', size: 1 }]), view)).toMatchObject({ refusal: { reason: 'contractUnknown' } })
    const model = { ...madeModel, assess: () => refuse({ account: 'fund-7', reason: 'tiersMissing' } as const) }
    expect(analyseAccount(held([perpetual(1)]), { snapshot, model })).toMatchObject({ refusal: { reason: 'tiersMissing' } })
  })
})
