import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equalAwards, equalLosses, proportionalAwards, talmudAwards } from './claims-rules.ts'
import { concentrationOf } from './concentration.ts'
import { shareByLevel } from './water-level.ts'

const claims = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 8 }).map((list) => Float64Array.from(list))
const rules = { proportionalAwards, equalAwards, equalLosses, talmudAwards }

describe('rules for claims', () => {
  it('table: the estates of the Talmud', () => {
    const awards = (estate: number): readonly number[] => [...talmudAwards(Float64Array.of(100, 200, 300), estate)]
    expect(awards(100).map((award) => award.toFixed(4))).toEqual(['33.3333', '33.3333', '33.3333'])
    expect(awards(200)).toEqual([50, 75, 75])
    expect(awards(300)).toEqual([50, 100, 150])
  })

  it('property: the estate is paid out whole, nobody gets more than its claim and order is kept', () => {
    fc.assert(
      fc.property(claims, fc.integer({ min: 0, max: 1000 }), fc.constantFrom(...Object.values(rules)), (owed, permille, rule) => {
        const total = owed.reduce((sum, claim) => sum + claim, 0)
        const estate = (total * permille) / 1000
        const awards = rule(owed, estate)
        expect(awards.reduce((sum, award) => sum + award, 0)).toBeCloseTo(estate, 6)
        awards.forEach((award, index) => {
          expect(award).toBeGreaterThanOrEqual(0)
          expect(award).toBeLessThanOrEqual((owed[index] as number) + 1e-9)
          awards.forEach((other, at) => {
            if ((owed[index] as number) > (owed[at] as number)) expect(award).toBeGreaterThanOrEqual(other - 1e-6)
          })
        })
      }),
    )
  })

  it('property: the Talmud is its own dual: awards of an estate are losses of what is left', () => {
    fc.assert(
      fc.property(claims, fc.integer({ min: 0, max: 1000 }), (owed, permille) => {
        const total = owed.reduce((sum, claim) => sum + claim, 0)
        const estate = (total * permille) / 1000
        const rest = talmudAwards(owed, total - estate)
        talmudAwards(owed, estate).forEach((award, index) =>
          expect(award).toBeCloseTo((owed[index] as number) - (rest[index] as number), 6),
        )
      }),
    )
  })
})

describe('shareByLevel', () => {
  it('property: whoever is below its cap bears the level times its weight, and whoever is at it could not', () => {
    const bearer = fc.record({ cap: fc.integer({ min: 0, max: 90_000 }), weight: fc.integer({ min: 0, max: 5000 }) })
    fc.assert(
      fc.property(fc.array(bearer, { maxLength: 10 }), fc.integer({ min: 0, max: 300_000 }), (each, loss) => {
        const [caps, weights] = [Float64Array.from(each, ({ cap }) => cap), Float64Array.from(each, ({ weight }) => weight)]
        const { shares, level, residual } = shareByLevel(loss, caps, weights)
        expect(shares.reduce((sum, share) => sum + share, residual)).toBeCloseTo(loss, 6)
        each.forEach(({ cap, weight }, index) => expect(shares[index]).toBeCloseTo(weight === 0 ? 0 : Math.min(cap, level * weight), 6))
      }),
    )
  })

  it('error: a negative weight is named by its place', () => {
    expect(() => shareByLevel(1, Float64Array.of(1, 1), Float64Array.of(1, -1))).toThrow('weights[1]')
    expect(() => shareByLevel(1, Float64Array.of(1), Float64Array.of(1, 1))).toThrow('1 items')
  })
})

describe('concentrationOf', () => {
  it('table: from all the same to one alone', () => {
    const capacity = Float64Array.of(10, 10, 10, 10, 0, -5)
    expect(concentrationOf(Float64Array.of(2, 2, 2, 2, 0, 0), capacity)).toEqual({
      gini: 0,
      largestShare: 0.25,
      hit: 4,
      mostOfCapacity: 0.2,
    })
    expect(concentrationOf(Float64Array.of(0, 0, 10, 0, 0, 0), capacity)).toEqual({
      gini: 0.75,
      largestShare: 1,
      hit: 1,
      mostOfCapacity: 1,
    })
    expect(concentrationOf(new Float64Array(6), capacity)).toEqual({ gini: 0, largestShare: 0, hit: 0, mostOfCapacity: 0 })
  })

  it('property: the index is half the mean difference over the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 9 }), (list) => {
        const total = list.reduce((sum, share) => sum + share, 0)
        fc.pre(total > 0)
        const differences = list.flatMap((a) => list.map((b) => Math.abs(a - b))).reduce((sum, each) => sum + each, 0)
        const { gini } = concentrationOf(
          Float64Array.from(list),
          Float64Array.from(list, () => 1000),
        )
        expect(gini).toBeCloseTo(differences / (2 * list.length * total), 9)
      }),
    )
  })
})
