import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { decode, encode } from '../../base/codec.ts'
import {
  createCusum,
  createTwoSidedCusum,
  cusumPath,
  cusumReference,
  nextCusumSum,
  resetCusum,
  stepCusum,
  stepTwoSidedCusum,
  type CusumState,
} from './cusum.ts'

const options = { reference: 0.5, threshold: 4 }
const series = fc.array(
  fc.integer({ min: -12, max: 16 }).map((quarters) => quarters / 4),
  { minLength: 1, maxLength: 60 },
)

describe('cusum', () => {
  test.each([
    [3.5, 1, 4, false],
    [3.5, 1.000_001, 4.000_001, true],
    [3.5, 0.999_999, 3.999_999, false],
    [0.25, 0.25, 0, false],
    [0.25, 0.2, 0, false],
    [4, -3, 0.5, false],
  ])('table: from %f, %f makes %f', (from, x, to, alarmed) => {
    const state: CusumState = { sum: from, observations: 7 }
    expect(stepCusum(state, options, x)).toBe(alarmed)
    expect(state.sum).toBeCloseTo(to, 12)
    expect(state.observations).toBe(8)
    expect(nextCusumSum(from, 0.5, x)).toBe(state.sum)
  })

  test('behavior: a reset forgets the sum and not the count', () => {
    const state = createCusum()
    stepCusum(state, options, 9)
    resetCusum(state)
    expect(state).toEqual({ sum: 0, observations: 1 })
  })

  test.each([
    [4.5, 'none', 4, 0],
    [4.6, 'upper', 4.1, 0],
    [-4.5, 'none', 0, 4],
    [-4.6, 'lower', 0, 4.1],
  ] as const)('table: two-sided, %f says %s', (x, said, upper, lower) => {
    const state = createTwoSidedCusum()
    expect(stepTwoSidedCusum(state, options, x)).toBe(said)
    expect(state.upper).toBeCloseTo(upper, 12)
    expect(state.lower).toBeCloseTo(lower, 12)
    expect(state.observations).toBe(1)
  })

  test('behavior: both sides at once, with a reference below 0 only', () => {
    expect(stepTwoSidedCusum(createTwoSidedCusum(), { reference: -5, threshold: 4 }, 0)).toBe('both')
  })

  test('property: a path is repeated streaming, cut and restored anywhere, and each side of two is one of one', () => {
    fc.assert(
      fc.property(series, fc.nat(60), (x, cut) => {
        const { path, alarms } = cusumPath(x, { ...options, resets: true })
        let state = createCusum()
        const two = createTwoSidedCusum()
        const mirrored = cusumPath(
          x.map((value) => -value),
          { ...options, resets: false },
        ).path
        const unreset = cusumPath(x, { ...options, resets: false })
        const alarmed: number[] = []
        x.forEach((value, i) => {
          if (i === cut) state = decode(encode(state)) as CusumState
          const isAlarm = stepCusum(state, options, value)
          expect(state.sum).toBe(path[i])
          if (isAlarm) {
            alarmed.push(i)
            resetCusum(state)
          }
          const said = stepTwoSidedCusum(two, options, value)
          expect([two.upper, two.lower]).toEqual([unreset.path[i], mirrored[i]])
          expect(unreset.alarms.includes(i)).toBe(said === 'upper' || said === 'both')
        })
        expect(alarms).toEqual(alarmed)
      }),
    )
  })

  test('property: the sum is the greatest over all starts', () => {
    fc.assert(
      fc.property(series, (x) => {
        const { path } = cusumPath(x, { ...options, resets: false })
        let best = 0
        let sum = 0
        for (const value of x.toReversed()) {
          sum += value - 0.5
          best = Math.max(best, sum)
        }
        expect(path.at(-1)).toBeCloseTo(best, 9)
      }),
    )
  })

  test.each([
    ['series', [], options],
    ['series[1]', [1, Number.NaN], options],
    ['series[0]', [Infinity], options],
    ['reference', [1], { reference: Number.NaN, threshold: 4 }],
    ['threshold', [1], { reference: 0.5, threshold: -1 }],
  ] as const)('error: %s', (argument, x, given) => {
    expect(() => cusumPath(x, { ...given, resets: true })).toThrow(ArgumentError)
    expect(() => cusumPath(x, { ...given, resets: true })).toThrow(`${argument}: expected`)
  })

  test('table: a threshold of 0 is one, and half of a shift is its reference', () => {
    expect(cusumPath([0.5, 0.6], { reference: 0.5, threshold: 0, resets: true }).alarms).toEqual([1])
    expect(cusumReference(1.5)).toBe(0.75)
    expect(() => cusumReference(0)).toThrow('shift: expected')
  })
})
