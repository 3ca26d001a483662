import { timeUs, type TimeUs } from '../base/time.ts'
import { costToTradeBps } from '../liquidity/cost-to-trade.ts'
import { followDepths } from '../liquidity/depth.ts'
import { imbalanceOf } from '../liquidity/imbalance.ts'
import { breakNorm, createNorm, followNorm, normOf, type Norm } from '../liquidity/norm.ts'
import { quotedSpreadBps } from '../liquidity/spread.ts'
import { addToWindow, createWindowSum, windowTotal, type WindowSum } from '../liquidity/window.ts'
import { ageBook } from '../market/book.ts'
import { askSide, bidSide, lotsAt, type Ladder } from '../market/ladder.ts'
import { setKnown, setUnknown, type SignalTable, type UnknownReason } from '../trigger/reading.ts'
import { touchOf, type MarketState, type Touch } from './market-state.ts'
import {
  createFlowMeasurement,
  forgetFlowOfBook,
  measureEffectiveSpread,
  measureFlow,
  type FlowMeasurement,
  type TouchWithLots,
} from './measure-flow.ts'
import type { MeasurePolicy } from './policy.ts'
import { depthDistancesBps, signalCatalogue, signalIndex } from './signal-catalogue.ts'

/** What is kept of one market to measure its liquidity. Plain data. */
export type Measurement = {
  /** Depth in quote at each of `depthDistancesBps`, as last measured. */
  readonly bidDepth: Float64Array
  readonly askDepth: Float64Array
  /** Norm of the thinner side's depth at each distance. */
  readonly depthNorms: readonly Norm[]
  readonly traded: WindowSum
  readonly tradedNorm: Norm
  /** Time of the first print; 0 before it. */
  firstTradeAt: TimeUs
  readonly flow: FlowMeasurement
}

const volumeBuckets = 60
const imbalanceDistance = depthDistancesBps.indexOf(25)

const column = {
  spread: signalIndex('spreadBps'),
  depth: depthDistancesBps.map((distance) => signalIndex(`depth${distance}Bps`)),
  ratio: depthDistancesBps.map((distance) => signalIndex(`depth${distance}Ratio`)),
  cost: signalIndex('costToTradeBps'),
  imbalance: signalIndex('imbalance'),
  volume: signalIndex('volumeRatio'),
}
const ofBookOrPrice = signalCatalogue.flatMap((entry, index) => (entry.origin === 'trades' ? [] : [index]))

/**
 * A measurement before anything was seen.
 *
 * @example
 * createMeasurement(policy.measure)
 */
export function createMeasurement(measure: MeasurePolicy): Measurement {
  const norm = { timeConstant: measure.normTimeConstant, minimumHistory: measure.normMinimumHistory }
  return {
    bidDepth: new Float64Array(depthDistancesBps.length),
    askDepth: new Float64Array(depthDistancesBps.length),
    depthNorms: depthDistancesBps.map(() => createNorm(norm)),
    traded: createWindowSum({ window: measure.volumeWindow, buckets: volumeBuckets }),
    tradedNorm: createNorm(norm),
    firstTradeAt: timeUs(0),
    flow: createFlowMeasurement(measure.flow),
  }
}

/**
 * Measures a market's book as it stands and writes its signals. A book that is not ok makes everything behind it unknown.
 *
 * @example
 * measureMarket(market, at, policy.measure)
 */
export function measureMarket(market: MarketState, at: TimeUs, measure: MeasurePolicy): void {
  const touch = touchOf(market)
  if (touch === undefined) return forgetBook(market)
  const { signals, measurement } = market
  setKnown(signals, column.spread, quotedSpreadBps(touch.bidTicks, touch.askTicks))
  measureDepth(market, at)
  const { bidDepth, askDepth } = measurement
  setKnown(signals, column.imbalance, imbalanceOf(bidDepth[imbalanceDistance] ?? 0, askDepth[imbalanceDistance] ?? 0))
  measureCost(market, measure.costToTradeNotional)
  const depth = Math.min(bidDepth[imbalanceDistance] ?? 0, askDepth[imbalanceDistance] ?? 0)
  measureFlow(signals, measurement.flow, { at, touch: withLots(market.book.ladder, touch), depth })
}

