import { describe, expect, test } from 'vitest'
import { maximiseBounded, type SmoothProblem } from './bounded-newton.ts'

type Value = (x: number, y: number) => number
type Slopes = (x: number, y: number) => readonly [byX: number, byY: number, xx: number, xy: number, yy: number]

function problemOf(value: Value, slopes: Slopes, [low, high]: readonly [number, number]): SmoothProblem {
  const valueAt = (point: Float64Array): number => value(point[0] as number, point[1] as number)
  return {
    lower: Float64Array.of(low, low),
    upper: Float64Array.of(high, high),
    valueAt,
    derivativesAt: (point, into) => {
      const [byX, byY, xx, xy, yy] = slopes(point[0] as number, point[1] as number)
      into.value = valueAt(point)
      into.gradient.set([byX, byY])
      into.hessian.values.set([xx, xy, xy, yy])
    },
  }
}

// Rosenbrock's valley, upside down: the top is at (1, 1).
const valley = (bounds: readonly [number, number]): SmoothProblem =>
  problemOf(
    (x, y) => -((1 - x) * (1 - x)) - 100 * (y - x * x) * (y - x * x),
    (x, y) => [2 * (1 - x) + 400 * x * (y - x * x), -200 * (y - x * x), -2 + 400 * y - 1200 * x * x, 400 * x, -200],
    bounds,
  )

describe('maximiseBounded', () => {
  test.each([
    [-1.2, 1],
    [3, -2],
    [0, 0],
  ])('behavior: from (%d, %d) it finds the end of a bent valley', (x, y) => {
    const found = maximiseBounded(valley([-5, 5]), Float64Array.of(x, y))
    expect(found.converged).toBe(true)
    expect(found.held).toEqual([false, false])
    expect(found.point[0]).toBeCloseTo(1, 10)
    expect(found.point[1]).toBeCloseTo(1, 10)
  })

  test('behavior: a coordinate whose slope points beyond its bound is held there, and the other goes on', () => {
    const found = maximiseBounded(valley([-5, 0.5]), Float64Array.of(-1.2, 0.4))
    expect(found.converged).toBe(true)
    // Held at x = 0.5, the top along y is x^2.
    expect(found.held).toEqual([true, false])
    expect(found.point[0]).toBe(0.5)
    expect(found.point[1]).toBeCloseTo(0.25, 12)
  })

  test('behavior: a start outside is moved in, and both may be held', () => {
    const found = maximiseBounded(
      problemOf(
        (x, y) => x + y,
        () => [1, 1, 0, 0, 0],
        [0, 2],
      ),
      Float64Array.of(-3, 9),
    )
    expect([...found.point]).toEqual([2, 2])
    expect(found.held).toEqual([true, true])
    expect(found.converged).toBe(true)
  })

  test('behavior: it climbs from a point where the function bends upwards', () => {
    const saddle = problemOf(
      (x, y) => x * x - 0.25 * x * x * x * x - y * y,
      (x, y) => [2 * x - x * x * x, -2 * y, 2 - 3 * x * x, 0, -2],
      [-5, 5],
    )
    const found = maximiseBounded(saddle, Float64Array.of(0.1, 1))
    expect(found.converged).toBe(true)
    expect(found.point[0]).toBeCloseTo(Math.SQRT2, 9)
  })

  test('behavior: a function that is not a number where the search begins has not converged', () => {
    const broken = problemOf(
      () => Number.NaN,
      () => [Number.NaN, 0, -1, 0, -1],
      [0, 1],
    )
    expect(maximiseBounded(broken, Float64Array.of(0.5, 0.5)).converged).toBe(false)
  })
})
