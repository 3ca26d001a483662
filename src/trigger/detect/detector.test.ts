import { describe, expect, test } from 'vitest'
import { durationUs, timeUs } from '../../base/time.ts'
import { changeProbability, createChangePoint, stepChangePoint } from './bayesian-change-point.ts'
import { createDetector, isAlarmed, isLearning, observe, resetDetector, type DetectorRule, type DetectorState } from './detector.ts'
import { createEDetector, stepEDetector } from './e-detector.ts'

const cusum: DetectorRule = {
  method: { kind: 'cusum', norm: { kind: 'given', mean: 10, deviation: 2 }, reference: 0.5 },
  direction: 'above',
  observeEvery: durationUs(100),
  runLength: 1_000,
  threshold: 4,
  watchThreshold: 2,
}
const eDetector: DetectorRule = {
  ...cusum,
  method: { kind: 'eDetector', from: 10, to: 20, calmMean: { kind: 'given', mean: 0.2 }, betShares: [0.2, 0.5] },
  threshold: 50,
}
const changePointOptions = {
  hazard: 0.01,
  prior: { mean: 0, meanWeight: 0.1, shape: 2, scale: 2 },
  longestRun: 50,
  dropBelow: 0,
}
const changePoint: DetectorRule = {
  ...cusum,
  method: { kind: 'changePoint', norm: { kind: 'given', mean: 10, deviation: 2 }, options: changePointOptions },
  threshold: 0.9,
}

function feed(rule: DetectorRule, values: readonly number[], state: DetectorState = createDetector(rule, timeUs(0))): DetectorState {
  values.forEach((value, i) => {
    state.value = value
    observe(state, rule, timeUs(i * rule.observeEvery))
  })
  return state
}

