import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seconds } from '../../base/time.ts'
import { settleRevenue, type RevenueTerms } from './revenue-settlement.ts'
import { minorForShares } from './share-value.ts'

const terms: RevenueTerms = { largestPartBps: 1_000, yearlyCapBps: 100_000, settleEvery: seconds(3_600), housePartBps: 0 }
const fund = { totalShares: 1_000n, stakedShares: 400n, exponent: 0 }

test.each([
  ['a tenth of what waits', 1_009n, 1_000_000n, terms, 100n],
  // Ten times the vault a year, over 8,760 settlements: 1,141.
  ['no more than the yearly rate allows', 1_000_000n, 1_000_000n, terms, 1_141n],
  ['a period above a year counts as one', 1_000_000n, 1_000n, { ...terms, settleEvery: seconds(99_999_999) }, 10_000n],
  ['into an empty vault nothing', 1_000n, 0n, terms, 0n],
  ['too little waits', 9n, 1_000_000n, terms, 0n],
])('table: %s', (_name, revenue, vault, asked, minor) => {
  expect(settleRevenue({ fund, revenue, vault }, asked)).toEqual({ fund, minor })
})

test('behavior: with nobody but the house all of it is settled', () => {
  const alone = { ...fund, stakedShares: 0n }
  expect(settleRevenue({ fund: alone, revenue: 777n, vault: 1_000n }, terms)).toEqual({ fund: alone, minor: 777n })
})

test('behavior: the house gets shares for its part at the price before', () => {
  const settled = settleRevenue(
    { fund, revenue: 1_000n, vault: 2_000n },
    { ...terms, housePartBps: 5_000, settleEvery: seconds(99_999_999) },
  )
  expect(settled).toEqual({ minor: 100n, fund: { ...fund, totalShares: 1_025n } })
})

test('property: a settlement never moves more than its part, and lowers no share', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10_000_000n }),
      fc.bigInt({ min: 1_000n, max: 10_000_000n }),
      fc.nat(10_000),
      (revenue, vault, housePartBps) => {
        const settled = settleRevenue({ fund, revenue, vault }, { ...terms, housePartBps })
        expect(settled.minor * 10n <= revenue).toBe(true)
        const before = minorForShares(400n, 1_000n, vault)
        expect(minorForShares(400n, settled.fund.totalShares, vault + settled.minor) >= before).toBe(true)
      },
    ),
  )
})
