import type { DurationUs, TimeUs } from '../../base/time.ts'
import type { Effect, EffectId, EffectReport } from '../../engine/effect.ts'
import type { Book } from '../../market/book.ts'
import type { Instrument, MarketId, Side } from '../../market/instrument.ts'
import type { EffectReported } from '../venue-contract.ts'

/**
 * The simulated venue: one book a market, our orders in it, what is on the way there and back. Plain data, changed in
 * place by the functions of this folder, saved by the codec; a restored venue goes on identically.
 */
export type SimulatedVenue = {
  /** One way: an effect arrives this long after its submission, a report this long after its cause. */
  readonly latencyUs: DurationUs
  /** Of the notional; negative is a rebate. */
  readonly makerFeeBps: number
  readonly takerFeeBps: number
  readonly markets: Map<MarketId, VenueMarket>
  /** On the way to the venue, in order of arrival. */
  readonly inFlight: InFlight[]
  /** On the way back, in order of the time they are due. */
  readonly reports: EffectReported[]
  /** The time of what the venue has seen last, an input or an arrival; nothing arrives before it. */
  clockAt: TimeUs
  /** The last effect taken, by its two numbers. Ids only grow, so whatever is not above it was taken before. */
  lastSeq: number
  lastIndex: number
}

/**
 * One market. What we take from the book is removed from this copy of it, so it stays taken until an update states that
 * level anew.
 */
export type VenueMarket = {
  readonly instrument: Instrument
  readonly book: Book
  /** Our resting orders, best price first, earlier ones before later ones of the same price. */
  readonly resting: Readonly<Record<Side, RestingOrder[]>>
}

/** An order of ours that rests. `aheadLots` are others' lots at its price that are served first. */
export type RestingOrder = { readonly orderId: EffectId; readonly side: Side; readonly ticks: number; lotsLeft: number; aheadLots: number }

/** An effect on its way to the venue. */
export type InFlight = Readonly<{ arrivesAt: TimeUs; effect: Effect }>

/** An effect that places an order. */
export type Placement = Extract<Effect, { kind: 'placeOrder' }>

/** A moment of matching: what happens is reported as caused at `at`. */
export type Matching = Readonly<{ venue: SimulatedVenue; market: VenueMarket; at: TimeUs }>

/** What a fill is, without the order it belongs to. */
export type FillReport = Extract<EffectReport, { kind: 'filled' }>
