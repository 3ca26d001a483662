import { accept, type Result } from '../../base/result.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { MarginRequirement } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import type { ValuedPosition } from '../account/valued-account.ts'
import { valueAccount } from '../account/value-account.ts'
import { assessAccount, type MarginView } from './assess-account.ts'
import { criticalPrices, type CriticalPrices } from './critical-prices.ts'
import { positionEffects, type PositionEffect } from './position-effects.ts'

/** Everything a person may want to know of one account under one model. */
export type AccountAnalysis = Readonly<{
  requirement: MarginRequirement
  /** In the order the account has them, as `effects`. */
  positions: readonly ValuedPosition[]
  effects: readonly PositionEffect[]
  /** One for every underlying the account is exposed to, by name. */
  prices: readonly CriticalPrices[]
}>

/**
 * Values an account, margins it, and asks what each position and each price does to it.
 *
 * @returns The refusal of the account or of the model.
 *
 * @example
 * const analysed = analyseAccount(account, { snapshot, model })
 * analysed.ok && analysed.value.prices[0]?.liquidation // { below: 4887.5855, above: 243706.256 }
 */
export function analyseAccount(account: MarginAccount, view: MarginView): Result<AccountAnalysis, MarginRefusal> {
  const valued = valueAccount(account, view.snapshot)
  if (!valued.ok) return valued
  const requirement = assessAccount(account, view)
  if (!requirement.ok) return requirement
  return accept({
    requirement: requirement.value,
    positions: valued.value.positions,
    effects: positionEffects(account, view),
    prices: underlyingsOf(account, view.snapshot).map((underlying) => criticalPrices(account, { ...view, underlying })),
  })
}

function underlyingsOf(account: MarginAccount, snapshot: MarketSnapshot): readonly string[] {
  const ofContracts = [...account.positions, ...account.orders].map(({ contract }) => snapshot.contracts.get(contract)?.underlying)
  const ofCollateral = account.collateral.map(({ asset }) => snapshot.collateral.get(asset)?.underlying)
  const named = new Set([...ofContracts, ...ofCollateral].filter((name) => name !== undefined && snapshot.underlyings.has(name)))
  return [...named].map(String).sort()
}
