import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { breakNorm, createNorm, followNorm, normOf, type Norm } from './norm.ts'

/** Follows steps of [time, value]; `undefined` breaks. */
function follow(norm: Norm, steps: readonly (readonly [number, number | undefined])[]): Norm {
  for (const [at, value] of steps) {
    if (value === undefined) breakNorm(norm)
    else followNorm(norm, timeUs(at), value)
  }
  return norm
}

const make = (timeConstant = 100, minimumHistory = 10): Norm =>
  createNorm({ timeConstant: durationUs(timeConstant), minimumHistory: durationUs(minimumHistory) })

describe('norm', () => {
  // Columns: what, steps, norm. The minimum history is 10, the time constant 100.
  const table: readonly (readonly [string, readonly (readonly [number, number | undefined])[], number | undefined])[] = [
    ['nothing seen', [], undefined],
    ['one observation has stood for no time', [[0, 5]], undefined],
    [
      'just below the minimum history',
      [
        [0, 5],
        [9, 7],
      ],
      undefined,
    ],
    [
      'at it',
      [
        [0, 5],
        [10, 7],
      ],
      5,
    ],
    [
      'just above it',
      [
        [0, 5],
        [11, 7],
      ],
      5,
    ],
    [
      'each value weighs as long as it stood',
      [
        [0, 4],
        [30, 8],
        [40, 0],
      ],
      5,
    ],
    [
      'two at one time: the first stood for none',
      [
        [0, 4],
        [0, 6],
        [10, 1],
      ],
      6,
    ],
    [
      'an unknown stretch counts neither as value nor as time',
      [
        [0, 4],
        [5, 9],
        [5, undefined],
        [1_000, 8],
        [1_004, 0],
      ],
      undefined,
    ],
    [
      'what is known adds up over it',
      [
        [0, 4],
        [5, 9],
        [5, undefined],
        [1_000, 8],
        [1_005, 0],
      ],
      6,
    ],
    [
      'the last value before the break is not learned',
      [
        [0, 4],
        [10, 99],
        [20, undefined],
        [30, 4],
        [40, 0],
      ],
      4,
    ],
    [
      'just below the time constant: the plain mean',
      [
        [0, 10],
        [50, 0],
        [99, 0],
      ],
      (10 * 50) / 99,
    ],
    [
      'at it: the plain mean',
      [
        [0, 10],
        [50, 0],
        [100, 0],
      ],
      5,
    ],
    [
      'beyond it: weight is the share of the time constant',
      [
        [0, 10],
        [100, 20],
        [110, 0],
      ],
      11,
    ],
    [
      'one interval as long as the time constant has all the weight',
      [
        [0, 10],
        [100, 20],
        [200, 0],
      ],
      20,
    ],
    [
      'a longer one has no more than that',
      [
        [0, 10],
        [100, 20],
        [5_000, 0],
      ],
      20,
    ],
  ]
  test.each(table)('table: %s', (_, steps, expected) => {
    const found = normOf(follow(make(), steps))
    if (expected === undefined) expect(found).toBe(undefined)
    else expect(found).toBeCloseTo(expected, 12)
  })

  test('table: without a minimum history there is a norm once a value has stood', () => {
    expect(normOf(follow(make(100, 0), [[0, 5]]))).toBe(undefined)
    expect(
      normOf(
        follow(make(100, 0), [
          [0, 5],
          [1, 6],
        ]),
      ),
    ).toBe(5)
  })

  test('error: time never runs backwards', () => {
    expect(() =>
      follow(make(), [
        [5, 1],
        [4, 1],
      ]),
    ).toThrow('time never runs backwards')
  })

  const steps = fc
    .array(fc.tuple(fc.nat(60), fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { nil: undefined, freq: 6 })), {
      minLength: 1,
      maxLength: 40,
    })
    .map((gaps) => {
      let at = 0
      return gaps.map(([gap, value]) => [(at += gap), value] as const)
    })

  test('property: between the least and the greatest value seen', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const found = normOf(follow(make(), all))
        const values = all.flatMap(([, value]) => (value === undefined ? [] : [value]))
        if (found === undefined) return
        expect(found).toBeGreaterThanOrEqual(Math.min(...values) - 1e-5)
        expect(found).toBeLessThanOrEqual(Math.max(...values) + 1e-5)
      }),
    )
  })

  test('property: a constant is its own norm, whenever it is seen', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const found = normOf(
          follow(
            make(),
            all.map(([at, value]) => [at, value === undefined ? undefined : 7]),
          ),
        )
        expect(found ?? 7).toBeCloseTo(7, 12)
      }),
    )
  })

  test('property: until the time constant it is the plain mean over time', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const known = all.filter(([, value]) => value !== undefined)
        const found = normOf(follow(make(1e9, 1), known))
        let [sum, span] = [0, 0]
        known.slice(1).forEach(([at], i) => {
          const [from, value] = known[i] ?? [0, 0]
          sum += (value ?? 0) * (at - from)
          span += at - from
        })
        if (span === 0) expect(found).toBe(undefined)
        else expect(Math.abs((found ?? Number.NaN) - sum / span)).toBeLessThanOrEqual(1e-4)
      }),
    )
  })

  test('property: cutting the run in two changes nothing', () => {
    fc.assert(
      fc.property(steps, fc.nat(40), (all, cut) => {
        const half = follow(make(), all.slice(0, cut))
        const restored = decode(encode(half)) as Norm
        expect(follow(restored, all.slice(cut))).toEqual(follow(make(), all))
      }),
    )
  })
})
