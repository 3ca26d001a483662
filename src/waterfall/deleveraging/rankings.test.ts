import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidatesOf, type Candidate } from './candidates.ts'
import { placesOf, closedIfFundFallsBy } from './exposure.ts'
import { queueOrder, takeByQueue } from './queue.ts'
import { scoresOf, type Ranking } from './rankings.ts'

const base: Candidate = { account: 'a', gain: 50, margin: 100, notional: 1000, equity: 400, advance: 1.25, hedgedLoss: 0 }
const scored = (ranking: Ranking, change: Partial<Candidate>): number | undefined =>
  scoresOf(ranking, candidatesOf([{ ...base, ...change }]))[0]

describe('scoresOf', () => {
  it('table: each venue ranks as it says', () => {
    expect(scored({ kind: 'leveragedProfit' }, {})).toBe(0.5 * 2.5)
    expect(scored({ kind: 'leveragedProfit' }, { gain: -50 })).toBe(-0.5 / 2.5)
    expect(scored({ kind: 'leveragedProfit' }, { gain: 0 })).toBe(0)
    expect(scored({ kind: 'bybit' }, {})).toBe(0.25 * 2.5)
    expect(scored({ kind: 'bybit' }, { advance: 0.75 })).toBe(-0.25 / 2.5)
    expect(scored({ kind: 'okx' }, {})).toBe(0.25 / (400 / 1000))
    expect(scored({ kind: 'hyperliquid' }, {})).toBe(1.25 * 2.5)
  })

  it('behavior: without margin or equity a score is a number, above or below every other', () => {
    expect(scored({ kind: 'leveragedProfit' }, { margin: 0 })).toBe(Number.MAX_VALUE)
    expect(scored({ kind: 'leveragedProfit' }, { margin: 0, gain: -1 })).toBeLessThan(-1e300)
    expect(scored({ kind: 'leveragedProfit' }, { margin: 0, gain: 0 })).toBe(0)
    expect(scored({ kind: 'hyperliquid' }, { equity: 0 })).toBe(1.25e6)
    expect(scored({ kind: 'hyperliquid' }, { equity: -5, notional: 0 })).toBe(0)
    expect(scored({ kind: 'bybit' }, { advance: 0.5, notional: 0 })).toBe(-Number.MAX_VALUE)
  })

  it('behavior: a drawn order repeats with its seed, changes with it, and stands on names alone', () => {
    const rows = Array.from({ length: 40 }, (_, index) => ({ ...base, account: `m-${index}`, gain: index }))
    const order = (seed: number, list: readonly Candidate[]): readonly string[] => {
      const candidates = candidatesOf(list)
      return Array.from(queueOrder(scoresOf({ kind: 'pseudoRandom', seed }, candidates)), (index) => candidates.accounts[index] as string)
    }
    expect(order(1, rows)).toEqual(order(1, [...rows].reverse()))
    expect(order(1, rows)).not.toEqual(order(2, rows))
    expect(order(1, rows)).not.toEqual(rows.map(({ account }) => account).sort())
    expect(order(1, rows)).toEqual(
      order(
        1,
        rows.map((row) => ({ ...row, gain: 0 })),
      ),
    )
  })
})

describe('takeByQueue', () => {
  it('property: it is what going down the sorted queue takes', () => {
    const each = fc.record({ cap: fc.integer({ min: 0, max: 50 }), score: fc.integer({ min: -4, max: 4 }) })
    fc.assert(
      fc.property(fc.array(each, { maxLength: 20 }), fc.integer({ min: 0, max: 500 }), (list, total) => {
        const [caps, scores] = [Float64Array.from(list, ({ cap }) => cap), Float64Array.from(list, ({ score }) => score)]
        const expected = new Float64Array(list.length)
        let [left, marginal] = [total, -1]
        for (const index of queueOrder(scores)) {
          const taken = Math.min(left, caps[index] as number)
          if (taken > 0) marginal = index
          expected[index] = taken
          left -= taken
        }
        expect(takeByQueue(total, caps, scores)).toEqual({ shares: expected, absorbed: total - left, marginal })
      }),
      { numRuns: 300 },
    )
  })
})

describe('places', () => {
  it('table: the first is closed first, equals by name', () => {
    expect([...placesOf(Float64Array.of(1, 3, 2, 3))]).toEqual([4, 1, 3, 2])
  })

  it('table: closed if the fund falls by what stands before it', () => {
    const exposure = { begins: Float64Array.of(300, Number.POSITIVE_INFINITY), ends: Float64Array.of(400, Number.POSITIVE_INFINITY) }
    expect(closedIfFundFallsBy(exposure, { index: 0, untilStart: 1_000 })).toEqual({ begins: 1_300, ends: 1_400 })
    expect(closedIfFundFallsBy(exposure, { index: 1, untilStart: 1_000 }).begins).toBe(Number.POSITIVE_INFINITY)
  })
})