/**
 * Lets time pass over a market: a silent book goes stale, a window of trades moves on.
 *
 * @example
 * ageMarket(market, at, policy.measure)
 */
export function ageMarket(market: MarketState, at: TimeUs, measure: MeasurePolicy): void {
  ageBook(market.book, at, measure.bookStaleAfter)
  if (touchOf(market) === undefined) forgetBook(market)
  measureVolume(market.signals, market.measurement, { at, measure })
  measureEffectiveSpread(market.signals, market.measurement.flow, at)
}

/**
 * Takes a print into the traded volume.
 *
 * @example
 * noteTraded(market.measurement, trade.at, 61_800)
 */
export function noteTraded(measurement: Measurement, at: TimeUs, notional: number): void {
  if (measurement.firstTradeAt === 0) measurement.firstTradeAt = at
  addToWindow(measurement.traded, at, notional)
}

function measureDepth(market: MarketState, at: TimeUs): void {
  const { signals, measurement, book } = market
  followDepths(book, depthDistancesBps, measurement)
  for (let i = 0; i < depthDistancesBps.length; i++) {
    const thinner = Math.min(measurement.bidDepth[i] as number, measurement.askDepth[i] as number)
    setKnown(signals, column.depth[i] as number, thinner)
    const norm = measurement.depthNorms[i] as Norm
    followNorm(norm, at, thinner)
    setRatio(signals, column.ratio[i] as number, { value: thinner, norm })
  }
}

function measureCost(market: MarketState, notional: number): void {
  const buying = costToTradeBps(market.book, askSide, notional)
  const selling = costToTradeBps(market.book, bidSide, notional)
  if (buying === undefined || selling === undefined) setUnknown(market.signals, column.cost, 'insufficientDepth')
  else setKnown(market.signals, column.cost, Math.max(buying, selling))
}

function measureVolume(signals: SignalTable, measurement: Measurement, now: Readonly<{ at: TimeUs; measure: MeasurePolicy }>): void {
  const { firstTradeAt, traded, tradedNorm } = measurement
  if (firstTradeAt === 0) return setUnknown(signals, column.volume, 'noTrades')
  // Until the window is full its total says more of the start than of the market.
  if (now.at - firstTradeAt < now.measure.volumeWindow) return setUnknown(signals, column.volume, 'warmingUp')
  const value = windowTotal(traded, now.at)
  followNorm(tradedNorm, now.at, value)
  setRatio(signals, column.volume, { value, norm: tradedNorm })
}

function setRatio(signals: SignalTable, index: number, of: Readonly<{ value: number; norm: Norm }>): void {
  const usual = normOf(of.norm)
  if (usual === undefined || usual <= 0) setUnknown(signals, index, 'warmingUp')
  else setKnown(signals, index, of.value / usual)
}

/** Nothing behind a book that may not be believed is known: neither liquidity nor what its price leads to. */
function forgetBook(market: MarketState): void {
  const { integrity } = market.book
  const reason: UnknownReason = integrity === 'ok' ? 'oneSided' : integrity
  for (const index of ofBookOrPrice) setUnknown(market.signals, index, reason)
  for (const norm of market.measurement.depthNorms) breakNorm(norm)
  forgetFlowOfBook(market.measurement.flow)
}

function withLots(ladder: Ladder, { bidTicks, askTicks }: Touch): TouchWithLots {
  return { bidTicks, bidLots: lotsAt(ladder, bidSide, bidTicks), askTicks, askLots: lotsAt(ladder, askSide, askTicks) }
}
