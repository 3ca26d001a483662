import { assertNever } from '../../base/assert.ts'
import { black76Price } from '../../pricing/black-76.ts'
import type { Contract } from '../contract.ts'
import { forwardOf, type ContractMark, type ExpiryMarket, type UnderlyingMarket } from '../market-snapshot.ts'
import type { Position } from './margin-account.ts'

/** What is needed to value a position; prices above 0. */
export type PositionMarket = Readonly<{
  contract: Contract
  position: Position
  underlying: UnderlyingMarket
  expiry?: ExpiryMarket
  mark: ContractMark
  timeYears: number
}>

/**
 * The mark of a future or perpetual: its own where there is one, else the forward for its expiry, else the index.
 *
 * @example
 * futureMark({ mark: { confidence: 1 }, underlying, ... }) // underlying.indexPrice
 */
export function futureMark(market: PositionMarket): number {
  const { mark, expiry, underlying } = market
  return mark.markPrice ?? (expiry === undefined ? underlying.indexPrice : forwardOf(expiry))
}

/**
 * The worth of one unit of an option, in quote: Black-76 on the forward, undiscounted. An inverse option is worth its price in coin at the
 * index.
 *
 * @param market - An option with its expiry and volatility.
 *
 * @example
 * optionUnitValue(market) // 3770.4
 */
export function optionUnitValue(market: PositionMarket): number {
  const { contract, expiry, mark, timeYears, underlying } = market
  if (contract.kind !== 'option' || expiry === undefined || mark.volatility === undefined) return 0
  const forward = forwardOf(expiry)
  const price = black76Price({ kind: contract.option, forward, strike: contract.strike, timeYears, volatility: mark.volatility })
  return contract.payoff === 'linear' ? price : (price / forward) * underlying.indexPrice
}

/**
 * What a position adds to equity, in quote: the worth of spot and options, the profit since entry and the unsettled funding of futures and
 * perpetuals. An inverse profit is counted in coin and valued at the index.
 *
 * @example
 * positionValue({ contract: perpetual, position: { contract: 'BTC-PERP', size: 2, entryPrice: 60000 }, ... }) // 2 * (mark - 60000)
 */
export function positionValue(market: PositionMarket): number {
  const { contract, position, underlying } = market
  const exposure = position.size * contract.multiplier
  const funding = position.unsettledFunding ?? 0
  switch (contract.kind) {
    case 'spot':
      return exposure * underlying.indexPrice + funding
    case 'option':
      return exposure * optionUnitValue(market) + funding
    case 'perpetual':
    case 'future': {
      const mark = futureMark(market)
      const entry = position.entryPrice ?? mark
      if (contract.payoff === 'linear') return exposure * (mark - entry) + funding
      return ((exposure * (mark - entry)) / entry / mark) * underlying.indexPrice + funding
    }
    default:
      return assertNever(contract)
  }
}
