import type { Desk } from './desks.ts'
import { amount } from '../base/amount.ts'
import { markPostings } from '../accounting/postings.ts'
import { unrealisedMinor } from '../backstop/position.ts'
import { balanceOf } from '../ledger/balance.ts'
import { accountsOf } from './books.ts'
import { touchOf, type MarketState } from './market-state.ts'
import type { EngineState } from './state.ts'
import { bookPostings, recordDecision, type Turn } from './turn.ts'

/**
 * Marks a desk's inventory at the mid and books the change of its unrealised result. Nothing held is worth nothing, whatever
 * the mid; while something is held and the mid is unknown, the last mark stands.
 *
 * @example
 * markInventory(turn, desk)
 */
export function markInventory(turn: Turn, desk: Desk): void {
  const { market, facility } = desk
  const accounts = accountsOf(desk)
  const markTicks = markTicksOf(market)
  if (markTicks === undefined && facility.position.lots !== 0) return
  const unrealised = unrealisedMinor(market.instrument, facility.position, markTicks ?? 0)
  const change = unrealised - balanceOf(turn.state.ledger, accounts.revaluation)
  if (change === 0n) return
  const transfers = bookPostings(turn, markPostings(accounts, change))
  const asset = market.instrument.quote
  recordDecision(turn, {
    market: market.instrument.id,
    transfers,
    body: {
      kind: 'inventoryMarked',
      facility: facility.facility,
      markTicks: markTicks ?? 0,
      unrealised: amount(asset, unrealised),
      change: amount(asset, change),
    },
  })
}

/**
 * A desk's result so far in minor units: realised, inventory at the mid (or as last marked while the mid is unknown), less fees.
 *
 * @example
 * resultOf(state, desk) // -200_000n
 */
export function resultOf(state: EngineState, desk: Desk): bigint {
  const accounts = accountsOf(desk)
  const markTicks = markTicksOf(desk.market)
  const unrealised =
    markTicks === undefined
      ? balanceOf(state.ledger, accounts.revaluation)
      : unrealisedMinor(desk.market.instrument, desk.facility.position, markTicks)
  return unrealised - balanceOf(state.ledger, accounts.realised) - balanceOf(state.ledger, accounts.fees)
}

/** The mid in whole ticks, rounded down; `undefined` while it is unknown. */
function markTicksOf(market: MarketState): number | undefined {
  const touch = touchOf(market)
  return touch && Math.floor((touch.bidTicks + touch.askTicks) / 2)
}
