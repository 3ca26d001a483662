/** A linear position: its size, the money behind it and its side. */
export type BackedPosition = Readonly<{ size: number; backing: number; side: 'long' | 'short' }>

function signOf(side: 'long' | 'short'): 1 | -1 {
  return side === 'long' ? 1 : -1
}

/**
 * The price at which the money behind a position is gone.
 *
 * @param price - The price at which the backing was counted.
 * @returns Never below 0: a long that is fully paid cannot go bankrupt.
 *
 * @example
 * bankruptcyPrice({ size: 4, backing: 8 / 3, side: 'short' }, 1) // 1.6667
 */
export function bankruptcyPrice({ size, backing, side }: BackedPosition, price: number): number {
  return Math.max(0, price - (signOf(side) * backing) / size)
}

/**
 * The price at which equity equals maintenance margin.
 *
 * @param terms - `price` as in `bankruptcyPrice`; `maintenanceFraction` of notional at the price that is looked for, below 1.
 *
 * @example
 * maintenancePrice({ size: 1, backing: 2 / 3, side: 'long' }, { price: 1, maintenanceFraction: 0.1 }) // 0.37037
 */
export function maintenancePrice(position: BackedPosition, terms: Readonly<{ price: number; maintenanceFraction: number }>): number {
  return bankruptcyPrice(position, terms.price) / (1 - signOf(position.side) * terms.maintenanceFraction)
}

/**
 * The bankruptcy price of an inverse position opened with a leverage: its backing in coin is the value at entry over the leverage.
 *
 * @returns Infinity for a short of leverage 1 or less.
 *
 * @example
 * inverseBankruptcyPrice('long', 7_890.08, 50) // 7735.372549
 */
export function inverseBankruptcyPrice(side: 'long' | 'short', entry: number, leverage: number): number {
  return side === 'long'
    ? (entry * leverage) / (leverage + 1)
    : leverage <= 1
      ? Number.POSITIVE_INFINITY
      : (entry * leverage) / (leverage - 1)
}

/**
 * What closing at a price leaves unpaid: nothing while it is no worse than the bankruptcy price.
 *
 * @example
 * unpaidAt({ side: 'short', bankruptcyPrice: 2.2667 }, { size: 2, price: 2.6 }) // 0.6667
 */
export function unpaidAt(
  position: Readonly<{ side: 'long' | 'short'; bankruptcyPrice: number }>,
  close: Readonly<{ size: number; price: number }>,
): number {
  return Math.max(0, signOf(position.side) * (position.bankruptcyPrice - close.price)) * close.size
}

/**
 * How much of a position is closed so that what is left is backed at the maintenance fraction, the fee and the slippage of closing
 * paid from the same equity.
 *
 * @param terms - `feeFraction` of notional at the mark; `closePrice` is what closing fetches.
 * @returns A size from 0 to the whole; the whole when closing costs more than it frees.
 *
 * @example
 * sizeToRestore({ size: 1, equity: -4.399, side: 'short' }, { markPrice: 5.5, closePrice: 5.55, maintenanceFraction: 0.1, feeFraction: 0.003 }) // 1
 */
export function sizeToRestore(
  position: Readonly<{ size: number; equity: number; side: 'long' | 'short' }>,
  terms: Readonly<{ markPrice: number; closePrice: number; maintenanceFraction: number; feeFraction: number }>,
): number {
  return Math.min(position.size, uncappedSizeToRestore(position, terms))
}

/**
 * The same before it is held to the position's size: how much would have to be closed, were there that much.
 *
 * @returns Infinity when closing frees nothing.
 *
 * @example
 * uncappedSizeToRestore({ size: 1, equity: -4.399, side: 'short' }, { markPrice: 5.5, closePrice: 5.55, maintenanceFraction: 0.1, feeFraction: 0.003 }) // 10.24
 */
export function uncappedSizeToRestore(
  position: Readonly<{ size: number; equity: number; side: 'long' | 'short' }>,
  terms: Readonly<{ markPrice: number; closePrice: number; maintenanceFraction: number; feeFraction: number }>,
): number {
  const lacking = terms.maintenanceFraction * terms.markPrice * position.size - position.equity
  if (lacking <= 0) return 0
  const slippage = signOf(position.side) * (terms.markPrice - terms.closePrice)
  const freed = (terms.maintenanceFraction - terms.feeFraction) * terms.markPrice - slippage
  return freed > 0 ? lacking / freed : Number.POSITIVE_INFINITY
}
