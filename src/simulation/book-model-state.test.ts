import { describe, expect, test } from 'vitest'
import { bookModelDefaults } from './book-model-parameters.ts'
import { advanceConditions, calmDepthOf, createBookModelState, rememberBar, type BookModelState } from './book-model-state.ts'

// Round figures: a long volatility of 10 bps a minute and a turnover of 1 million.
const usual: BookModelState = {
  ...createBookModelState(),
  secondsSeen: 10 * 86_400,
  shortVariance: 1e-6,
  longVariance: 1e-6,
  turnoverPerMinute: 1e6,
}

/** Conditions after so long a time that depth is where the ratio of volatilities wants it. */
function settled(ratio: number): ReturnType<typeof advanceConditions> {
  const state = { ...usual, shortVariance: 1e-6 * ratio * ratio }
  return advanceConditions(state, { rangeSoFar: 0, seconds: 1e12, barSeconds: 60 }, bookModelDefaults)
}

describe('advanceConditions', () => {
  // Columns: short over long volatility, depth over calm depth: 1 / (1 + 0.44 (ratio - 1.5)^2), no less than 0.08.
  test.each([
    [0.5, 1],
    [1.5, 1],
    [1.6, 0.9956],
    [3, 0.5025],
    [6, 0.1009],
    [6.6, 0.0804],
    [6.7, 0.08],
    [100, 0.08],
  ])('table: a ratio of %d leaves %d of the depth', (ratio, depth) => {
    expect(settled(ratio).depthFactor).toBeCloseTo(depth, 4)
  })

  // Columns: ratio, spread in bps: 0.1 + 0.05 x volatility x (1 / depth - 1), no more than 120.
  test.each([
    [1.5, 0.1],
    [3, 0.1 + 0.05 * 30 * 0.99],
    [20, 0.1 + 0.05 * 200 * 11.5],
    [21, 120],
  ])('table: a ratio of %d quotes a spread of %d bps', (ratio, spreadBps) => {
    expect(settled(ratio).spreadBps).toBeCloseTo(spreadBps, 3)
  })

  test('behavior: depth falls with one time constant and recovers with the other', () => {
    const falling = { ...usual, shortVariance: 1e-4 }
    advanceConditions(falling, { rangeSoFar: 0, seconds: 15, barSeconds: 60 }, bookModelDefaults)
    expect(falling.depthFactor).toBeCloseTo(1 - 0.92 / 2, 6)
    const recovering = { ...usual, depthFactor: 0.5 }
    advanceConditions(recovering, { rangeSoFar: 0, seconds: 1_200, barSeconds: 60 }, bookModelDefaults)
    expect(recovering.depthFactor).toBeCloseTo(0.75, 6)
  })

  test('behavior: the range so far raises the volatility and never calms it', () => {
    const calm = advanceConditions({ ...usual }, { rangeSoFar: 0, seconds: 10, barSeconds: 60 }, bookModelDefaults)
    const wild = advanceConditions({ ...usual }, { rangeSoFar: 0.02, seconds: 10, barSeconds: 60 }, bookModelDefaults)
    expect(calm.volatilityBps).toBeCloseTo(10, 6)
    // Parkinson: 0.02^2 / (4 ln 2) with a weight of 60 / 360.
    expect(wild.volatilityBps).toBeCloseTo(1e4 * Math.sqrt(1e-6 + (0.0004 / (4 * Math.LN2) - 1e-6) / 6), 6)
  })
})

describe('rememberBar', () => {
  const remembered = (rangeFraction: number, turnover: number): BookModelState => {
    const state = { ...usual }
    rememberBar(state, { seconds: 60, rangeFraction, turnover }, bookModelDefaults)
    return state
  }
  const weight = 60 / 86_460

  test('behavior: a panic does not become usual: turnover counts twice at most, variance six times', () => {
    expect(remembered(0, 2e6).turnoverPerMinute).toBeCloseTo(1e6 * (1 + weight), 3)
    expect(remembered(0, 3e6).turnoverPerMinute).toBeCloseTo(1e6 * (1 + weight), 3)
    expect(remembered(0, 1.5e6).turnoverPerMinute).toBeCloseTo(1e6 * (1 + weight / 2), 3)
    expect(remembered(0.1, 1e6).longVariance).toBeCloseTo(1e-6 * (1 + 5 * weight), 12)
    expect(remembered(0, 1e6).longVariance).toBeCloseTo(1e-6 * (1 - weight), 12)
  })

  test('behavior: the first bar sets the norms', () => {
    const state = createBookModelState()
    rememberBar(state, { seconds: 60, rangeFraction: 0.001, turnover: 5e5 }, bookModelDefaults)
    expect(state.turnoverPerMinute).toBe(5e5)
    expect(state.longVariance).toBeCloseTo(1e-6 / (4 * Math.LN2), 15)
    expect(state.shortVariance).toBe(state.longVariance)
  })
})

describe('calmDepthOf', () => {
  // Columns: long volatility in bps, minutes of turnover: 2 x 8 / volatility, between 1 and 3.
  test.each([
    [2, 3],
    [8, 2],
    [10, 1.6],
    [16, 1],
    [40, 1],
  ])('table: at a usual volatility of %d bps depth is %d minutes of turnover', (volatilityBps, minutes) => {
    const state = { ...usual, longVariance: (volatilityBps / 1e4) ** 2 }
    expect(calmDepthOf(state, { seconds: 60, turnover: 9e9 }, bookModelDefaults)).toBeCloseTo(minutes * 1e6, 3)
  })

  test('behavior: before anything was seen the bar itself stands in', () => {
    expect(calmDepthOf(createBookModelState(), { seconds: 120, turnover: 6e6 }, bookModelDefaults)).toBe(6e6)
  })
})
