import type { TimeUs } from '../base/time.ts'
import type { Side } from '../market/instrument.ts'
import type { Instrument } from '../market/instrument.ts'
import type { Book } from '../market/book.ts'
import { bestAskTicks, bestBidTicks, noTicks } from '../market/ladder.ts'
import type { SideDepth } from '../backstop/depth-deployment.ts'
import type { SignalTable } from '../trigger/reading.ts'
import type { TriggerState } from '../trigger/evaluate.ts'
import type { Assessment } from './assessment.ts'
import type { Measurement } from './measurement.ts'
import { depthDistancesBps } from './signal-catalogue.ts'
import type { FacilityState } from './facility-state.ts'

/** One stay of a trigger in activation. */
export type Activation = { readonly trigger: string; readonly firedAt: TimeUs; releasedAt?: TimeUs }

/** Everything known of one market. Plain data, part of the engine's state. */
export type MarketState = {
  readonly instrument: Instrument
  readonly book: Book
  /** Lots traded since the start, for the pace of facilities. */
  tradedLots: number
  lastTicks: number
  /** Close of the last bar; 0 before the first. */
  closeTicks: number
  readonly signals: SignalTable
  readonly measurement: Measurement
  readonly assessment: Assessment
  /** One a rule of the policy, in its order. */
  readonly triggers: readonly TriggerState[]
  readonly activations: Activation[]
  readonly depthDeployment?: FacilityState
  readonly assetPurchase?: FacilityState
}

/** Best bid and offer of a book that may be believed. */
export type Touch = Readonly<{ bidTicks: number; askTicks: number }>

/**
 * Best bid and offer; `undefined` unless the book is ok and has both.
 *
 * @example
 * touchOf(market) // { bidTicks: 618_000, askTicks: 618_001 }
 */
export function touchOf(market: MarketState): Touch | undefined {
  const { book } = market
  if (book.integrity !== 'ok') return undefined
  const bidTicks = bestBidTicks(book.ladder)
  const askTicks = bestAskTicks(book.ladder)
  return bidTicks === noTicks || askTicks === noTicks ? undefined : { bidTicks, askTicks }
}

/**
 * The clipped reference in ticks; `undefined` before the first price.
 *
 * @example
 * referenceTicksOf(market) // 617_912.4
 */
export function referenceTicksOf(market: MarketState): number | undefined {
  const { reference } = market.assessment
  return reference.started ? reference.value : undefined
}

/**
 * Depth as last measured and its norm, per side, at each of the distances. The norm is of the thinner side and serves both.
 *
 * @param distancesBps - Each one of `depthDistancesBps`; the policy's check sees to it.
 *
 * @example
 * depthsAt(market, [10, 25]).buy.depth // [18_200_000, 31_000_000]
 */
export function depthsAt(market: MarketState, distancesBps: readonly number[]): Readonly<Record<Side, SideDepth>> {
  const { measurement } = market
  const places = distancesBps.map((distance) => (depthDistancesBps as readonly number[]).indexOf(distance))
  const norm = places.map((place) => normValue(measurement, place))
  const depth = (column: Float64Array): readonly number[] => places.map((place) => column[place] ?? 0)
  return { buy: { depth: depth(measurement.bidDepth), norm }, sell: { depth: depth(measurement.askDepth), norm } }
}

function normValue(measurement: Measurement, place: number): number {
  return measurement.depthNorms.values[place] ?? 0
}
