import { expect, test } from 'vitest'
import type { DeriveExpiry, DeriveOption } from './derive-portfolio.ts'
import { pmrm1Terms } from './derive-pmrm1-terms.ts'
import { pmrm2Terms } from './derive-pmrm2-terms.ts'
import type { SkewShockTerms } from './derive-scan-terms.ts'
import { shockedVolatility, skewMultiplier, volatilityFactors } from './derive-shock.ts'

const day = 86_400
const shock = { rangeUp: 0.45, rangeDown: 0.3, shortPower: 0.3, longPower: 0.13, floorDays: 1, leastUp: 0 }
const skew = pmrm2Terms.scan.skewShock as SkewShockTerms
const expiryIn = (days: number): DeriveExpiry => ({
  secondsToExpiry: days * day,
  variableForward: 100,
  fixedForward: 0,
  rate: 0,
  confidence: 1,
  options: [],
})
const optionAt = (strike: number): DeriveOption => ({ id: 'one', kind: 'call', strike, size: 1, volatility: 0.5, confidence: 1 })

test.each([
  ['a time published with its factors', 500_400, 1.7370684514926746, 0.508621032338217],
  ['below the floor, as at it', 900, 1 + 0.45 * 30 ** 0.3, 1 - 0.3 * 30 ** 0.3],
  ['at the floor', day, 1 + 0.45 * 30 ** 0.3, 1 - 0.3 * 30 ** 0.3],
  ['just above the floor', 1.5 * day, 1 + 0.45 * 20 ** 0.3, 1 - 0.3 * 20 ** 0.3],
  ['at a month the short power counts, and both give the range', 30 * day, 1.45, 0.7],
  ['beyond a month the long power', 60 * day, 1 + 0.45 * 0.5 ** 0.13, 1 - 0.3 * 0.5 ** 0.13],
])('table: volatility factors, %s', (_name, seconds, up, down) => {
  const factors = volatilityFactors(shock, seconds)
  expect(factors.up).toBeCloseTo(up, 12)
  expect(factors.down).toBeCloseTo(down, 12)
})

test.each([
  [30 * day - 1, 0.3],
  [30 * day, 0.3],
  [30 * day + 1, 0.13],
])('table: with a floor beyond a month, %s seconds count by the power %s', (seconds, exponent) => {
  expect(volatilityFactors({ ...shock, floorDays: 60 }, seconds).up).toBeCloseTo(1 + 0.45 * 0.5 ** exponent, 12)
})

test('behavior: a range above 1 takes volatility to 0 and not below', () => {
  expect(volatilityFactors({ ...shock, rangeDown: 2 }, 30 * day).down).toBe(0)
})

test.each([
  ['up', 0.5 * 1.5],
  ['down', 0.5 * 0.7],
  ['unchanged', 0.5],
] as const)('table: a volatility at 30 days moves %s', (move, expected) => {
  expect(shockedVolatility(optionAt(100), expiryIn(30), { move, terms: pmrm2Terms.scan })).toBeCloseTo(expected, 12)
})

test('table: volatilities that move up end at the least or above, others may be below it', () => {
  const low = { ...optionAt(100), volatility: 0.2 }
  expect(shockedVolatility(low, expiryIn(30), { move: 'up', terms: pmrm2Terms.scan })).toBe(0.4)
  expect(
    shockedVolatility({ ...low, volatility: 0.4 / 1.5 + 0.001 }, expiryIn(30), { move: 'up', terms: pmrm2Terms.scan }),
  ).toBeGreaterThan(0.4)
  expect(shockedVolatility(low, expiryIn(30), { move: 'unchanged', terms: pmrm2Terms.scan })).toBe(0.2)
})

test('error: a skew without terms for it breaks the promise', () => {
  expect(() => shockedVolatility(optionAt(90), expiryIn(30), { move: 'linearSkew', terms: pmrm1Terms.scan })).toThrow(/skew scenarios/)
})

/** At 91.25 days a root of time of a half: cap 0.15 - 0.025, width 4 x (0.6 - 0.05) x 0.5. */
const quarter = expiryIn(91.25)
test.each([
  ['at the forward', 100, 1, 1],
  ['a little above it', 100 * Math.exp(0.11), 1 + 0.1 * 0.125, 1 + 0.1 * 0.125],
  ['a little below it', 100 * Math.exp(-0.11), 1 - 0.1 * 0.125, 1 + 0.1 * 0.125],
  ['beyond the width above', 100 * Math.exp(1.2), 1.125, 1.125],
  ['beyond the width below', 100 * Math.exp(-1.2), 0.875, 1.125],
])('table: the smile turns %s', (_name, strike, linear, absolute) => {
  expect(skewMultiplier(optionAt(strike), quarter, { move: 'linearSkew', terms: skew })).toBeCloseTo(linear, 12)
  expect(skewMultiplier(optionAt(strike), quarter, { move: 'absoluteSkew', terms: skew })).toBeCloseTo(absolute, 12)
})

test('table: a negative cap turns the other way without bound, and volatility stops at 0', () => {
  const terms = { ...skew, linearCap: -10, linearCapSlope: 0 }
  expect(skewMultiplier(optionAt(150), quarter, { move: 'linearSkew', terms })).toBeLessThan(0)
  const scan = { ...pmrm2Terms.scan, skewShock: terms }
  expect(shockedVolatility(optionAt(150), quarter, { move: 'linearSkew', terms: scan })).toBe(0)
})

test('table: without width every strike off the forward moves by the whole cap, and one at it does not', () => {
  const terms = { ...skew, leastWidth: 0, widthScale: 0, linearCapSlope: 0 }
  expect(skewMultiplier(optionAt(100), quarter, { move: 'linearSkew', terms })).toBe(1)
  expect(skewMultiplier(optionAt(101), quarter, { move: 'linearSkew', terms })).toBe(1.15)
  expect(skewMultiplier(optionAt(99), quarter, { move: 'linearSkew', terms })).toBe(0.85)
})