describe('detector', () => {
  test('default: a CUSUM of deviations from the norm, on the bad side', () => {
    expect(feed(cusum, [12, 16]).statistic).toBe(3)
    expect(feed({ ...cusum, direction: 'below' }, [12, 4]).statistic).toBe(2.5)
  })

  test.each([
    [15, false],
    [15.000_01, true],
  ])('table: a CUSUM alarms strictly above its threshold, last value %f', (last, alarmed) => {
    const state = feed(cusum, [13, 13, last])
    expect(isAlarmed(state, cusum)).toBe(alarmed)
    const exact = { ...cusum, threshold: state.statistic }
    expect(isAlarmed(state, exact)).toBe(false)
  })

  test('behavior: the others alarm at their threshold', () => {
    const state = feed(eDetector, [20, 20])
    expect(isAlarmed(state, { ...eDetector, threshold: state.statistic })).toBe(true)
    expect(isAlarmed(state, { ...eDetector, threshold: state.statistic + 1e-9 })).toBe(false)
  })

  test('behavior: an e-detector bets on scores, its bets being shares of the greatest allowed', () => {
    const values = [10, 15, 25]
    const options = { calmMean: 0.2, bets: [1, 2.5] }
    const expected = createEDetector(options)
    for (const score of [0, 0.5, 1]) stepEDetector(expected, options, score)
    const state = feed(eDetector, values)
    expect(state.statistic).toBeCloseTo(expected.shiryaevRoberts, 12)
    expect(state.observations).toBe(3)
  })

  test.each(['above', 'below'] as const)('behavior: a change point detector sees changes for the worse only, bad when %s', (direction) => {
    const rule = { ...changePoint, direction }
    const sign = direction === 'above' ? 1 : -1
    const calm = Array.from({ length: 30 }, (_, i) => 10 + (i % 3) - 1)
    const worse = feed(rule, [...calm, ...calm.slice(0, 5).map((value) => value + sign * 12)])
    expect(isAlarmed(worse, rule)).toBe(true)
    const better = feed(rule, [...calm, ...calm.slice(0, 5).map((value) => value - sign * 12)])
    expect(better.statistic).toBeLessThan(0.05)
    const direct = createChangePoint(changePointOptions)
    for (const value of calm) stepChangePoint(direct, changePointOptions, (sign * (value - 10)) / 2)
    expect(feed(rule, calm).statistic).toBe(changeProbability(direct, changePointOptions, 0))
  })

  test('behavior: one observation an interval, on a grid from the start', () => {
    const state = createDetector(cusum, timeUs(1_030))
    state.value = 13
    // Columns: time, observations so far.
    for (const [at, observations] of [
      [1_030, 1],
      [1_031, 1],
      [1_129, 1],
      [1_130, 2],
      [1_180, 2],
      [1_329, 3],
      [1_330, 4],
      [1_930, 5],
      [2_029, 5],
      [2_030, 6],
    ] as const) {
      observe(state, cusum, timeUs(at))
      expect([at, state.observations]).toEqual([at, observations])
    }
    expect(state.statistic).toBe(6)
  })

  test('behavior: between observations it says what it said', () => {
    const state = feed(cusum, [30])
    expect(observe(state, cusum, timeUs(50))).toBe(true)
    const calm = feed(cusum, [11])
    calm.value = 99
    expect(observe(calm, cusum, timeUs(50))).toBe(false)
    expect(observe(calm, cusum, timeUs(100))).toBe(true)
  })

  test('behavior: a norm is learned first, and what it was learned from is not judged', () => {
    const rule: DetectorRule = {
      ...cusum,
      method: { kind: 'cusum', norm: { kind: 'learned', observations: 3, leastDeviation: 0.1 }, reference: 0.5 },
    }
    const state = feed(rule, [8, 10])
    expect(isLearning(state, rule)).toBe(true)
    expect([state.statistic, state.observations]).toEqual([0, 0])
    state.value = 12
    observe(state, rule, timeUs(200))
    expect(isLearning(state, rule)).toBe(false)
    expect([state.statistic, state.observations]).toEqual([0, 0])
    state.value = 14
    observe(state, rule, timeUs(300))
    // Mean 10, deviation 2: two deviations.
    expect([state.statistic, state.observations]).toEqual([1.5, 1])
    resetDetector(state, rule)
    expect(isLearning(state, rule)).toBe(false)
    expect([state.statistic, state.observations, state.learning.count]).toEqual([0, 0, 3])
  })

  test('behavior: an e-detector learns its mean score with a margin, and never one that cannot be bet against', () => {
    const method = { kind: 'eDetector', from: 10, to: 20, calmMean: { kind: 'learned', observations: 200 }, betShares: [0.5] } as const
    const rule: DetectorRule = { ...eDetector, method }
    const learned = (values: readonly number[]): DetectorState => feed(rule, values)
    const half = learned(Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? 20 : 10)))
    expect(half.betting?.options.calmMean).toBeCloseTo(0.25 + Math.sqrt(Math.log(20) / 400), 12)
    expect(half.betting?.options.bets[0]).toBeCloseTo(0.5 / (0.25 + Math.sqrt(Math.log(20) / 400)), 12)
    expect([half.statistic, half.observations, isLearning(half, rule)]).toEqual([0, 0, false])
    expect(learned(Array.from({ length: 200 }, () => 20)).betting?.options.calmMean).toBe(0.99)
    const unfinished = learned(Array.from({ length: 199 }, () => 10))
    expect(unfinished.betting).toBeUndefined()
    expect(isLearning(unfinished, rule)).toBe(true)
  })

  test.each([cusum, eDetector, changePoint])('behavior: a reset detector goes on as a new one', (rule) => {
    const state = feed(rule, [20, 20, 11])
    resetDetector(state, rule)
    expect([state.statistic, state.observations]).toEqual([0, 0])
    state.value = 17
    observe(state, rule, timeUs(1_000))
    const fresh = feed(rule, [17])
    expect(state.statistic).toBe(fresh.statistic)
  })

  test('error: an e-detector without wealth, a change point detector without runs', () => {
    const bare = createDetector(cusum, timeUs(0))
    expect(() => observe(bare, eDetector, timeUs(0))).toThrow('an e-detector bets once its norm is known')
    const other = createDetector(cusum, timeUs(0))
    expect(() => observe(other, changePoint, timeUs(0))).toThrow('a change point detector has run lengths')
  })
})
