import type { Result } from '../../base/result.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { MarginModel, MarginRequirement } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { assessWithOrders } from '../orders/open-orders.ts'

/** Markets at a moment and the model that judges accounts in them. */
export type MarginView = Readonly<{ snapshot: MarketSnapshot; model: MarginModel }>

/**
 * Values an account and asks a model for its requirement, its open orders filled in the worse direction.
 *
 * @returns A refusal when the account cannot be valued, or the model cannot margin it: the account is then unknown.
 *
 * @example
 * const asked = assessAccount(account, { snapshot, model })
 * asked.ok && asked.value.initialMargin // 28187.23
 */
export function assessAccount(account: MarginAccount, view: MarginView): Result<MarginRequirement, MarginRefusal> {
  return assessWithOrders(view.model, account, view.snapshot)
}
