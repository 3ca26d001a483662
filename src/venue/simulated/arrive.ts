import { assertNever } from '../../base/assert.ts'
import type { Effect } from '../../engine/effect.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, lotsAt, noTicks } from '../../market/ladder.ts'
import type { Side } from '../../market/instrument.ts'
import { fillOrder, sendReport } from './report.ts'
import { takeLots } from './take-lots.ts'
import type { InFlight, Matching, Placement, RestingOrder, SimulatedVenue, VenueMarket } from './venue-state.ts'

/**
 * Matches an effect against the book as it stands when it arrives. At least one report follows, always.
 *
 * @example
 * arrive(venue, { arrivesAt, effect })
 */
export function arrive(venue: SimulatedVenue, arrival: InFlight): void {
  const { effect, arrivesAt } = arrival
  const market = venue.markets.get(effect.market)
  if (market === undefined) return sendReport({ venue, at: arrivesAt }, effect.effectId, { kind: 'rejected', reason: 'unknownMarket' })
  const matching = { venue, market, at: arrivesAt }
  switch (effect.kind) {
    case 'placeOrder':
      return place(matching, effect)
    case 'reducePosition':
      return place(matching, asTaker(effect))
    case 'cancelOrder':
      return cancel(matching, effect)
    default:
      return assertNever(effect)
  }
}

/** A reduction takes what it can within its bound, as any order does that may not rest. */
function asTaker({ effectId, market, side, ticks, lots }: Extract<Effect, { kind: 'reducePosition' }>): Placement {
  return { kind: 'placeOrder', effectId, market, side, ticks, lots, timeInForce: 'immediateOrCancel' }
}

function place(matching: Matching, order: Placement): void {
  if (matching.market.book.integrity !== 'ok') {
    return sendReport(matching, order.effectId, { kind: 'rejected', reason: 'bookUnknown' })
  }
  if (order.timeInForce === 'immediateOrCancel') return takeNow(matching, order)
  if (wouldCross(matching.market, order)) return sendReport(matching, order.effectId, { kind: 'rejected', reason: 'wouldCross' })
  rest(matching.market, order)
  sendReport(matching, order.effectId, { kind: 'accepted' })
}

function takeNow(matching: Matching, placed: Placement): void {
  const order = { orderId: placed.effectId, side: placed.side, ticks: placed.ticks, lotsLeft: placed.lots }
  takeLots(matching.market.book, order, (ticks, lots) => {
    fillOrder(matching, order, { ticks, lots, liquidity: 'taker' })
  })
  if (order.lotsLeft > 0) sendReport(matching, order.orderId, { kind: 'cancelled', lotsLeft: order.lotsLeft })
}

// Our own resting orders on the other side stand in the way as well: no venue lets an account trade with itself.
function wouldCross(market: VenueMarket, order: Placement): boolean {
  const { ladder } = market.book
  if (order.side === 'buy') {
    const own = market.resting.sell[0]?.ticks ?? noTicks
    return [bestAskTicks(ladder), own].some((ticks) => ticks !== noTicks && ticks <= order.ticks)
  }
  const own = market.resting.buy[0]?.ticks ?? noTicks
  return [bestBidTicks(ladder), own].some((ticks) => ticks !== noTicks && ticks >= order.ticks)
}

function rest(market: VenueMarket, placed: Placement): void {
  const { effectId: orderId, side, ticks, lots: lotsLeft } = placed
  const aheadLots = lotsAt(market.book.ladder, side === 'buy' ? bidSide : askSide, ticks)
  const queue = market.resting[side]
  const behind = queue.findIndex((other) => isBetter(side, ticks, other.ticks))
  queue.splice(behind < 0 ? queue.length : behind, 0, { orderId, side, ticks, lotsLeft, aheadLots })
}

function isBetter(side: Side, ticks: number, thanTicks: number): boolean {
  return side === 'buy' ? ticks > thanTicks : ticks < thanTicks
}

function cancel(matching: Matching, effect: Extract<Effect, { kind: 'cancelOrder' }>): void {
  const { resting } = matching.market
  const order = removeOrder(resting.buy, effect) ?? removeOrder(resting.sell, effect)
  if (order === undefined) return sendReport(matching, effect.effectId, { kind: 'rejected', reason: 'unknownOrder' })
  // The engine follows orders, not cancellations, so success is told of the order.
  sendReport(matching, order.orderId, { kind: 'cancelled', lotsLeft: order.lotsLeft })
}

function removeOrder(queue: RestingOrder[], effect: Extract<Effect, { kind: 'cancelOrder' }>): RestingOrder | undefined {
  const place = queue.findIndex((order) => order.orderId === effect.orderId)
  return place < 0 ? undefined : queue.splice(place, 1)[0]
}
