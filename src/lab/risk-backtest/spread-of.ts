/**
 * The mean of a series.
 *
 * @example
 * averageOf(Float64Array.of(1, 3)) // 2
 */
export function averageOf(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return sum / values.length
}

/**
 * The standard deviation of a series, about its mean, with `n - 1`.
 *
 * @example
 * standardDeviationOf(Float64Array.of(1, 3)) // 1.4142135623730951
 */
export function standardDeviationOf(values: Float64Array): number {
  const mean = averageOf(values)
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2
  return Math.sqrt(squares / (values.length - 1))
}
