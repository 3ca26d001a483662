import { expect, test } from 'vitest'
import { black76Price } from '../../pricing/black-76.ts'
import type { DeriveExpiry, DeriveOption, DerivePortfolio } from './derive-portfolio.ts'
import { srmExpiryMargin, srmMargin } from './derive-srm.ts'
import { srmTerms } from './derive-srm-terms.ts'

const option = (kind: 'call' | 'put', strike: number, size: number, confidence = 1): DeriveOption => ({
  id: `${strike}-${kind}`,
  kind,
  strike,
  size,
  volatility: 0.5,
  confidence,
})
const expiryOf = (...options: DeriveOption[]): DeriveExpiry => ({
  secondsToExpiry: 31_536_000 / 4,
  variableForward: 1010,
  fixedForward: 0,
  rate: 0,
  confidence: 1,
  options,
})
const empty: DerivePortfolio = {
  spotPrice: 1000,
  spotConfidence: 1,
  stablePrice: 1,
  cash: 0,
  perpetuals: [],
  expiries: [],
  collateral: [],
}
const worth = (kind: 'call' | 'put', strike: number): number =>
  black76Price({ kind, forward: 1010, strike, timeYears: 0.25, volatility: 0.5 })
const marginOf = (...options: DeriveOption[]) => srmExpiryMargin(expiryOf(...options), 1000, srmTerms.option)
const partOf = (portfolio: DerivePortfolio, name: string) => srmMargin(portfolio, srmTerms).parts.find((part) => part.name === name)

test.each([
  ['a call at the money', 'call', 1000, 0.15, 0.09],
  ['a call in the money', 'call', 900, 0.15, 0.09],
  ['a call 1 % out of the money', 'call', 1010, 0.14, 0.09],
  ['a call 2 % out, where the least begins', 'call', 1020, 0.13, 0.09],
  ['a call further out', 'call', 1100, 0.13, 0.09],
  ['a put at the money', 'put', 1000, 0.15, 0.09],
  ['a put 1 % out of the money', 'put', 990, 0.14, 0.09],
] as const)('table: %s', (_name, kind, strike, initial, maintenance) => {
  const margin = marginOf(option(kind, strike, -2))
  expect(margin.isolated.initial).toBeCloseTo(-2 * (initial * 1000 + worth(kind, strike)), 9)
  expect(margin.isolated.maintenance).toBeCloseTo(-2 * (maintenance * 1000 + worth(kind, strike)), 9)
})

test('table: a put worth more than spot is held to a share of its worth, and initial margin to more than that', () => {
  const margin = marginOf(option('put', 9000, -1))
  expect(margin.isolated.maintenance).toBeCloseTo(-1.09 * worth('put', 9000), 9)
  expect(margin.isolated.initial).toBeCloseTo(-1.05 * 1.09 * worth('put', 9000), 9)
})

test.each([
  ['a long alone asks for nothing', [option('call', 1000, 2)], 0, 0],
  ['a call spread the most it can lose', [option('call', 1000, -1), option('call', 1050, 1)], -50, -50],
  ['a put spread too', [option('put', 1000, -1), option('put', 980, 1)], -20, -20],
  ['an unpaired call a multiple of the forward', [option('call', 1000, -2), option('call', 1001, 1)], -2 - 1.2 * 1010, -2 - 1.1 * 1010],
  [
    'a box that can only gain lends nothing',
    [option('put', 1000, 1), option('put', 900, -1), option('call', 900, 1), option('call', 1000, -1)],
    0,
    0,
  ],
  ['a put a loss at a settlement of 0', [option('put', 100, -1)], -100, -100],
])('table: the most an expiry can lose, %s', (_name, options, initial, maintenance) => {
  const { bounded } = marginOf(...options)
  expect(bounded.initial).toBeCloseTo(initial, 9)
  expect(bounded.maintenance).toBeCloseTo(maintenance, 9)
})

test('behavior: an expiry asks for the milder of the two, and expiries do not stand against each other', () => {
  const spread = marginOf(option('call', 1000, -1), option('call', 1050, 1))
  expect(spread.initial).toBe(spread.bounded.initial)
  const naked = marginOf(option('call', 1000, -1))
  expect(naked.initial).toBe(naked.isolated.initial)
  const apart = { ...empty, expiries: [expiryOf(option('call', 1000, -1)), { ...expiryOf(option('call', 1050, 1)), secondsToExpiry: 9e6 }] }
  expect(srmMargin(apart, srmTerms).initialBalance).toBeCloseTo(naked.initial, 9)
})

test('behavior: perpetuals are asked a share of their own notional, and what is unrealised counts', () => {
  const perpetuals = [{ id: 'perp', size: -3, price: 1020, confidence: 1, value: 40 }]
  const margin = srmMargin({ ...empty, cash: 10, perpetuals }, srmTerms)
  expect(margin.initialBalance).toBeCloseTo(50 - 306, 9)
  expect(margin.maintenanceBalance).toBeCloseTo(50 - 0.065 * 3060, 9)
})

test('behavior: collateral counts in dollars less its haircut', () => {
  const collateral = [{ id: 'BTC', value: 500, confidence: 1, follows: true, initialHaircut: 0.3, maintenanceHaircut: 0.2 }]
  expect(srmMargin({ ...empty, collateral }, srmTerms)).toMatchObject({ initialBalance: 350, maintenanceBalance: 400 })
  expect(srmMargin({ ...empty, stablePrice: 0.9, collateral }, srmTerms).maintenanceBalance).toBeCloseTo(0.9 * 400, 9)
  const owed = [{ ...collateral[0], id: 'BTC', value: -500, confidence: 1, follows: true, initialHaircut: 0, maintenanceHaircut: 0 }]
  expect(srmMargin({ ...empty, stablePrice: 0.9, collateral: owed }, srmTerms).maintenanceBalance).toBe(-500)
})

test('table: shorts and perpetuals pay for a lost peg, longs do not', () => {
  const perpetuals = [{ id: 'perp', size: 2, price: 1000, confidence: 1, value: 0 }]
  const held = { ...empty, perpetuals, expiries: [expiryOf(option('call', 1000, -3), option('put', 900, 5))] }
  expect(partOf({ ...held, stablePrice: 0.99 }, 'depeg')?.initial).toBe(0)
  expect(partOf({ ...held, stablePrice: 0.98 }, 'depeg')?.initial).toBeCloseTo(5 * 0.01 * 2 * 1000, 9)
})

test('table: doubt is charged on shorts, perpetuals and collateral, each for its own', () => {
  const perpetuals = [{ id: 'perp', size: 2, price: 1000, confidence: 1, value: 0 }]
  const collateral = [{ id: 'BTC', value: 500, confidence: 0.5, follows: true, initialHaircut: 0, maintenanceHaircut: 0 }]
  const held = { ...empty, perpetuals, collateral, expiries: [expiryOf(option('call', 1000, -3), option('put', 900, 5, 0.4))] }
  expect(partOf(held, 'oracle confidence')?.initial).toBeCloseTo(0.6 * 3000 + 0.5 * 500, 9)
  const doubted = { ...held, perpetuals: [{ ...perpetuals[0], id: 'perp', size: 2, price: 1000, value: 0, confidence: 0.2 }] }
  expect(partOf(doubted, 'oracle confidence')?.initial).toBeCloseTo(0.8 * 2000 + 0.6 * 3000 + 0.5 * 500, 9)
})
