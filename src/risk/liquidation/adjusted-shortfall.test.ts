import { expect, test } from 'vitest'
import { adjustedShortfall } from './adjusted-shortfall.ts'
import { liquidityAdjustedLoss } from './liquidity-adjusted-loss.ts'

const now = { expectedShortfall: 0.002, returnsInHorizon: 100, costToTrade: 0.0005 }

test('table: scaled by the root, gains count as none', () => {
  expect(adjustedShortfall(now)).toBeCloseTo(0.0205, 15)
  expect(adjustedShortfall({ ...now, expectedShortfall: -0.1 })).toBe(0.0005)
})

test('property: it is the batch figure of leaving at once, at the usual spread', () => {
  const book = { prices: [99.9, 99.5], sizes: [10, 100] }
  const worst = { deviations: 2.5, spread: 0.002 }
  const found = liquidityAdjustedLoss({
    ...{ units: 40, mid: 100, book, horizon: 1, volatility: 0.02, valueAtRisk: worst, expectedShortfall: worst, usualSpread: 0.002 },
    ...{ refillHalfLife: 1e9, slowCost: 0, windows: [1], trades: 2 },
  })
  if (!found.ok || !found.value.atOnce.ok) throw new Error('refused')
  const impact = found.value.atOnce.value
  const batch = (found.value.expectedShortfall.priceRisk + found.value.expectedShortfall.usualSpread + impact) / 4000
  const costToTrade = 0.001 + impact / 4000
  expect(adjustedShortfall({ expectedShortfall: (2.5 * 0.02) / 10, returnsInHorizon: 100, costToTrade })).toBeCloseTo(batch, 14)
})

test('error: figures out of range name themselves', () => {
  expect(() => adjustedShortfall({ ...now, expectedShortfall: Number.NaN })).toThrow(/^expectedShortfall/)
  expect(() => adjustedShortfall({ ...now, returnsInHorizon: 0 })).toThrow(/^returnsInHorizon/)
  expect(() => adjustedShortfall({ ...now, costToTrade: -1 })).toThrow(/^costToTrade/)
})
