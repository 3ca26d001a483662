import { accept, refuse, type Result } from '../../base/result.ts'
import type { Fill } from './fill-order.ts'
import type { MarginAccount, RestingOrder } from '../account/margin-account.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { futureMark, optionUnitValue, type PositionMarket } from '../account/position-value.ts'
import { resolvePosition } from '../account/resolve-position.ts'

/** Orders that fill together. */
export type Outcome = readonly Fill[]

/**
 * What may become of an account's orders, by underlying in order of name: nothing, all that buy, all that sell, all that gain when the
 * underlying rises, all that gain when it falls. Outcomes with the same fills stand once.
 *
 * @returns A refusal names the order's contract.
 *
 * @example
 * orderOutcomes(account, snapshot) // one buy order: { ok: true, value: [[[], [fill]]] }
 */
export function orderOutcomes(account: MarginAccount, snapshot: MarketSnapshot): Result<readonly (readonly Outcome[])[], MarginRefusal> {
  const byUnderlying = new Map<string, Fill[]>()
  for (const order of account.orders) {
    const fill = fillOf(order, snapshot)
    if (!fill.ok) return refuse({ ...fill.refusal, account: account.id, subject: order.contract })
    const { underlying } = fill.value.contract
    byUnderlying.set(underlying, [...(byUnderlying.get(underlying) ?? []), fill.value])
  }
  const names = [...byUnderlying.keys()].toSorted()
  return accept(names.map((name) => outcomesOf(byUnderlying.get(name) ?? [])))
}

function outcomesOf(fills: readonly Fill[]): readonly Outcome[] {
  const outcomes = [
    [],
    fills.filter(({ order }) => order.side === 'buy'),
    fills.filter(({ order }) => order.side === 'sell'),
    fills.filter(gainsWhenRising),
    fills.filter((fill) => !gainsWhenRising(fill)),
  ]
  const keyOf = (outcome: Outcome): string => outcome.map((fill) => fills.indexOf(fill)).join()
  return [...new Map(outcomes.map((outcome) => [keyOf(outcome), outcome])).values()]
}

function gainsWhenRising({ order, contract }: Fill): boolean {
  const isPut = contract.kind === 'option' && contract.option === 'put'
  return (order.side === 'buy') !== isPut
}

function fillOf(order: RestingOrder, snapshot: MarketSnapshot): Result<Fill, Omit<MarginRefusal, 'account'>> {
  if (!(order.size > 0 && order.price > 0 && order.price < Infinity))
    return refuse({ reason: 'orderNotPositive', found: `${order.size} at ${order.price}` })
  const resolved = resolvePosition({ contract: order.contract, size: order.size }, snapshot)
  if (!resolved.ok) {
    const { reason, found } = resolved.refusal
    return refuse({ reason, ...(found !== undefined && { found: String(found) }) })
  }
  const { contract, underlying } = resolved.value
  const markPrice = markOf(resolved.value)
  const price = order.side === 'buy' ? Math.max(order.price, markPrice) : Math.min(order.price, markPrice)
  return accept({ order, contract, price, markPrice, indexPrice: underlying.indexPrice })
}

/** As the contract is quoted: in coin for an inverse option. */
function markOf(market: PositionMarket): number {
  const { contract, underlying } = market
  if (contract.kind === 'spot') return underlying.indexPrice
  if (contract.kind !== 'option') return futureMark(market)
  return optionUnitValue(market) / (contract.payoff === 'inverse' ? underlying.indexPrice : 1)
}
