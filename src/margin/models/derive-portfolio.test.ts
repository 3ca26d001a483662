import { expect, test } from 'vitest'
import { deriveMarginOf, doubtCharge, sumParts } from './derive-margin.ts'
import { expiryConfidence, nakedShortOptions, type DeriveOption } from './derive-portfolio.ts'

const option = (kind: 'call' | 'put', strike: number, size: number, confidence = 1): DeriveOption => ({
  id: `${strike}-${kind}`,
  kind,
  strike,
  size,
  volatility: 0.5,
  confidence,
})

test.each([
  ['nothing', [], 0],
  ['a long alone', [option('call', 100, 3)], 0],
  ['a short alone', [option('call', 100, -3)], 3],
  ['a long put of the same strike stands against a short call', [option('call', 100, -3), option('put', 100, 1)], 2],
  ['and in part only as far as it goes', [option('call', 100, -3), option('put', 100, 5)], 0],
  ['both short', [option('call', 100, -3), option('put', 100, -1)], 4],
  ['another strike does not', [option('call', 100, -3), option('call', 110, 3)], 3],
])('table: naked short options, %s', (_name, options, expected) => {
  expect(nakedShortOptions(options)).toBe(expected)
})

test('behavior: an expiry is as sure as the least sure of what values it', () => {
  const expiry = { secondsToExpiry: 1, variableForward: 1, fixedForward: 0, rate: 0, confidence: 0.8, options: [] }
  expect(expiryConfidence(expiry, 0.9)).toBe(0.8)
  expect(expiryConfidence(expiry, 0.7)).toBe(0.7)
  expect(expiryConfidence({ ...expiry, options: [option('call', 1, 1, 0.9), option('put', 1, 1, 0.3)] }, 0.7)).toBe(0.3)
})

test.each([
  [0.61, 0],
  [0.6, 0],
  [0.59, 0.41 * 0.5 * 1500],
])('table: the charge for a confidence of %s with a threshold of 0.6', (confidence, expected) => {
  expect(doubtCharge({ confidenceThreshold: 0.6, confidenceFactor: 0.5 }, { confidence, notional: 1500 })).toBeCloseTo(expected, 12)
})

test('behavior: balances are worth less the parts, and parts of a name add up in the order of the first', () => {
  const parts = [
    { name: 'worst scenario', initial: 60, maintenance: 48 },
    { name: 'depeg', initial: 5, maintenance: 0 },
  ]
  expect(deriveMarginOf(100, parts)).toMatchObject({ initialBalance: 35, maintenanceBalance: 52 })
  expect(sumParts([parts, [], parts.toReversed()])).toEqual([
    { name: 'worst scenario', initial: 120, maintenance: 96 },
    { name: 'depeg', initial: 10, maintenance: 0 },
  ])
})
