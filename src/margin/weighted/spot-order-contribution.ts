import type { HealthKind, WeightedSpotOrders, WeightedToken } from './weighted-account.ts'
import { assetPrice, liabilityPrice, tokenWeights } from './weighted-price.ts'

/** What the reserved tokens of one market come to if all of it becomes base, or all of it quote; in tokens. */
export type Reserved = Readonly<{ asBase: number; asQuote: number }>

/** A token with what it stands at before spot orders, and with the most that orders of all its markets could add; in tokens. */
export type ReservedToken = Readonly<{ token: WeightedToken; balance: number; mostReserved: number }>

/**
 * What reserved tokens could become, the other token counted at its price now, or at the order's own where that gives less.
 *
 * @example
 * reservedOf({ base: 'BTC', quote: 'USD', reservedBase: 1, reservedQuote: 10, lowestAsk: 3 }, btcAt5, usd, 'initial')
 * // { asBase: 1 + 10 / 5, asQuote: 10 + 3 }
 */
export function reservedOf(
  orders: WeightedSpotOrders,
  tokens: Readonly<{ base: WeightedToken; quote: WeightedToken }>,
  kind: HealthKind,
): Reserved {
  const { base, quote } = tokens
  const { lowestAsk, highestBid, reservedBase, reservedQuote } = orders
  const bought = (reservedQuote * assetPrice(quote.prices, kind)) / liabilityPrice(base.prices, kind)
  const sold = (reservedBase * assetPrice(base.prices, kind)) / liabilityPrice(quote.prices, kind)
  return {
    asBase: reservedBase + (highestBid === undefined ? bought : Math.min(bought, reservedQuote / highestBid)),
    asQuote: reservedQuote + (lowestAsk === undefined ? sold : Math.min(sold, reservedBase * lowestAsk)),
  }
}

/**
 * What the orders of one spot market add: the worse of all reserved becoming base and all becoming quote. Every other market of these tokens
 * is taken to have filled already, and this one to come last, when it does least good. That is below what any real outcome gives.
 *
 * @returns In quote, 0 or above.
 *
 * @example
 * spotOrderContribution({ asBase: 4, asQuote: 20 }, { base, quote }, 'initial')
 */
export function spotOrderContribution(
  reserved: Reserved,
  tokens: Readonly<{ base: ReservedToken; quote: ReservedToken }>,
  kind: HealthKind,
): number {
  if (reserved.asBase === 0 || reserved.asQuote === 0) return 0
  return Math.min(addedLast(tokens.base, reserved.asBase, kind), addedLast(tokens.quote, reserved.asQuote, kind))
}

function addedLast({ token, balance, mostReserved }: ReservedToken, added: number, kind: HealthKind): number {
  const weights = tokenWeights(token, kind)
  const asset = Math.min(added, Math.max(0, balance + mostReserved))
  return asset * weights.asset * assetPrice(token.prices, kind) + (added - asset) * weights.liability * liabilityPrice(token.prices, kind)
}
