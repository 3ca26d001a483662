import { assertNever } from '../src/base/assert.ts'
import { durationUs, timeUs } from '../src/base/time.ts'
import type { Effect, EffectId } from '../src/engine/effect.ts'
import type { Side } from '../src/market/instrument.ts'
import type { BookDeltaReceived, BookSnapshotReceived, FlatLevels, TradeReceived } from '../src/market/market-input.ts'
import { createSimulatedVenue, takeNextReport, type SimulatedVenue } from '../src/venue/simulated/venue.ts'
import type { EffectReported } from '../src/venue/venue-contract.ts'
import { linearInstrument } from './liquidity-books.ts'

/** One way to the venue of `createTestVenue`. */
export const testLatencyUs = 10

/** A venue of one market, 10 microseconds away, with a rebate of 1 bps for makers and a fee of 5 bps for takers. */
export function createTestVenue(): SimulatedVenue {
  return createSimulatedVenue({
    instruments: [linearInstrument],
    latencyUs: durationUs(testLatencyUs),
    makerFeeBps: -1,
    takerFeeBps: 5,
  })
}

/** A whole book. Its number is its time, as no two come at once in a test. */
export function snapshot(at: number, bids: FlatLevels, asks: FlatLevels): BookSnapshotReceived {
  return { kind: 'bookSnapshotReceived', ...placed(at), updateId: at, bids, asks }
}

/** A delta that fits any snapshot or delta numbered `after`. */
export function delta(at: number, levels: Readonly<{ bids?: FlatLevels; asks?: FlatLevels; after: number }>): BookDeltaReceived {
  const { bids = [], asks = [], after } = levels
  return { kind: 'bookDeltaReceived', ...placed(at), firstId: after + 1, lastId: at, previousId: after, bids, asks }
}

/** A print by a taker. */
export function print(at: number, taker: Side, ticks: number, lots: number): TradeReceived {
  return { kind: 'tradeReceived', ...placed(at), tradeId: at, ticks, lots, taker }
}

/** An order written as `buy 5@99 post` or `sell 2@101 take`. */
export function order(id: string, text: string): Effect {
  const [, side = '', lots, ticks, how] = /^(buy|sell) (\d+)@(\d+) (post|take)$/.exec(text) ?? []
  const timeInForce = how === 'post' ? 'postOnly' : 'immediateOrCancel'
  const sized = { side: side as Side, ticks: Number(ticks), lots: Number(lots) }
  return { kind: 'placeOrder', effectId: id as EffectId, market: linearInstrument.id, ...sized, timeInForce }
}

/** A cancellation of an order. */
export function cancellation(id: string, orderId: string): Effect {
  return { kind: 'cancelOrder', effectId: id as EffectId, market: linearInstrument.id, orderId: orderId as EffectId }
}

/** Every report due by a time, removed from the venue. */
export function takeReports(venue: SimulatedVenue, upTo: number): readonly EffectReported[] {
  const reports: EffectReported[] = []
  for (let report = takeNextReport(venue, timeUs(upTo)); report !== undefined; report = takeNextReport(venue, timeUs(upTo))) {
    reports.push(report)
  }
  return reports
}

/** Reports as lines such as `120 1:0 filled 3@99 maker, 2 left`. */
export function linesOf(reports: readonly EffectReported[]): readonly string[] {
  return reports.map(({ at, effectId, report }) => `${at} ${effectId} ${textOf(report)}`)
}

function textOf(report: EffectReported['report']): string {
  switch (report.kind) {
    case 'accepted':
      return 'accepted'
    case 'filled':
      return `filled ${report.lots}@${report.ticks} ${report.liquidity}, ${report.lotsLeft} left`
    case 'cancelled':
      return `cancelled, ${report.lotsLeft} left`
    case 'rejected':
      return `rejected ${report.reason}`
    default:
      return assertNever(report)
  }
}

function placed(at: number): Pick<TradeReceived, 'at' | 'venueAt' | 'market'> {
  return { at: timeUs(at), venueAt: timeUs(at), market: linearInstrument.id }
}
