import { expect, it } from 'vitest'
import { candidatesOf } from './candidates.ts'
import type { ComparedCase } from './compare-rules.ts'
import { mergeCases } from './merge-cases.ts'

const base = { margin: 100, notional: 1000, equity: 500, advance: 1.1, hedgedLoss: 0 }
type Row = Readonly<{ account: string; gain: number; lots: number }>

const caseOf = (rows: readonly Row[], total: number, costPerLot: number, more: Partial<ComparedCase> = {}): ComparedCase => ({
  contract: 'BTC/USDT:USDT',
  winnerSide: 'short',
  candidates: candidatesOf(rows.map(({ account, gain }) => ({ ...base, account, gain }))),
  lots: Float64Array.from(rows, ({ lots }) => lots),
  need: { total },
  costPerLot,
  ...more,
})

it('table: lots and money are added up, and an account stands as it was when it had won most', () => {
  const first = caseOf(
    [
      { account: 'a', gain: 10, lots: 5 },
      { account: 'b', gain: 90, lots: 9 },
    ],
    3,
    2,
  )
  const second = caseOf(
    [
      { account: 'b', gain: 60, lots: 6 },
      { account: 'c', gain: 7, lots: 1 },
    ],
    1,
    10,
  )
  const [merged, ...rest] = mergeCases([first, second])
  expect(rest).toEqual([])
  expect(merged?.candidates.accounts).toEqual(['a', 'b', 'c'])
  expect([merged?.candidates.gain, merged?.lots]).toEqual([Float64Array.of(10, 90, 7), Float64Array.of(5, 9, 1)])
  expect([merged?.need.total, merged?.costPerLot]).toEqual([4, 4])
})

it('table: sides and contracts stay apart, each in its place, and one alone is as it was', () => {
  const rows = [{ account: 'a', gain: 10, lots: 5 }]
  const [short, long] = [caseOf(rows, 3, 2), caseOf(rows, 1, 1, { winnerSide: 'long' })]
  const other = caseOf(rows, 2, 1, { contract: 'ETH/USDT:USDT' })
  expect(mergeCases([short, long, other])).toEqual([short, long, other])
  expect(mergeCases([long, short, long])[0]?.need.total).toBe(2)
  expect(mergeCases([])).toEqual([])
})

it('edge: cases that ask for nothing cost nothing', () => {
  const nothing = caseOf([{ account: 'a', gain: 10, lots: 5 }], 0, 4)
  expect(mergeCases([nothing, nothing])[0]).toMatchObject({ need: { total: 0 }, costPerLot: 0 })
})
