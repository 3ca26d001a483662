import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seconds, timeUs } from '../../base/time.ts'
import { fractionOf, toNumber } from './fraction.ts'
import { lastResortCut, lastResortPreview, type LastResortTerms } from './last-resort.ts'
import { cutWithdrawal, socialisedLossFactor, venueShortfall } from './socialised-loss.ts'

describe('socialisedLossFactor', () => {
  // Columns: shortfall, balances, factor by each rule.
  test.each([
    [1_000n, 4_000n, 0.25, 0.2],
    [0n, 4_000n, 0, 0],
    [0n, 0n, 0, 0],
    [5n, 0n, 1, 1],
    [4_000n, 4_000n, 1, 0.5],
    [4_001n, 4_000n, 1, 4_001 / 8_001],
  ])('table: a shortfall of %s on balances of %s', (shortfallMinor, balancesMinor, over, overBoth) => {
    const about = { shortfallMinor, balancesMinor }
    expect(toNumber(socialisedLossFactor(about, 'shortfallOverBalances'))).toBe(over)
    expect(toNumber(socialisedLossFactor(about, 'shortfallOverBalancesAndShortfall'))).toBe(overBoth)
  })

  test('property: a withdrawal is paid and kept to the unit, and splitting it never pays more', () => {
    const minor = fc.bigInt(0n, 10_000n)
    fc.assert(
      fc.property(minor, minor, minor, minor, (shortfallMinor, balancesMinor, one, other) => {
        const factor = socialisedLossFactor({ shortfallMinor, balancesMinor }, 'shortfallOverBalances')
        const whole = cutWithdrawal(one + other, factor)
        expect(whole.paidMinor + whole.toFundMinor).toBe(one + other)
        expect(whole.paidMinor >= 0n).toBe(true)
        expect(cutWithdrawal(one, factor).paidMinor + cutWithdrawal(other, factor).paidMinor <= whole.paidMinor).toBe(true)
      }),
    )
  })
})

test.each([
  [2_000n, 1_000n, 1_000n],
  [1_000n, 1_000n, 0n],
  [999n, 1_000n, 0n],
  [0n, -300n, 300n],
])('table: accounts owe %s and the fund holds %s', (owed, fund, shortfall) => {
  expect(venueShortfall(owed, fund)).toBe(shortfall)
})

describe('lastResortPreview', () => {
  const terms: LastResortTerms = {
    rule: 'shortfallOverBalances',
    steps: [
      { after: seconds(3_600), part: fractionOf(0.5) },
      { after: seconds(7_200), part: fractionOf(1) },
    ],
  }
  const about = { shortfallMinor: 1_000n, balancesMinor: 4_000n }
  const since = timeUs(1_000_000)

  test('behavior: it says when each withdrawal will lose how much', () => {
    const cuts = lastResortPreview(terms, about, since).map((cut) => [cut.at, toNumber(cut.factor)])
    expect(cuts).toEqual([
      [3_601_000_000, 0.125],
      [7_201_000_000, 0.25],
    ])
    expect(lastResortPreview(terms, { ...about, shortfallMinor: 0n }, since)).toEqual([])
  })

  test.each([
    [1_000_000, 0],
    [3_600_999_999, 0],
    [3_601_000_000, 0.125],
    [7_200_999_999, 0.125],
    [7_201_000_000, 0.25],
  ])('table: at %i a withdrawal loses %f', (at, factor) => {
    expect(toNumber(lastResortCut(terms, about, { since, at: timeUs(at) }))).toBe(factor)
  })
})
