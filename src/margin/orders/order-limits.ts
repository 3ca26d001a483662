/** What an order may not exceed. */
export type OrderSizes = Readonly<{ buy: number; sell: number }>

/**
 * The largest orders a position limit lets through: a fill of the whole order must leave the position within the limit on that side.
 *
 * @param position - Negative is short.
 * @param limit - Largest position either way, above 0.
 * @see Paradex documentation, "Position Limit".
 *
 * @example
 * largestOrders(-900, 1000) // { buy: 1900, sell: 100 }
 */
export function largestOrders(position: number, limit: number): OrderSizes {
  return { buy: Math.max(0, limit - position), sell: Math.max(0, limit + position) }
}

/**
 * Prices orders must stay within.
 *
 * @param share - Half the band's width as a fraction of the mark.
 * @see Paradex documentation, "Price Bands".
 *
 * @example
 * priceBand(100, 0.05) // { least: 95, most: 105 }
 */
export function priceBand(mark: number, share: number): Readonly<{ least: number; most: number }> {
  return { least: mark * (1 - share), most: mark * (1 + share) }
}
