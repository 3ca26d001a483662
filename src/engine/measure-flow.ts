import { timeUs, type TimeUs } from '../base/time.ts'
import {
  createRollingEffectiveSpread,
  forgetMids,
  noteMid,
  noteTrade,
  rollingEffectiveSpreadBps,
  type RollingEffectiveSpread,
} from '../liquidity/rolling-effective-spread.ts'
import {
  createRollingOrderFlow,
  flowInDepths,
  forgetFlow,
  isFlowSeen,
  noteTouch,
  type RollingOrderFlow,
} from '../liquidity/rolling-order-flow.ts'
import {
  breakResiliency,
  createRollingResiliency,
  followResiliency,
  rollingHalfLifeSeconds,
  type RollingResiliency,
} from '../liquidity/rolling-resiliency.ts'
import type { TradeReceived } from '../market/market-input.ts'
import { setKnown, setUnknown, type SignalTable, type UnknownReason } from '../trigger/reading.ts'
import type { FlowPolicy } from './policy.ts'
import { signalIndex } from './signal-catalogue.ts'

/** What is kept of one market to measure what trades cost, where orders flow and how fast depth comes back. Plain data. */
export type FlowMeasurement = {
  readonly effectiveSpread: RollingEffectiveSpread
  readonly orderFlow: RollingOrderFlow
  /** Of the thinner side's depth within 25 bps: a spread of one tick does not vary. */
  readonly resiliency: RollingResiliency
  /** The touch and the thinner side's depth within 25 bps as last measured: one object for all events, written in place. */
  readonly touch: { bidTicks: number; bidLots: number; askTicks: number; askLots: number }
  depth: number
  /** Whether the half-life must be written though no sample fell due: it was unknown for the book's sake. */
  isHalfLifeDue: boolean
  /** The venue's time of the last message of the book. */
  bookVenueAt: TimeUs
}

// A window of whole seconds divides into fifty whole numbers of microseconds.
const windowBuckets = 50

const column = {
  effectiveSpread: signalIndex('effectiveSpreadBps'),
  orderFlow: signalIndex('orderFlowImbalance'),
  halfLife: signalIndex('resiliencyHalfLifeSeconds'),
}

/** What a half-life that does not exist is called in a table. */
const reasonOf = {
  tooFewObservations: 'warmingUp',
  constantRegressor: 'constantSeries',
  notMeanReverting: 'notMeanReverting',
  overshooting: 'fasterThanSampled',
} as const satisfies Readonly<Record<string, UnknownReason>>

/**
 * A measurement of flow before anything was seen.
 *
 * @example
 * createFlowMeasurement(policy.measure.flow)
 */
export function createFlowMeasurement(flow: FlowPolicy): FlowMeasurement {
  return {
    effectiveSpread: createRollingEffectiveSpread({ window: flow.effectiveSpreadWindow, buckets: windowBuckets }),
    orderFlow: createRollingOrderFlow({ window: flow.orderFlowWindow, buckets: windowBuckets }),
    resiliency: createRollingResiliency({ sampleEvery: flow.resiliencySampleEvery, window: flow.resiliencySamples }),
    touch: { bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 },
    depth: 0,
    isHalfLifeDue: true,
    bookVenueAt: timeUs(0),
  }
}

/**
 * Measures flow at a book that may be believed, whose touch and depth were written, and writes its signals.
 *
 * @example
 * measureFlow(market.signals, flow, at)
 */
export function measureFlow(signals: SignalTable, flow: FlowMeasurement, at: TimeUs): void {
  const { touch, orderFlow, effectiveSpread } = flow
  noteMid(effectiveSpread, flow.bookVenueAt, (touch.bidTicks + touch.askTicks) / 2)
  noteTouch(orderFlow, at, touch)
  measureOrderFlow(signals, orderFlow, at)
  measureResiliency(signals, flow, at)
}

/**
 * What `measureFlow` does when the touch is the one it was last called with: order flow only moves on with its window.
 *
 * @example
 * measureStillFlow(market.signals, flow, at)
 */
export function measureStillFlow(signals: SignalTable, flow: FlowMeasurement, at: TimeUs): void {
  const { orderFlow } = flow
  if (at >= orderFlow.endsAt || signals.status[column.orderFlow] !== 0) measureOrderFlow(signals, orderFlow, at)
  measureResiliency(signals, flow, at)
}

/**
 * Writes the effective spread of the window that ends now.
 *
 * @example
 * measureEffectiveSpread(market.signals, flow, at)
 */
export function measureEffectiveSpread(signals: SignalTable, flow: FlowMeasurement, at: TimeUs): void {
  const spread = rollingEffectiveSpreadBps(flow.effectiveSpread, at)
  if (spread.ok) setKnown(signals, column.effectiveSpread, spread.value)
  else setUnknown(signals, column.effectiveSpread, 'noTrades')
}

/**
 * Takes a print into the effective spread and writes it.
 *
 * @example
 * noteFlowOfTrade(market.signals, flow, trade)
 */
export function noteFlowOfTrade(signals: SignalTable, flow: FlowMeasurement, trade: TradeReceived): void {
  const { at, venueAt, ticks, lots, taker } = trade
  noteTrade(flow.effectiveSpread, { at, venueAt, sign: taker === 'buy' ? 1 : -1, price: ticks, size: lots })
  measureEffectiveSpread(signals, flow, at)
}

/**
 * Forgets what a book said that may no longer be believed; trades that were measured stay.
 *
 * @example
 * forgetFlowOfBook(flow)
 */
export function forgetFlowOfBook(flow: FlowMeasurement): void {
  forgetMids(flow.effectiveSpread)
  forgetFlow(flow.orderFlow)
  breakResiliency(flow.resiliency)
  flow.isHalfLifeDue = true
}

function measureOrderFlow(signals: SignalTable, orderFlow: RollingOrderFlow, at: TimeUs): void {
  if (isFlowSeen(orderFlow, at)) setKnown(signals, column.orderFlow, flowInDepths(orderFlow))
  else setUnknown(signals, column.orderFlow, 'warmingUp')
}

function measureResiliency(signals: SignalTable, flow: FlowMeasurement, at: TimeUs): void {
  const isSampled = followResiliency(flow.resiliency, at, flow.depth)
  if (isSampled || flow.isHalfLifeDue) measureHalfLife(signals, flow)
}

function measureHalfLife(signals: SignalTable, flow: FlowMeasurement): void {
  flow.isHalfLifeDue = false
  const halfLife = rollingHalfLifeSeconds(flow.resiliency)
  if (halfLife.ok) setKnown(signals, column.halfLife, halfLife.value)
  else setUnknown(signals, column.halfLife, reasonOf[halfLife.refusal.reason])
}
