import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { decode, encode } from '../../base/codec.ts'
import {
  createEDetector,
  defaultBets,
  eDetectorPath,
  eDetectorThreshold,
  exceedanceScore,
  resetEDetector,
  stepEDetector,
  type EDetectorState,
} from './e-detector.ts'

const options = { calmMean: 0.2, bets: [1, 5] }
const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })

describe('e-detector', () => {
  test('table: wealth of two bets over three scores', () => {
    const state = createEDetector(options)
    stepEDetector(state, options, 1)
    // Factors 1.8 and 5.
    expect([...state.sums]).toEqual([1.8, 5])
    expect([...state.bests]).toEqual([1.8, 5])
    stepEDetector(state, options, 0)
    // Factors 0.8 and 0.
    expect(state.sums[0]).toBeCloseTo(2.24, 12)
    expect(state.bests[0]).toBeCloseTo(1.44, 12)
    expect([state.sums[1], state.bests[1]]).toEqual([0, 0])
    stepEDetector(state, options, 0.2)
    expect(state.sums[0]).toBeCloseTo(3.24, 12)
    expect([state.sums[1], state.bests[1]]).toEqual([1, 1])
    expect(state.shiryaevRoberts).toBeCloseTo(2.12, 12)
    expect(state.cusum).toBeCloseTo(1.22, 12)
    expect(state.observations).toBe(3)
  })

  test('behavior: a reset forgets wealth and not the count', () => {
    const state = createEDetector(options)
    stepEDetector(state, options, 1)
    resetEDetector(state)
    expect(state).toEqual({ ...createEDetector(options), observations: 1 })
  })

  test('property: a path is repeated streaming, cut and restored anywhere', () => {
    fc.assert(
      fc.property(scores, fc.nat(40), (x, cut) => {
        const { shiryaevRoberts, cusum } = eDetectorPath(x, options)
        let state = createEDetector(options)
        x.forEach((score, i) => {
          if (i === cut) state = decode(encode(state)) as EDetectorState
          stepEDetector(state, options, score)
          expect([state.shiryaevRoberts, state.cusum]).toEqual([shiryaevRoberts[i], cusum[i]])
        })
      }),
    )
  })

  test('property: wealth is the sum, and the best, over all starts', () => {
    fc.assert(
      fc.property(scores, (x) => {
        const bet = 3
        const { shiryaevRoberts, cusum } = eDetectorPath(x, { calmMean: 0.2, bets: [bet] })
        let [product, sum, best] = [1, 0, 0]
        for (const score of x.toReversed()) {
          product *= 1 + bet * (score - 0.2)
          sum += product
          best = Math.max(best, product)
        }
        expect(shiryaevRoberts.at(-1)).toBeCloseTo(sum, 6)
        expect(cusum.at(-1)).toBeCloseTo(best, 6)
      }),
    )
  })

  test('property: in calm wealth grows by one a step on average, whatever two-valued law the score has', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.21, max: 1, noNaN: true }), scores, (high, past) => {
        const state = createEDetector(options)
        past.forEach((score) => stepEDetector(state, options, score))
        const [up, down] = [structuredClone(state), structuredClone(state)]
        stepEDetector(up, options, high)
        stepEDetector(down, options, 0)
        const probability = 0.2 / high
        const mean = probability * up.shiryaevRoberts + (1 - probability) * down.shiryaevRoberts
        expect(mean / (state.shiryaevRoberts + 1)).toBeCloseTo(1, 9)
      }),
    )
  })

  test('behavior: wealth is held far beyond any threshold, and then lost to a score of 0', () => {
    const sure = { calmMean: 0.5, bets: [2] }
    const state = createEDetector(sure)
    for (let i = 0; i < 1_100; i++) stepEDetector(state, sure, 1)
    expect(state.shiryaevRoberts).toBe(1e300)
    expect(state.cusum).toBe(1e300)
    stepEDetector(state, sure, 0)
    expect([state.shiryaevRoberts, state.cusum]).toEqual([0, 0])
  })

  test('behavior: a bet written as a rounded 1 / calmMean never makes wealth negative', () => {
    const state = createEDetector({ calmMean: 0.1, bets: [10.000_000_000_001] })
    stepEDetector(state, { calmMean: 0.1, bets: [10.000_000_000_001] }, 0)
    expect(state.shiryaevRoberts).toBe(0)
  })

  test('table: bets, thresholds', () => {
    expect(defaultBets(0.5)).toEqual([0.1, 0.2, 0.4, 0.8, 1.6])
    expect(eDetectorThreshold(123)).toBe(123)
    expect(eDetectorPath([0], { calmMean: 0.5, bets: [0] }).shiryaevRoberts[0]).toBe(1)
  })

  test.each([
    [{ from: 10, to: 30 }, 9, 0],
    [{ from: 10, to: 30 }, 10, 0],
    [{ from: 10, to: 30 }, 15, 0.25],
    [{ from: 10, to: 30 }, 30, 1],
    [{ from: 10, to: 30 }, 31, 1],
    [{ from: 0.8, to: 0.4 }, 0.9, 0],
    [{ from: 0.8, to: 0.4 }, 0.5, 0.75],
    [{ from: 0.8, to: 0.4 }, 0.3, 1],
    [{ from: 5, to: 5 }, 5, 0],
    [{ from: 5, to: 5 }, 5.01, 1],
  ])('table: the score on %o of %f is %f', (scale, value, score) => {
    expect(exceedanceScore(scale, value)).toBeCloseTo(score, 12)
  })

  test('error: what was expected and found is told', () => {
    expect(() => createEDetector({ calmMean: 0.5, bets: [] })).toThrow('bets: expected at least one bet, found 0')
    expect(() => createEDetector({ calmMean: 0.25, bets: [5] })).toThrow('bets[0]: expected a number from 0 to 4, found 5')
    expect(() => eDetectorPath([2], options)).toThrow('scores[0]: expected a score from 0 to 1, found 2')
  })

  test.each([
    ['calmMean', () => createEDetector({ calmMean: 0, bets: [1] })],
    ['calmMean', () => createEDetector({ calmMean: 1, bets: [1] })],
    ['calmMean', () => defaultBets(1)],
    ['bets', () => createEDetector({ calmMean: 0.5, bets: [] })],
    ['bets[1]', () => createEDetector({ calmMean: 0.5, bets: [1, 2.01] })],
    ['bets[0]', () => createEDetector({ calmMean: 0.5, bets: [-0.01] })],
    ['bets[0]', () => createEDetector({ calmMean: 0.5, bets: [Number.NaN] })],
    ['runLength', () => eDetectorThreshold(0)],
    ['scores', () => eDetectorPath([], options)],
    ['scores[1]', () => eDetectorPath([0, 1.01], options)],
    ['scores[0]', () => eDetectorPath([-0.01], options)],
    ['scores[0]', () => eDetectorPath([Number.NaN], options)],
  ])('error: %s', (argument, call) => {
    expect(call).toThrow(ArgumentError)
    expect(call).toThrow(`${argument}: expected`)
  })
})
