import { expect, test } from 'vitest'
import { black76Price } from '../../pricing/black-76.ts'
import { pmrm2Discounts, pmrm2Margin } from './derive-pmrm2.ts'
import { pmrm2Terms } from './derive-pmrm2-terms.ts'
import type { DeriveExpiry, DeriveOption, DerivePortfolio } from './derive-portfolio.ts'

const empty: DerivePortfolio = {
  spotPrice: 1000,
  spotConfidence: 1,
  stablePrice: 1,
  cash: 0,
  perpetuals: [],
  expiries: [],
  collateral: [],
}
const perpetual = { id: 'perp', size: -2, price: 1010, confidence: 1, value: 30 }
const year = { secondsToExpiry: 31_536_000, variableForward: 1000, fixedForward: 0, rate: 0.1, confidence: 1 }
const option = (kind: 'call' | 'put', strike: number, size: number): DeriveOption => ({
  id: `${strike}-${kind}`,
  kind,
  strike,
  size,
  volatility: 0.5,
  confidence: 1,
})
const holding = (...options: DeriveOption[]): DerivePortfolio => ({ ...empty, expiries: [{ ...year, options }] })
const collateral = { id: 'BTC', value: 500, confidence: 1, follows: false, initialHaircut: 0.1, maintenanceHaircut: 0.05 }
const marginOf = (portfolio: DerivePortfolio, changes: Partial<typeof pmrm2Terms> = {}) =>
  pmrm2Margin(portfolio, { ...pmrm2Terms, ...changes })
const partOf = (portfolio: DerivePortfolio, name: string, changes: Partial<typeof pmrm2Terms> = {}) =>
  marginOf(portfolio, changes).parts.find((part) => part.name === name)
const profitOf = (portfolio: DerivePortfolio, name: string): number =>
  marginOf(portfolio).scan.outcomes[pmrm2Terms.scan.scenarios.findIndex((scenario) => scenario.name === name)]?.profit ?? NaN

test('default: there are 33 scenarios: 23 regular, 8 tails of which a share counts, 2 skews', () => {
  const { scenarios } = pmrm2Terms.scan
  expect(scenarios).toHaveLength(33)
  expect(scenarios.filter(({ weight }) => weight < 1)).toHaveLength(8)
  expect(scenarios.filter(({ volatility }) => volatility.endsWith('Skew'))).toHaveLength(2)
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(33)
})

test('behavior: a short perpetual fears the largest rise that counts in full, of its mark; its contingency is of spot', () => {
  const margin = marginOf({ ...empty, cash: 1000, perpetuals: [perpetual] })
  // A tail of +50 % counts 0.2772 of 1010: 280; +500 % counts 0.02772: 280 too.
  const rise = Math.max(0.18 * 2020, 0.5 * 0.2772 * 2020, 5 * 0.02772 * 2020)
  expect(margin.initialBalance).toBeCloseTo(1030 - rise - 2000 * 0.04, 9)
  expect(margin.maintenanceBalance).toBeCloseTo(1030 - 0.8 * rise - 2000 * 0.03, 9)
})

test('behavior: a tail counts in part', () => {
  expect(profitOf({ ...empty, perpetuals: [perpetual] }, 'spot +200 %, volatility up')).toBeCloseTo(-2 * 1010 * 2 * 0.0693, 9)
})

test('behavior: collateral enters scenarios only where it follows, and its haircut is asked either way', () => {
  const still = { ...empty, collateral: [collateral] }
  const moving = { ...empty, collateral: [{ ...collateral, follows: true }] }
  expect(marginOf(still)).toMatchObject({ initialBalance: 450, maintenanceBalance: 475 })
  // A fall by 33 % counts 0.42 of it, which is less than 18 % in full.
  expect(marginOf(moving).initialBalance).toBeCloseTo(450 - 500 * 0.18, 9)
  const hedged = { ...empty, perpetuals: [{ ...perpetual, size: -0.5, price: 1000, value: 0 }], collateral: moving.collateral }
  expect(partOf(hedged, 'worst scenario')).toEqual({ name: 'worst scenario', initial: 0, maintenance: 0 })
})

test('behavior: a long option is discounted after a scenario, a debt is marked up at most to the undiscounted', () => {
  const price = (factor: number, volatility = 0.5): number =>
    black76Price({ kind: 'call', forward: 1000 * factor, strike: 1000, timeYears: 1, volatility })
  const mark = Math.exp(-0.1)
  const down = 'spot -9 %, volatility unchanged'
  expect(profitOf(holding(option('call', 1000, 1)), down)).toBeCloseTo(mark * (price(0.91) * 0.95 * Math.exp(-0.1 - 0.16) - price(1)), 9)
  expect(profitOf(holding(option('call', 1000, -1)), down)).toBeCloseTo(-price(0.91) + mark * price(1), 9)
})

test.each([
  ['the markup is capped at what undoes the discount', 0.1, Math.exp(0.1)],
  ['a high rate leaves it below the cap', 0.5, 1.05 * Math.exp(0.25 + 0.16)],
  ['a negative rate counts as 0', -0.5, 1],
])('table: discounts, %s', (_name, rate, debt) => {
  expect(pmrm2Discounts({ ...year, rate, options: [] }, pmrm2Terms.discount).debt).toBeCloseTo(debt, 12)
})

