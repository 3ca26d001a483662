/** Bad argument of a public function: which one, where in it, what was expected and what was found. Thrown, because the caller broke a promise. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
  readonly argument: string
  /** Index in the argument, when it is a series. */
  readonly position: number | undefined

  constructor(argument: string, details: Readonly<{ position?: number; expected: string; found: string }>) {
    const place = details.position === undefined ? argument : `${argument}[${details.position}]`
    super(`${place}: expected ${details.expected}, found ${details.found}`)
    this.argument = argument
    this.position = details.position
  }
}

/**
 * Requires a finite number.
 *
 * @throws ArgumentError naming `argument`.
 *
 * @example
 * requireFinite('mean', 0.01)
 */
export function requireFinite(argument: string, value: number): void {
  if (!Number.isFinite(value)) throw new ArgumentError(argument, { expected: 'a finite number', found: String(value) })
}

/**
 * Requires a finite number above zero.
 *
 * @throws ArgumentError naming `argument`.
 *
 * @example
 * requirePositive('volatility', 0.6)
 */
export function requirePositive(argument: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new ArgumentError(argument, { expected: 'a finite number above 0', found: String(value) })
}

/**
 * Requires a finite number, zero or above.
 *
 * @throws ArgumentError naming `argument`.
 *
 * @example
 * requireNotNegative('timeYears', 0)
 */
export function requireNotNegative(argument: string, value: number): void {
  if (!(value >= 0 && value < Infinity))
    throw new ArgumentError(argument, { expected: 'a finite number, 0 or above', found: String(value) })
}

/**
 * Requires a probability strictly between 0 and 1; a confidence of exactly 0 or 1 asks for nothing or for the impossible.
 *
 * @throws ArgumentError naming `argument`.
 *
 * @example
 * requireProbability('confidence', 0.99)
 */
export function requireProbability(argument: string, value: number): void {
  if (!(value > 0 && value < 1))
    throw new ArgumentError(argument, { expected: 'a probability strictly between 0 and 1', found: String(value) })
}

/**
 * Requires a whole number from `least` to `most`.
 *
 * @throws ArgumentError naming `argument`.
 *
 * @example
 * requireWhole('window', 500, { least: 2 })
 */
export function requireWhole(argument: string, value: number, bounds: Readonly<{ least: number; most?: number }>): void {
  const most = bounds.most ?? Number.MAX_SAFE_INTEGER
  if (Number.isSafeInteger(value) && value >= bounds.least && value <= most) return
  const range = bounds.most === undefined ? `${bounds.least} or above` : `from ${bounds.least} to ${most}`
  throw new ArgumentError(argument, { expected: `a whole number, ${range}`, found: String(value) })
}

/**
 * Requires a series of finite numbers with at least `least` of them.
 *
 * @throws ArgumentError naming `argument` and the position of the first number that is not finite.
 *
 * @example
 * requireSeries('losses', losses, 2)
 */
export function requireSeries(argument: string, values: ArrayLike<number>, least = 1): void {
  if (values.length < least) throw new ArgumentError(argument, { expected: `at least ${least} numbers`, found: String(values.length) })
  for (let position = 0; position < values.length; position++) {
    const value = values[position]
    if (!Number.isFinite(value)) throw new ArgumentError(argument, { position, expected: 'a finite number', found: String(value) })
  }
}

/**
 * Requires a series of finite numbers above zero, such as prices.
 *
 * @throws ArgumentError naming `argument` and the first position that breaks it.
 *
 * @example
 * requirePositiveSeries('closes', closes, 2)
 */
export function requirePositiveSeries(argument: string, values: ArrayLike<number>, least = 1): void {
  requireSeries(argument, values, least)
  for (let position = 0; position < values.length; position++) {
    const value = values[position] as number
    if (value <= 0) throw new ArgumentError(argument, { position, expected: 'a number above 0', found: String(value) })
  }
}

/**
 * Requires two series of the same length.
 *
 * @throws ArgumentError naming the second.
 *
 * @example
 * requireSameLength(['losses', losses], ['forecasts', forecasts])
 */
export function requireSameLength(first: readonly [string, ArrayLike<unknown>], second: readonly [string, ArrayLike<unknown>]): void {
  if (first[1].length === second[1].length) return
  throw new ArgumentError(second[0], { expected: `${first[1].length} items, as many as ${first[0]}`, found: String(second[1].length) })
}

/**
 * Requires times that strictly rise.
 *
 * @throws ArgumentError naming the first position that is not later than the one before it.
 *
 * @example
 * requireRising('times', times)
 */
export function requireRising(argument: string, times: ArrayLike<number>): void {
  requireSeries(argument, times, 0)
  for (let position = 1; position < times.length; position++) {
    if ((times[position] as number) > (times[position - 1] as number)) continue
    throw new ArgumentError(argument, {
      position,
      expected: `a number above ${String(times[position - 1])}`,
      found: String(times[position]),
    })
  }
}
