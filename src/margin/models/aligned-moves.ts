import { accept, refuse, type Result } from '../../base/result.ts'
import { exponential } from '../../num/elementary.ts'
import type { FilteredReturns } from '../../risk/tail/filtered-historical.ts'
import type { MarginRefusal } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { filterDailyReturns } from '../return-volatility.ts'
import type { MarketMove } from '../account/revalue-position.ts'
import type { FilteredMarginTerms } from './fhs-es-terms.ts'

/** Scenarios in which every underlying makes the move of the same past day, each at its own volatility of today. */
export type AlignedMoves = Readonly<{
  count: number
  /** Move of an underlying in a scenario, the oldest day first. */
  at: (underlying: string, scenario: number) => MarketMove
  /** Standard deviation forecast for the next day. */
  volatilityOf: (underlying: string) => number
}>

/**
 * Filters the daily returns of some underlyings and scales them to today's volatility and the margin period of risk. The return of a scenario is
 * a log return: its factor is the exponential, so that no price falls to 0.
 *
 * @param underlyings - In order of name.
 * @returns Refused where a history is absent, does not move, is too short, or is shorter than another: days must be the same for all.
 *
 * @example
 * const moves = alignedMoves(['BTC', 'ETH'], snapshot, terms)
 * moves.ok && moves.value.at('BTC', 0) // { spot: 0.981, volatility: 1 }
 */
export function alignedMoves(
  underlyings: readonly string[],
  snapshot: MarketSnapshot,
  terms: FilteredMarginTerms,
): Result<AlignedMoves, Omit<MarginRefusal, 'account'>> {
  const histories = new Map<string, Readonly<{ moves: readonly MarketMove[]; volatility: number }>>()
  const lengths = underlyings.map((name) => snapshot.underlyings.get(name)?.dailyReturns?.length ?? 0)
  const most = Math.max(0, ...lengths)
  for (const name of underlyings) {
    const market = snapshot.underlyings.get(name)
    if (market === undefined) return refuse({ reason: 'underlyingUnknown', subject: name })
    const returns = market.dailyReturns
    if (returns === undefined) return refuse({ reason: 'historyMissing', subject: name })
    if (returns.length < terms.leastReturns) return refuse(tooShort(name, returns.length, terms.leastReturns))
    if (returns.length < most) return refuse(tooShort(name, returns.length, most))
    if (!returns.every(Number.isFinite)) return refuse({ reason: 'historyMissing', subject: name, found: 'a return that is not finite' })
    const filtered = filterDailyReturns(returns, terms.filter)
    if (!filtered.ok) return refuse({ reason: 'historyMissing', subject: name, found: 'returns of zero' })
    histories.set(name, { moves: movesOf(filtered.value, terms), volatility: filtered.value.nextVolatility })
  }
  return accept({
    count: most,
    at: (name, scenario) => histories.get(name)?.moves[scenario] ?? still,
    volatilityOf: (name) => histories.get(name)?.volatility ?? 0,
  })
}

const still: MarketMove = { spot: 1, volatility: 1 }

function movesOf({ residuals, nextVolatility }: FilteredReturns, terms: FilteredMarginTerms): readonly MarketMove[] {
  const scale = nextVolatility * Math.sqrt(terms.marginPeriodDays)
  return Array.from(residuals, (residual) => {
    const logReturn = residual * scale
    return { spot: exponential(logReturn), volatility: exponential(terms.volatilityBeta * logReturn) }
  })
}

function tooShort(subject: string, found: number, needed: number): Omit<MarginRefusal, 'account'> {
  return { reason: 'historyTooShort', subject, found: `${found} of ${needed} daily returns` }
}
