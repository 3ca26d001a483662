import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { closeOutBook, costOfClosing } from './close-out-book.ts'
import { closeOutCharges, withLiquidityCoverage } from './liquidity-coverage.ts'
import { liquidityCoverageTerms } from './liquidity-coverage-terms.ts'
import { linkedSizesOf, type LinkedSizes } from './linked-sizes.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { DepthLevel, MarketSnapshot, UnderlyingMarket } from '../market-snapshot.ts'
import { tieredHouseModel } from '../models/tiered.ts'
import { valueAccount } from '../account/value-account.ts'
import type { ValuedAccount } from '../account/valued-account.ts'

const levels = (...rows: readonly (readonly [price: number, size: number, persistence?: number])[]): readonly DepthLevel[] =>
  rows.map(([price, size, persistence = 1]) => ({ price, size, persistence }))
const book = {
  bids: levels([59_990, 10], [59_900, 40, 0.5], [59_000, 200, 0.25]),
  asks: levels([60_010, 10], [60_100, 40, 0.5], [61_000, 200, 0.25]),
}
/** Ten and twenty and fifty units last: 80. Forever the same returns: 3 % a day. */
const returns = Array.from({ length: 100 }, (_, day) => (day % 2 === 0 ? 0.03 : -0.03))
const terms = { ...liquidityCoverageTerms, participation: 0.1, replenishmentsPerDay: 5, coveredDays: 1, deviations: 2, impact: 1 }

function snapshotWith(changes: Partial<UnderlyingMarket> = {}): MarketSnapshot {
  const snapshot = madeSnapshot()
  const btc = { ...snapshot.underlyings.get('BTC')!, dailyReturns: returns, depth: book, ...changes }
  return { ...snapshot, underlyings: new Map([...snapshot.underlyings, ['BTC', btc]]) }
}

function valued(account: MarginAccount, snapshot = snapshotWith()): ValuedAccount {
  const result = valueAccount(account, snapshot)
  if (!result.ok) throw new Error(result.refusal.reason)
  return result.value
}

const held = (size: number, changes: Partial<MarginAccount> = {}): ValuedAccount =>
  valued(madeAccount({ positions: [{ contract: 'BTC-PERP', size }], ...changes }))
const alone: LinkedSizes = new Map()
const totalOf = (account: ValuedAccount, linked = alone, snapshot = snapshotWith()): number => {
  const charges = closeOutCharges(account, { snapshot, linked }, terms)
  if (!charges.ok) throw new Error(charges.refusal.reason)
  return charges.value.reduce((sum, { horizonCharge, closingCost }) => sum + horizonCharge + closingCost, 0)
}
const chargeOf = (size: number, snapshot = snapshotWith()) => {
  const charges = closeOutCharges(held(size), { snapshot, linked: alone }, terms)
  return charges.ok ? charges.value[0] : undefined
}

describe('the horizon', () => {
  // 0.1 of 5 times 80 a day.
  const capacity = 40

  test.each([
    ['below the covered day', 39, 0],
    ['at it', 40, 0],
    ['just above it', 40.001, 2 * 0.03 * 60_000 * 40.001 * (Math.sqrt(1.000_025) - 1)],
    ['two days of depth', 80, 2 * 0.03 * 60_000 * 80 * (Math.SQRT2 - 1)],
    ['four days, short', -160, 2 * 0.03 * 60_000 * 160],
  ])('table: %s', (_where, size, charge) => {
    const found = chargeOf(size)
    expect(found?.horizonDays).toBeCloseTo(Math.abs(size) / capacity, 12)
    expect(found?.horizonCharge).toBeCloseTo(charge, 6)
  })

  test('table: the volume counts where it is known and less than what the book brings back', () => {
    expect(chargeOf(80, snapshotWith({ dailyVolume: 399 }))?.horizonDays).toBeCloseTo(80 / 39.9, 12)
    expect(chargeOf(80, snapshotWith({ dailyVolume: 400 }))?.horizonDays).toBeCloseTo(2, 12)
    expect(chargeOf(80, snapshotWith({ dailyVolume: 401 }))?.horizonDays).toBeCloseTo(2, 12)
    expect(chargeOf(80, snapshotWith({ dailyVolume: 0 }))?.horizonDays).toBeCloseTo(2, 12)
  })
})

