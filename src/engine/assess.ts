import type { TimeUs } from '../base/time.ts'
import { annualVolatility } from '../risk/annualise.ts'
import { followPrice } from '../risk/clipped-reference.ts'
import { ewmaVariance, pushEwmaReturn } from '../risk/ewma-volatility.ts'
import { pushRealisedReturn, realisedVariance } from '../risk/realised-volatility.ts'
import { adjustedShortfall } from '../risk/liquidation/adjusted-shortfall.ts'
import { pushJumpReturn, rollingJumpTest, type RollingJumpTest } from '../risk/volatility/jump-test.ts'
import { observePrice } from '../risk/returns.ts'
import { liveForecast } from '../risk/live/live-model.ts'
import { setKnown, setUnknown, type SignalTable } from '../trigger/reading.ts'
import type { Assessment } from './assessment.ts'
import type { MarketState } from './market-state.ts'
import { championOf, modelEvidence, scoreReturn } from './model-bench.ts'
import { touchOf } from './market-state.ts'
import type { MeasurePolicy } from './policy.ts'
import { signalIndex } from './signal-catalogue.ts'

const column = {
  realisedVolatility: signalIndex('realisedVolatility'),
  ewmaVolatility: signalIndex('ewmaVolatility'),
  jumpStatistic: signalIndex('jumpStatistic'),
  valueAtRisk: signalIndex('valueAtRisk'),
  expectedShortfall: signalIndex('expectedShortfall'),
  exceedances: signalIndex('exceedances'),
  coverage: signalIndex('coveragePValue'),
  priceGap: signalIndex('priceGap'),
  adjusted: signalIndex('liquidityAdjustedShortfall'),
  cost: signalIndex('costToTradeBps'),
}

/**
 * The price that risk figures are of: the mid of a recorded book, the last bar's close where the book is modelled. `undefined` while unknown.
 *
 * @example
 * priceTicksOf(market) // 618_000.5
 */
export function priceTicksOf(market: MarketState): number | undefined {
  if (market.instrument.bookSource === 'modelled') return market.closeTicks > 0 ? market.closeTicks : undefined
  const touch = touchOf(market)
  return touch && (touch.bidTicks + touch.askTicks) / 2
}

/**
 * Takes in a market's price as it stands: its gap to the clipped reference, and, when a return is complete, volatility, VaR, ES
 * and whether the forecast held. While the book may not be believed there is no price, and `measure` has made all of them unknown.
 *
 * @example
 * notePrice(market, at, policy.measure)
 */
export function notePrice(market: MarketState, at: TimeUs, measure: MeasurePolicy): void {
  const price = market.book.integrity === 'ok' ? priceTicksOf(market) : undefined
  if (price === undefined) return
  const { assessment, signals } = market
  const wasUnknown = signals.status[column.priceGap] !== 0
  const reference = followPrice(assessment.reference, at, price)
  setKnown(signals, column.priceGap, price / reference - 1)
  const returns = observePrice(assessment.sampler, at, price)
  for (const simpleReturn of returns) takeReturn(assessment, simpleReturn)
  if (wasUnknown || returns.length > 0) publishRisk(market, measure)
  publishAdjusted(signals, measure)
}

function takeReturn(assessment: Assessment, simpleReturn: number): void {
  scoreReturn(assessment.models, simpleReturn)
  pushEwmaReturn(assessment.ewma, simpleReturn)
  pushRealisedReturn(assessment.realised, simpleReturn)
  pushJumpReturn(assessment.jumps, simpleReturn)
}

/**
 * Writes the signals that follow from returns: volatility, and what the champion among the models says.
 *
 * @example
 * publishRisk(market, policy.measure)
 */
export function publishRisk(market: MarketState, measure: MeasurePolicy): void {
  const { assessment, signals } = market
  setVolatility(signals, column.ewmaVolatility, ewmaVariance(assessment.ewma), measure)
  setVolatility(signals, column.realisedVolatility, realisedVariance(assessment.realised), measure)
  setJump(signals, assessment.jumps)
  const champion = championOf(assessment.models)
  const { exceedances } = champion
  setOrWarming(signals, column.exceedances, exceedances.judged > 0 ? exceedances.inWindow : undefined)
  setOrWarming(signals, column.coverage, modelEvidence(champion, measure).pValue)
  const forecast = liveForecast(champion.model)
  setOrWarming(signals, column.valueAtRisk, forecast?.valueAtRisk)
  setOrWarming(signals, column.expectedShortfall, forecast?.expectedShortfall)
}

/** The cost to leave changes with each update of the book, so this one does not wait for a return. */
function publishAdjusted(signals: SignalTable, measure: MeasurePolicy): void {
  const missing = signals.status[column.expectedShortfall] !== 0 ? column.expectedShortfall : column.cost
  if (signals.status[missing] !== 0) {
    signals.value[column.adjusted] = 0
    signals.status[column.adjusted] = signals.status[missing] as number
    return
  }
  const adjusted = adjustedShortfall({
    expectedShortfall: signals.value[column.expectedShortfall] as number,
    returnsInHorizon: measure.liquidationHorizon / measure.returnEvery,
    costToTrade: (signals.value[column.cost] as number) / 1e4,
  })
  setKnown(signals, column.adjusted, adjusted)
}

function setOrWarming(signals: SignalTable, index: number, value: number | undefined): void {
  if (value === undefined) setUnknown(signals, index, 'warmingUp')
  else setKnown(signals, index, value)
}

/** A window in which nothing moves, or never twice in a row, has no statistic. */
function setJump(signals: SignalTable, jumps: RollingJumpTest): void {
  const test = rollingJumpTest(jumps)
  if (test.ok) setKnown(signals, column.jumpStatistic, test.value.statistic)
  else setUnknown(signals, column.jumpStatistic, test.refusal.reason === 'windowNotFull' ? 'warmingUp' : 'constantSeries')
}

function setVolatility(signals: SignalTable, index: number, variance: number | undefined, measure: MeasurePolicy): void {
  setOrWarming(signals, index, variance === undefined ? undefined : annualVolatility(variance, measure.returnEvery))
}
