import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { normalSurvival } from '../../num/normal.ts'
import { createEwmaChart, ewmaChartLimit, ewmaChartPath, ewmaChartRunLength, stepEwmaChart } from './ewma-chart.ts'

describe('ewma chart', () => {
  test.each([
    [1, 0.75, false],
    [1.000_01, 0.750_005, true],
    [-2, -0.75, false],
    [-2.000_01, -0.750_005, true],
  ])('table: an average of 0.5 and %f make %f', (x, average, alarmed) => {
    const state = { average: 0.5, observations: 3 }
    const chart = { weight: 0.5, limit: 0.75 }
    expect(stepEwmaChart(state, chart, x)).toBe(alarmed)
    expect(state.average).toBeCloseTo(average, 9)
    expect(state.observations).toBe(4)
  })

  test('table: limits', () => {
    expect(ewmaChartLimit({ weight: 1, width: 3 })).toBe(3)
    expect(ewmaChartLimit({ weight: 0.4, width: 2 })).toBe(1)
  })

  test('property: a path is repeated streaming, and the average its sum of geometric weights', () => {
    const series = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(series, (x) => {
        const options = { weight: 0.3, width: 2.5 }
        const { path, alarms } = ewmaChartPath(x, options)
        const state = createEwmaChart()
        x.forEach((value, i) => {
          expect(stepEwmaChart(state, { weight: 0.3, limit: ewmaChartLimit(options) }, value)).toBe(alarms.includes(i))
          expect(state.average).toBe(path[i])
        })
        const direct = x.reduce((sum, value, i) => sum + 0.3 * 0.7 ** (x.length - 1 - i) * value, 0)
        expect(path.at(-1)).toBeCloseTo(direct, 9)
      }),
    )
  })

  test.each([
    [0, 1 / (2 * normalSurvival(3))],
    [1, 1 / (normalSurvival(2) + normalSurvival(4))],
  ])('table: without memory it is the chart of Shewhart, at a mean of %f', (mean, expected) => {
    expect(ewmaChartRunLength({ weight: 1, width: 3 }, { mean }) / expected).toBeCloseTo(1, 9)
  })

  // Lucas & Saccucci, "Exponentially weighted moving average control schemes", Technometrics 32 (1990), weight 0.25, width 2.998.
  test.each([
    [0, 500, 0.005],
    [1, 11, 0.05],
    [2, 3.5, 0.05],
  ])('table: at a mean of %f one alarm in %f, as published', (mean, expected, precision) => {
    expect(Math.abs(ewmaChartRunLength({ weight: 0.25, width: 2.998 }, { mean }) / expected - 1)).toBeLessThan(precision)
  })

  test('behavior: a rise and a fall are found alike, and heavy tails alarm more often', () => {
    const chart = { weight: 0.2, width: 2.8 }
    expect(ewmaChartRunLength(chart, { mean: 0.7 }) / ewmaChartRunLength(chart, { mean: -0.7 })).toBeCloseTo(1, 9)
    const heavy = ewmaChartRunLength(chart, { distribution: { kind: 'studentT', degreesOfFreedom: 4 } })
    expect(heavy).toBeLessThan(ewmaChartRunLength(chart))
    expect(ewmaChartRunLength(chart)).toBe(ewmaChartRunLength(chart, { mean: 0 }))
  })

  test('error: what was expected and found is told', () => {
    expect(() => ewmaChartLimit({ weight: 0, width: 3 })).toThrow('weight: expected a number above 0 and at most 1, found 0')
    const small = { weight: 1e-5, width: 3 }
    expect(() => ewmaChartRunLength(small)).toThrow('weight: expected a weight for which 1,500 points are enough, found 0.00001')
    expect(ewmaChartPath([9, 0], { weight: 1, width: 3 }).alarms).toEqual([0])
  })

  test.each([
    ['weight', () => ewmaChartLimit({ weight: 0, width: 3 })],
    ['weight', () => ewmaChartLimit({ weight: 1.01, width: 3 })],
    ['width', () => ewmaChartLimit({ weight: 0.1, width: 0 })],
    ['series', () => ewmaChartPath([], { weight: 0.1, width: 3 })],
    ['series[0]', () => ewmaChartPath([Number.NaN], { weight: 0.1, width: 3 })],
    ['weight', () => ewmaChartRunLength({ weight: 1e-5, width: 3 })],
  ])('error: %s', (argument, call) => {
    expect(call).toThrow(ArgumentError)
    expect(call).toThrow(`${argument}: expected`)
  })
})
