import type { TimeUs } from '../base/time.ts'
import { averageCostBps, refreshWalk } from '../liquidity/cost-to-trade.ts'
import { followDepths } from '../liquidity/depth.ts'
import { imbalanceOf } from '../liquidity/imbalance.ts'
import { breakNorms, haveHistory, weightOfStanding } from '../liquidity/joint-norms.ts'
import { followNorm, normOf, type Norm } from '../liquidity/norm.ts'
import { quotedSpreadBps } from '../liquidity/spread.ts'
import { addToWindow, windowTotal } from '../liquidity/window.ts'
import { ageBook } from '../market/book.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, noTicks } from '../market/ladder.ts'
import { setKnown, setUnknown, unknownReasons, type SignalTable, type UnknownReason } from '../trigger/reading.ts'
import { touchOf, type MarketState } from './market-state.ts'
import type { Measurement } from './measurement.ts'
import { forgetFlowOfBook, measureEffectiveSpread, measureFlow, measureStillFlow } from './measure-flow.ts'
import type { MeasurePolicy } from './policy.ts'
import { depthDistancesBps, signalCatalogue, signalIndex } from './signal-catalogue.ts'

const warmingUp = unknownReasons.indexOf('warmingUp')
const imbalanceDistance = depthDistancesBps.indexOf(25)

const column = {
  spread: signalIndex('spreadBps'),
  // The distances stand side by side, in their order.
  depth: signalIndex('depth10Bps'),
  ratio: signalIndex('depth10Ratio'),
  cost: signalIndex('costToTradeBps'),
  imbalance: signalIndex('imbalance'),
  volume: signalIndex('volumeRatio'),
}
const ofBookOrPrice = signalCatalogue.flatMap((entry, index) => (entry.origin === 'book' || entry.origin === 'price' ? [index] : []))

/**
 * Measures a market's book as it stands and writes its signals. A book that is not ok makes everything behind it unknown.
 *
 * @example
 * measureMarket(market, at)
 */
export function measureMarket(market: MarketState, at: TimeUs): void {
  const { signals, measurement, book } = market
  const { bestTicks, bestIndex, lots } = book.ladder
  const bidTicks = bestTicks[bidSide] as number
  const askTicks = bestTicks[askSide] as number
  // The same question as `touchOf`, without an answer to allocate.
  if (book.integrity !== 'ok' || bidTicks === noTicks || askTicks === noTicks) return forgetBook(market)
  const { bidDepth, askDepth, depthNorms, flow } = measurement
  const { touch } = flow
  const bidLots = lots[bestIndex[bidSide] as number] as number
  const askLots = lots[bestIndex[askSide] as number] as number
  // What follows from the touch alone stands as it was written, unless the book was forgotten meanwhile.
  const isMidNew = signals.status[column.spread] !== 0 || touch.bidTicks !== bidTicks || touch.askTicks !== askTicks
  if (isMidNew) setKnown(signals, column.spread, quotedSpreadBps(bidTicks, askTicks))
  measureDepth(market, at)
  setKnown(signals, column.imbalance, imbalanceOf(bidDepth[imbalanceDistance] as number, askDepth[imbalanceDistance] as number))
  measureCost(market, isMidNew)
  flow.depth = depthNorms.standing[imbalanceDistance] as number
  if (isMidNew || touch.bidLots !== bidLots || touch.askLots !== askLots) {
    touch.bidTicks = bidTicks
    touch.bidLots = bidLots
    touch.askTicks = askTicks
    touch.askLots = askLots
    measureFlow(signals, flow, at)
  } else measureStillFlow(signals, flow, at)
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
  const { bidDepth, askDepth, depthNorms } = measurement
  const { values, standing } = depthNorms
  const weight = weightOfStanding(depthNorms, at)
  const isKnown = haveHistory(depthNorms)
  const { value, status } = signals
  const { depth, ratio } = column
  const count = values.length
  for (let i = 0; i < count; i++) {
    const bid = bidDepth[i] as number
    const ask = askDepth[i] as number
    const thinner = bid < ask ? bid : ask
    const before = values[i] as number
    const usual = before + ((standing[i] as number) - before) * weight
    values[i] = usual
    const isUsual = isKnown && usual > 0
    standing[i] = thinner
    value[depth + i] = thinner
    status[depth + i] = 0
    value[ratio + i] = isUsual ? thinner / usual : 0
    status[ratio + i] = isUsual ? 0 : warmingUp
  }
}

function measureCost({ book, measurement, signals }: MarketState, isMidNew: boolean): void {
  const { buying, selling } = measurement
  const isBuyingNew = refreshWalk(book, buying)
  const isSellingNew = refreshWalk(book, selling)
  if (!isMidNew && !isBuyingNew && !isSellingNew) return
  if (buying.averageTicks === 0 || selling.averageTicks === 0) return setUnknown(signals, column.cost, 'insufficientDepth')
  const twiceMid = bestBidTicks(book.ladder) + bestAskTicks(book.ladder)
  const bought = averageCostBps(buying.averageTicks, twiceMid)
  const sold = averageCostBps(selling.averageTicks, twiceMid)
  setKnown(signals, column.cost, Math.max(bought, sold))
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
  breakNorms(market.measurement.depthNorms)
  forgetFlowOfBook(market.measurement.flow)
}
