import { ratio } from '../base/ratio.ts'
import type { TimeUs } from '../base/time.ts'
import { annualVolatility } from '../risk/annualise.ts'
import { createClippedReference, followPrice, type ClippedReference } from '../risk/clipped-reference.ts'
import { createEwmaVolatility, ewmaVariance, pushEwmaReturn, type EwmaVolatility } from '../risk/ewma-volatility.ts'
import { createExceedances, judgeLoss, type Exceedances } from '../risk/exceedances.ts'
import { createRealisedVolatility, pushRealisedReturn, realisedVariance, type RealisedVolatility } from '../risk/realised-volatility.ts'
import { createReturnSampler, observePrice, type ReturnSampler } from '../risk/returns.ts'
import { createRollingTail, lossCount, pushLoss, tailExpectedShortfall, tailValueAtRisk, type RollingTail } from '../risk/rolling-tail.ts'
import { setKnown, setUnknown, type SignalTable } from '../trigger/reading.ts'
import type { MarketState } from './market-state.ts'
import { touchOf } from './market-state.ts'
import type { MeasurePolicy } from './policy.ts'
import { signalIndex } from './signal-catalogue.ts'

/** What is kept of one market's price for its risk figures. Plain data. */
export type Assessment = {
  readonly sampler: ReturnSampler
  readonly ewma: EwmaVolatility
  readonly realised: RealisedVolatility
  /** Losses at the confidence of VaR, and at that of ES. */
  readonly valueAtRiskTail: RollingTail
  readonly expectedShortfallTail: RollingTail
  readonly exceedances: Exceedances
  readonly reference: ClippedReference
}

/** Returns whose mean square starts the EWMA. */
const ewmaStartReturns = 20

const column = {
  realisedVolatility: signalIndex('realisedVolatility'),
  ewmaVolatility: signalIndex('ewmaVolatility'),
  valueAtRisk: signalIndex('valueAtRisk'),
  expectedShortfall: signalIndex('expectedShortfall'),
  exceedances: signalIndex('exceedances'),
  priceGap: signalIndex('priceGap'),
}

/**
 * Risk figures before the first price.
 *
 * @example
 * createAssessment(policy.measure)
 */
export function createAssessment(measure: MeasurePolicy): Assessment {
  const windowReturns = measure.tailWindowReturns
  return {
    sampler: createReturnSampler(measure.returnEvery),
    ewma: createEwmaVolatility({ lambda: measure.ewmaLambda, startReturns: ewmaStartReturns }),
    realised: createRealisedVolatility(measure.realisedVolatilityReturns),
    valueAtRiskTail: createRollingTail({ windowReturns, confidence: ratio(measure.valueAtRiskConfidence) }),
    expectedShortfallTail: createRollingTail({ windowReturns, confidence: ratio(measure.expectedShortfallConfidence) }),
    exceedances: createExceedances(windowReturns),
    reference: createClippedReference(measure.referenceMaxMovePerHour),
  }
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
 * and whether the forecast held.
 *
 * @example
 * notePrice(market, at, policy.measure)
 */
export function notePrice(market: MarketState, at: TimeUs, measure: MeasurePolicy): void {
  const price = priceTicksOf(market)
  if (price === undefined) return
  const { assessment, signals } = market
  const reference = followPrice(assessment.reference, at, price)
  setKnown(signals, column.priceGap, price / reference - 1)
  for (const simpleReturn of observePrice(assessment.sampler, at, price)) takeReturn(assessment, signals, { simpleReturn, measure })
}

type Taken = Readonly<{ simpleReturn: number; measure: MeasurePolicy }>

function takeReturn(assessment: Assessment, signals: SignalTable, { simpleReturn, measure }: Taken): void {
  const { valueAtRiskTail, expectedShortfallTail, exceedances } = assessment
  const loss = -simpleReturn
  const known = (): boolean => lossCount(valueAtRiskTail) >= measure.tailMinimumReturns
  if (known()) {
    judgeLoss(exceedances, loss, tailValueAtRisk(valueAtRiskTail))
    setKnown(signals, column.exceedances, exceedances.inWindow)
  }
  pushLoss(valueAtRiskTail, loss)
  pushLoss(expectedShortfallTail, loss)
  pushEwmaReturn(assessment.ewma, simpleReturn)
  pushRealisedReturn(assessment.realised, simpleReturn)
  setVolatility(signals, column.ewmaVolatility, ewmaVariance(assessment.ewma), measure)
  setVolatility(signals, column.realisedVolatility, realisedVariance(assessment.realised), measure)
  if (!known()) return
  setKnown(signals, column.valueAtRisk, tailValueAtRisk(valueAtRiskTail))
  setKnown(signals, column.expectedShortfall, tailExpectedShortfall(expectedShortfallTail))
}

function setVolatility(signals: SignalTable, index: number, variance: number | undefined, measure: MeasurePolicy): void {
  if (variance === undefined) setUnknown(signals, index, 'warmingUp')
  else setKnown(signals, index, annualVolatility(variance, measure.returnEvery))
}
