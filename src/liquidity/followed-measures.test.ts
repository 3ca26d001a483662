import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bookOf, inverseInstrument, linearInstrument } from '../../test/liquidity-books.ts'
import { decode, encode } from '../base/codec.ts'
import { durationUs, timeUs } from '../base/time.ts'
import type { Book } from '../market/book.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, clearLadder, noTicks, setLevel } from '../market/ladder.ts'
import { costToTradeBps, createCostWalk, followCostToTradeBps, type CostWalk } from './cost-to-trade.ts'
import { depthWithinQuote, followDepths } from './depth.ts'
import { breakNorms, createJointNorms, followNorms, haveHistory } from './joint-norms.ts'
import { breakNorm, createNorm, followNorm, normOf } from './norm.ts'

/** The widest reaches beyond a window of 4,096 ticks around 20,000. */
const distances = [10, 50, 200, 4_000]

/** Level changes around a mid that mostly stays, sometimes walks and sometimes jumps; and now and then an empty book. */
const change = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant('level' as const),
      isBid: fc.boolean(),
      away: fc.integer({ min: 1, max: 90 }),
      lots: fc.nat(9),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('level' as const),
      isBid: fc.boolean(),
      away: fc.integer({ min: 90, max: 9_000 }),
      lots: fc.nat(9),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('walk' as const), by: fc.integer({ min: -3, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('walk' as const), by: fc.integer({ min: -4_000, max: 4_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
)
const changes = fc.array(change, { maxLength: 60 })
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

/** Applies a change; levels that the mid walked over are removed first, so that the book never crosses. */
function apply(book: Book, mid: number, made: Change): number {
  const { ladder } = book
  if (made.kind === 'clear') clearLadder(ladder)
  else if (made.kind === 'level')
    setLevel(ladder, made.isBid ? bidSide : askSide, made.isBid ? mid - made.away : mid + made.away, made.lots)
  else {
    const next = Math.max(12_000, mid + made.by)
    while (bestBidTicks(ladder) >= next) setLevel(ladder, bidSide, bestBidTicks(ladder), 0)
    while (bestAskTicks(ladder) !== noTicks && bestAskTicks(ladder) <= next) setLevel(ladder, askSide, bestAskTicks(ladder), 0)
    return next
  }
  return mid
}

describe('followed measures', () => {
  test.each([
    ['linear', linearInstrument],
    ['inverse', inverseInstrument],
  ])('property: of a %s book they equal those made anew, after every change that is read', (_, instrument) => {
    fc.assert(
      fc.property(changes, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (all, reads) => {
        const book = bookOf(instrument, [19_999, 1], [20_001, 1])
        const found = { bidDepth: new Float64Array(4), askDepth: new Float64Array(4) }
        const walks: readonly CostWalk[] = [createCostWalk(bidSide, 20), createCostWalk(askSide, 20), createCostWalk(askSide, 20)]
        let mid = 20_000
        all.forEach((each, i) => {
          mid = apply(book, mid, each)
          if (!reads[i] || bestBidTicks(book.ladder) === noTicks || bestAskTicks(book.ladder) === noTicks) return
          followDepths(book, distances, found)
          expect([...found.bidDepth]).toEqual(distances.map((distance) => depthWithinQuote(book, bidSide, distance)))
          expect([...found.askDepth]).toEqual(distances.map((distance) => depthWithinQuote(book, askSide, distance)))
          for (const walk of walks.slice(0, 2)) expect(followCostToTradeBps(book, walk)).toBe(costToTradeBps(book, walk.side, 20))
        })
      }),
      { numRuns: 200 },
    )
  })

  test('property: cutting the run in two changes nothing', () => {
    fc.assert(
      fc.property(changes, changes, (before, after) => {
        const book = bookOf(linearInstrument, [19_999, 1], [20_001, 1])
        let mid = before.reduce((at, each) => apply(book, at, each), 20_000)
        const columns = { bidDepth: new Float64Array(4), askDepth: new Float64Array(4) }
        const isWhole = bestBidTicks(book.ladder) !== noTicks && bestAskTicks(book.ladder) !== noTicks
        if (isWhole) followDepths(book, distances, columns)
        const restored = decode(encode(book)) as Book
        for (const each of after) {
          apply(restored, mid, each)
          mid = apply(book, mid, each)
        }
        expect(restored).toEqual(book)
      }),
      { numRuns: 50 },
    )
  })

  test('behavior: a level beyond the one that filled the order is not walked to', () => {
    const book = bookOf(linearInstrument, [19_999, 100, 19_990, 100], [20_001, 100, 20_010, 100])
    const walk = createCostWalk(askSide, 100)
    const first = followCostToTradeBps(book, walk)
    expect(book.ladder.touched[askSide]).toBe(-1)
    setLevel(book.ladder, askSide, 20_010, 7)
    expect(book.ladder.touched[askSide]).toBeLessThan(walk.deepest)
    expect(followCostToTradeBps(book, walk)).toBe(first)
    setLevel(book.ladder, askSide, 20_001, 10)
    expect(followCostToTradeBps(book, walk)).toBe(costToTradeBps(book, askSide, 100))
  })
})

describe('joint norms', () => {
  const options = { timeConstant: durationUs(50), minimumHistory: durationUs(20) }

  test('property: to the last digit what as many norms are', () => {
    const observation = fc.option(fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true })))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), observation), { maxLength: 40 }), (all) => {
        const joint = createJointNorms(2, options)
        const apart = [createNorm(options), createNorm(options)] as const
        let at = 1
        for (const [gap, observed] of all) {
          at += gap
          if (observed === null) {
            breakNorms(joint)
            apart.forEach(breakNorm)
          } else {
            followNorms(joint, timeUs(at), Float64Array.from(observed))
            apart.forEach((norm, i) => {
              followNorm(norm, timeUs(at), observed[i] as number)
            })
          }
          expect(haveHistory(joint)).toBe(normOf(apart[0]) !== undefined)
          if (joint.knownForUs > 0) expect([...joint.values]).toEqual(apart.map(({ value }) => value))
        }
      }),
    )
  })

  test('error: time never runs backwards', () => {
    const norms = createJointNorms(1, options)
    followNorms(norms, timeUs(10), Float64Array.of(1))
    expect(() => {
      followNorms(norms, timeUs(9), Float64Array.of(1))
    }).toThrow('time never runs backwards')
  })
})
