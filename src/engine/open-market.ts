import type { TimeUs } from '../base/time.ts'
import { createBook } from '../market/book.ts'
import type { Instrument } from '../market/instrument.ts'
import { noTicks } from '../market/ladder.ts'
import { createTriggerState } from '../trigger/evaluate.ts'
import { createSignalTable } from '../trigger/reading.ts'
import { createAssessment } from './assessment.ts'
import type { MarketState } from './market-state.ts'
import { createMeasurement } from './measurement.ts'
import type { Policy } from './policy.ts'
import { signalNames } from './signal-catalogue.ts'
import { createFacilityState } from './facility-state.ts'

/**
 * A market before anything was heard of it.
 *
 * @example
 * createMarketState(btcPerpetual, policy, startedAt)
 */
export function createMarketState(instrument: Instrument, policy: Policy, at: TimeUs): MarketState {
  return {
    instrument,
    book: createBook(instrument),
    tradedLots: 0,
    lastTicks: noTicks,
    closeTicks: 0,
    signals: createSignalTable(signalNames.length),
    measurement: createMeasurement(policy.measure),
    assessment: createAssessment(policy.measure),
    triggers: policy.triggers.map((rule) => createTriggerState(rule, at)),
    activations: [],
    ...(policy.depthDeployment && { depthDeployment: createFacilityState('depthDeployment', at) }),
    ...(policy.assetPurchase && { assetPurchase: createFacilityState('assetPurchase', at) }),
  }
}
