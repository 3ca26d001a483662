import { scenarioName, type ScanScenario } from '../scan/scan-scenario.ts'
import { volatilityFactor, type VegaPower } from '../scan/vega-power.ts'
import type { ParadexTerms } from './paradex-terms.ts'

/** A shock of spot and of volatility, as a venue's table gives it. */
export type WeightedShock = Readonly<{ spotMove: number; volatilityShock: number; weight: number }>

/**
 * The venue's table: from the largest move up to the largest down, volatility up and down, where the two outermost moves know only up; then
 * the tails, volatility up.
 *
 * @example
 * paradexShocks(terms).length // 24
 */
export function paradexShocks(terms: ParadexTerms): readonly WeightedShock[] {
  const { spotRange, steps, volatilityUp, volatilityDown } = terms
  const shocks: WeightedShock[] = []
  for (let step = steps; step >= -steps; step--) {
    const spotMove = (spotRange * step) / steps
    shocks.push({ spotMove, volatilityShock: volatilityUp, weight: 1 })
    if (Math.abs(step) < steps) shocks.push({ spotMove, volatilityShock: volatilityDown, weight: 1 })
  }
  for (const { spotMove, weight } of terms.tails) shocks.push({ spotMove, volatilityShock: volatilityUp, weight })
  return shocks
}

/** How a table's volatility shocks are carried to other expiries. */
export type ShockTerms = Readonly<{ vegaPower: VegaPower; leastVolatilityUp: number }>

/**
 * A table of shocks as scenarios. Time does not pass in them.
 *
 * @example
 * shockScenarios(paradexShocks(terms), terms)[0].name // 'spot +16 %, volatility up'
 */
export function shockScenarios(shocks: readonly WeightedShock[], terms: ShockTerms): readonly ScanScenario[] {
  return shocks.map(({ spotMove, volatilityShock, weight }) => {
    const volatilityMove = volatilityShock > 0 ? 'up' : volatilityShock < 0 ? 'down' : 'unchanged'
    const least = volatilityShock > 0 ? terms.leastVolatilityUp : 0
    return {
      name: scenarioName(spotMove, volatilityMove),
      spotMove,
      volatilityMove,
      weight,
      passingYears: 0,
      shockedVolatility: (volatility, timeYears) =>
        Math.max(least, volatility * volatilityFactor(volatilityShock, timeYears * 365, terms.vegaPower)),
    }
  })
}
