import { black76Greeks } from '../../pricing/black-76.ts'
import { forwardOf } from '../market-snapshot.ts'
import { futureMark, optionUnitValue } from '../account/position-value.ts'
import type { ValuedAccount, ValuedPosition } from '../account/valued-account.ts'

/**
 * What would have to be traded in the underlying to be rid of a position's direction, in base: its size for spot and linear contracts, its
 * coins at the mark for inverse ones, its Black-76 delta for options. Within an averaging window an option follows only the part of its
 * forward that still moves, and a coin-settled one is worth so many coins for the rest.
 *
 * @returns Positive is long.
 *
 * @example
 * // Three calls sold.
 * deltaEquivalent(valued.positions[1]) // -1.6857
 */
export function deltaEquivalent(position: ValuedPosition): number {
  const { contract, exposure } = position
  if (contract.kind === 'option') return exposure * optionDelta(position)
  if (contract.kind === 'spot' || contract.payoff === 'linear') return exposure
  return exposure / futureMark(position)
}

/**
 * An account's net delta-equivalent by underlying, in base, in order of name. Positions only: collateral is not closed out with them.
 *
 * @example
 * netDeltas(valued).get('BTC') // 0.31435
 */
export function netDeltas(account: ValuedAccount): ReadonlyMap<string, number> {
  const nets = new Map<string, number>()
  for (const position of account.positions) {
    const { underlying } = position.contract
    nets.set(underlying, (nets.get(underlying) ?? 0) + deltaEquivalent(position))
  }
  return new Map([...nets].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function optionDelta(position: ValuedPosition): number {
  const { contract, expiry, mark, timeYears } = position
  if (contract.kind !== 'option' || expiry === undefined || mark.volatility === undefined) return 0
  const forward = forwardOf(expiry)
  const greeks = black76Greeks({ kind: contract.option, forward, strike: contract.strike, timeYears, volatility: mark.volatility })
  // At the strike without a moment or a volatility left the delta is anything up to 1: the whole is taken.
  const delta = greeks.ok ? greeks.value.delta : contract.option === 'call' ? 1 : -1
  const moving = expiry.variableForward / forward
  // Outside the window the premium of a coin-settled option moves with its forward; what of that is fixed leaves it a holding in coin.
  const coins = contract.payoff === 'inverse' ? (optionUnitValue(position) / position.underlying.indexPrice) * (1 - moving) : 0
  return delta * moving + coins
}
