import { powerOfTen } from '../base/decimal.ts'
import type { Setting } from './plan.ts'

/** A contract as the workload counts it: steps of price and size in quote and base, and the market whose price is its own. */
export type TradedContract = Readonly<{
  id: string
  underlying: string
  kind: string
  /** The setting's market with that price; the same as its place among contracts where it trades there itself. */
  market: number
  isMarket: boolean
  tick: number
  lot: number
}>

/**
 * Every contract of a setting: its markets first, then those that are listed.
 *
 * @example
 * contractsOf(setting)[0]?.id // 'BTC/USDT:USDT'
 */
export function contractsOf({ instruments, listings }: Setting): readonly TradedContract[] {
  const bases = ['BTC', 'ETH']
  const markets = instruments.map((each, market) => ({
    id: each.id,
    underlying: each.base,
    kind: each.kind,
    market,
    isMarket: true,
    tick: each.tickUnits / powerOfTen(each.priceDecimals),
    lot: each.lotUnits / powerOfTen(each.sizeDecimals),
  }))
  const listed = listings.map(({ contract, tickUnits, priceDecimals, lotUnits, sizeDecimals }) => ({
    id: contract.id,
    underlying: contract.underlying,
    kind: contract.kind,
    market: bases.indexOf(contract.underlying),
    isMarket: false,
    tick: tickUnits / powerOfTen(priceDecimals),
    lot: lotUnits / powerOfTen(sizeDecimals),
  }))
  return [...markets, ...listed]
}
