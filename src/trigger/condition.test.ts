import { describe, expect, test } from 'vitest'
import { isBeyond, isMet } from './condition.ts'
import type { Condition } from './rule.ts'

const spread: Condition = { signal: 'spreadBps', index: 0, direction: 'above', fire: 50, release: 20, watch: 35 }
const depth: Condition = { signal: 'depth25Ratio', index: 1, direction: 'below', fire: 0.3, release: 0.6, watch: 0.45 }

describe('condition', () => {
  // At, just below and just above both levels, from either side. Columns: value, met when it was cleared, met when it was met.
  test.each([
    [51, true, true],
    [50.000_001, true, true],
    [50, false, true],
    [49.999_999, false, true],
    [20.000_001, false, true],
    [20, false, true],
    [19.999_999, false, false],
    [0, false, false],
  ])('table: above, at %f', (value, fromCleared, fromMet) => {
    expect(isMet(spread, value, false)).toBe(fromCleared)
    expect(isMet(spread, value, true)).toBe(fromMet)
  })

  test.each([
    [0.1, true, true],
    [0.299_999, true, true],
    [0.3, false, true],
    [0.300_001, false, true],
    [0.599_999, false, true],
    [0.6, false, true],
    [0.600_001, false, false],
    [2, false, false],
  ])('table: below, at %f', (value, fromCleared, fromMet) => {
    expect(isMet(depth, value, false)).toBe(fromCleared)
    expect(isMet(depth, value, true)).toBe(fromMet)
  })

  test.each([
    [spread, 35, false],
    [spread, 35.000_001, true],
    [spread, 34.999_999, false],
    [depth, 0.45, false],
    [depth, 0.449_999, true],
    [depth, 0.450_001, false],
  ])('table: beyond the watch level of %o at %f is %s', (condition, value, expected) => {
    expect(isBeyond(condition, value, condition.watch)).toBe(expected)
  })

  test('behavior: with one level for both, on the level nothing changes', () => {
    const single = { ...spread, release: 50 }
    expect(isMet(single, 50, true)).toBe(true)
    expect(isMet(single, 50, false)).toBe(false)
    expect(isMet(single, 49.999_999, true)).toBe(false)
  })
})
