import { describe, expect, it } from 'vitest'
import {
  bankruptcyQuote,
  isAllowedChange,
  offsetAccounts,
  offsetPositions,
  standingOf,
  type Offset,
  type OffsetAccount,
} from './offset-account.ts'

const markets = new Map([
  ['BTC', { price: 50_000, initialFraction: 0.2, maintenanceFraction: 0.1 }],
  ['ETH', { price: 3_000, initialFraction: 0.2, maintenanceFraction: 0.1 }],
])
const account = (quote: number, btc: number, eth = 0): OffsetAccount => ({
  quote,
  sizes: new Map([
    ['BTC', btc],
    ['ETH', eth],
  ]),
})
const offset = (change: Partial<Offset>): Offset => ({
  closed: account(54_999, -1),
  offsetting: account(50_000, 1),
  market: 'BTC',
  delta: 1,
  markets,
  at: 'bankruptcy',
  ...change,
})

describe('offsetPositions', () => {
  it('table: a long is closed as a short is, with signs the other way', () => {
    const done = offsetPositions(offset({ closed: account(-45_001, 1), offsetting: account(100_000, -1), delta: -1 }))
    expect(done.ok && done.value.closed.quote).toBeCloseTo(0, 9)
    expect(done.ok && done.value.quotePaid).toBeCloseTo(-45_001, 9)
    expect(done.ok && done.value.offsetting.quote).toBeCloseTo(54_999, 9)
  })

  it('table: sizes that do not go towards zero are refused', () => {
    for (const change of [{ delta: 0 }, { delta: -1 }, { delta: 1.1 }, { offsetting: account(0, -1) }, { offsetting: account(0, 0.9) }]) {
      expect(offsetPositions(offset(change))).toEqual({ ok: false, refusal: 'sizeDelta' })
    }
  })

  it('table: an account that owes may not leave the other worse than nothing, to the unit', () => {
    const of = (quote: number): boolean => offsetPositions(offset({ closed: account(50_000, -1), offsetting: account(quote, 1) })).ok
    expect([-50_001, -50_000, -49_999].map(of)).toEqual([false, true, true])
  })

  it('table: at the oracle price nobody below zero is closed', () => {
    const of = (quote: number): unknown => {
      const done = offsetPositions(offset({ closed: account(quote, -1), at: 'oracle' }))
      return done.ok ? done.value.quotePaid : done.refusal
    }
    expect([49_999, 50_000, 100_000].map(of)).toEqual(['wouldEndNegative', 50_000, 50_000])
  })

  it('behavior: a position of several pays its part of the value, by maintenance margin', () => {
    expect(bankruptcyQuote(account(80_800, -1, -10), { market: 'BTC', delta: 1, markets })).toBe(-50_500)
    expect(bankruptcyQuote({ quote: 5, sizes: new Map() }, { market: 'BTC', delta: 1, markets })).toBe(-50_000)
  })
})

describe('accounts of several positions', () => {
  const unlike = new Map([
    ['BTC', { price: 50_000, initialFraction: 0.25, maintenanceFraction: 0.125 }],
    ['ETH', { price: 2_000, initialFraction: 0.5, maintenanceFraction: 0.0625 }],
  ])

  it('table: value counts sizes with their signs, margin without, and a market that is not listed not at all', () => {
    const sizes = new Map([
      ['BTC', -1],
      ['ETH', 10],
      ['SOL', 5],
    ])
    expect(standingOf({ quote: 1_000, sizes }, unlike)).toEqual({ value: -29_000, initialMargin: 22_500, maintenanceMargin: 7_500 })
    expect(standingOf({ quote: 1_000, sizes: new Map() }, unlike)).toEqual({ value: 1_000, initialMargin: 0, maintenanceMargin: 0 })
  })

  it('table: a close frees the value that its own maintenance margin is of all', () => {
    // Worth 1,500 of which BTC, with 6,250 of 7,500 of margin, has 1,250.
    const short = account(71_500, -1, -10)
    const quote = (market: string, delta: number): number => bankruptcyQuote(short, { market, delta, markets: unlike })
    expect(quote('BTC', 1)).toBe(-51_250)
    expect(quote('BTC', 0.5)).toBe(-25_625)
    expect(quote('ETH', 10)).toBe(-20_250)
    const long = account(-68_500, 1, 10)
    expect(bankruptcyQuote(long, { market: 'BTC', delta: -1, markets: unlike })).toBe(48_750)
  })

  it('behavior: the two accounts change by the same size and the same money, in opposite directions', () => {
    const done = offsetPositions(offset({ closed: account(71_500, -1, -10), offsetting: account(0, 2, 3), delta: 0.5, markets: unlike }))
    expect(done).toEqual({
      ok: true,
      value: { closed: account(45_875, -0.5, -10), offsetting: account(25_625, 1.5, 3), quotePaid: 25_625 },
    })
  })
})

it('table: a change is allowed to initial margin, or to no more risk than before', () => {
  const before = { value: 10, initialMargin: 200, maintenanceMargin: 100 }
  expect(isAllowedChange(before, { value: 200, initialMargin: 200, maintenanceMargin: 150 })).toBe(true)
  expect(isAllowedChange(before, { value: 199, initialMargin: 200, maintenanceMargin: 101 })).toBe(false)
  expect(isAllowedChange(before, { value: 5, initialMargin: 100, maintenanceMargin: 50 })).toBe(true)
  expect(isAllowedChange(before, { value: 4.9, initialMargin: 100, maintenanceMargin: 50 })).toBe(false)
  expect(isAllowedChange(before, { value: -1, initialMargin: 0, maintenanceMargin: 0 })).toBe(false)
  const owing = { value: -5, initialMargin: 0, maintenanceMargin: 0 }
  expect(isAllowedChange(owing, { ...owing, value: -4 })).toBe(true)
  expect(isAllowedChange(owing, owing)).toBe(false)
})

it('behavior: accounts are asked in order, those who cannot take it passed over, and no more than told', () => {
  const order = [account(0, -1), account(50_000, 0.25), account(-50_001, 1), account(50_000, 5)]
  const { at, closed, delta, market } = offset({ closed: account(49_999, -1) })
  const first = offsetAccounts({ at, closed, delta, market, markets }, order, 4)
  expect(first.fills.map(({ account: index, size }) => [index, size])).toEqual([
    [1, 0.25],
    [3, 0.75],
  ])
  expect(first.remaining).toBe(0)
  expect(first.closed.quote).toBeCloseTo(0, 9)
  expect(offsetAccounts({ at, closed, delta, market, markets }, order, 3).remaining).toBe(0.75)
})
