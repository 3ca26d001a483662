import { formatDecimal } from '../base/decimal.ts'
import { balanceOf } from '../ledger/balance.ts'
import { reserveAccounts } from '../accounting/chart.ts'
import { standingOf } from '../engine/margin/margin-view-of.ts'
import type { EngineState } from '../engine/state.ts'
import type { ActivationSummary, MarginSummary, ReserveSummary } from './run-types.ts'

/**
 * Every stay in activation, in the order of firing, markets in the order of the run.
 *
 * @example
 * activationsOf(state)[0]?.firedAt // '2020-03-12T10:41:10.000Z'
 */
export function activationsOf(state: EngineState): readonly ActivationSummary[] {
  const activations: (ActivationSummary & { at: number })[] = []
  for (const market of state.markets.values()) {
    for (const { trigger, firedAt, releasedAt } of market.activations) {
      const released = releasedAt === undefined ? null : isoTime(releasedAt)
      activations.push({ market: market.instrument.id, trigger, firedAt: isoTime(firedAt), releasedAt: released, at: firedAt })
    }
  }
  return activations.sort((a, b) => a.at - b.at).map(({ at: _, ...activation }) => activation)
}

/**
 * Each reserve over the run. Closing is what may be spent and what is reserved; inventory at cost is beside it, in the books.
 *
 * @example
 * reservesOf(state)[0]?.peakUse // '18250000.000000'
 */
export function reservesOf(state: EngineState): readonly ReserveSummary[] {
  return [...state.reserves].map(([asset, reserve]) => {
    const text = (minor: bigint): string => formatDecimal(minor, reserve.decimals)
    const closing = balanceOf(state.ledger, reserveAccounts(asset).reserve)
    return { asset, opening: text(reserve.openingMinor), closing: text(closing), peakUse: text(reserve.peakUseMinor) }
  })
}

/**
 * Members' accounts over the run; `undefined` without a margin policy.
 *
 * @example
 * marginOf(state)?.liquidations // 7
 */
export function marginOf(state: EngineState): MarginSummary | undefined {
  const { margin } = state
  if (margin === undefined) return undefined
  const { calls, callsMet, liquidations } = margin.counts
  const standings = { unknown: 0, liquidating: 0, called: 0, restricted: 0, healthy: 0 }
  for (const member of margin.members.values()) standings[standingOf(member)] += 1
  const shortfall = formatDecimal(margin.counts.shortfallMinor, margin.settlement.decimals)
  return { asset: margin.settlement.asset, accounts: margin.members.size, calls, callsMet, liquidations, shortfall, standings }
}

/**
 * A time in ISO 8601, UTC, to the millisecond.
 *
 * @example
 * isoTime(timeUs(1_583_971_200_000_000)) // '2020-03-12T00:00:00.000Z'
 */
export function isoTime(microseconds: number): string {
  return new Date(microseconds / 1000).toISOString()
}
