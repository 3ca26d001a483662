import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationUs, seconds } from '../base/time.ts'
import type { PerpetualContract } from './contract.ts'
import { fundingEarned } from './funding.ts'

const linear: PerpetualContract = { id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC', multiplier: 0.1, payoff: 'linear' }
const inverse: PerpetualContract = { id: 'BTC-PERPETUAL', kind: 'perpetual', underlying: 'BTC', multiplier: 10, payoff: 'inverse' }
const per = seconds(28_800)
const period = { rate: 0.0001, per, elapsed: per, markPrice: 60_300, indexPrice: 60_000 }

describe('funding', () => {
  test.each([
    ['a long pays a positive rate', linear, 20, period, -12.06],
    ['a short earns it', linear, -20, period, 12.06],
    ['a negative rate pays longs', linear, 20, { ...period, rate: -0.0001 }, 12.06],
    ['a quarter of the time', linear, 20, { ...period, elapsed: seconds(7_200) }, -3.015],
    ['no time', linear, 20, { ...period, elapsed: seconds(0) }, 0],
    ['an inverse long, in coin at the index', inverse, 60_300, period, -0.0001 * 10 * 60_000],
    ['an inverse short', inverse, -60_300, period, 0.0001 * 10 * 60_000],
  ])('table: %s', (_name, contract, size, accrual, expected) => {
    expect(fundingEarned(contract, size, accrual)).toBeCloseTo(expected, 9)
  })

  test('error: numbers that mean nothing', () => {
    for (const wrong of [{ rate: NaN }, { per: durationUs(0) }, { markPrice: 0 }, { indexPrice: -1 }])
      expect(() => fundingEarned(linear, 1, { ...period, ...wrong })).toThrow(Object.keys(wrong)[0])
    expect(() => fundingEarned(linear, NaN, period)).toThrow('size')
  })

  const whole = fc.integer({ min: 0, max: 1_000_000 })

  test('property: what longs pay shorts earn, and two stretches add up to one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(linear, inverse),
        whole,
        whole,
        whole,
        fc.integer({ min: -500, max: 500 }),
        (contract, size, first, second, bps) => {
          const earned = (held: number, milliseconds: number) =>
            fundingEarned(contract, held, { ...period, rate: bps / 10_000, elapsed: durationUs(milliseconds * 1_000) })
          expect(earned(size, first) + earned(-size, first)).toBe(0)
          const together = earned(size, first + second)
          expect(earned(size, first) + earned(size, second)).toBeCloseTo(together, 4)
        },
      ),
    )
  })
})
