import { invariant } from '../../base/assert.ts'
import { later, timeUs, type DurationUs, type TimeUs } from '../../base/time.ts'
import type { Effect, EffectId } from '../../engine/effect.ts'
import type { Input } from '../../engine/input.ts'
import { applyDelta, applySnapshot, createBook } from '../../market/book.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { EffectReported, VenueContract } from '../venue-contract.ts'
import { arrive } from './arrive.ts'
import { serveFromBook, serveFromTrade } from './serve-resting.ts'
import type { SimulatedVenue } from './venue-state.ts'

export type { SimulatedVenue } from './venue-state.ts'

/** What a simulated venue is made from. Fees are in basis points of the notional; a negative one is a rebate. */
export type SimulatedVenueOptions = Readonly<{
  instruments: readonly Instrument[]
  /** One way: to the venue, and back from it. */
  latencyUs: DurationUs
  makerFeeBps: number
  takerFeeBps: number
}>

/** The simulated venue as every venue is used. */
export const simulatedVenue: VenueContract<SimulatedVenue> = { observeMarket, submitEffects, nextDueAt, takeNextReport }

/**
 * Makes a venue whose books await their first snapshots.
 *
 * @example
 * const venue = createSimulatedVenue({ instruments: [btcPerpetual], latencyUs: durationUs(5_000), makerFeeBps: 2, takerFeeBps: 5 })
 */
export function createSimulatedVenue(options: SimulatedVenueOptions): SimulatedVenue {
  const { instruments, latencyUs, makerFeeBps, takerFeeBps } = options
  return {
    latencyUs,
    makerFeeBps,
    takerFeeBps,
    markets: new Map(instruments.map((it) => [it.id, { instrument: it, book: createBook(it), resting: { buy: [], sell: [] } }])),
    inFlight: [],
    reports: [],
    clockAt: timeUs(0),
    lastSeq: 0,
    lastIndex: -1,
  }
}

/**
 * Takes in one input of the run: books and prints move the venue's books and serve our resting orders, all else, and
 * markets it was not made for, change nothing. Orders that arrive up to the input's time are matched first.
 *
 * @example
 * observeMarket(venue, input)
 */
export function observeMarket(venue: SimulatedVenue, input: Input): void {
  switch (input.kind) {
    case 'bookSnapshotReceived':
    case 'bookDeltaReceived':
    case 'tradeReceived':
      break
    default:
      return
  }
  settleArrivals(venue, input.at)
  moveClock(venue, input.at)
  const market = venue.markets.get(input.market)
  if (market === undefined) return
  const matching = { venue, market, at: venue.clockAt }
  if (input.kind === 'tradeReceived') return serveFromTrade(matching, input)
  if (input.kind === 'bookDeltaReceived') applyDelta(market.book, input)
  else applySnapshot(market.book, input)
  serveFromBook(matching)
}

/**
 * Sends effects to the venue, where they arrive one latency later. Effects that were submitted before are ignored, so an
 * outbox may repeat itself.
 *
 * @throws InvariantError when an effect's id is not `seq:index` or an order has no lots.
 *
 * @example
 * submitEffects(venue, step.effects, input.at)
 */
export function submitEffects(venue: SimulatedVenue, effects: readonly Effect[], at: TimeUs): void {
  for (const effect of effects) {
    if (!isNew(venue, effect.effectId)) continue
    invariant(effect.kind === 'cancelOrder' || (effect.lots > 0 && effect.ticks > 0), 'an order has lots and a price above zero')
    // Effects handed over late cannot arrive before what the venue has already seen.
    const arrivesAt = timeUs(Math.max(later(at, venue.latencyUs), venue.clockAt, venue.inFlight.at(-1)?.arrivesAt ?? 0))
    venue.inFlight.push({ arrivesAt, effect })
  }
}

/**
 * The earliest time at which a report is due, counting what is still on its way to the venue. Exact: one is due then.
 *
 * @example
 * const dueAt = nextDueAt(venue)
 */
export function nextDueAt(venue: SimulatedVenue): TimeUs | undefined {
  const report = venue.reports[0]
  if (report !== undefined) return report.at
  const arrival = venue.inFlight[0]
  return arrival === undefined ? undefined : later(arrival.arrivesAt, venue.latencyUs)
}

/**
 * Removes and returns the next report that is due by `upTo`, by due time and then by cause. Orders that arrive by then are
 * matched first, so `upTo` never lies beyond a market input that `observeMarket` has not seen.
 *
 * @example
 * for (let report = takeNextReport(venue, at); report !== undefined; report = takeNextReport(venue, at)) handle(report)
 */
export function takeNextReport(venue: SimulatedVenue, upTo: TimeUs): EffectReported | undefined {
  settleArrivals(venue, upTo)
  const report = venue.reports[0]
  if (report === undefined || report.at > upTo) return undefined
  venue.reports.shift()
  return report
}

function settleArrivals(venue: SimulatedVenue, upTo: TimeUs): void {
  for (let arrival = venue.inFlight[0]; arrival !== undefined && arrival.arrivesAt <= upTo; arrival = venue.inFlight[0]) {
    venue.inFlight.shift()
    moveClock(venue, arrival.arrivesAt)
    arrive(venue, arrival)
  }
}

function moveClock(venue: SimulatedVenue, at: TimeUs): void {
  if (at > venue.clockAt) venue.clockAt = at
}

function isNew(venue: SimulatedVenue, id: EffectId): boolean {
  const [seq, index] = id.split(':').map(Number)
  invariant(Number.isSafeInteger(seq) && Number.isSafeInteger(index), 'an effect id is seq:index')
  if (seq === undefined || index === undefined) return false
  if (seq < venue.lastSeq || (seq === venue.lastSeq && index <= venue.lastIndex)) return false
  venue.lastSeq = seq
  venue.lastIndex = index
  return true
}
