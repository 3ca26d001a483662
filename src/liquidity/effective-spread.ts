import { ArgumentError, requirePositive } from '../base/argument.ts'

/** Who began a trade: 1 for a buyer, -1 for a seller. */
export type TradeSign = 1 | -1

/** One trade and the mid just before it. */
export type TradeAgainstMid = Readonly<{ sign: TradeSign; price: number; midBefore: number }>

/**
 * The effective spread of one trade in basis points: `2e4 * sign * (price - midBefore) / midBefore`, what its taker paid against the
 * mid, doubled so that it compares with a quoted spread.
 *
 * @param trade - `midBefore` is the mid of the last quote strictly before the trade.
 * @returns Below zero when the taker traded inside the mid, as against a hidden order.
 * @throws ArgumentError for a price or mid that is not above zero, or a sign that is neither 1 nor -1.
 * @see Huang & Stoll, "Dealer versus auction markets", J. Financial Economics 41 (1996).
 *
 * @example
 * effectiveSpreadBps({ sign: 1, price: 100.05, midBefore: 100 }) // 9.999999999999432
 */
export function effectiveSpreadBps(trade: TradeAgainstMid): number {
  requireTrade(trade)
  return halfTurnBps(trade.sign, trade.price - trade.midBefore, trade.midBefore)
}

/**
 * The realised spread of one trade in basis points: `2e4 * sign * (price - midAfter) / midBefore`, what its maker kept once the
 * price had moved.
 *
 * @param trade - `midAfter` is the mid some fixed time after the trade.
 * @throws ArgumentError as `effectiveSpreadBps`.
 * @see Huang & Stoll, J. Financial Economics 41 (1996).
 *
 * @example
 * realisedSpreadBps({ sign: 1, price: 101, midBefore: 100, midAfter: 100.5 }) // 100
 */
export function realisedSpreadBps(trade: TradeAgainstMid & Readonly<{ midAfter: number }>): number {
  requireTrade(trade)
  requirePositive('midAfter', trade.midAfter)
  return halfTurnBps(trade.sign, trade.price - trade.midAfter, trade.midBefore)
}

/**
 * The price impact of one trade in basis points: `2e4 * sign * (midAfter - midBefore) / midBefore`. The effective spread is the
 * realised spread plus this.
 *
 * @throws ArgumentError as `effectiveSpreadBps`.
 * @see Huang & Stoll, J. Financial Economics 41 (1996).
 *
 * @example
 * priceImpactBps({ sign: 1, price: 101, midBefore: 100, midAfter: 100.5 }) // 100
 */
export function priceImpactBps(trade: TradeAgainstMid & Readonly<{ midAfter: number }>): number {
  requireTrade(trade)
  requirePositive('midAfter', trade.midAfter)
  return halfTurnBps(trade.sign, trade.midAfter - trade.midBefore, trade.midBefore)
}

function halfTurnBps(sign: TradeSign, difference: number, midBefore: number): number {
  return (2e4 * sign * difference) / midBefore
}

function requireTrade({ sign, price, midBefore }: TradeAgainstMid): void {
  requireSign('sign', sign)
  requirePositive('price', price)
  requirePositive('midBefore', midBefore)
}

/**
 * Requires the sign of a trade.
 *
 * @throws ArgumentError naming `argument`, and `position` when it stands in a series.
 *
 * @example
 * requireSign('sign', -1)
 */
export function requireSign(argument: string, sign: number, position?: number): void {
  if (sign === 1 || sign === -1) return
  throw new ArgumentError(argument, {
    expected: '1 for a buyer or -1 for a seller',
    found: String(sign),
    ...(position !== undefined && { position }),
  })
}
