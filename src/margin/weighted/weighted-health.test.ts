import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WeightedAccount, WeightedPerpetual, WeightedToken } from './weighted-account.ts'
import { weightedHealth, weightedHealths } from './weighted-health.ts'

const token = (name: string, price: number, changes: Partial<WeightedToken> = {}): WeightedToken => ({
  name,
  balance: 0,
  prices: { mark: price, stable: price },
  initial: { asset: 0.5, liability: 1.5 },
  maintenance: { asset: 0.7, liability: 1.3 },
  ...changes,
})
const perpetual = (changes: Partial<WeightedPerpetual> = {}): WeightedPerpetual => ({
  settlesIn: 'USD',
  base: 0,
  quote: 0,
  bids: 0,
  asks: 0,
  prices: { mark: 5, stable: 5 },
  initial: { asset: 0.8, liability: 1.2 },
  maintenance: { asset: 0.9, liability: 1.1 },
  initialGainWeight: 0.95,
  maintenanceGainWeight: 1,
  ...changes,
})
const account = (changes: Partial<WeightedAccount> = {}): WeightedAccount => ({
  tokens: [usd(0)],
  perpetuals: [],
  spotOrders: [],
  ...changes,
})
const usd = (balance: number): WeightedToken =>
  token('USD', 1, { balance, initial: { asset: 0.8, liability: 1.2 }, maintenance: { asset: 0.9, liability: 1.1 } })

describe('tokens', () => {
  const healthsOf = (changes: Partial<WeightedToken>) => weightedHealths(account({ tokens: [token('SOL', 10, changes)] }))

  test('table: weights and prices by the question', () => {
    expect(weightedHealths(account())).toEqual({ initial: 0, liquidationEnd: 0, maintenance: 0 })
    expect(healthsOf({ balance: 2 })).toEqual({ initial: 10, liquidationEnd: 10, maintenance: 14 })
    expect(healthsOf({ balance: -2 })).toEqual({ initial: -30, liquidationEnd: -30, maintenance: -26 })
    const pumped = { mark: 10, stable: 4 }
    expect(healthsOf({ balance: 2, prices: pumped })).toEqual({ initial: 4, liquidationEnd: 10, maintenance: 14 })
    expect(healthsOf({ balance: -2, prices: pumped })).toEqual({ initial: -30, liquidationEnd: -30, maintenance: -26 })
    const crashed = { mark: 4, stable: 10 }
    expect(healthsOf({ balance: 2, prices: crashed })).toEqual({ initial: 4, liquidationEnd: 4, maintenance: expect.closeTo(5.6, 12) })
    expect(healthsOf({ balance: -2, prices: crashed })).toEqual({
      initial: -30,
      liquidationEnd: -12,
      maintenance: expect.closeTo(-10.4, 12),
    })
  })

  test.each([
    ['below the limit', 99, 0, 10],
    ['at it', 100, 0, 10],
    ['twice it', 200, 0, 5],
    ['twice it with what orders could add', 150, 50, 5],
  ])('table: deposits of everybody %s', (_name, total, potential, expected) => {
    const { initial, liquidationEnd } = healthsOf({ balance: 2, deposits: { total, potential, scaleFromQuote: 1_000 } })
    expect([initial, liquidationEnd]).toEqual([expected, 10])
  })

  test.each([
    ['below the limit', 99, -30],
    ['at it', 100, -30],
    ['twice it', 200, -60],
  ])('table: borrows of everybody %s', (_name, total, expected) => {
    const { initial, liquidationEnd } = healthsOf({ balance: -2, borrows: { total, scaleFromQuote: 1_000 } })
    expect([initial, liquidationEnd]).toEqual([expected, -30])
  })

  test('behavior: what everybody holds is measured at the higher of mark and stable price', () => {
    const prices = { mark: 5, stable: 10 }
    expect(healthsOf({ balance: 2, prices, deposits: { total: 200, potential: 0, scaleFromQuote: 1_000 } }).initial).toBe(2.5)
  })

  test('error: a limit of borrows of 0, and a token that is not listed', () => {
    expect(() => healthsOf({ balance: 1, borrows: { total: 1, scaleFromQuote: 0 } })).toThrow('scaleFromQuote')
    expect(() => weightedHealth(account({ perpetuals: [perpetual({ settlesIn: 'EUR' })] }), 'initial')).toThrow('EUR')
  })
})

