import { compensatedSum } from '../../num/compensated-sum.ts'
import type { Scan, ScenarioOutcome } from '../margin-model.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { revaluedPosition, type MarketMove } from '../account/revalue-position.ts'
import { followingHoldings } from '../scan/account-books.ts'
import { scenarioName } from '../scan/scan-scenario.ts'
import type { ValuedAccount } from '../account/valued-account.ts'

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

/** Stressed moves, as fractions above 0: of the underlying, below 1; and of implied volatility, up, and down by less than all of it. */
export type StressMoves = Readonly<{ stressMove: number; volatilityRise: number; volatilityFall: number }>

/**
 * The stressed moves of one underlying: down, none and up, each with volatility fallen, as it is and risen. Nothing moving is left out.
 *
 * @example
 * stressScan('BTC', movingItems(account, snapshot), { stressMove: 0.35, volatilityRise: 0.5, volatilityFall: 0.3 })
 */
export function stressScan(underlying: string, items: readonly MovingItem[], moves: StressMoves): Scan {
  const own = items.filter((item) => item.underlying === underlying)
  const stresses = [-moves.stressMove, 0, moves.stressMove]
    .flatMap((spotMove) => [-moves.volatilityFall, 0, moves.volatilityRise].map((change) => ({ spotMove, change })))
    .filter(({ spotMove, change }) => spotMove !== 0 || change !== 0)
    .map((one) => ({ ...one, move: { spot: 1 + one.spotMove, volatility: 1 + one.change } }))
  const scenarios = stresses.map(({ spotMove, change, move }): ScenarioOutcome => {
    const volatilityMove = change === 0 ? 'unchanged' : change < 0 ? 'down' : 'up'
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

/**
 * What a move of volatility alone loses at worst, 0 when none loses.
 *
 * @param scan - From `stressScan`.
 *
 * @example
 * volatilityLoss(stressScan('BTC', items, moves)) // 900
 */
export function volatilityLoss(scan: Scan): number {
  return Math.max(0, ...scan.scenarios.filter(({ spotMove }) => spotMove === 0).map(({ profit }) => 0 - profit))
}
