import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shareClosing } from './share-closing.ts'

const two = [
  { lots: 600, boundedMinor: 10n },
  { lots: 400, boundedMinor: 90n },
]
const one = { lots: 1, boundedMinor: 10n }

describe('shareClosing', () => {
  test.each([
    ['all of it', two, { absorbed: 1_000, tornUp: 0, gaveMinor: 100n }, [600, 400], [10n, 90n]],
    ['all lots, some of them torn up and worth nothing', two, { absorbed: 700, tornUp: 300, gaveMinor: 70n }, [600, 400], [7n, 63n]],
    ['half of it: lots by lots, money by need', two, { absorbed: 500, tornUp: 0, gaveMinor: 50n }, [300, 200], [5n, 45n]],
    ['one lot and one unit less than needed', two, { absorbed: 999, tornUp: 0, gaveMinor: 99n }, [599, 400], [10n, 89n]],
    [
      'equal claims, and no unit for all: the earlier',
      [one, one, one],
      { absorbed: 2, tornUp: 0, gaveMinor: 29n },
      [1, 1, 0],
      [10n, 10n, 9n],
    ],
    ['nothing', two, { absorbed: 0, tornUp: 0, gaveMinor: 0n }, [0, 0], [0n, 0n]],
    ['accounts that need nothing', [{ lots: 5, boundedMinor: 0n }], { absorbed: 5, tornUp: 0, gaveMinor: 0n }, [5], [0n]],
  ])('table: %s', (_name, claims, taken, lots, covered) => {
    const shares = shareClosing(claims, taken)
    expect(shares.map((share) => share.lots)).toEqual(lots)
    expect(shares.map((share) => share.coveredMinor)).toEqual(covered)
  })

  const claim = fc.record({ lots: fc.integer({ min: 1, max: 5_000 }), boundedMinor: fc.bigInt({ min: 0n, max: 9_000_000n }) })
  test('property: sums to what was taken, nobody beyond its claim, and everybody in proportion to within one', () => {
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 12 }), fc.nat(1_000), fc.nat(1_000), (claims, lotsPart, moneyPart) => {
        const lots = claims.reduce((sum, each) => sum + each.lots, 0)
        const bounded = claims.reduce((sum, each) => sum + each.boundedMinor, 0n)
        const taken = Math.floor((lots * lotsPart) / 1_000)
        const absorbed = Math.floor(taken / 2)
        const gaveMinor = (bounded * BigInt(moneyPart)) / 1_000n
        const shares = shareClosing(claims, { absorbed, tornUp: taken - absorbed, gaveMinor })
        expect(shares.reduce((sum, each) => sum + each.lots, 0)).toBe(taken)
        expect(shares.reduce((sum, each) => sum + each.coveredMinor, 0n)).toBe(gaveMinor)
        claims.forEach((each, index) => {
          const { lots: got, coveredMinor } = shares[index] as (typeof shares)[number]
          expect(got >= 0 && got <= each.lots && coveredMinor >= 0n && coveredMinor <= each.boundedMinor).toBe(true)
          expect(Math.abs(got - (each.lots * taken) / lots)).toBeLessThan(1)
        })
      }),
    )
  })
})
