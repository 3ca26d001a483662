import { optionDelta, unitDelta } from '../scan/unit-delta.ts'
import type { ScanInstrument } from '../scan/scan-instrument.ts'
import { scenarioName, unchangedVolatility, type ScanScenario } from '../scan/scan-scenario.ts'

/** What SPAN needs to know of a commodity to move it. */
export type SpanRange = Readonly<{
  /** Price scan range as a fraction of the price. */
  priceRange: number
  /** Volatility scan range: what volatilities rise or fall by, absolute. */
  volatilityRange: number
  /** The extreme moves: how many price ranges, and what share of their profit counts. */
  extremeMultiple: number
  extremeCover: number
  /** Time that passes for options, in years. */
  lookAheadYears: number
}>

/** A commodity's moves with the scenarios made of them. */
export type SpanTable = Readonly<{ range: SpanRange; scenarios: readonly ScanScenario[] }>

/**
 * Makes a commodity's scenarios, once for all accounts.
 *
 * @example
 * spanTable(range).scenarios.length // 16
 */
export function spanTable(range: SpanRange): SpanTable {
  return { range, scenarios: spanScenarios(range) }
}

/** The seven prices of scenarios 1 to 14, in thirds of the price range, in SPAN's order. */
const thirds = [0, 1, -1, 2, -2, 3, -3] as const

/**
 * The sixteen scenarios in SPAN's order: seven prices, each with volatility up and down, then the extremes up and down.
 *
 * @see CME, SPAN risk parameter components.
 *
 * @example
 * spanScenarios(range)[12].name // 'spot -9 %, volatility down'
 */
export function spanScenarios(range: SpanRange): readonly ScanScenario[] {
  const { volatilityRange, lookAheadYears: passingYears, priceRange, extremeMultiple, extremeCover: weight } = range
  const shifted = (by: number) => (volatility: number) => Math.max(0, volatility + by)
  const pairs = thirds.flatMap((third) => {
    const spotMove = (priceRange * third) / 3
    const at = (volatilityMove: string, by: number): ScanScenario => ({
      name: scenarioName(spotMove, volatilityMove),
      spotMove,
      volatilityMove,
      weight: 1,
      passingYears,
      shockedVolatility: shifted(by),
    })
    return [at('up', volatilityRange), at('down', -volatilityRange)]
  })
  const extremes = [1, -1].map((side): ScanScenario => {
    const spotMove = side * extremeMultiple * priceRange
    const name = `${scenarioName(spotMove, 'unchanged')}, extreme`
    return { name, spotMove, volatilityMove: 'unchanged', weight, passingYears, shockedVolatility: unchangedVolatility }
  })
  return [...pairs, ...extremes]
}

/**
 * An instrument's delta averaged over the seven prices, at today's volatility and the time of looking ahead; what is no option has its plain delta.
 *
 * @param weights - One for each price in SPAN's order; they need not add up to 1.
 *
 * @example
 * compositeDelta(call, range, [0.27, 0.217, 0.217, 0.11, 0.11, 0.037, 0.037]) // 0.3258
 */
export function compositeDelta(instrument: ScanInstrument, range: SpanRange, weights: readonly number[]): number {
  if (instrument.kind === 'deltaOne') return unitDelta(instrument, 'quote')
  const left = { ...instrument, timeYears: Math.max(0, instrument.timeYears - range.lookAheadYears) }
  const { moving, fixed } = instrument.price
  let delta = 0
  for (const [i, third] of thirds.entries()) {
    const forward = Math.max(0, moving * (1 + (range.priceRange * third) / 3) + fixed)
    delta += (weights[i] ?? 0) * optionDelta(left, forward)
  }
  return delta
}
