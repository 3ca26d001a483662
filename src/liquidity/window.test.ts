import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { durationUs, timeUs } from '../base/time.ts'
import { addToWindow, createWindowSum, windowTotal, type WindowSum } from './window.ts'

const make = (): WindowSum => createWindowSum({ window: durationUs(60), buckets: 6 })

type Added = readonly (readonly [at: number, value: number])[]

function addAll(sum: WindowSum, added: Added): WindowSum {
  for (const [at, value] of added) addToWindow(sum, timeUs(at), value)
  return sum
}

describe('window sum', () => {
  // Columns: what was added, when it is read, total. Buckets of 10: at 0..9, 10..19 and so on; six of them count.
  const table: readonly (readonly [Added, number, number])[] = [
    [[], 1_000, 0],
    [[[0, 5]], 0, 5],
    [
      [
        [0, 5],
        [9, 6],
        [10, 7],
      ],
      10,
      18,
    ],
    [[[9, 5]], 59, 5],
    [[[9, 5]], 60, 0],
    [[[10, 5]], 60, 5],
    [[[10, 5]], 69, 5],
    [[[10, 5]], 70, 0],
    [
      [
        [0, 1],
        [10, 2],
        [20, 4],
        [30, 8],
        [40, 16],
        [50, 32],
        [60, 64],
      ],
      60,
      126,
    ],
    [
      [
        [0, 1],
        [50, 32],
        [60, 64],
      ],
      109,
      96,
    ],
    [
      [
        [0, 1],
        [50, 32],
        [60, 64],
      ],
      110,
      64,
    ],
    [
      [
        [0, 1],
        [50, 32],
        [60, 64],
      ],
      120,
      0,
    ],
    [
      [
        [0, 1],
        [1_000_000, 2],
      ],
      1_000_000,
      2,
    ],
  ]
  test.each(table)('table: %j read at %d is %d', (added, at, total) => {
    expect(windowTotal(addAll(make(), added), timeUs(at))).toBe(total)
  })

  test('error: time never runs backwards, and a window is cut into whole buckets', () => {
    const sum = addAll(make(), [[20, 1]])
    expect(() => windowTotal(sum, timeUs(19))).toThrow('time never runs backwards')
    expect(() => {
      addToWindow(sum, timeUs(9), 1)
    }).toThrow('time never runs backwards')
    expect(() => createWindowSum({ window: durationUs(60), buckets: 7 })).toThrow('a bucket lasts a whole number of microseconds')
    expect(() => createWindowSum({ window: durationUs(5), buckets: 6 })).toThrow('a bucket lasts a whole number of microseconds')
    expect(() => createWindowSum({ window: durationUs(60), buckets: 0 })).toThrow('a window has a whole number of buckets')
  })

  const added = fc
    .array(fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.nat(25) }, { weight: 1, arbitrary: fc.nat(200) }), fc.nat(1_000)), {
      maxLength: 80,
    })
    .map((gaps) => {
      let at = 0
      return gaps.map(([gap, value]) => [(at += gap), value] as const)
    })

  test('property: equal to adding what the window holds, however often it is read on the way', () => {
    fc.assert(
      fc.property(added, fc.nat(80), fc.boolean(), (all, wait, readsAll) => {
        const sum = make()
        for (const [at, value] of all) {
          if (readsAll) windowTotal(sum, timeUs(at))
          addToWindow(sum, timeUs(at), value)
        }
        const at = (all.at(-1)?.[0] ?? 0) + wait
        const oldest = (Math.floor(at / 10) - 5) * 10
        const expected = all.filter(([time]) => time >= oldest).reduce((total, [, value]) => total + value, 0)
        expect(windowTotal(sum, timeUs(at))).toBe(expected)
      }),
    )
  })

  test('behavior: no rounding outlives the values that caused it', () => {
    const sum = make()
    for (let at = 0; at < 100_000; at += 3) addToWindow(sum, timeUs(at), at % 7 === 0 ? 1e25 / 3 : 0.1)
    for (let at = 100_000; at < 100_200; at += 10) addToWindow(sum, timeUs(at), 0.25)
    expect(windowTotal(sum, timeUs(100_199))).toBe(1.5)
  })

  test('property: cutting the run in two changes nothing', () => {
    fc.assert(
      fc.property(added, fc.nat(80), (all, cut) => {
        const restored = decode(encode(addAll(make(), all.slice(0, cut)))) as WindowSum
        expect(addAll(restored, all.slice(cut))).toEqual(addAll(make(), all))
      }),
    )
  })
})
