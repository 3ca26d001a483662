import { describe, expect, test } from 'vitest'
import { exponential, naturalLogarithm } from './elementary.ts'

describe('elementary functions', () => {
  // Bits are pinned, not rounded: at 1 the function gives the neighbour above the nearest double, and must go on doing so.
  test.each([
    [-1, 0.36787944117144233],
    [0, 1],
    [1, 2.7182818284590455],
    [10, 22026.465794806718],
    [-745.2, 0],
    [709.8, Number.POSITIVE_INFINITY],
  ])('table: exponential of %f is %f', (x, expected) => {
    expect(exponential(x)).toBe(expected)
  })

  test.each([
    [1, 0],
    [2, 0.6931471805599453],
    [10, 2.302585092994046],
    [0.5, -0.6931471805599453],
    [0, Number.NEGATIVE_INFINITY],
    [-1, Number.NaN],
  ])('table: natural logarithm of %f is %f', (x, expected) => {
    expect(naturalLogarithm(x)).toBe(expected)
  })
})
