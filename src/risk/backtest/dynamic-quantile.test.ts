import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { leastSquares } from '../../num/regression.ts'
import { dynamicQuantileOfPlaces } from './dynamic-quantile-of-places.ts'
import { dynamicQuantileTest, type DynamicQuantileOptions } from './dynamic-quantile.ts'

const marksOf = (text: string): number[] => Array.from(text, Number)

/** From the definition: b'X'Xb over p (1 - p), by a regression of the demeaned marks. */
function slowStatistic(marks: readonly number[], options: DynamicQuantileOptions): number | undefined {
  const { tailProbability: p, lags = 4, valueAtRisk } = options
  const rows = Array.from({ length: marks.length - lags }, (_, t) => t + lags)
  const columns = [rows.map(() => 1)]
  for (let lag = 1; lag <= lags; lag++) columns.push(rows.map((t) => (marks[t - lag] as number) - p))
  if (valueAtRisk !== undefined) columns.push(rows.map((t) => valueAtRisk[t] as number))
  const fit = leastSquares(
    rows.map((t) => (marks[t] as number) - p),
    columns,
  )
  if (!fit.ok) return undefined
  const fitted = rows.map((_, i) =>
    columns.reduce((sum, column, j) => sum + (fit.value.coefficients[j] as number) * (column[i] as number), 0),
  )
  return fitted.reduce((sum, value) => sum + value * value, 0) / (p * (1 - p))
}

const placesOf = (marks: readonly number[]): number[] => marks.flatMap((mark, place) => (mark === 1 ? [place] : []))

describe('dynamicQuantileTest', () => {
  const marks = marksOf('0100100011000000100010000100000110000')
  const valueAtRisk = marks.map((_, t) => 1 + 0.3 * Math.sin(t))

  test.each([
    ['four lags', { tailProbability: 0.2 }, 5],
    ['one lag', { tailProbability: 0.2, lags: 1 }, 2],
    ['no lag', { tailProbability: 0.2, lags: 0 }, 1],
    ['the forecast', { tailProbability: 0.2, lags: 2, valueAtRisk }, 4],
    ['another tail', { tailProbability: 0.05, lags: 2, valueAtRisk }, 4],
    ['only the forecast', { tailProbability: 0.2, lags: 0, valueAtRisk }, 2],
  ] as const)('table: %s', (_, options, degreesOfFreedom) => {
    const result = dynamicQuantileTest(marks, options)
    if (!result.ok) throw new Error('expected an outcome')
    expect(result.value.degreesOfFreedom).toBe(degreesOfFreedom)
    expect(result.value.statistic).toBeCloseTo(slowStatistic(marks, options) as number, 10)
    expect(result.value.pValue).toBe(chiSquareSurvival(result.value.statistic, degreesOfFreedom))
  })

  test('a forecast that hardly moves keeps its digits', () => {
    const small = valueAtRisk.map((value) => 100 + 1e-7 * value)
    const [exact, moved] = [valueAtRisk, small].map((each) => dynamicQuantileTest(marks, { tailProbability: 0.2, valueAtRisk: each }))
    if (exact?.ok !== true || moved?.ok !== true) throw new Error('expected outcomes')
    expect(moved.value.statistic).toBeCloseTo(exact.value.statistic, 4)
  })

  test.each([
    ['no exceedance', marksOf('00000000000'), { tailProbability: 0.2 }, 5, 1],
    ['only the last', marksOf('00000000001'), { tailProbability: 0.2, lags: 1 }, 2, 1],
    ['a record of lags only', marksOf('0101'), { tailProbability: 0.2 }, 5, 0],
    ['shorter than the lags', marksOf('01'), { tailProbability: 0.2 }, 5, 0],
    ['as many observations as regressors less one', marksOf('010'), { tailProbability: 0.2, lags: 1, valueAtRisk: [1, 2, 4] }, 3, 2],
    ['a constant forecast', marks, { tailProbability: 0.2, lags: 1, valueAtRisk: marks.map(() => 0.037) }, 3, 2],
  ] as const)('refused: %s', (_, record, options, regressors, rank) => {
    const refusal = { reason: 'dependentRegressors', regressors, rank }
    expect(dynamicQuantileTest(record, options)).toEqual({ ok: false, refusal })
  })

  test.each([
    [[], { tailProbability: 0.1 }, 'marks'],
    [[0, 1], { tailProbability: 0 }, 'tailProbability'],
    [[0, 1], { tailProbability: 0.1, lags: -1 }, 'lags'],
    [[0, 1], { tailProbability: 0.1, lags: 0.5 }, 'lags'],
    [[0, 1], { tailProbability: 0.1, valueAtRisk: [1] }, 'valueAtRisk'],
    [[0, 1], { tailProbability: 0.1, valueAtRisk: [1, Number.NaN] }, 'valueAtRisk[1]'],
  ] as const)('error: %j %j', (record, options, message) => {
    expect(() => dynamicQuantileTest(record, options)).toThrow(message)
  })
})

describe('dynamicQuantileOfPlaces', () => {
  test('property: equals the test on the marks', () => {
    const records = fc.array(fc.constantFrom(0, 0, 1), { minLength: 1, maxLength: 60 })
    const forecasts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 60 })
    fc.assert(
      fc.property(records, forecasts, fc.constantFrom(0, 1, 2, 4), fc.boolean(), (marks, values, lags, isOnForecast) => {
        const options = { tailProbability: 0.1, lags, ...(isOnForecast ? { valueAtRisk: values.slice(0, marks.length) } : {}) }
        const expected = dynamicQuantileTest(marks, options)
        const actual = dynamicQuantileOfPlaces({ ...options, observations: marks.length })(placesOf(marks))
        if (!expected.ok) expect(actual).toBeUndefined()
        else expect(actual).toBeCloseTo(expected.value.statistic, 6)
      }),
      { numRuns: 300 },
    )
  })

  test('four lags when absent', () => {
    const marks = marksOf('01001000110000001000100001000001')
    const expected = dynamicQuantileTest(marks, { tailProbability: 0.2, lags: 4 })
    const actual = dynamicQuantileOfPlaces({ tailProbability: 0.2, observations: marks.length })(placesOf(marks))
    expect(actual).toBeCloseTo(expected.ok ? expected.value.statistic : Number.NaN, 10)
  })
})
