import type { TradeReceived } from '../../market/market-input.ts'
import { askSide, bidSide, lotsAt } from '../../market/ladder.ts'
import { fillOrder } from './report.ts'
import { takeLots } from './take-lots.ts'
import type { Matching, RestingOrder } from './venue-state.ts'

/**
 * Serves our resting orders from one print. Its lots are used once: first by our orders that it went through, best price
 * first, then by the queue at its price, others ahead of us before us.
 *
 * @example
 * serveFromTrade({ venue, market, at: trade.at }, trade)
 */
export function serveFromTrade(matching: Matching, trade: TradeReceived): void {
  const queue = matching.market.resting[trade.taker === 'sell' ? 'buy' : 'sell']
  if (queue.length === 0) return
  let lots = trade.lots
  for (const order of queue) {
    const isThrough = order.side === 'buy' ? order.ticks > trade.ticks : order.ticks < trade.ticks
    if (!isThrough || lots === 0) break
    lots -= fillMaker(matching, order, lots)
  }
  if (lots > 0) serveAtPrice(matching, queue, { ticks: trade.ticks, lots })
  removeFilled(queue)
}

/**
 * Brings our resting orders up to date after the book changed: no more can be ahead of us than is displayed, and what now
 * stands at or beyond our price on the other side would have met us first, so it fills us at our price and is taken.
 *
 * @example
 * serveFromBook({ venue, market, at: delta.at })
 */
export function serveFromBook(matching: Matching): void {
  const { book, resting } = matching.market
  if (book.integrity !== 'ok') return
  for (const queue of [resting.buy, resting.sell]) {
    for (const order of queue) {
      order.aheadLots = Math.min(order.aheadLots, lotsAt(book.ladder, order.side === 'buy' ? bidSide : askSide, order.ticks))
      takeLots(book, order, (_ticks, lots) => {
        fillMaker(matching, order, lots)
      })
    }
    removeFilled(queue)
  }
}

// Of several orders of ours at one price each has its own count of others ahead; what others got counts for all of them. Lots
// that are left at the end went behind our orders, which are all filled then.
function serveAtPrice(matching: Matching, queue: readonly RestingOrder[], print: Readonly<{ ticks: number; lots: number }>): void {
  let lots = print.lots
  let othersLots = 0
  const atPrice = queue.filter((order) => order.ticks === print.ticks)
  for (const order of atPrice) {
    const first = Math.min(Math.max(0, order.aheadLots - othersLots), lots)
    othersLots += first
    lots -= first
    if (lots > 0) lots -= fillMaker(matching, order, lots)
  }
  for (const order of atPrice) order.aheadLots = Math.max(0, order.aheadLots - othersLots)
}

function fillMaker(matching: Matching, order: RestingOrder, available: number): number {
  const lots = Math.min(order.lotsLeft, available)
  fillOrder(matching, order, { ticks: order.ticks, lots, liquidity: 'maker' })
  return lots
}

function removeFilled(queue: RestingOrder[]): void {
  for (let place = queue.length - 1; place >= 0; place--) if (queue[place]?.lotsLeft === 0) queue.splice(place, 1)
}
