import type { Side } from '../../market/instrument.ts'

/** An order as far as this rule looks at it. */
export type OffsettingOrder = Readonly<{ side: Side; size: number; price: number }>

/** Orders of one account on one contract, those that stay and those that go, each in the order they were given. */
export type OrderDeleveraging<Order> = Readonly<{ cancelled: readonly Order[]; left: readonly Order[] }>

/**
 * Which orders are cancelled when an account's value has fallen below its initial margin: all that do not offset the position, and of those
 * that do the most passive, until the rest are no larger than the position. Of equally passive orders the later goes first.
 *
 * @param position - In contracts; negative is short, 0 is none.
 * @see Paradex documentation, "Deleveraging".
 *
 * @example
 * const buy = { side: 'buy', size: 2, price: 1900 }
 * deleverageOrders(10, [buy]).left.length // 0
 */
export function deleverageOrders<Order extends OffsettingOrder>(position: number, orders: readonly Order[]): OrderDeleveraging<Order> {
  const offsetting: Side = position > 0 ? 'sell' : 'buy'
  const kept = position === 0 ? [] : orders.filter(({ side }) => side === offsetting)
  // The most passive sells ask the most, the most passive buys bid the least.
  const passivity = (order: Order): number => (offsetting === 'sell' ? order.price : -order.price)
  const mostPassiveLast = kept.toSorted((a, b) => passivity(a) - passivity(b))
  let total = kept.reduce((sum, { size }) => sum + size, 0)
  while (total > Math.abs(position)) total -= mostPassiveLast.pop()?.size ?? total
  const staying = new Set(mostPassiveLast)
  return { cancelled: orders.filter((order) => !staying.has(order)), left: orders.filter((order) => staying.has(order)) }
}
