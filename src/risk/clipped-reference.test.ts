import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { seconds, timeUs } from '../base/time.ts'
import { createClippedReference, followPrice, type ClippedReference } from './clipped-reference.ts'

const hour = seconds(3_600)

describe('clipped reference', () => {
  // Columns: name, calls (hours, price), the reference after the last. It may rise by 10 % an hour and fall to 1/1.1.
  const table: readonly (readonly [string, readonly (readonly [number, number])[], number])[] = [
    ['the first price is taken as it is', [[0, 100]], 100],
    [
      'a print moves it by nothing',
      [
        [0, 100],
        [1, 1_000],
        [1, 100],
        [2, 100],
      ],
      100,
    ],
    [
      'the first print after an outage moves it by nothing',
      [
        [0, 100],
        [50, 1_000],
      ],
      100,
    ],
    [
      'a lasting rise is followed by the factor of the elapsed time',
      [
        [0, 100],
        [0, 1_000],
        [1, 1_000],
      ],
      110,
    ],
    [
      'for two hours, by its square',
      [
        [0, 100],
        [0, 1_000],
        [2, 1_000],
      ],
      121,
    ],
    [
      'for half an hour, by its root',
      [
        [0, 100],
        [0, 1_000],
        [0.5, 1_000],
      ],
      100 * Math.sqrt(1.1),
    ],
    [
      'a lasting fall undoes a rise in the same time',
      [
        [0, 110],
        [0, 10],
        [1, 10],
      ],
      100,
    ],
    [
      'just within the limit it arrives',
      [
        [0, 100],
        [0, 109.9],
        [1, 109.9],
      ],
      109.9,
    ],
    [
      'just beyond it does not',
      [
        [0, 100],
        [0, 110.1],
        [1, 110.1],
      ],
      110,
    ],
    [
      'just within the limit downwards it arrives',
      [
        [0, 110],
        [0, 100.1],
        [1, 100.1],
      ],
      100.1,
    ],
    [
      'just beyond it downwards does not',
      [
        [0, 110],
        [0, 99.9],
        [1, 99.9],
      ],
      100,
    ],
    [
      'it goes to the price that stood, not to the new one',
      [
        [0, 100],
        [0, 105],
        [1, 50],
      ],
      105,
    ],
  ]
  test.each(table)('table: %s', (_name, calls, expected) => {
    const reference = createClippedReference(0.1)
    const values = calls.map(([hours, price]) => followPrice(reference, timeUs(hours * hour), price))
    expect(values.at(-1)).toBeCloseTo(expected, 10)
    expect(reference.value).toBe(values.at(-1))
  })

  const calls = fc.array(fc.tuple(fc.nat(3_600_000_000), fc.integer({ min: 1, max: 1_000_000 })), { minLength: 1, maxLength: 40 })

  test('property: never beyond the allowed factor of the elapsed time, however often it is called', () => {
    fc.assert(
      fc.property(calls, fc.double({ min: 0.001, max: 2, noNaN: true }), (steps, maxMove) => {
        const reference = createClippedReference(maxMove)
        let at = 0
        const start = followPrice(reference, timeUs(at), 1_000)
        for (const [step, price] of steps) {
          at += step
          const value = followPrice(reference, timeUs(at), price)
          const allowed = (1 + maxMove) ** (at / hour) * (1 + 1e-12)
          expect(value).toBeLessThanOrEqual(start * allowed)
          expect(value).toBeGreaterThanOrEqual(start / allowed)
        }
      }),
    )
  })

  test('property: one call or many over the same time at the same price come to the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 10, max: 100_000 }), (pieces, price) => {
        const once = createClippedReference(0.5)
        const often = createClippedReference(0.5)
        for (const reference of [once, often]) followPrice(reference, timeUs(0), 1_000)
        for (const reference of [once, often]) followPrice(reference, timeUs(0), price)
        for (let i = 1; i <= pieces; i++) followPrice(often, timeUs(i * 7_200_000), price)
        expect(often.value).toBeCloseTo(followPrice(once, timeUs(pieces * 7_200_000), price), 8)
      }),
    )
  })

  test('property: encoding and decoding in the middle changes nothing, to the bit', () => {
    fc.assert(
      fc.property(calls, fc.nat(40), (steps, cut) => {
        const whole = createClippedReference(0.1)
        let cutReference = createClippedReference(0.1)
        let at = 0
        steps.forEach(([step, price], i) => {
          at += step
          if (i === cut) cutReference = decode(encode(cutReference)) as ClippedReference
          expect(followPrice(cutReference, timeUs(at), price)).toBe(followPrice(whole, timeUs(at), price))
        })
      }),
    )
  })

  test('error: time backwards, a price that is none, no move allowed', () => {
    const reference = createClippedReference(0.1)
    followPrice(reference, timeUs(10), 100)
    expect(() => followPrice(reference, timeUs(9), 100)).toThrow('backwards')
    for (const price of [0, -1, Number.NaN]) expect(() => followPrice(reference, timeUs(10), price)).toThrow('positive')
    for (const maxMove of [0, -0.1, Number.NaN]) expect(() => createClippedReference(maxMove)).toThrow('positive fraction')
  })
})
