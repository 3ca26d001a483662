import { expect, test } from 'vitest'
import { inverseInstrument, linearInstrument } from '../../../test/liquidity-books.ts'
import { InvariantError } from '../../base/assert.ts'
import { feeMinorOf } from './fee.ts'

// Two lots of 0.001 at 61,800.0 are 123.60 USDT; one lot at 0.1 is 100 minor units.
// Columns: ticks, lots, fee in bps, fee in minor units.
const table: readonly (readonly [number, number, number, bigint])[] = [
  [618_000, 2, 5, 61_800n],
  [618_000, 2, 0, 0n],
  [618_000, 2, -1, -12_360n],
  [618_000, 2, 1.75, 21_630n],
  [1, 1, 100, 1n],
  [1, 1, 100.01, 2n],
  [1, 1, 0.01, 1n],
  [1, 1, -100, -1n],
  [1, 1, -199, -1n],
  [1, 1, -99, 0n],
]

test.each(table)('table: %d ticks, %d lots, %d bps: %d', (ticks, lots, feeBps, expected) => {
  expect(feeMinorOf(linearInstrument, { ticks, lots }, feeBps)).toBe(expected)
})

test('behavior: a notional between two minor units counts as the upper one for a fee and as the lower one for a rebate', () => {
  const coarse = { ...linearInstrument, quoteDecimals: 2 }
  // 0.001 of base at 1,015.0 quote is 101.5 minor units.
  expect(feeMinorOf(coarse, { ticks: 10_150, lots: 1 }, 10_000)).toBe(102n)
  expect(feeMinorOf(coarse, { ticks: 10_150, lots: 1 }, -10_000)).toBe(-101n)
})

test('error: an inverse instrument', () => {
  expect(() => feeMinorOf(inverseInstrument, { ticks: 1, lots: 1 }, 5)).toThrow(InvariantError)
})
