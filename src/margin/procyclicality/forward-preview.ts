import type { Result } from '../../base/result.ts'
import { assessAccount } from '../analysis/assess-account.ts'
import { enteredAtMarks } from '../account/entered-at-marks.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { MarginModel, MarginRequirement } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { shockSnapshot, type MarketShock } from '../shock-snapshot.ts'

/** What a model would ask after a shock. */
export type PreviewedRequirement = Readonly<{ name: string; shock: MarketShock; requirement: Result<MarginRequirement, MarginRefusal> }>

/** What a model asks now, and what it would. */
export type ForwardPreview = Readonly<{ today: Result<MarginRequirement, MarginRefusal>; after: readonly PreviewedRequirement[] }>

/** The shocks an account is shown unless others are asked for: volatility up 20 points, and the market a tenth down and up. */
export const previewShocks: readonly Readonly<{ name: string; shock: MarketShock }>[] = [
  { name: 'volatility +20 points', shock: { volatilityPoints: 0.2 } },
  { name: 'spot -10 %', shock: { spotMove: -0.1 } },
  { name: 'spot +10 %', shock: { spotMove: 0.1 } },
]

/**
 * A model's requirement today, and what it would be after each of some shocks with the same positions: so that margin that follows risk does
 * not come as a surprise.
 *
 * @param of - The account as it reports itself; it is valued anew in each market, as if entered today where it names no entry.
 * @returns A shock in which the account cannot be valued or margined holds its refusal; the others stand.
 * @see BCBS-CPMI-IOSCO, "Review of margining practices" (2022), on simulation tools for participants.
 *
 * @example
 * const { after } = forwardPreview(model, { account, snapshot })
 * after.map(({ requirement }) => requirement.ok && requirement.value.initialMargin) // [29179.65, 28709.25, 26315.55]
 */
export function forwardPreview(
  model: MarginModel,
  of: Readonly<{ account: MarginAccount; snapshot: MarketSnapshot }>,
  shocks: readonly Readonly<{ name: string; shock: MarketShock }>[] = previewShocks,
): ForwardPreview {
  const account = enteredAtMarks(of.account, of.snapshot)
  const assess = (snapshot: MarketSnapshot): Result<MarginRequirement, MarginRefusal> => assessAccount(account, { snapshot, model })
  return {
    today: assess(of.snapshot),
    after: shocks.map(({ name, shock }) => ({ name, shock, requirement: assess(shockSnapshot(of.snapshot, shock)) })),
  }
}