test('behavior: a skew that gains is counted as a loss as large', () => {
  const put = holding(option('put', 700, -1))
  const free = {
    ...pmrm2Terms,
    discount: { ...pmrm2Terms.discount, gainBase: 1, gainRateScale: 0, gainRateAdd: 0, debtBase: 1, debtRateScale: 0, debtRateAdd: 0 },
  }
  const at = pmrm2Terms.scan.scenarios.findIndex(({ volatility }) => volatility === 'linearSkew')
  const short = pmrm2Margin(put, free).scan.outcomes[at]?.profit ?? 0
  const long = pmrm2Margin(holding(option('put', 700, 1)), free).scan.outcomes[at]?.profit ?? 0
  expect(short).toBeLessThan(0)
  expect(long).toBeCloseTo(short, 9)
})

test('behavior: a skew values options at the unmoved forward and moves the rest, and its weight counts for all', () => {
  const scenarioOf = (spotFactor: number, weight: number) => [{ name: 'skew', spotFactor, volatility: 'linearSkew' as const, weight }]
  const profitAt = (held: DerivePortfolio, spotFactor: number, weight: number): number =>
    marginOf(held, { scan: { ...pmrm2Terms.scan, scenarios: scenarioOf(spotFactor, weight) } }).scan.outcomes[0]?.profit ?? NaN
  const options = holding(option('put', 700, -1))
  const still = profitAt(options, 1, 1)
  expect(still).toBeLessThan(0)
  expect(profitAt(options, 1.18, 1)).toBe(still)
  expect(profitAt(options, 1, 0.25)).toBeCloseTo(0.25 * still, 9)
  expect(profitAt({ ...options, perpetuals: [perpetual] }, 1.18, 1)).toBeCloseTo(still - 2 * 1010 * 0.18, 9)
})

test('behavior: the forward contingency adds up what each expiry alone may lose', () => {
  const month: DeriveExpiry = {
    ...year,
    secondsToExpiry: year.secondsToExpiry / 4,
    options: [option('call', 500, 1), option('put', 500, -1)],
  }
  const far: DeriveExpiry = { ...year, options: [option('call', 500, -1), option('put', 500, 1)] }
  const { scan } = marginOf({ ...empty, expiries: [month, far] })
  const expected = -45 * Math.exp(-0.025) * (0.5 + 2 / 4) - 45 * Math.exp(-0.1) * 2.5
  expect(scan.outcomes.at(-1)?.profit).toBeCloseTo(expected, 9)
  expect(partOf({ ...empty, expiries: [month] }, 'worst scenario')?.initial).toBeGreaterThan(0)
})

test('table: the part asked is named for what is worst', () => {
  const basisOnly = { scan: { ...pmrm2Terms.scan, basis: { ...pmrm2Terms.scan.basis, share: 19 } } }
  const far = holding(option('call', 500, 1), option('put', 500, -1))
  expect(partOf(far, 'worst scenario', basisOnly)?.initial).toBe(0)
  expect(partOf(far, 'forward contingency', basisOnly)?.initial).toBeCloseTo(45 * Math.exp(-0.1) * 21, 9)
  expect(partOf(far, 'forward contingency')?.initial).toBe(0)
})

test('behavior: a forward inside its averaging window moves with its variable part only', () => {
  const fixed = { ...year, secondsToExpiry: 900, variableForward: 250, fixedForward: 750, rate: 0, options: [option('call', 500, 1)] }
  const margin = marginOf({ ...empty, expiries: [fixed] })
  expect(margin.markToMarket).toBeCloseTo(500, 6)
  expect(margin.scan.outcomes.at(-1)?.profit).toBeCloseTo(-0.045 * 250 * (0.5 + (2 * 900) / 31_536_000), 6)
})

test.each([
  [0.991, 0],
  [0.99, 0],
  [0.98, 0.04],
])('table: with the settlement asset at %s initial margin asks for %s more of the worst loss', (stablePrice, more) => {
  const portfolio = { ...empty, perpetuals: [perpetual], stablePrice }
  const worst = partOf(portfolio, 'worst scenario')?.initial ?? NaN
  expect(partOf(portfolio, 'depeg')?.initial).toBeCloseTo(worst * more, 9)
  expect(partOf(portfolio, 'depeg')?.maintenance).toBe(0)
})

test('behavior: doubt of the perpetual spreads to expiries, doubt of the index to collateral too, and initial margin alone asks for it', () => {
  const held = { ...holding(option('call', 1000, 3)), perpetuals: [perpetual], collateral: [collateral] }
  const doubtOf = (changes: Partial<DerivePortfolio>): number => partOf({ ...held, ...changes }, 'oracle confidence')?.initial ?? NaN
  expect(doubtOf({})).toBe(0)
  expect(doubtOf({ perpetuals: [{ ...perpetual, confidence: 0.5 }] })).toBeCloseTo(0.5 * (2000 + 3000), 9)
  expect(doubtOf({ spotConfidence: 0.4 })).toBeCloseTo(0.6 * (2000 + 3000 + 500), 9)
  expect(doubtOf({ collateral: [{ ...collateral, confidence: 0.5 }] })).toBeCloseTo(250, 9)
  expect(partOf({ ...held, spotConfidence: 0 }, 'oracle confidence')?.maintenance).toBe(0)
})

test('behavior: naked short options are asked for by notional of spot', () => {
  const held = holding(option('call', 1200, -2), option('put', 1200, 1), option('put', 800, -3))
  expect(partOf(held, 'option contingency')?.initial).toBeCloseTo(4 * 1000 * 0.005, 12)
  expect(partOf(held, 'option contingency')?.maintenance).toBeCloseTo(4 * 1000 * 0.003, 12)
})
