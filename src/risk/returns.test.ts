import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { createReturnSampler, observePrice, type ReturnSampler } from './returns.ts'

type Observation = readonly [at: number, price: number]

/** Feeds observations at a grid of 60 and gives each call's returns. */
function sample(
  observations: readonly Observation[],
  sampler: ReturnSampler = createReturnSampler(durationUs(60)),
): readonly (readonly number[])[] {
  return observations.map(([at, price]) => observePrice(sampler, timeUs(at), price))
}

describe('return sampler', () => {
  // Columns: name, observations (time, price), returns of each call, boundaries missed. Boundaries lie at 0, 60, 120 ...
  const table: readonly (readonly [string, readonly Observation[], readonly (readonly number[])[], number])[] = [
    [
      'bar closes, on the boundaries',
      [
        [60, 100],
        [120, 110],
        [180, 99],
      ],
      [[], [1.1 - 1], [0.9 - 1]],
      0,
    ],
    [
      'just before the boundary nothing is decided',
      [
        [60, 100],
        [119, 110],
      ],
      [[], []],
      0,
    ],
    [
      'just after, the last price before counts',
      [
        [60, 100],
        [119, 110],
        [121, 500],
      ],
      [[], [], [1.1 - 1]],
      0,
    ],
    [
      'on the boundary, the price stamped on it counts',
      [
        [60, 100],
        [119, 500],
        [120, 110],
      ],
      [[], [], [1.1 - 1]],
      0,
    ],
    [
      'the first of two on the boundary counts',
      [
        [60, 100],
        [120, 110],
        [120, 500],
        [180, 110],
      ],
      [[], [1.1 - 1], [], [0]],
      0,
    ],
    [
      'a price on a boundary does not stand for the next one',
      [
        [60, 100],
        [121, 110],
        [180, 120],
      ],
      [[], [], []],
      1,
    ],
    [
      'a second price on a boundary does not either',
      [
        [60, 100],
        [60, 105],
        [121, 110],
        [180, 120],
      ],
      [[], [], [], []],
      1,
    ],
    [
      'from a missed boundary there is no return either',
      [
        [60, 100],
        [121, 110],
        [180, 100],
        [240, 90],
      ],
      [[], [], [], [0.9 - 1]],
      1,
    ],
    [
      'the start is not a missed boundary',
      [
        [100, 100],
        [121, 110],
        [181, 120],
      ],
      [[], [], [1.1 - 1]],
      0,
    ],
    [
      'several silent boundaries are all missed',
      [
        [60, 100],
        [110, 110],
        [301, 500],
        [361, 250],
      ],
      [[], [], [1.1 - 1], []],
      3,
    ],
    [
      'a silence that ends on a boundary',
      [
        [60, 100],
        [110, 110],
        [300, 500],
        [360, 250],
      ],
      [[], [], [1.1 - 1], [0.5 - 1]],
      2,
    ],
    [
      'two returns at once',
      [
        [60, 100],
        [110, 110],
        [180, 121],
      ],
      [[], [], [1.1 - 1, 1.1 - 1]],
      0,
    ],
    [
      'an unchanged price, observed again, is a return of nothing',
      [
        [60, 100],
        [90, 100],
        [150, 100],
        [181, 100],
      ],
      [[], [], [0], [0]],
      0,
    ],
  ]
  test.each(table)('table: %s', (_name, observations, returns, missed) => {
    const sampler = createReturnSampler(durationUs(60))
    const seen = sample(observations, sampler)
    seen.forEach((found, i) => {
      expect(found.length).toBe(returns[i]?.length)
      found.forEach((simpleReturn, j) => {
        expect(simpleReturn).toBeCloseTo(returns[i]?.[j] ?? Number.NaN, 12)
      })
    })
    expect(sampler.missed).toBe(missed)
  })

  const series = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 1_000 })), { minLength: 1, maxLength: 60 }).map((steps) => {
    let at = 0
    return steps.map(([step, price]): Observation => [(at += step), price])
  })

  test('property: it equals looking up each boundary in the whole series', () => {
    fc.assert(
      fc.property(series, (observations) => {
        const sampler = createReturnSampler(durationUs(60))
        const found = sample(observations, sampler).flat()
        const { returns, missed } = lookUpReturns(observations)
        expect(found).toEqual(returns)
        expect(sampler.missed).toBe(missed)
      }),
      { numRuns: 5_000 },
    )
  })

  test('property: encoding and decoding in the middle changes nothing', () => {
    fc.assert(
      fc.property(series, fc.nat(60), (observations, cut) => {
        const before = createReturnSampler(durationUs(60))
        const first = sample(observations.slice(0, cut), before)
        const second = sample(observations.slice(cut), decode(encode(before)) as ReturnSampler)
        expect([...first, ...second]).toEqual(sample(observations))
      }),
    )
  })

  test('behavior: calls that decide nothing share one list', () => {
    const [first, second] = sample([
      [1, 100],
      [2, 100],
    ])
    expect(first).toBe(second)
  })

  test('error: time backwards, a price that is none, no spacing', () => {
    expect(() =>
      sample([
        [61, 100],
        [60, 100],
      ]),
    ).toThrow('backwards')
    for (const price of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => sample([[60, price]])).toThrow('positive')
    expect(() => createReturnSampler(durationUs(0))).toThrow('more than no time')
  })
})

/** The rule as written: a boundary takes the first price exactly on it, else the last since the one before; else it is missed. */
function lookUpReturns(observations: readonly Observation[]): Readonly<{ returns: readonly number[]; missed: number }> {
  const start = observations[0]?.[0] ?? 0
  const end = observations.at(-1)?.[0] ?? 0
  const returns: number[] = []
  let missed = 0
  let previous: number | undefined
  for (let boundary = Math.ceil(start / 60) * 60; boundary <= end; boundary += 60) {
    const price =
      observations.find(([at]) => at === boundary)?.[1] ?? observations.findLast(([at]) => at > boundary - 60 && at < boundary)?.[1]
    if (price === undefined) missed += 1
    else if (previous !== undefined) returns.push(price / previous - 1)
    previous = price
  }
  return { returns, missed }
}
