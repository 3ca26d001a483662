import { expect, test } from 'vitest'
import { minimiseSmooth, nelderMead } from './minimise.ts'

/** Rosenbrock's valley: its minimum 0 lies at (1, 1), behind a curve. */
const valley = ([x = 0, y = 0]: Float64Array): number => 100 * (y - x * x) ** 2 + (1 - x) ** 2
const slope = ([x = 0, y = 0]: Float64Array, into: Float64Array): void => {
  into[0] = -400 * x * (y - x * x) - 2 * (1 - x)
  into[1] = 200 * (y - x * x)
}

test.each([
  [-1.2, 1],
  [5, -7],
  [0, 0],
])('both find the end of the valley from (%f, %f)', (x, y) => {
  const rough = nelderMead(valley, [x, y])
  const smooth = minimiseSmooth({ objective: valley, gradient: slope }, [x, y])
  expect(rough.converged).toBe(true)
  expect(smooth.converged).toBe(true)
  for (const axis of [0, 1]) {
    expect(rough.point[axis]).toBeCloseTo(1, 4)
    expect(smooth.point[axis]).toBeCloseTo(1, 7)
  }
})

test('stays where the objective is defined', () => {
  const guarded = nelderMead(([x = 0]) => (x > 0 ? x - Math.log(x) : Number.NaN), [0.05], { step: -0.2 })
  expect(guarded.point[0]).toBeCloseTo(1, 4)
})

test('says that it ran out of steps', () => {
  expect(nelderMead(valley, [-1.2, 1], { iterations: 5 }).converged).toBe(false)
  expect(minimiseSmooth({ objective: valley, gradient: slope, iterations: 3 }, [-1.2, 1]).converged).toBe(false)
})

test('names a start where there is no value', () => {
  expect(() => nelderMead(() => Number.NaN, [1])).toThrow('start: expected a point where the objective is finite')
  expect(() => minimiseSmooth({ objective: () => Infinity, gradient: slope }, [1])).toThrow('start')
})
