import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../base/argument.ts'
import { optimalSwitching, type SwitchingProblem } from './optimal-switching.ts'

const certain: SwitchingProblem = {
  transition: [[1]],
  costOff: [1],
  costOn: [0],
  switchOnCost: 0.5,
  switchOffCost: 0.25,
  discount: 0.5,
}

/** Random problems of up to five states. */
const problems = fc
  .record({
    rows: fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
    costs: fc.array(fc.tuple(fc.integer({ min: -8, max: 20 }), fc.integer({ min: -8, max: 20 })), { minLength: 5, maxLength: 5 }),
    switching: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })),
    discount: fc.constantFrom(0.3, 0.9, 0.97),
  })
  .map(({ rows, costs, switching, discount }): SwitchingProblem => {
    const size = rows.length
    const transition = rows.map((row, i) => {
      const weights = row.slice(0, size).map((weight, j) => weight + (i === j ? 1 : 0))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      return weights.map((weight) => weight / total)
    })
    // Odd offsets keep the two ways from costing exactly the same.
    const [costOff, costOn] = [0, 1].map((mode) => costs.slice(0, size).map((pair, i) => (pair[mode] ?? 0) + 0.0137 * (i + mode)))
    return { transition, costOff: costOff ?? [], costOn: costOn ?? [], switchOnCost: switching[0], switchOffCost: switching[1], discount }
  })

/** Value iteration to the end: slow, and of another kind. */
function byValueIteration({ transition, costOff, costOn, switchOnCost, switchOffCost, discount }: SwitchingProblem) {
  const size = transition.length
  let [off, on] = [Array.from({ length: size }, () => 0), Array.from({ length: size }, () => 0)]
  for (let round = 0; round < 1_500; round++) {
    const future = (row: ArrayLike<number>, values: readonly number[]): number =>
      values.reduce((sum, value, j) => sum + (row[j] ?? 0) * value, 0)
    const stayOff = transition.map((row, i) => (costOff[i] ?? 0) + discount * future(row, off))
    const stayOn = transition.map((row, i) => (costOn[i] ?? 0) + discount * future(row, on))
    off = stayOff.map((cost, i) => Math.min(cost, switchOnCost + (stayOn[i] ?? 0)))
    on = stayOn.map((cost, i) => Math.min(cost, switchOffCost + (stayOff[i] ?? 0)))
  }
  return { off, on }
}

