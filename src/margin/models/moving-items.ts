import { compensatedSum } from '../../num/compensated-sum.ts'
import type { Scan, ScenarioOutcome } from '../margin-model.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { revaluedPosition, type MarketMove } from '../revalue-position.ts'
import { followingHoldings } from '../scan/account-books.ts'
import { scenarioName } from '../scan/scan-scenario.ts'
import type { ValuedAccount } from '../valued-account.ts'

/** Something an account holds whose worth follows an underlying: a position, or collateral that shares its moves. */
export type MovingItem = Readonly<{
  /** The contract, or `collateral BTC`. */
  name: string
  underlying: string
  /** Profit in quote when its underlying makes a move. */
  profit: (move: MarketMove) => number
}>

/**
 * The positions of an account in their order, then its collateral that follows an underlying of the snapshot.
 *
 * @example
 * movingItems(account, snapshot).map((item) => item.profit({ spot: 0.9, volatility: 1 }))
 */
export function movingItems(account: ValuedAccount, snapshot: MarketSnapshot): readonly MovingItem[] {
  const positions = account.positions.map((position) => ({
    name: position.contract.id,
    underlying: position.contract.underlying,
    profit: (move: MarketMove): number => revaluedPosition(position, move) - position.value,
  }))
  const collateral = followingHoldings(account, snapshot).map(({ holding, market, value }) => ({
    name: `collateral ${holding.asset}`,
    underlying: market.underlying ?? holding.asset,
    profit: (move: MarketMove): number => value * (move.spot - 1),
  }))
  return [...positions, ...collateral]
}

/**
 * The stressed moves of one underlying: up and down, each with volatility as it is and raised.
 *
 * @param moves - Fractions: the move of the underlying below 1, and the rise of volatility.
 *
 * @example
 * stressScan('BTC', movingItems(account, snapshot), { stressMove: 0.35, stressVolatilityMove: 0.5 })
 */
export function stressScan(
  underlying: string,
  items: readonly MovingItem[],
  moves: Readonly<{ stressMove: number; stressVolatilityMove: number }>,
): Scan {
  const own = items.filter((item) => item.underlying === underlying)
  const stresses = [-moves.stressMove, moves.stressMove].flatMap((spotMove) =>
    [0, moves.stressVolatilityMove].map((rise) => ({ spotMove, rise, move: { spot: 1 + spotMove, volatility: 1 + rise } })),
  )
  const scenarios = stresses.map(({ spotMove, rise, move }): ScenarioOutcome => {
    const volatilityMove = rise === 0 ? 'unchanged' : 'up'
    return {
      name: scenarioName(spotMove, volatilityMove),
      spotMove,
      volatilityMove,
      weight: 1,
      profit: compensatedSum(own.map((item) => item.profit(move))),
    }
  })
  const worst = scenarios.reduce((least, { profit }, i) => (profit < (scenarios[least]?.profit ?? 0) ? i : least), 0)
  const worstMove = stresses[worst]?.move ?? { spot: 1, volatility: 1 }
  const contributions = own.map((item) => ({ contract: item.name, amount: 0 - item.profit(worstMove) }))
  return { underlying, scenarios, worst, contributions }
}
