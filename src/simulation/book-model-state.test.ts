import { describe, expect, test } from 'vitest'
import { bookModelDefaults } from './book-model-parameters.ts'
import { calmDepthOf, createBookModelState, rememberBar } from './book-model-state.ts'

const { turnoverClip, turnoverTimeConstantSeconds } = bookModelDefaults
const minute = (turnover: number): Parameters<typeof rememberBar>[1] => ({ seconds: 60, rangeFraction: 0.001, turnover })

/** A day and more of minutes at the same turnover, after which the weights no longer change. */
function settledAt(turnover: number): ReturnType<typeof createBookModelState> {
  const state = createBookModelState()
  for (let seconds = 0; seconds < 2 * turnoverTimeConstantSeconds; seconds += 60) rememberBar(state, minute(turnover), bookModelDefaults)
  return state
}

describe('trailing turnover', () => {
  const weight = 60 / (turnoverTimeConstantSeconds + 60)

  // Columns: a bar's turnover over the trailing one, how much of it counts. Below, at and above the clip.
  test.each([
    [0, 0],
    [turnoverClip - 0.1, turnoverClip - 0.1],
    [turnoverClip, turnoverClip],
    [turnoverClip + 0.1, turnoverClip],
    [1_000, turnoverClip],
  ])('table: a minute of %d times the usual turnover counts as %d times', (times, counted) => {
    const state = settledAt(1e6)
    rememberBar(state, minute(times * 1e6), bookModelDefaults)
    expect(state.turnoverPerMinute).toBeCloseTo(1e6 * (1 + weight * (counted - 1)), 3)
  })

  test('behavior: an hour of panic volume hardly adds to calm depth', () => {
    const state = settledAt(1e6)
    const before = calmDepthOf(state, minute(1e6), bookModelDefaults)
    for (let i = 0; i < 60; i++) rememberBar(state, minute(50e6), bookModelDefaults)
    expect(calmDepthOf(state, minute(50e6), bookModelDefaults) / before).toBeLessThan(1.1)
  })

  test('behavior: a market that traded nothing so far takes the first turnover it sees', () => {
    const state = createBookModelState()
    rememberBar(state, minute(0), bookModelDefaults)
    rememberBar(state, minute(1e6), bookModelDefaults)
    expect(state.turnoverPerMinute).toBe(5e5)
  })
})