describe('the cost of closing', () => {
  const bids = closeOutBook(snapshotWith().underlyings.get('BTC')!, 'long')
  const cost = (units: number, coefficient = 0): number => (bids.ok ? costOfClosing(bids.value, units, coefficient) : NaN)

  test.each([
    ['nothing', 0, 0],
    ['half of the best level', 5, 5 * 10],
    ['the best level', 10, 10 * 10],
    ['half of what lasts of the next', 20, 20 * 10 + 10 * 90],
    ['all that lasts', 80, 80 * 10 + 20 * 90 + 50 * 990],
  ])('table: %s', (_what, units, expected) => {
    expect(cost(units)).toBeCloseTo(expected, 8)
  })

  test('behavior: beyond the visible book the price gives way by a square root that goes on from where the book ends', () => {
    const [end, more] = [cost(80), cost(80.001)]
    expect((more - end) / 0.001).toBeCloseTo(10 + 990, 1)
    // The law alone, where it is steeper: 2/3 of coefficient times the root of the units, each unit.
    const law = (units: number): number => (2 / 3) * 200 * units ** 1.5
    expect(cost(320, 200) - cost(80, 200)).toBeCloseTo(240 * 10 + law(320) - law(80), 6)
  })

  test('behavior: a long is sold into the bids, a short bought back from the asks', () => {
    const lopsided = snapshotWith({ depth: { ...book, asks: levels([60_010, 1_000]) } })
    expect([chargeOf(80, lopsided)?.horizonDays, chargeOf(-80, lopsided)?.horizonDays]).toEqual([2, 80 / 500])
    expect(chargeOf(80, lopsided)?.closingCost).toBeCloseTo(80 * 10 + 20 * 90 + 50 * 990, 8)
    expect(chargeOf(-80, lopsided)?.closingCost).toBeCloseTo(80 * 10, 8)
  })

  test('table: a book that is none', () => {
    const refused = (depth: UnderlyingMarket['depth']) => {
      const found = closeOutBook({ ...snapshotWith().underlyings.get('BTC')!, depth: depth! }, 'short')
      return found.ok ? undefined : found.refusal
    }
    expect(closeOutBook(madeSnapshot().underlyings.get('BTC')!, 'long')).toEqual({ ok: false, refusal: 'no book' })
    expect(refused({ ...book, bids: [] })).toBe('no lasting bid')
    expect(refused({ ...book, asks: levels([60_010, 10, 0]) })).toBe('no lasting ask')
    expect(refused({ ...book, asks: levels([60_010, 1], [60_010, 1]) })).toBe('ask 1 is no level')
    expect(refused({ ...book, bids: levels([59_000, 1], [59_500, 1]) })).toBe('bid 1 is no level')
    expect(refused({ ...book, bids: levels([59_000, 1, 1.01]) })).toBe('bid 0 is no level')
    expect(refused({ ...book, bids: levels([59_000, -1]) })).toBe('bid 0 is no level')
    expect(refused({ ...book, bids: levels([59_000, NaN]) })).toBe('bid 0 is no level')
  })
})

