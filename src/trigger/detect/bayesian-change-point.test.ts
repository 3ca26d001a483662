import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { decode, encode } from '../../base/codec.ts'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import {
  changePointPath,
  changeProbability,
  createChangePoint,
  hazardForRunLength,
  recentChangeProbability,
  stepChangePoint,
  type ChangePointOptions,
  type ChangePointState,
} from './bayesian-change-point.ts'

const prior = { mean: 0, meanWeight: 0.1, shape: 2, scale: 2 }
const options: ChangePointOptions = { hazard: 0.05, prior, longestRun: 400, dropBelow: 0 }

const noise = (count: number, seed: number): readonly number[] => {
  const generator = createPrng(seed)
  return Array.from({ length: count }, () => nextNormal(generator))
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

function after(series: readonly number[], given: ChangePointOptions): ChangePointState {
  const state = createChangePoint(given)
  for (const x of series) stepChangePoint(state, given, x)
  return state
}

describe('bayesian change point', () => {
  test('table: the first observation by hand', () => {
    const state = after([1], options)
    expect([...state.probability.slice(0, 3)]).toEqual([0.05, 0.95, 0])
    expect([state.mean[0], state.scale[0]]).toEqual([0, 2])
    expect(state.mean[1]).toBeCloseTo(1 / 1.1, 12)
    expect(state.scale[1]).toBeCloseTo(2 + 0.1 / 2.2, 12)
    // Student's t with 4 degrees of freedom and squared scale 2 * 1.1 / (2 * 0.1) = 11, at 1.
    expect(state.logarithmOfEvidence).toBeCloseTo(Math.log((0.375 / Math.sqrt(11)) * (1 + 1 / 44) ** -2.5), 12)
    expect(state.observations).toBe(1)
    expect(state.size).toBe(2)
  })

  test('behavior: a change of the mean is seen within a few observations, and where it was', () => {
    const series = [...noise(100, 1), ...noise(12, 2).map((x) => x + 4)]
    const { mostLikelyRun, recentChange, meanRun } = changePointPath(series, { ...options, window: 15 })
    expect(mostLikelyRun[99]).toBe(100)
    expect(mostLikelyRun.at(-1)).toBe(12)
    expect(meanRun.at(-1)).toBeLessThan(16)
    expect(recentChange[99]).toBeLessThan(0.9)
    expect(recentChange.at(-1)).toBeGreaterThan(0.99)
  })

  test('behavior: only a change for the worse counts, from the level on', () => {
    const rise = after([...noise(60, 3), ...noise(10, 4).map((x) => x + 4)], options)
    expect(changeProbability(rise, options, -Infinity)).toBeGreaterThan(0.99)
    expect(changeProbability(rise, options, 0)).toBeGreaterThan(0.9)
    expect(changeProbability(rise, options, 10)).toBe(0)
    const fall = after([...noise(60, 3), ...noise(10, 4).map((x) => x - 4)], options)
    expect(changeProbability(fall, options, -Infinity)).toBeGreaterThan(0.99)
    expect(changeProbability(fall, options, 0)).toBeLessThan(0.01)
  })

  test('behavior: the start is recent, and no change', () => {
    const state = createChangePoint(options)
    expect(recentChangeProbability(state, 5)).toBe(1)
    expect(changeProbability(state, options, -Infinity)).toBe(0)
    stepChangePoint(state, options, 0.3)
    expect(recentChangeProbability(state, 5)).toBeCloseTo(1, 12)
    expect(recentChangeProbability(state, 0)).toBeCloseTo(0.05, 12)
    expect(changeProbability(state, options, -Infinity)).toBeCloseTo(0.05, 12)
  })

  test('behavior: runs are told apart up to the longest, which is no recent change', () => {
    const short = { ...options, longestRun: 10 }
    const state = after(noise(50, 5), short)
    expect(state.probability.length).toBe(11)
    expect(sumOf(state.probability)).toBeCloseTo(1, 12)
    expect(changeProbability(state, short, -Infinity)).toBeCloseTo(1 - (state.probability[10] ?? 0), 12)
  })

  test('behavior: what a bounded run remembers is worth the longest run, and its variance stays', () => {
    const short = { ...options, longestRun: 20, hazard: 1e-6 }
    const series = noise(1_500, 6)
    const state = after(series, short)
    // Inverse gamma: the variance expected is scale over shape less one.
    expect((state.scale[20] ?? 0) / (2 + 10 - 1)).toBeGreaterThan(0.6)
    expect((state.scale[20] ?? 0) / (2 + 10 - 1)).toBeLessThan(1.6)
    expect(Math.abs(state.mean[20] ?? 9)).toBeLessThan(0.7)
  })

  test('behavior: bounding and dropping cost little where both are exact in the limit', () => {
    const series = [...noise(300, 7), ...noise(60, 8).map((x) => x + 1.5), ...noise(200, 9)]
    const exact = { ...options, longestRun: series.length, hazard: 0.01 }
    const bounded = { ...exact, longestRun: 120, dropBelow: 1e-6 }
    const [whole, pruned] = [createChangePoint(exact), createChangePoint(bounded)]
    let worst = 0
    for (const x of series) {
      stepChangePoint(whole, exact, x)
      stepChangePoint(pruned, bounded, x)
      worst = Math.max(worst, Math.abs(recentChangeProbability(whole, 30) - recentChangeProbability(pruned, 30)))
    }
    expect(worst).toBeLessThan(0.1)
    expect(pruned.droppedInAll).toBeGreaterThan(0)
    expect(pruned.droppedInAll).toBeLessThan(1e-6 * series.length * 5)
    expect(pruned.dropped).toBeLessThan(121e-6)
    expect(sumOf(pruned.probability)).toBeCloseTo(1, 12)
    expect(Math.abs(whole.logarithmOfEvidence - pruned.logarithmOfEvidence)).toBeLessThan(0.5)
  })

  test('behavior: after a change the runs before it are dropped, and cost no more', () => {
    const dropping = { ...options, dropBelow: 1e-6, hazard: 0.001 }
    const state = after([...noise(80, 1), ...noise(30, 2).map((x) => x + 12)], dropping)
    expect(state.size).toBe(31)
    expect(state.dropped).toBeGreaterThanOrEqual(0)
    expect(sumOf(state.probability)).toBeCloseTo(1, 12)
  })

  test('behavior: an outlier no run expects leaves probabilities finite', () => {
    const state = after([...noise(300, 1), 1e8], { ...options, hazard: 1e-9 })
    expect(sumOf(state.probability)).toBeCloseTo(1, 9)
    expect(Number.isFinite(state.logarithmOfEvidence)).toBe(true)
  })

  test('property: a path is repeated streaming, cut and restored anywhere; probabilities sum to 1', () => {
    const series = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(series, fc.nat(30), fc.constantFrom(3, 8, 50), (x, cut, longestRun) => {
        const given = { ...options, longestRun, dropBelow: 1e-4 }
        const path = changePointPath(x, { ...given, window: 4 })
        let state = createChangePoint(given)
        x.forEach((value, i) => {
          if (i === cut) state = decode(encode(state)) as ChangePointState
          stepChangePoint(state, given, value)
          expect(sumOf(state.probability)).toBeCloseTo(1, 9)
          expect(recentChangeProbability(state, 4)).toBe(path.recentChange[i])
          expect(state.probability[path.mostLikelyRun[i] ?? -1]).toBe(Math.max(...state.probability))
          const mean = state.probability.reduce((sum, weight, run) => sum + weight * run, 0)
          expect(path.meanRun[i]).toBeCloseTo(mean, 9)
        })
        expect(state.logarithmOfEvidence).toBe(path.logarithmOfEvidence)
      }),
      { numRuns: 40 },
    )
  })

  test('property: shifting and scaling data and prior alike changes no probability', () => {
    const series = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(series, (x) => {
        const moved = { ...options, prior: { mean: 7, meanWeight: 0.1, shape: 2, scale: 2 * 9 } }
        const one = after(x, options)
        const other = after(x.map((value) => 7 + 3 * value), moved) // prettier-ignore
        one.probability.forEach((weight, run) => expect(other.probability[run]).toBeCloseTo(weight, 8))
      }),
      { numRuns: 20 },
    )
  })

  test('table: the hazard that keeps a run length', () => {
    // Half a chance of none in one: log(1 - 0.5) / log(1 - h) = n.
    expect(hazardForRunLength({ runLength: 1, probability: 0.95 })).toBeCloseTo(0.95, 12)
    const hazard = hazardForRunLength({ runLength: 1_000_000, probability: 0.95 })
    expect(Math.log(0.05) / Math.log1p(-hazard) / 1_000_000).toBeCloseTo(1, 9)
  })

  test('behavior: calm observations that are one run under the prior alarm no more often than stated', () => {
    const generator = createPrng(77)
    const runLength = 60
    const given = { ...options, longestRun: 250, hazard: hazardForRunLength({ runLength, probability: 0.9 }) }
    let total = 0
    const rounds = 40
    for (let round = 0; round < rounds; round++) {
      // A draw of the prior: a gamma of shape 2 is the sum of two exponentials.
      const precision = -(Math.log(1 - nextUniform(generator)) + Math.log(1 - nextUniform(generator))) / 2
      const deviation = 1 / Math.sqrt(precision)
      const mean = (nextNormal(generator) * deviation) / Math.sqrt(0.1)
      const state = createChangePoint(given)
      let steps = 0
      do {
        stepChangePoint(state, given, mean + deviation * nextNormal(generator))
        steps += 1
      } while (changeProbability(state, given, -Infinity) < 0.9 && steps < 250)
      total += steps
    }
    expect(total / rounds).toBeGreaterThan(runLength)
  })

  test.each([
    ['hazard', { ...options, hazard: 0 }],
    ['hazard', { ...options, hazard: 1 }],
    ['prior.mean', { ...options, prior: { ...prior, mean: Infinity } }],
    ['prior.meanWeight', { ...options, prior: { ...prior, meanWeight: 0 } }],
    ['prior.shape', { ...options, prior: { ...prior, shape: 0 } }],
    ['prior.scale', { ...options, prior: { ...prior, scale: -1 } }],
    ['longestRun', { ...options, longestRun: 0 }],
    ['longestRun', { ...options, longestRun: 1_000_001 }],
    ['dropBelow', { ...options, dropBelow: -1e-9 }],
    ['dropBelow', { ...options, dropBelow: 0.5 / 401 + 1e-9 }],
  ])('error: %s', (argument, given) => {
    expect(() => createChangePoint(given)).toThrow(ArgumentError)
    expect(() => createChangePoint(given)).toThrow(`${argument}: expected`)
  })

  test.each([
    ['series', () => changePointPath([], { ...options, window: 5 })],
    ['series[1]', () => changePointPath([1, Number.NaN], { ...options, window: 5 })],
    ['window', () => changePointPath([1], { ...options, window: -1 })],
    ['runLength', () => hazardForRunLength({ runLength: 0, probability: 0.5 })],
    ['probability', () => hazardForRunLength({ runLength: 5, probability: 1 })],
  ])('error: %s of the other functions', (argument, call) => {
    expect(call).toThrow(ArgumentError)
    expect(call).toThrow(`${argument}: expected`)
  })

  test('table: bounds that are still allowed', () => {
    expect(createChangePoint({ ...options, longestRun: 1, dropBelow: 0.25 }).probability.length).toBe(2)
  })
})
