import { choleskyOf, solveFactored, zeroMatrix, type Matrix } from '../../num/matrix.ts'
import { meanOf } from '../../num/moments.ts'
import type { DynamicQuantileOptions } from './dynamic-quantile.ts'

/**
 * Prepares the dynamic quantile statistic as a function of the places of exceedances alone. It costs their number and not the length of
 * the record, which is what simulation needs, and equals `dynamicQuantileTest`.
 *
 * @param options - As for `dynamicQuantileTest`, with the length of the record.
 * @returns A function of ascending places, from 0, that gives the statistic, or undefined when the regressors are dependent.
 *
 * @example
 * dynamicQuantileOfPlaces({ observations: 250, tailProbability: 0.01 })([20, 90, 91]) // 37.01
 */
export function dynamicQuantileOfPlaces(
  options: DynamicQuantileOptions & Readonly<{ observations: number }>,
): (places: readonly number[]) => number | undefined {
  const { observations, tailProbability, lags = 4, valueAtRisk } = options
  const length = observations - lags
  const forecasts = valueAtRisk === undefined || length < 1 ? undefined : centredForecasts(valueAtRisk, lags)
  const regressors = lags + (valueAtRisk === undefined ? 0 : 1)
  return (places) => {
    if (length <= regressors) return undefined
    const counts = countPairs(places, { lags, observations })
    const hits = counts.values[0] as number
    const awayFromMean = hits - length * tailProbability
    const explained = explainedAroundMeans(counts, { places, lags, length, forecasts })
    if (explained === undefined) return undefined
    return ((awayFromMean * awayFromMean) / length + explained) / (tailProbability * (1 - tailProbability))
  }
}

/** The forecasts of the observations that have all their lags, around their mean. */
function centredForecasts(valueAtRisk: ArrayLike<number>, lags: number): Float64Array {
  const used = Float64Array.from(valueAtRisk).subarray(lags)
  const mean = meanOf(used)
  return used.map((value) => value - mean)
}

/** Entry (i, j): observations with all their lags that have a hit both i and j before them. Only the lower triangle is filled. */
function countPairs(places: readonly number[], of: Readonly<{ lags: number; observations: number }>): Matrix {
  const counts = zeroMatrix(of.lags + 1, of.lags + 1)
  for (let later = 0; later < places.length; later++) {
    const place = places[later] as number
    for (let earlier = later; earlier >= 0; earlier--) {
      const apart = place - (places[earlier] as number)
      if (apart > of.lags) break
      for (let lag = 0; lag + apart <= of.lags; lag++) {
        const observation = place + lag
        if (observation < of.lags || observation >= of.observations) continue
        const entry = (lag + apart) * counts.columns + lag
        counts.values[entry] = (counts.values[entry] as number) + 1
      }
    }
  }
  return counts
}

type Regression = Readonly<{ places: readonly number[]; lags: number; length: number; forecasts: Float64Array | undefined }>

/** The squares that lags and forecasts explain beyond the constant; undefined when they are dependent. */
function explainedAroundMeans(counts: Matrix, of: Regression): number | undefined {
  const { lags, length, forecasts } = of
  const size = lags + (forecasts === undefined ? 0 : 1)
  if (size === 0) return 0
  const about = (i: number, j: number): number =>
    (counts.values[i * counts.columns + j] as number) -
    ((counts.values[i * counts.columns + i] as number) * (counts.values[j * counts.columns + j] as number)) / length
  const cross = zeroMatrix(size, size)
  const right = new Float64Array(size)
  for (let i = 1; i <= lags; i++) {
    for (let j = 1; j <= i; j++) cross.values[(i - 1) * size + j - 1] = about(i, j)
    right[i - 1] = about(i, 0)
  }
  if (forecasts !== undefined) {
    const last = size - 1
    for (let lag = 1; lag <= lags; lag++) cross.values[last * size + lag - 1] = forecastsAfter(lag, of, forecasts)
    cross.values[last * size + last] = forecasts.reduce((sum, value) => sum + value * value, 0)
    right[last] = forecastsAfter(0, of, forecasts)
  }
  const factor = choleskyOf(cross)
  if (!factor.ok) return undefined
  const coefficients = solveFactored(factor.value, right)
  return coefficients.reduce((sum, coefficient, i) => sum + coefficient * (right[i] as number), 0)
}

/** The sum of forecasts so many observations after each hit. */
function forecastsAfter(lag: number, { places, lags }: Regression, forecasts: Float64Array): number {
  let sum = 0
  for (const place of places) sum += forecasts[place + lag - lags] ?? 0
  return sum
}
