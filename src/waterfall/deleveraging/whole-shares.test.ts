import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareLarge, shareMinor } from './minor-shares.ts'
import { shareAtLevel, shareWhole, type WholePot } from './whole-shares.ts'

const size = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1_000_000_000_000 }))
const bearers = fc.array(fc.record({ cap: size, weight: size }), { maxLength: 12 })
const pots = fc.record({ total: size, bearers })

function potOf({ total, bearers: each }: Readonly<{ total: number; bearers: readonly { cap: number; weight: number }[] }>): WholePot {
  return { total, caps: Float64Array.from(each, ({ cap }) => cap), weights: Float64Array.from(each, ({ weight }) => weight) }
}

function sum(values: Float64Array): number {
  return values.reduce((before, value) => before + value, 0)
}

describe('shareWhole', () => {
  it('table: caps are filled and the rest goes to the others', () => {
    const shared = (total: number): readonly number[] => [
      ...shareWhole(potOf({ total, bearers: [2, 9, 9].map((cap) => ({ cap, weight: 1 })) })).shares,
    ]
    expect(shared(0)).toEqual([0, 0, 0])
    expect(shared(4)).toEqual([2, 1, 1])
    expect(shared(5)).toEqual([2, 2, 1])
    expect(shared(10)).toEqual([2, 4, 4])
    expect(shared(20)).toEqual([2, 9, 9])
    expect(shared(21)).toEqual([2, 9, 9])
  })

  it('property: every unit is borne, nobody beyond its cap, and nobody without weight', () => {
    fc.assert(
      fc.property(pots, (drawn) => {
        const pot = potOf(drawn)
        const { shares, absorbed } = shareWhole(pot)
        const able = pot.caps.filter((_cap, index) => (pot.weights[index] as number) > 0)
        expect(sum(shares)).toBe(absorbed)
        expect(absorbed).toBe(Math.min(pot.total, sum(able)))
        shares.forEach((share, index) => {
          expect(share).toBeLessThanOrEqual((pot.weights[index] as number) > 0 ? (pot.caps[index] as number) : 0)
          expect(share).toBeGreaterThanOrEqual(0)
        })
      }),
    )
  })

  it('property: it is the plain division in bigint', () => {
    fc.assert(
      fc.property(pots, (drawn) => {
        const pot = potOf(drawn)
        const large = { total: BigInt(pot.total), caps: Array.from(pot.caps, BigInt), weights: Array.from(pot.weights, BigInt) }
        expect(Array.from(shareWhole(pot).shares, BigInt)).toEqual(shareLarge(large))
        expect(shareMinor(large)).toEqual(shareLarge(large))
      }),
    )
  })

  it('property: everyone computes its own share from the public level', () => {
    fc.assert(
      fc.property(pots, (drawn) => {
        const pot = potOf(drawn)
        const { shares, level } = shareWhole(pot)
        drawn.bearers.forEach((own, place) => expect(shareAtLevel({ ...own, place }, level)).toBe(shares[place]))
      }),
    )
  })

  it('property: a larger total takes no more than a unit less from anyone', () => {
    fc.assert(
      fc.property(pots, size, (drawn, more) => {
        const [first, second] = [drawn.total, drawn.total + more].map((total) => shareWhole(potOf({ ...drawn, total })).shares)
        first?.forEach((share, index) => expect((second as Float64Array)[index]).toBeGreaterThanOrEqual(share - 1))
      }),
    )
  })

  it('error: parts of units and what is negative are refused', () => {
    const pot = potOf({ total: 1, bearers: [{ cap: 1, weight: 1 }] })
    expect(() => shareWhole({ ...pot, total: 0.5 })).toThrow('whole number')
    expect(() => shareWhole({ ...pot, caps: Float64Array.of(-1) })).toThrow('whole numbers')
    expect(() => shareWhole({ ...pot, weights: Float64Array.of(2 ** 60) })).toThrow('within range')
  })
})

describe('shareMinor', () => {
  it('behavior: amounts that no float holds are divided to the last unit', () => {
    const total = 10n ** 30n + 1n
    const shares = shareMinor({ total, caps: [total, total, 5n], weights: [1n, 1n, 1n] })
    expect(shares).toEqual([(total - 5n) / 2n, (total - 5n) / 2n, 5n])
  })

  it('error: a negative amount is refused', () => {
    expect(() => shareMinor({ total: -1n, caps: [], weights: [] })).toThrow('from 0')
  })
})
