import type { Desk } from './desks.ts'
import { facilityAccounts, reserveAccounts } from '../accounting/chart.ts'
import type { Accounts } from '../accounting/postings.ts'
import { amount } from '../base/amount.ts'
import { powerOfTen } from '../base/decimal.ts'
import type { Side } from '../market/instrument.ts'
import { notionalOf } from '../market/notional.ts'
import { facilityNames } from '../backstop/facility.ts'
import { headroom, type Headroom } from '../backstop/headroom.ts'
import { accountOf } from '../ledger/account.ts'
import { availableOf, balanceOf } from '../ledger/balance.ts'
import type { Budget } from './decision.ts'
import type { EngineState } from './state.ts'

/** Share of the reserve that orders' notionals may take; the rest is for what is set aside on top: fees, rounding, shorts' collateral. */
const spendableShare = 0.97

/**
 * The accounts a desk may touch.
 *
 * @example
 * accountsOf(desk).reserve // 'reserve:USDT'
 */
export function accountsOf(desk: Desk): Accounts {
  const { instrument } = desk.market
  return { ...reserveAccounts(instrument.quote), ...facilityAccounts(desk.facility.facility, instrument.id) }
}

/**
 * What a desk's facility had and has left, in the quote asset.
 *
 * @example
 * budgetOf(state, desk).available.minor // 4_876_399_000n
 */
export function budgetOf(state: EngineState, desk: Desk): Budget {
  const { quote, quoteDecimals } = desk.market.instrument
  const { deployed, reserve } = accountsOf(desk)
  const limit = wholeToMinor(desk.limits.budget, quoteDecimals)
  const committedMinor = accountOf(state.ledger, deployed).creditsPending
  const deployedMinor = balanceOf(state.ledger, deployed)
  const left = limit - committedMinor - deployedMinor
  const inReserve = availableOf(state.ledger, reserve)
  const availableMinor = left < 0n ? 0n : left < inReserve ? left : inReserve
  return {
    limit: amount(quote, limit),
    committed: amount(quote, committedMinor),
    deployed: amount(quote, deployedMinor),
    available: amount(quote, availableMinor),
  }
}

/**
 * What a desk may still do, in whole quote units rounded down.
 *
 * @example
 * headroomOf(state, desk).available // 4876.39
 */
export function headroomOf(state: EngineState, desk: Desk): Headroom {
  const { instrument } = desk.market
  const unit = powerOfTen(instrument.quoteDecimals)
  const budget = budgetOf(state, desk)
  const openLots: Record<Side, number> = { buy: 0, sell: 0 }
  const openNotional: Record<Side, number> = { buy: 0, sell: 0 }
  for (const order of state.orders.values()) {
    if (order.isOver || order.market !== instrument.id || order.facility !== desk.facility.facility) continue
    openLots[order.side] += order.lotsLeft
    openNotional[order.side] += notionalOf(instrument, { ticks: order.ticks, lots: order.lotsLeft })
  }
  return headroom({
    limits: desk.limits,
    budgetLeft: Number(budget.available.minor) / unit,
    reserveAvailable: (Number(availableOf(state.ledger, accountsOf(desk).reserve)) / unit) * spendableShare,
    position: desk.facility.position,
    deployed: Number(budget.deployed.minor) / unit,
    openLots,
    openNotional,
  })
}

/**
 * Notes how much of a reserve is at work after a change, for its peak.
 *
 * @example
 * noteUse(state, 'USDT')
 */
export function noteUse(state: EngineState, asset: string): void {
  const reserve = state.reserves.get(asset)
  if (reserve === undefined) return
  const account = accountOf(state.ledger, reserveAccounts(asset).reserve)
  let used = account.debitsPending
  for (const market of state.markets.keys()) {
    for (const name of facilityNames) {
      const deployed = accountOf(state.ledger, facilityAccounts(name, market).deployed)
      if (deployed.asset === asset) used += deployed.creditsPosted - deployed.debitsPosted
    }
  }
  if (used > reserve.peakUseMinor) reserve.peakUseMinor = used
}

/**
 * Whole units of an asset in its minor units; a fraction is cut at the last minor unit.
 *
 * @example
 * wholeToMinor(2.5, 6) // 2_500_000n
 */
export function wholeToMinor(whole: number, decimals: number): bigint {
  return BigInt(Math.floor(whole * powerOfTen(decimals)))
}
