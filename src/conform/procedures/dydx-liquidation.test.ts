import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { runFile, vectorFileOf, type FileOutcome } from '../run-conform.ts'
import { dydxLiquidationProcedures } from './dydx-liquidation.ts'

function outcomeOf(document: unknown): FileOutcome {
  return runFile(vectorFileOf(document, 'dydx_v4_liquidation_math.json'), dydxLiquidationProcedures)
}

function shared(): Record<string, unknown> {
  return JSON.parse(readFileSync(sharedFile('vectors/venues/dydx_v4_liquidation_math.json'), 'utf8')) as Record<string, unknown>
}

const config = { maxLiquidationFeePpm: 5_000, bankruptcyAdjustmentPpm: 1_000_000, spreadToMaintenanceMarginRatioPpm: 100_000 }
const meta = {
  oracleUsd: { BTC: 50_000, ETH: 3_000 },
  atomicResolution: { BTC: -8, ETH: -9, USDC: -6 },
  initialMarginPpm: 200_000,
  maintenanceFractionPpm: 500_000,
}
const long = { perpetualId: 0, usdcQuantums: -5_100_000_000, positions: [{ perp: 'BTC', quantums: 10_000_000 }], config }

test.skipIf(!hasShared)('vectors: dydx_v4_liquidation_math', () => {
  const outcome = outcomeOf(shared())
  expect(outcome).toMatchObject({ status: 'passed', worst: undefined })
  expect(outcome.cases.passed).toBeGreaterThan(20)
})

test.skipIf(!hasShared)('behavior: every expected number and error is checked to the last unit', () => {
  for (const group of ['bankruptcyPrice', 'fillablePrice', 'insuranceFundDelta']) {
    const rows = shared()[group] as readonly Record<string, unknown>[]
    rows.forEach((row, i) => {
      const { expected } = row
      const changed =
        row['expectedError'] === undefined
          ? { ...row, expected: Array.isArray(expected) ? [Number(expected[0]) + 1, expected[1]] : Number(expected) + 1 }
          : { ...row, expectedError: 'ErrOther' }
      const document = { ...shared(), [group]: rows.map((each, place) => (place === i ? changed : each)) }
      expect([group, i, outcomeOf(document).cases.failed]).toEqual([group, i, 1])
    })
  }
})

test.each([
  ['a fill of nothing', { ...long, fillAmount: 0, subticks: 1, isBuy: false }, 'ErrInvalidQuantumsForInsuranceFundDeltaCalculation'],
  [
    'a fill larger than the position',
    { ...long, fillAmount: 10_000_001, subticks: 1, isBuy: false },
    'ErrInvalidPerpetualPositionSizeDelta',
  ],
  ['a fill of the wrong side', { ...long, fillAmount: 1, subticks: 1, isBuy: true }, 'ErrInvalidPerpetualPositionSizeDelta'],
  ['no such position', { ...long, perpetualId: 1, fillAmount: 1, subticks: 1, isBuy: false }, 'ErrInvalidPerpetualPositionSizeDelta'],
])('error: %s', (_name, row, expectedError) => {
  expect(outcomeOf({ meta, insuranceFundDelta: [{ ...row, expectedError }] })).toMatchObject({ status: 'passed' })
})

test('error: a position in what has no price is named', () => {
  const row = { ...long, positions: [{ perp: 'DOGE', quantums: 1 }], deltaQuantums: -1, expected: 0 }
  expect(outcomeOf({ meta, bankruptcyPrice: [row] }).worst?.actual).toMatch(/DOGE/)
})