describe('perpetuals', () => {
  test.each([
    ['a long', { base: 30, quote: -100 }, 0.8 * 0.95 * (-100 + 30 * 5 * 0.8)],
    ['a short', { base: -10, quote: 100 }, 0.8 * 0.95 * (100 - 10 * 5 * 1.2)],
    ['a loss, which counts in full', { base: -30, quote: 100 }, 1.2 * (100 - 30 * 5 * 1.2)],
    ['bids that make a long longer', { base: 30, quote: 0, bids: 20, asks: 5 }, 0.8 * 0.95 * (50 * 5 * 0.8 - 20 * 5)],
    ['asks that make a short shorter', { base: -30, quote: 500, bids: 20, asks: 5 }, 0.8 * 0.95 * (500 - 35 * 5 * 1.2 + 5 * 5)],
    ['asks that turn a long round', { base: 10, quote: 100, bids: 0, asks: 30 }, 0.8 * 0.95 * (100 - 20 * 5 * 1.2 + 30 * 5)],
  ])('table: %s', (_name, changes, expected) => {
    expect(weightedHealth(account({ perpetuals: [perpetual(changes)] }), 'initial')).toBeCloseTo(expected, 10)
  })

  test('behavior: a result is netted with the token it settles in before it is weighted', () => {
    const netted = account({ tokens: [usd(-100)], perpetuals: [perpetual({ base: 10, quote: 150 })] })
    expect(weightedHealth(netted, 'initial')).toBeCloseTo(0.8 * (0.95 * (150 + 40) - 100), 10)
  })
})

describe('resting spot orders', () => {
  const sol = (balance: number): WeightedToken => token('SOL', 5, { balance })
  const orders = (changes: object) => [{ base: 'SOL', quote: 'USD', reservedBase: 0, reservedQuote: 0, ...changes }]
  const healthOf = (balances: readonly [number, number], changes: object): number =>
    weightedHealth(account({ tokens: [usd(balances[0]), sol(balances[1])], spotOrders: orders(changes) }), 'initial')

  test.each([
    ['nothing', [0, 0], {}, 0],
    ['an ask becomes quote, or comes back: the worse', [0, 0], { reservedBase: 10 }, Math.min(10 * 5 * 0.5, 50 * 0.8)],
    ['a bid likewise', [0, 0], { reservedQuote: 50 }, Math.min(50 * 0.8, 10 * 5 * 0.5)],
    ['what pays a debt counts for more', [-100, 0], { reservedBase: 10 }, -120 + Math.min(25, 60)],
    ['a debt in both', [-100, -100], { reservedBase: 10 }, -120 - 750 + Math.min(75, 60)],
    ['crossing zero', [-10, -100], { reservedBase: 10 }, -12 - 750 + (10 * 1.2 + 40 * 0.8)],
    ['an ask below the price brings no more than it asks', [-100, -100], { reservedBase: 10, lowestAsk: 3 }, -870 + 30 * 1.2],
    ['an ask above it brings no more than the price', [-100, -100], { reservedBase: 10, lowestAsk: 6 }, -870 + 50 * 1.2],
    ['a bid above the price brings less base', [-500, -100], { reservedQuote: 50, highestBid: 10 }, -600 - 750 + 5 * 5 * 1.5],
    ['a bid below it brings no more base than the price', [-500, 0], { reservedQuote: 50, highestBid: 2 }, -600 + 50 * 0.5],
    ['a bid below it that pays a debt', [-500, -100], { reservedQuote: 50, highestBid: 2 }, -600 - 750 + 60],
  ] as const)('table: %s', (_name, balances, changes, expected) => {
    expect(healthOf(balances, changes)).toBeCloseTo(expected, 10)
  })

  test('behavior: for new risk the held back is counted at the worse of mark and stable price', () => {
    const pumped = token('SOL', 5, { balance: -100, prices: { mark: 10, stable: 5 } })
    const held = account({ tokens: [usd(-100), pumped], spotOrders: orders({ reservedBase: 10 }) })
    expect(weightedHealth(held, 'initial')).toBeCloseTo(-120 - 100 * 10 * 1.5 + 50 * 1.2, 10)
    expect(weightedHealth(held, 'maintenance')).toBeCloseTo(-110 - 100 * 10 * 1.3 + 100 * 1.1, 10)
  })
})

