import { expect, test } from 'vitest'
import { pmrm1Discounts, pmrm1Margin } from './derive-pmrm1.ts'
import { pmrm1Terms } from './derive-pmrm1-terms.ts'
import type { DeriveExpiry, DerivePortfolio } from './derive-portfolio.ts'

const empty: DerivePortfolio = {
  spotPrice: 1000,
  spotConfidence: 1,
  stablePrice: 1,
  cash: 0,
  perpetuals: [],
  expiries: [],
  collateral: [],
}
const perpetual = { id: 'perp', size: 3, price: 1010, confidence: 1, value: -5 }
const base = { id: 'base', value: 2000, confidence: 1, follows: true, initialHaircut: 0.5, maintenanceHaircut: 0.4 }
const partOf = (portfolio: DerivePortfolio, name: string) => pmrm1Margin(portfolio, pmrm1Terms).parts.find((part) => part.name === name)

test('default: there are 23 scenarios, the outermost with volatility up alone', () => {
  const { scenarios } = pmrm1Terms.scan
  expect(scenarios).toHaveLength(23)
  expect([scenarios[0]?.name, scenarios.at(-1)?.name]).toEqual(['spot +20 %, volatility up', 'spot -20 %, volatility up'])
})

test('behavior: initial margin is a multiple of the worst loss and of the contingencies', () => {
  const margin = pmrm1Margin({ ...empty, cash: 2000, perpetuals: [perpetual] }, pmrm1Terms)
  const asked = 3 * 1010 * 0.2 + 3 * 1000 * 0.03
  expect(margin.maintenanceBalance).toBeCloseTo(1995 - asked, 9)
  expect(margin.initialBalance).toBeCloseTo(1995 - 1.25 * asked, 9)
})

test.each([
  [0.1, 0.95 * Math.exp(-0.25 * 0.22)],
  [0, 0.95 * Math.exp(-0.25 * 0.12)],
  [-0.1, 0.95 * Math.exp(-0.25 * 0.12)],
])('table: at a rate of %s what an expiry is worth after a scenario is discounted, and a debt is not', (rate, gain) => {
  const expiry = { secondsToExpiry: 31_536_000 / 4, variableForward: 1000, fixedForward: 0, rate, confidence: 1, options: [] }
  const discounts = pmrm1Discounts(expiry, pmrm1Terms)
  expect(discounts.gain).toBeCloseTo(gain, 12)
  expect(discounts).toMatchObject({ mark: 1, debt: 1 })
})

test('behavior: base moves with spot and is asked a share of its dollars; other collateral its haircut', () => {
  const held = { ...empty, stablePrice: 0.5, collateral: [base, { ...base, id: 'USDT', follows: false }] }
  expect(partOf(held, 'worst scenario')?.maintenance).toBeCloseTo(400, 9)
  expect(partOf(held, 'base contingency')?.maintenance).toBeCloseTo(2000 * 0.5 * 0.03, 9)
  expect(partOf(held, 'collateral haircut')).toMatchObject({ initial: 1000, maintenance: 800 })
})

test.each([
  [0.99, 0],
  [0.98, 0.04],
])('table: with the settlement asset at %s initial margin asks for %s more of all that is multiplied', (stablePrice, more) => {
  const asked = 3 * 1010 * 0.2 + 3 * 1000 * 0.03
  expect(partOf({ ...empty, perpetuals: [perpetual], stablePrice }, 'depeg')?.initial).toBeCloseTo(asked * more, 9)
})

test('behavior: doubt is charged on base and perpetuals together, and on each expiry', () => {
  const option = { id: 'call', kind: 'call', strike: 1000, size: -4, volatility: 0.5, confidence: 1 } as const
  const expiry: DeriveExpiry = {
    secondsToExpiry: 864_000,
    variableForward: 1000,
    fixedForward: 0,
    rate: 0,
    confidence: 0.3,
    options: [option],
  }
  const held = { ...empty, perpetuals: [perpetual], collateral: [base], expiries: [expiry] }
  expect(partOf(held, 'oracle confidence')?.initial).toBeCloseTo(0.7 * 4000, 9)
  expect(partOf({ ...held, spotConfidence: 0.5 }, 'oracle confidence')?.initial).toBeCloseTo(0.5 * (3000 + 2000) + 0.7 * 4000, 9)
})
