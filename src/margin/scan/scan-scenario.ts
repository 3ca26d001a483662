/** One thing that may happen to an underlying. */
export type ScanScenario = Readonly<{
  /** For people, and unique in its scan. */
  name: string
  /** Move of the underlying as a fraction; above -1 where inverse contracts are scanned. */
  spotMove: number
  /** For people: `up`, `unchanged`, `down`. */
  volatilityMove: string
  /** Share of the profit that counts. */
  weight: number
  /** What is taken off the weighted profit or loss, in quote, at most down to nothing; 0 when absent. */
  dampening?: number
  /** How much time passes, in years. */
  passingYears: number
  /** An option's volatility in this scenario, 0 or above, from its volatility now and its years to expiry. */
  shockedVolatility: (volatility: number, timeYears: number) => number
}>

/**
 * Leaves a volatility as it is.
 *
 * @example
 * unchangedVolatility(0.6) // 0.6
 */
export function unchangedVolatility(volatility: number): number {
  return volatility
}

/**
 * A scenario's name from its moves.
 *
 * @example
 * scenarioName(-0.16, 'up') // 'spot -16 %, volatility up'
 */
export function scenarioName(spotMove: number, volatilityMove: string): string {
  // Steps of a range are fractions with a rounding in their last digits; people are told a hundredth of a per cent.
  const percent = Math.round(spotMove * 1e4) / 100
  const sign = percent > 0 ? '+' : ''
  return `spot ${sign}${percent} %, volatility ${volatilityMove}`
}
