/** Orders that go, in the order they are cancelled, and orders that stay, in the order they were given. */
export type CancelledOrders<Order> = Readonly<{
  cancelled: readonly Order[]
  left: readonly Order[]
  /** What is missing without any of those that went, in quote; 0 or less is enough. */
  shortBy: number
}>

/**
 * Which resting orders to cancel before any position is closed, so that nothing is missing any more: those that free most go first, none goes that
 * could have stayed. Of orders that free the same the later goes first. Where cancelling all of them is not enough, all go.
 *
 * @param shortBy - What is missing with only these orders left, in quote; 0 or less is enough. Fewer orders never make it more.
 *
 * @example
 * fewestCancelled([10, 40, 30], (left) => left.reduce((sum, order) => sum + order, 0) - 45).left // [10, 30]
 */
export function fewestCancelled<Order>(orders: readonly Order[], shortBy: (left: readonly Order[]) => number): CancelledOrders<Order> {
  const missing = shortBy(orders)
  if (missing <= 0) return { cancelled: [], left: orders, shortBy: missing }
  const without = (gone: ReadonlySet<number>): readonly Order[] => orders.filter((_, i) => !gone.has(i))
  const ranked = orders.map((_, place) => ({ place, left: shortBy(without(new Set([place]))) }))
  ranked.sort((a, b) => a.left - b.left || b.place - a.place)
  const gone = new Set<number>()
  for (const { place } of ranked) {
    if (shortBy(without(gone)) <= 0) break
    gone.add(place)
  }
  const left = shortBy(without(gone))
  if (left > 0) return { cancelled: ranked.map(({ place }) => orders[place] as Order), left: [], shortBy: left }
  // Orders free less together than each alone, or more, where they offset each other: what turns out to be needless stays.
  for (const { place } of ranked.toReversed()) {
    if (!gone.delete(place)) continue
    if (shortBy(without(gone)) > 0) gone.add(place)
  }
  const kept = without(gone)
  const cancelled = ranked.flatMap(({ place }) => (gone.has(place) ? [orders[place] as Order] : []))
  return { cancelled, left: kept, shortBy: shortBy(kept) }
}
