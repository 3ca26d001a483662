import type { Instrument, Side } from '../market/instrument.ts'
import { notionalOf } from '../market/notional.ts'
import type { FacilityLimits } from './facility.ts'
import type { Position } from './position.ts'

/** What a facility may still do: money in whole quote units, as floats that were rounded down from its books. */
export type Headroom = Readonly<{
  /** Quote it may still put to work: the least of its budget left and the reserve available. */
  available: number
  /** Position at cost that it may still add on the buying and on the selling side, open orders counted. */
  addable: Readonly<Record<Side, number>>
  /** Lots it holds that an order on that side would give back, open orders on that side counted. */
  reducibleLots: Readonly<Record<Side, number>>
}>

/** Everything headroom is made of. Open lots are of this facility's working orders on that side. */
export type HeadroomInput = Readonly<{
  limits: FacilityLimits
  /** Quote neither committed nor deployed, of the budget and of the reserve. */
  budgetLeft: number
  reserveAvailable: number
  position: Position
  /** Position at cost in quote. */
  deployed: number
  openLots: Readonly<Record<Side, number>>
  openNotional: Readonly<Record<Side, number>>
}>

/**
 * What a facility may still do, given its limits, its position and its working orders. Nothing is ever below 0.
 *
 * @example
 * headroom({ limits, budgetLeft: 5e6, reserveAvailable: 4e6, position: flat, deployed: 0, openLots: none, openNotional: none }).available // 4e6
 */
export function headroom(input: HeadroomInput): Headroom {
  const { limits, position, deployed, openLots, openNotional } = input
  const longCost = position.lots > 0 ? deployed : 0
  const shortCost = position.lots < 0 ? deployed : 0
  const longLots = Math.max(0, position.lots)
  const shortLots = Math.max(0, -position.lots)
  return {
    available: Math.max(0, Math.min(input.budgetLeft, input.reserveAvailable)),
    addable: {
      buy: Math.max(0, limits.inventoryLimit - longCost - openNotional.buy),
      sell: limits.mayBeShort ? Math.max(0, limits.inventoryLimit - shortCost - openNotional.sell) : 0,
    },
    reducibleLots: { buy: Math.max(0, shortLots - openLots.buy), sell: Math.max(0, longLots - openLots.sell) },
  }
}

/** One order cut to what the headroom allows: its lots, and how many of them need new money. */
export type CutOrder = Readonly<{ lots: number; fundedLots: number }>

/**
 * Cuts an order to the headroom: what gives inventory back needs no money, the rest is bounded by money and inventory.
 *
 * @example
 * cutToHeadroom(instrument, room, { side: 'buy', ticks: 618_000, lots: 500 })
 */
export function cutToHeadroom(
  instrument: Instrument,
  room: Headroom,
  order: Readonly<{ side: Side; ticks: number; lots: number }>,
): CutOrder {
  const reducing = Math.min(order.lots, room.reducibleLots[order.side])
  const lotValue = notionalOf(instrument, { ticks: order.ticks, lots: 1 })
  const affordable = Math.floor(Math.min(room.available, room.addable[order.side]) / lotValue)
  const fundedLots = Math.max(0, Math.min(order.lots - reducing, affordable))
  return { lots: reducing + fundedLots, fundedLots }
}