describe('laws', () => {
  const thousandths = fc.integer({ min: 1, max: 500_000 }).map((count) => count / 1_000)

  test('property: the charge grows with the size, and faster than it', () => {
    fc.assert(
      fc.property(thousandths, fc.integer({ min: 1_001, max: 9_000 }), fc.boolean(), (units, factor, isShort) => {
        const sign = isShort ? -1 : 1
        const more = Math.round(units * factor) / 1_000
        const [small, large] = [totalOf(held(sign * units)), totalOf(held(sign * more))]
        expect(large).toBeGreaterThanOrEqual(small)
        expect(large / more).toBeGreaterThanOrEqual((small / units) * (1 - 1e-12))
      }),
    )
  })

  test('property: splitting a position over linked accounts never lowers the total', () => {
    const splits = fc.array(fc.integer({ min: -300_000, max: 300_000 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(
        fc.integer({ min: -300_000, max: 300_000 }),
        splits,
        fc.integer({ min: -300_000, max: 300_000 }),
        (whole, cuts, other) => {
          const owned = (sizes: readonly number[]): readonly ValuedAccount[] =>
            sizes.filter((size) => size !== 0).map((size, i) => held(size / 1_000, { id: `a${i}`, owner: 'fund' }))
          const chargedTogether = (sizes: readonly number[]): number => {
            const accounts = owned(sizes)
            const linked = linkedSizesOf(accounts)
            return accounts.reduce((sum, account) => sum + totalOf(account, linked), 0)
          }
          const rest = whole - cuts.reduce((sum, cut) => sum + cut, 0)
          const before = chargedTogether([whole, other])
          expect(chargedTogether([...cuts, rest, other])).toBeGreaterThanOrEqual(before * (1 - 1e-9) - 1e-6)
        },
      ),
    )
  })

  test('behavior: two linked accounts are charged what one would be, by their shares; strangers are not linked', () => {
    const one = totalOf(held(160))
    const [first, second] = [held(120, { id: 'a', owner: 'fund' }), held(40, { id: 'b', owner: 'fund' })]
    const linked = linkedSizesOf([first, second, held(1_000, { id: 'c', owner: 'other' }), held(1_000, { id: 'd' })])
    expect(totalOf(first, linked)).toBeCloseTo(one * 0.75, 6)
    expect(totalOf(second, linked)).toBeCloseTo(one * 0.25, 6)
    expect(totalOf(held(160, { owner: 'nobody' }), linked)).toBeCloseTo(one, 6)
  })

  test('behavior: an account that the sums do not hold yet counts as itself', () => {
    expect(totalOf(held(160, { owner: 'fund' }), new Map([['fund', new Map([['BTC', { long: 0, short: 500 }]])]]))).toBe(totalOf(held(160)))
  })

  test('behavior: options count by their delta, inverse contracts by their coins, and a hedged account has nothing to close', () => {
    const positions = (...list: readonly (readonly [string, number])[]) =>
      madeAccount({ positions: list.map(([contract, size]) => ({ contract, size })) })
    const only = (account: MarginAccount) => {
      const charges = closeOutCharges(valued(account), { snapshot: snapshotWith(), linked: alone }, terms)
      return charges.ok ? charges.value : []
    }
    expect(only(positions(['BTC-PERPETUAL', -60_000]))[0]).toMatchObject({ direction: 'short', units: 10 })
    // Delta of a 10 day call at the money and 60 % volatility: N(d1), forward 60,100.
    expect(only(positions(['BTC-10D-60000-C', 100]))[0]?.units).toBeCloseTo(52.65, 1)
    expect(only(positions(['BTC-10D-60000-P', 100]))[0]).toMatchObject({ direction: 'short' })
    expect(only(positions(['BTC-PERP', 10], ['BTC-60D', -10]))).toEqual([])
  })
})

describe('the wrapper', () => {
  test('behavior: its two parts are added to initial and maintenance margin alike', () => {
    const account = held(160)
    const plain = tieredHouseModel.assess(account, snapshotWith())
    const covered = withLiquidityCoverage(tieredHouseModel, alone, terms).assess(account, snapshotWith())
    const added = totalOf(account)
    expect(covered.ok && plain.ok && covered.value.initialMargin - plain.value.initialMargin).toBeCloseTo(added, 4)
    expect(covered.ok && plain.ok && covered.value.maintenanceMargin - plain.value.maintenanceMargin).toBeCloseTo(added, 4)
    expect(covered.ok && covered.value.parts.slice(-2).map(({ name }) => name)).toEqual(['liquidity horizon', 'closing cost'])
    expect(covered.ok && covered.value.parts.reduce((sum, { initial }) => sum + initial, 0)).toBeCloseTo(
      covered.ok ? covered.value.initialMargin : NaN,
      6,
    )
  })

  test('behavior: without a position nothing is added, and nothing need be known of the book', () => {
    const account = valued(madeAccount())
    const covered = withLiquidityCoverage(tieredHouseModel, alone).assess(account, madeSnapshot())
    expect(covered).toMatchObject({ ok: true, value: { initialMargin: 0, parts: [] } })
  })

  test.each([
    ['depthMissing', 'no book', madeSnapshot()],
    ['depthMissing', 'no lasting bid', snapshotWith({ depth: { ...book, bids: [] } })],
    ['historyMissing', '0', snapshotWith({ dailyVolatility: 0 })],
    ['historyTooShort', '0 daily returns', snapshotWith({ dailyReturns: [] })],
    ['historyMissing', 'returns of zero', snapshotWith({ dailyReturns: [0, 0] })],
    ['historyMissing', 'a return that is not finite', snapshotWith({ dailyReturns: [0.1, NaN] })],
  ])('table: %s, %s', (reason, found, snapshot) => {
    const refused = withLiquidityCoverage(tieredHouseModel, alone).assess(
      valued(madeAccount({ positions: [{ contract: 'BTC-PERP', size: 1 }] })),
      snapshot,
    )
    expect(refused).toEqual({ ok: false, refusal: { account: 'fund-7', reason, subject: 'BTC', found } })
  })

  // The returns are 3 % a day. Columns: what is stated beside them or instead of them, the volatility it comes to.
  test.each([
    [{ dailyVolatility: 0.02 }, 0.03],
    [{ dailyVolatility: 0.06 }, 0.06],
  ])('table: %j charges for a volatility of %d', (stated, volatility) => {
    const chargeOf = (snapshot: MarketSnapshot): number => totalOf(held(100), alone, snapshot)
    const [none, { dailyReturns: _returns, ...btc }] = [snapshotWith(), snapshotWith().underlyings.get('BTC')!]
    const only = (daily: number): MarketSnapshot => ({ ...none, underlyings: new Map([['BTC', { ...btc, dailyVolatility: daily }]]) })
    expect(chargeOf(snapshotWith(stated))).toBeCloseTo(chargeOf(only(volatility)), 6)
    expect(chargeOf(only(0.06))).toBeGreaterThan(chargeOf(only(0.03)))
  })

  test('error: the refusal of the model comes first', () => {
    const account = valued(madeAccount({ positions: [{ contract: 'BTC', size: 1 }] }), madeSnapshot())
    expect(withLiquidityCoverage(tieredHouseModel, alone).assess(account, madeSnapshot())).toMatchObject({
      refusal: { reason: 'contractNotCovered' },
    })
  })
})
