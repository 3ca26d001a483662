import { scenarioName, unchangedVolatility, type ScanScenario } from '../scan/scan-scenario.ts'
import { volatilityFactor } from '../scan/vega-power.ts'
import type { DeribitMoves } from './deribit-terms.ts'
import type { CoinCounting } from '../scan/unit-profits.ts'

/** The extended table's moves and dampener. */
export type ExtendedTable = Readonly<{ moves: readonly number[]; dampener: number; counting: CoinCounting }>

/**
 * The risk matrix: from the largest move down to the largest up, volatility down, unchanged and up; then the extended table, volatility up.
 *
 * Of an extended move only as much counts as the ordinary range is of it, and that is dampened. Where coins are counted, the profit is first
 * valued in dollars at the far price and then turned into coins at the end of the ordinary range: a future loses in every extended move
 * what it loses there.
 *
 * @example
 * deribitScenarios(moves, { moves: [-0.66, 0.5], dampener: 25000, counting: 'quote' }).length // 29
 */
export function deribitScenarios(terms: DeribitMoves, extended: ExtendedTable): readonly ScanScenario[] {
  const { priceRange, steps } = terms
  const moves = Array.from({ length: 2 * steps + 1 }, (_, i) => (priceRange * (i - steps)) / steps)
  const up = shockedBy(terms.volatilityUp, terms, terms.leastVolatilityUp)
  const down = shockedBy(terms.volatilityDown, terms, 0)
  const ordinary = moves.flatMap((spotMove) =>
    [['down', down] as const, ['unchanged', unchangedVolatility] as const, ['up', up] as const].map(
      ([volatilityMove, shockedVolatility]): ScanScenario => {
        const name = scenarioName(spotMove, volatilityMove)
        return { name, spotMove, volatilityMove, weight: 1, passingYears: 0, shockedVolatility }
      },
    ),
  )
  const far = extended.moves.map((spotMove): ScanScenario => {
    const ranges = Math.abs(spotMove) / priceRange
    const endOfRange = 1 + Math.sign(spotMove) * priceRange
    const coins = extended.counting === 'coin'
    return {
      name: `${scenarioName(spotMove, 'up')}, extended`,
      spotMove,
      volatilityMove: 'up',
      weight: (terms.extendedFactor / ranges) * (coins ? (1 + spotMove) / endOfRange : 1),
      dampening: (Math.max(0, ranges - 1) * extended.dampener) / (coins ? endOfRange : 1),
      passingYears: 0,
      shockedVolatility: up,
    }
  })
  return [...ordinary, ...far]
}

function shockedBy(shock: number, terms: DeribitMoves, least: number): ScanScenario['shockedVolatility'] {
  return (volatility, timeYears) => Math.max(least, volatility * volatilityFactor(shock, timeYears * 365, terms.vegaPower))
}
