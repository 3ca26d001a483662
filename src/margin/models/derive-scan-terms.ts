/** What a scenario does to volatilities. The skews turn the smile instead of lifting it. */
export type DeriveVolatilityMove = 'up' | 'unchanged' | 'down' | 'linearSkew' | 'absoluteSkew'

/** One scenario. */
export type DeriveScenario = Readonly<{
  name: string
  /** What spot is multiplied by. */
  spotFactor: number
  volatility: DeriveVolatilityMove
  /** Share of the profit that counts. */
  weight: number
}>

/** How far volatilities move, by time to expiry. */
export type VolatilityShockTerms = Readonly<{
  /** Fractions at 30 days. */
  rangeUp: number
  rangeDown: number
  /** Powers of 30 days over the time to expiry, up to 30 days and beyond. */
  shortPower: number
  longPower: number
  /** Shorter times count as this. */
  floorDays: number
  /** Volatilities that move up end here or above. */
  leastUp: number
}>

/** How the smile turns. */
export type SkewShockTerms = Readonly<{
  /** Largest change as a fraction for an expiry at once, and what a square root of a year adds to it. */
  linearCap: number
  linearCapSlope: number
  absoluteCap: number
  absoluteCapSlope: number
  /** Log moneyness at which the change is largest: `widthScale` standard deviations at a volatility that is level plus slope per square root of a year, at least `leastWidth`. */
  leastWidth: number
  widthScale: number
  volatilityLevel: number
  volatilitySlope: number
}>

/** What is asked for forwards of different expiries moving apart. */
export type BasisTerms = Readonly<{
  upFactor: number
  downFactor: number
  /** Share of each expiry's loss, and what a year to expiry adds to it. */
  share: number
  shareAYear: number
}>

/** What a scan does. */
export type DeriveScanTerms = Readonly<{
  scenarios: readonly DeriveScenario[]
  volatilityShock: VolatilityShockTerms
  skewShock?: SkewShockTerms
  basis: BasisTerms
}>

/**
 * A scenario with the name people read.
 *
 * @param spotPercent - Move of spot in per cent.
 *
 * @example
 * deriveScenario(-13.5, 'up').name // 'spot -13.5 %, volatility up'
 */
export function deriveScenario(spotPercent: number, volatility: 'up' | 'unchanged' | 'down', weight = 1): DeriveScenario {
  const sign = spotPercent > 0 ? '+' : ''
  return { name: `spot ${sign}${spotPercent} %, volatility ${volatility}`, spotFactor: (100 + spotPercent) / 100, volatility, weight }
}
