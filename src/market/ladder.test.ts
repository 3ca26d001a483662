import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import {
  askSide,
  bestAskTicks,
  bestBidTicks,
  bidSide,
  clearLadder,
  createLadder,
  levelsOf,
  lotsAt,
  lotsBetween,
  momentBetween,
  nextTicks,
  noTicks,
  setLevel,
  windowTicksFor,
  type BookSide,
  type Ladder,
} from './ladder.ts'

const sides: readonly BookSide[] = [bidSide, askSide]

/** The readable version: one Map a side, everything else a scan. */
type Oracle = readonly [Map<number, number>, Map<number, number>]

function setInOracle(oracle: Oracle, side: BookSide, ticks: number, lots: number): void {
  if (lots === 0) oracle[side].delete(ticks)
  else oracle[side].set(ticks, lots)
}

function fromTouch(oracle: Oracle, side: BookSide): readonly (readonly [ticks: number, lots: number])[] {
  return [...oracle[side]].sort(([a], [b]) => (side === bidSide ? b - a : a - b))
}

function between(oracle: Oracle, side: BookSide, low: number, high: number): readonly (readonly [ticks: number, lots: number])[] {
  return [...oracle[side]].filter(([ticks]) => ticks >= low && ticks <= high)
}

function expectEqual(ladder: Ladder, oracle: Oracle, probes: readonly number[]): void {
  expect(bestBidTicks(ladder)).toBe(fromTouch(oracle, bidSide)[0]?.[0] ?? noTicks)
  expect(bestAskTicks(ladder)).toBe(fromTouch(oracle, askSide)[0]?.[0] ?? noTicks)
  for (const side of sides) {
    const levels = fromTouch(oracle, side)
    expect(levelsOf(ladder, side)).toEqual(levels.flat())
    for (const probe of probes) {
      expect(lotsAt(ladder, side, probe)).toBe(oracle[side].get(probe) ?? 0)
      const further = levels.find(([ticks]) => (side === bidSide ? ticks < probe : ticks > probe))
      expect(nextTicks(ladder, side, probe)).toBe(further?.[0] ?? noTicks)
      for (const other of probes) {
        const inRange = between(oracle, side, probe, other)
        expect(lotsBetween(ladder, side, probe, other)).toBe(inRange.reduce((sum, [, lots]) => sum + lots, 0))
        expect(momentBetween(ladder, side, probe, other)).toBe(inRange.reduce((sum, [ticks, lots]) => sum + ticks * lots, 0))
      }
    }
  }
}

type Step = Readonly<{ kind: 'set'; side: BookSide; ticks: number; lots: number } | { kind: 'clear' } | { kind: 'restore' }>

/** Prices crowd around a few places further apart than a window, so that windows move and levels go far and come back. */
const price = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 19_950, max: 20_050 }) },
  { weight: 3, arbitrary: fc.integer({ min: 17_000, max: 23_500 }) },
  { weight: 2, arbitrary: fc.constantFrom(1, 2, 9_000, 14_000, 26_000, 31_000, 90_000) },
)
const side = fc.constantFrom<BookSide>(bidSide, askSide)
/** Prices around 2^31, where the quick way ends, and such as 32 bits would take for 20,000. */
const hugePrice = fc.oneof(
  fc.integer({ min: 2 ** 31 - 5_000, max: 2 ** 31 + 5_000 }),
  fc.constantFrom(1, 20_000, 2 ** 31 - 2, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 20_000, 2 ** 32 + 20_001, 2 ** 33 + 20_000),
)

const stepOf = (ticks: fc.Arbitrary<number>, mostLots: number): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 60,
      arbitrary: fc.record({
        kind: fc.constant('set' as const),
        side,
        ticks,
        lots: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: mostLots })),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'restore' as const }) },
  )

describe('ladder', () => {
  test.each([
    ['', price, 9_000_000],
    [' beyond 32 bits', hugePrice, 9_000],
  ])('property: equal to a map of levels%s under updates, moves of the window, clearing and restoring', (_, ticks, mostLots) => {
    const changes = fc.array(stepOf(ticks, mostLots), { minLength: 1, maxLength: 120 })
    fc.assert(
      fc.property(changes, fc.array(ticks, { minLength: 1, maxLength: 4 }), (steps, probes) => {
        let ladder = createLadder({ windowTicks: 4096, centreTicks: 20_000 })
        const oracle: Oracle = [new Map(), new Map()]
        for (const one of steps) {
          if (one.kind === 'set') {
            setLevel(ladder, one.side, one.ticks, one.lots)
            setInOracle(oracle, one.side, one.ticks, one.lots)
          } else if (one.kind === 'clear') {
            clearLadder(ladder)
            oracle.forEach((levels) => levels.clear())
          } else {
            const text = encode(ladder)
            ladder = decode(text) as Ladder
            expect(encode(ladder)).toBe(text)
          }
        }
        expectEqual(ladder, oracle, [
          ...probes,
          ...steps.slice(-2).flatMap((one) => (one.kind === 'set' ? [one.ticks, one.ticks - 1] : [])),
        ])
      }),
      { numRuns: 1500 },
    )
  })

  test('property: an emptied ladder holds nothing, not even a remainder of a sum', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(side, price, fc.integer({ min: 1, max: 9_000_000 })), { maxLength: 200 }),
        fc.boolean(),
        (levels, byClearing) => {
          const ladder = createLadder({ windowTicks: 4096, centreTicks: 20_000 })
          for (const [at, ticks, lots] of levels) setLevel(ladder, at, ticks, lots)
          if (byClearing) clearLadder(ladder)
          else for (const [at, ticks] of levels) setLevel(ladder, at, ticks, 0)
          for (const array of [ladder.lots, ladder.words, ladder.groups, ladder.blockSums, ladder.superSums]) {
            expect(array.every((value) => value === 0)).toBe(true)
          }
          expect(ladder.far.every((far) => far.keys.length === 0 && far.lots.length === 0)).toBe(true)
          expect([bestBidTicks(ladder), bestAskTicks(ladder)]).toEqual([noTicks, noTicks])
        },
      ),
    )
  })

  test('behavior: the window follows a price that walks through many windows, and no level is lost on the way', () => {
    const ladder = createLadder({ windowTicks: 4096, centreTicks: 100_000 })
    for (let ticks = 100_000; ticks < 160_000; ticks += 7) setLevel(ladder, bidSide, ticks, 1)
    expect(lotsBetween(ladder, bidSide, 0, 200_000)).toBe(8572)
    for (let ticks = 159_997; ticks >= 100_000; ticks -= 7) setLevel(ladder, bidSide, ticks, 0)
    expect(bestBidTicks(ladder)).toBe(noTicks)
  })

  // Columns: mid in ticks, window. Half of the window is at least 2.5 % of the mid.
  test.each([
    [1, 4096],
    [81_920, 4096],
    [81_921, 8192],
    [618_000, 32_768],
    [6_183_763, 524_288],
    [1e12, 1_048_576],
  ])('table: windowTicksFor(%d) is %d', (mid, window) => {
    expect(windowTicksFor(mid)).toBe(window)
  })

  test.each([0, 2048, 4097, 6000, 2_097_152])('error: no window of %d', (windowTicks) => {
    expect(() => createLadder({ windowTicks, centreTicks: 1 })).toThrow('a window is a power of two from 4,096 to 2^20')
  })
})
