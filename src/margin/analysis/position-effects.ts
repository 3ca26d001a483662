import { accept, type Result } from '../../base/result.ts'
import type { Contract } from '../contract.ts'
import type { MarginAccount, Position } from '../account/margin-account.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { resolvePosition } from '../account/resolve-position.ts'
import { assessAccount, type MarginView } from './assess-account.ts'

/** Two figures in quote. */
export type MarginAmounts = Readonly<{ initial: number; maintenance: number }>

/** What one position does to the requirement of its account. */
export type PositionEffect = Readonly<{
  contract: string
  /** What the requirement loses when the position is closed at its mark; negative where it hedges others. Absent where that is not known. */
  freedByClosing?: MarginAmounts
  /**
   * Size times the change of the requirement a unit of size, at constant equity. Over all positions these add up to a requirement that is
   * proportional to the portfolio (Euler). Absent where it is not known.
   */
  marginal?: MarginAmounts
}>

/**
 * What each position of an account does to its requirement.
 *
 * @returns One effect a position, in their order.
 * @see Tasche, "Risk contributions and performance measurement" (1999), for the proportional part.
 *
 * @example
 * // The perpetual hedges the calls.
 * positionEffects(account, { snapshot, model })[0]?.freedByClosing // { initial: -84.487, maintenance: -307.59 }
 */
export function positionEffects(account: MarginAccount, view: MarginView): readonly PositionEffect[] {
  const now = assessAccount(account, view)
  // A size a little off the lot is no order, only a question.
  const anySize = { ...view, snapshot: withoutLots(view.snapshot) }
  return account.positions.map((position) => {
    const freed = now.ok ? difference(now.value, amountsWith(account, position, { ...view, scale: 0 })) : undefined
    const more = amountsWith(account, position, { ...anySize, scale: 1 + step })
    const less = amountsWith(account, position, { ...anySize, scale: 1 - step })
    const slope = more.ok ? difference({ initialMargin: more.value.initial, maintenanceMargin: more.value.maintenance }, less) : undefined
    return {
      contract: position.contract,
      ...(freed !== undefined && { freedByClosing: freed }),
      ...(slope !== undefined && { marginal: { initial: slope.initial / (2 * step), maintenance: slope.maintenance / (2 * step) } }),
    }
  })
}

/** A share of the position, small beside anything that bends the requirement and large beside rounding. */
const step = 1 / 8_192

type Figures = Readonly<{ initialMargin: number; maintenanceMargin: number }>

function difference(from: Figures, less: Result<MarginAmounts, MarginRefusal>): MarginAmounts | undefined {
  if (!less.ok) return undefined
  return { initial: from.initialMargin - less.value.initial, maintenance: from.maintenanceMargin - less.value.maintenance }
}

/** The requirement with one position scaled at its mark: what that costs or brings is cash, so equity stays as it is. */
function amountsWith(
  account: MarginAccount,
  position: Position,
  change: MarginView & Readonly<{ scale: number }>,
): Result<MarginAmounts, MarginRefusal> {
  const { scale, snapshot } = change
  const resolved = resolvePosition(position, snapshot)
  const value = resolved.ok ? resolved.value.value : 0
  const scaled =
    scale === 0
      ? account.positions.filter((one) => one !== position)
      : account.positions.map((one) => (one === position ? { ...one, size: scale * one.size } : one))
  const funding = scale === 0 ? 0 : (1 - scale) * (position.unsettledFunding ?? 0)
  const changed = { ...account, positions: scaled, cash: account.cash + (1 - scale) * value - funding }
  if (holdsNothing(changed)) return accept({ initial: 0, maintenance: 0 })
  const assessed = assessAccount(changed, change)
  return assessed.ok ? accept({ initial: assessed.value.initialMargin, maintenance: assessed.value.maintenanceMargin }) : assessed
}

function holdsNothing({ cash, positions, orders, collateral }: MarginAccount): boolean {
  return cash === 0 && positions.length + orders.length + collateral.length === 0
}

function withoutLots(snapshot: MarketSnapshot): MarketSnapshot {
  const contracts = [...snapshot.contracts].map(([id, { lotSize: _, ...contract }]) => [id, contract as Contract] as const)
  return { ...snapshot, contracts: new Map(contracts) }
}
