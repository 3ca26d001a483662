import { later, type DurationUs } from '../base/time.ts'
import { annualReturnVolatility } from './return-volatility.ts'
import type { CollateralMarket, ContractMark, DepthLevel, MarketSnapshot, UnderlyingMarket } from './market-snapshot.ts'

/** What to do to markets. What is absent does not move. */
export type MarketShock = Readonly<{
  /** Only this underlying, its contracts and the collateral that follows it; all when absent. */
  underlying?: string
  /** Fraction by which prices move: -0.1 is 10 % down. Above -1. */
  spotMove?: number
  /** Fraction by which volatilities move: 0.2 makes 0.5 into 0.6. */
  volatilityMove?: number
  /** What is added to volatilities after that: 0.2 makes 0.5 into 0.7. */
  volatilityPoints?: number
  /** How much time passes. */
  passing?: DurationUs
}>

/**
 * The same markets after a shock: index, books, forwards (their moving part), marks of futures, volatilities and collateral that follows a shocked
 * underlying. A volatility does not fall below a thousandth. Daily returns are scaled so that their own latest volatility moves as the implied
 * ones do, which leaves what is left of them after filtering as it was.
 *
 * A future or perpetual without a price of entry would stand at the marks after the shock and lose nothing by it: value accounts that are
 * `enteredAtMarks` before.
 *
 * @example
 * shockSnapshot(snapshot, { spotMove: -0.1, volatilityMove: 0.2 }).underlyings.get('BTC')?.indexPrice // 54000
 */
export function shockSnapshot(snapshot: MarketSnapshot, shock: MarketShock): MarketSnapshot {
  const factor = 1 + (shock.spotMove ?? 0)
  const touches = (underlying: string | undefined): boolean =>
    underlying !== undefined && (shock.underlying === undefined || shock.underlying === underlying)
  return {
    ...snapshot,
    at: shock.passing === undefined ? snapshot.at : later(snapshot.at, shock.passing),
    underlyings: mapOf(snapshot.underlyings, (market, name) => (touches(name) ? shockUnderlying(market, factor, shock) : market)),
    marks: mapOf(snapshot.marks, (mark, id) => (touches(snapshot.contracts.get(id)?.underlying) ? shockMark(mark, factor, shock) : mark)),
    collateral: mapOf(snapshot.collateral, (market) => (touches(market.underlying) ? shockCollateral(market, factor) : market)),
  }
}

const lowestVolatility = 0.001

function shockUnderlying(market: UnderlyingMarket, factor: number, shock: MarketShock): UnderlyingMarket {
  const { dailyReturns, dailyVolatility, depth } = market
  return {
    ...market,
    ...(depth !== undefined && { depth: { bids: shockLevels(depth.bids, factor), asks: shockLevels(depth.asks, factor) } }),
    ...(dailyReturns !== undefined && { dailyReturns: shockReturns(dailyReturns, shock) }),
    ...(dailyVolatility !== undefined && { dailyVolatility: shockDaily(dailyVolatility, shock) }),
    indexPrice: market.indexPrice * factor,
    expiries: mapOf(market.expiries, (expiry) => ({ ...expiry, variableForward: expiry.variableForward * factor })),
  }
}

/** The book goes with the index: left where it was, it would buy at yesterday's price whatever fell. */
function shockLevels(levels: readonly DepthLevel[], factor: number): readonly DepthLevel[] {
  return levels.map((level) => ({ ...level, price: level.price * factor }))
}

function shockMark(mark: ContractMark, factor: number, shock: MarketShock): ContractMark {
  const { markPrice, volatility } = mark
  return {
    ...mark,
    ...(markPrice !== undefined && { markPrice: markPrice * factor }),
    ...(volatility !== undefined && { volatility: shockVolatility(volatility, shock) }),
  }
}

function shockVolatility(volatility: number, shock: MarketShock): number {
  return Math.max(Math.min(lowestVolatility, volatility), volatility * (1 + (shock.volatilityMove ?? 0)) + (shock.volatilityPoints ?? 0))
}

function shockReturns(returns: readonly number[], shock: MarketShock): readonly number[] {
  if (shock.volatilityMove === undefined && shock.volatilityPoints === undefined) return returns
  const volatility = annualReturnVolatility(returns)
  if (volatility === undefined) return returns
  const scale = shockVolatility(volatility, shock) / volatility
  return returns.map((one) => one * scale)
}

function shockDaily(volatility: number, shock: MarketShock): number {
  if (shock.volatilityMove === undefined && shock.volatilityPoints === undefined) return volatility
  return shockVolatility(volatility * Math.sqrt(365), shock) / Math.sqrt(365)
}

function shockCollateral(market: CollateralMarket, factor: number): CollateralMarket {
  return { ...market, price: market.price * factor }
}

function mapOf<Key, Value>(map: ReadonlyMap<Key, Value>, change: (value: Value, key: Key) => Value): ReadonlyMap<Key, Value> {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]))
}