const amount = fc.integer({ min: -2_000, max: 2_000 }).map((tenths) => tenths / 10)
const positive = fc.integer({ min: 0, max: 500 }).map((tenths) => tenths / 10)
const price = fc.integer({ min: 1, max: 200 }).map((tenths) => tenths / 10)
const weights = fc.record({
  asset: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
  liability: fc.integer({ min: 100, max: 200 }).map((n) => n / 100),
})
const anyToken = (name: string) =>
  fc.record({
    name: fc.constant(name),
    balance: amount,
    prices: fc.record({ mark: price, stable: price }),
    initial: weights,
    maintenance: weights,
    deposits: fc.record({ total: positive, potential: positive, scaleFromQuote: price }),
    borrows: fc.record({ total: positive, scaleFromQuote: price }),
  })
const anyPerpetual = fc.record({
  settlesIn: fc.constantFrom('A', 'B'),
  base: amount,
  quote: amount,
  bids: positive,
  asks: positive,
  prices: fc.record({ mark: price, stable: price }),
  initial: weights,
  maintenance: weights,
  initialGainWeight: fc.integer({ min: 0, max: 10 }).map((n) => n / 10),
  maintenanceGainWeight: fc.integer({ min: 0, max: 10 }).map((n) => n / 10),
})
const anyOrders = fc.record({ base: fc.constantFrom('B', 'C'), quote: fc.constant('A'), reservedBase: positive, reservedQuote: positive })
const anyAccount = fc.record({
  tokens: fc.tuple(anyToken('A'), anyToken('B'), anyToken('C')),
  perpetuals: fc.array(anyPerpetual, { maxLength: 3 }),
  spotOrders: fc.array(anyOrders, { maxLength: 3 }),
})

describe('laws', () => {
  test('property: initial is at most liquidation end, that at most maintenance, whatever the weights', () => {
    fc.assert(
      fc.property(anyAccount, (any) => {
        const { initial, liquidationEnd, maintenance } = weightedHealths(any)
        expect(initial).toBeLessThanOrEqual(liquidationEnd)
        expect(liquidationEnd).toBeLessThanOrEqual(maintenance)
        expect(maintenance).toBe(weightedHealth(any, 'maintenance'))
      }),
    )
  })

  test('property: twice of everything is twice the health, and the order of the lists is nothing', () => {
    fc.assert(
      fc.property(anyAccount, (any) => {
        const twice: WeightedAccount = {
          tokens: any.tokens.map((one) => ({ ...one, balance: 2 * one.balance })),
          perpetuals: any.perpetuals.map((one) => ({
            ...one,
            base: 2 * one.base,
            quote: 2 * one.quote,
            bids: 2 * one.bids,
            asks: 2 * one.asks,
          })),
          spotOrders: any.spotOrders.map((one) => ({ ...one, reservedBase: 2 * one.reservedBase, reservedQuote: 2 * one.reservedQuote })),
        }
        const turned: WeightedAccount = {
          tokens: any.tokens.toReversed(),
          perpetuals: any.perpetuals.toReversed(),
          spotOrders: any.spotOrders.toReversed(),
        }
        const plain = weightedHealth(any, 'initial')
        expect(weightedHealth(twice, 'initial')).toBeCloseTo(2 * plain, 6)
        expect(weightedHealth(turned, 'initial')).toBeCloseTo(plain, 6)
      }),
    )
  })

  test('property: resting orders of perpetuals never help', () => {
    fc.assert(
      fc.property(anyAccount, (any) => {
        const without = { ...any, spotOrders: [], perpetuals: any.perpetuals.map((one) => ({ ...one, bids: 0, asks: 0 })) }
        const withOrders = { ...any, spotOrders: [] }
        // The weights are drawn at or below 1 for assets and at or above for liabilities.
        expect(weightedHealth(withOrders, 'maintenance')).toBeLessThanOrEqual(weightedHealth(without, 'maintenance') + 1e-9)
      }),
    )
  })
})
