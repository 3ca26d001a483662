import { accept, refuse, type Result } from '../../base/result.ts'
import { addParts } from '../add-parts.ts'
import { fillOrder } from './fill-order.ts'
import { finiteRequirement } from '../finite-requirement.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import type { MarginModel, MarginRequirement } from '../margin-model.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { orderOutcomes, type Outcome } from './order-outcomes.ts'
import { valueAccount } from '../account/value-account.ts'

/** Combinations tried in full: three underlyings with every outcome each. */
const mostCombinations = 125

/**
 * What a model asks of an account with its orders in the worse direction. For every underlying no order fills, or all that buy, all that
 * sell, all that gain when it rises, or all that gain when it falls; over several underlyings every combination of these. A fill is at the
 * order's price, or at the mark where that is worse for the account. The requirement without orders grows by a part `open orders` until the
 * balance is that of the worst outcome, for initial and maintenance margin each; so it is never below the requirement without orders.
 *
 * With more than 125 combinations the worst outcome of one underlying is sought after the other, which may miss a worse combination.
 *
 * @returns A refusal for a fault of the account, of an order, of what an outcome leaves, or for a figure that is not finite.
 *
 * @example
 * const orders = [{ contract: 'BTC-PERP', side: 'buy', size: 4, price: 59_000 }]
 * const asked = assessWithOrders(model, { ...account, orders }, snapshot)
 * asked.ok && asked.value.initialMargin // 80987.23
 */
export function assessWithOrders(
  model: Pick<MarginModel, 'assess'>,
  account: MarginAccount,
  snapshot: MarketSnapshot,
): Result<MarginRequirement, MarginRefusal> {
  const assess: Assess = (outcome) => {
    const valued = valueAccount(outcome.reduce(fillOrder, account), snapshot)
    return valued.ok ? finiteRequirement(model.assess(valued.value, snapshot), account.id) : valued
  }
  const plain = assess([])
  if (!plain.ok || account.orders.length === 0) return plain
  const outcomes = orderOutcomes(account, snapshot)
  if (!outcomes.ok) return outcomes
  const before = balancesOf(plain.value)
  const worst = worstBalances(outcomes.value, assess)
  if (!worst.ok) return worst
  return accept(
    addParts(plain.value, [
      {
        name: 'open orders',
        initial: Math.max(0, before.initial - worst.value.initial),
        maintenance: Math.max(0, before.maintenance - worst.value.maintenance),
      },
    ]),
  )
}

type Assess = (outcome: Outcome) => Result<MarginRequirement, MarginRefusal>
type Balances = Readonly<{ initial: number; maintenance: number }>

function balancesOf({ equity, initialMargin, maintenanceMargin }: MarginRequirement): Balances {
  return { initial: equity - initialMargin, maintenance: equity - maintenanceMargin }
}

/** The lowest balances of all outcomes tried; the two need not come from the same one. */
function worstBalances(underlyings: readonly (readonly Outcome[])[], assess: Assess): Result<Balances, MarginRefusal> {
  const combinations = underlyings.reduce((count, outcomes) => count * outcomes.length, 1)
  if (combinations <= mostCombinations) {
    const all = underlyings.reduce<readonly Outcome[]>(
      (sofar, outcomes) => sofar.flatMap((before) => outcomes.map((outcome) => [...before, ...outcome])),
      [[]],
    )
    const found = worstOf(all, assess)
    return found.ok ? accept(found.value.balances) : found
  }
  let chosen: Outcome = []
  let worst: Balances = { initial: Infinity, maintenance: Infinity }
  for (const outcomes of underlyings) {
    const before = chosen
    const found = worstOf(
      outcomes.map((outcome) => [...before, ...outcome]),
      assess,
    )
    if (!found.ok) return found
    chosen = found.value.outcome
    worst = lowerOf(worst, found.value.balances)
  }
  return accept(worst)
}

/** The outcome of the lowest initial balance, the first of equals, and the lowest balances of all. */
function worstOf(outcomes: readonly Outcome[], assess: Assess): Result<Readonly<{ outcome: Outcome; balances: Balances }>, MarginRefusal> {
  let balances: Balances = { initial: Infinity, maintenance: Infinity }
  let worst: Outcome = []
  for (const outcome of outcomes) {
    const assessed = assess(outcome)
    if (!assessed.ok) return refuse(assessed.refusal)
    const found = balancesOf(assessed.value)
    if (found.initial < balances.initial) worst = outcome
    balances = lowerOf(balances, found)
  }
  return accept({ outcome: worst, balances })
}

function lowerOf(a: Balances, b: Balances): Balances {
  return { initial: Math.min(a.initial, b.initial), maintenance: Math.min(a.maintenance, b.maintenance) }
}