describe('optimalSwitching', () => {
  test('table: one state, by hand', () => {
    // Off costs 1 a period, 2 in all; switching on costs 0.5 once.
    const found = optimalSwitching(certain)
    expect([...found.valueOff, ...found.valueOn]).toEqual([0.5, 0])
    expect(found).toMatchObject({ activate: [true], stay: [true], band: [] })
    expect(optimalSwitching({ ...certain, switchOnCost: 2.1 })).toMatchObject({ activate: [false], stay: [true], band: [0] })
  })

  test.each([
    [1.999, true],
    [2, false],
    [2.001, false],
  ])('table: switching on for %f is worth it: %s; when it is all one, nothing is switched', (switchOnCost, activates) => {
    expect(optimalSwitching({ ...certain, switchOnCost }).activate).toEqual([activates])
  })

  test.each([
    [1.999, false],
    [2, true],
    [2.001, true],
  ])('table: switching off for %f leaves it on: %s', (switchOffCost, stays) => {
    const mirrored = { ...certain, costOff: [0], costOn: [1], switchOffCost }
    expect(optimalSwitching(mirrored).stay).toEqual([stays])
  })

  test('behavior: stress that comes and goes has a band between the levels', () => {
    const size = 9
    const transition = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (__, j) => {
        if (Math.abs(i - j) === 1) return 0.25
        return i === j ? (i === 0 || i === size - 1 ? 0.75 : 0.5) : 0
      }),
    )
    const costOff = Array.from({ length: size }, (_, i) => i / 2)
    const costOn = Array.from({ length: size }, () => 2)
    const problem = { transition, costOff, costOn, switchOnCost: 3, switchOffCost: 1, discount: 0.95 }
    const { activate, stay, band } = optimalSwitching(problem)
    expect(activate.indexOf(true)).toBeGreaterThan(stay.indexOf(true))
    expect(band).toEqual(activate.flatMap((on, i) => (!on && stay[i] === true ? [i] : [])))
    expect(band.length).toBeGreaterThan(1)
    // Dearer switching, wider band; none without a cost.
    expect(optimalSwitching({ ...problem, switchOnCost: 8 }).band.length).toBeGreaterThan(band.length)
    expect(optimalSwitching({ ...problem, switchOnCost: 0, switchOffCost: 0 }).band.length).toBeLessThanOrEqual(1)
  })

  test('property: policy iteration is value iteration', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const found = optimalSwitching(problem)
        const { off, on } = byValueIteration(problem)
        off.forEach((value, i) => expect(found.valueOff[i]).toBeCloseTo(value, 6))
        on.forEach((value, i) => expect(found.valueOn[i]).toBeCloseTo(value, 6))
        found.activate.forEach((activates, i) => {
          const gap = (found.valueOn[i] ?? 0) + problem.switchOnCost - (found.valueOff[i] ?? 0)
          // Where off is worth on and the switch, it switches, and nowhere else.
          expect(gap).toBeGreaterThan(-1e-7)
          if (activates) expect(gap).toBeCloseTo(0, 7)
        })
        expect(found.iterations).toBeLessThan(20)
      }),
      { numRuns: 60 },
    )
  })

  test('behavior: a speck below 0 in a rounded row is taken', () => {
    const transition = [[1 + 1e-12, -1e-12], [0.5, 0.5]] // prettier-ignore
    const found = optimalSwitching({ ...certain, transition, costOff: [1, 1], costOn: [0, 0] })
    expect(found.valueOff[0]).toBeCloseTo(0.5, 9)
  })

  test('error: what was expected and found is told', () => {
    const told =
      (change: Partial<SwitchingProblem>): (() => unknown) =>
      () =>
        optimalSwitching({ ...certain, ...change })
    expect(told({ costOn: [1, 2] })).toThrow('costOn: expected 1 items, as many as costOff, found 2')
    expect(told({ transition: [] })).toThrow('transition: expected 1 items, as many as costOff, found 0')
    expect(told({ transition: [[0.5, 0.5]] })).toThrow('transition[0]: expected 1 items, as many as costOff, found 2')
    expect(told({ transition: [[0.9]] })).toThrow('transition[0]: expected a row that sums to 1, found 0.9')
    expect(told({ transition: [[0.9989]] })).toThrow('transition[0]: expected a row that sums to 1')
    expect(told({ transition: [[0.9991]] })).not.toThrow()
    expect(told({ transition: [[1.0005]], discount: 0.9999 })).toThrow('transition[0]: expected a row that sums to 1')
    expect(told({ transition: [[-2e-6]] })).toThrow('transition[0][0]: expected a probability')
    expect(told({ transition: [[-1]] })).toThrow('transition[0][0]: expected a probability, found -1')
  })

  test('table: rounds of improvement', () => {
    expect(optimalSwitching({ ...certain, switchOnCost: 3 }).iterations).toBe(1)
    expect(optimalSwitching(certain).iterations).toBe(2)
  })

  test.each([
    ['costOff', { ...certain, costOff: [] }],
    ['costOff[0]', { ...certain, costOff: [Number.NaN] }],
    ['costOn', { ...certain, costOn: [1, 2] }],
    ['costOn[0]', { ...certain, costOn: [Infinity] }],
    ['transition', { ...certain, transition: [] }],
    ['transition[0]', { ...certain, transition: [[0.5, 0.5]] }],
    ['transition[0][0]', { ...certain, transition: [[Number.NaN]] }],
    ['transition[0]', { ...certain, transition: [[0.9]] }],
    ['transition[0]', { ...certain, transition: [[1.1]] }],
    ['transition[1][0]', { ...certain, costOff: [1, 1], costOn: [1, 1], transition: [[1, 0], [-0.1, 1.1]] }], // prettier-ignore
    ['switchOnCost', { ...certain, switchOnCost: Infinity }],
    ['switchOffCost', { ...certain, switchOffCost: Number.NaN }],
    ['discount', { ...certain, discount: 1 }],
    ['discount', { ...certain, discount: 0 }],
  ])('error: %s', (argument, problem) => {
    expect(() => optimalSwitching(problem)).toThrow(ArgumentError)
    expect(() => optimalSwitching(problem)).toThrow(`${argument}: expected`)
  })
})
