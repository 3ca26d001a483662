import type { FacilityName } from '../backstop/facility.ts'
import type { Amount } from '../base/amount.ts'
import type { TimeUs } from '../base/time.ts'
import type { MarketId, Side } from '../market/instrument.ts'
import type { Reading } from '../trigger/reading.ts'
import type { LiveModelName } from '../risk/live/live-model.ts'
import type { TriggerPhase } from '../trigger/evaluate.ts'
import type { DetectorEvidence } from './detector-evidence.ts'
import type { EffectId } from './effect.ts'
import type { FacilityDecisionBody } from './facilities/facility-decision.ts'
import type { AuctionDecisionBody } from './loss/auction-decision.ts'
import type { DeleveragingDecisionBody } from './loss/deleveraging-decision.ts'
import type { WaterfallDecisionBody } from './loss/waterfall-decision.ts'
import type { FundDecisionBody } from './loss/fund-decision.ts'
import type { MarginDecisionBody } from './margin/margin-decision.ts'

export type { FacilityName }

/**
 * One signal as it stood when a decision was taken, beside the thresholds it was held against. With a detector it was held against that,
 * and `fire` equals `release`.
 */
export type SignalEvidence = Readonly<{
  signal: string
  reading: Reading
  direction: 'above' | 'below'
  fire: number
  release: number
  condition: 'met' | 'cleared' | 'unknown'
  modelled: boolean
  detector?: DetectorEvidence
}>

/** What a facility had and has left, before and after a decision, in the quote asset. */
export type Budget = Readonly<{ limit: Amount; committed: Amount; deployed: Amount; available: Amount }>

/** An order the facility asks for. */
export type OrderIntent = Readonly<{ effectId: EffectId; side: Side; ticks: number; lots: number }>

/** How a live model's forecasts have fared over the window of scores. */
export type ModelEvidence = Readonly<{
  /** Confidence of the value at risk that is judged: that of expected shortfall, so that both are scored together. */
  confidence: number
  /** Returns judged, losses beyond value at risk among them, and how many there should be. */
  observations: number
  exceedances: number
  expected: number
  /** Kupiec's p-value; absent until enough returns were judged. */
  pValue?: number
  /** Mean Fissler-Ziegel score, lower is better; absent while no forecast could be scored. */
  meanScore?: number
}>

/** What was concluded. Past participles; never taken back. */
export type DecisionBody =
  | BackstopDecisionBody
  | MarginDecisionBody
  | FacilityDecisionBody
  | AuctionDecisionBody
  | WaterfallDecisionBody
  | FundDecisionBody
  | DeleveragingDecisionBody

/** What was concluded of markets, triggers, facilities and models. */
export type BackstopDecisionBody = Readonly<
  | { kind: 'triggerMoved'; from: TriggerPhase; to: TriggerPhase }
  | { kind: 'backstopActivated'; facilities: readonly FacilityName[] }
  | { kind: 'backstopReleased'; activeForUs: number }
  | { kind: 'quotesPlaced'; facility: FacilityName; midTicks: number; orders: readonly OrderIntent[] }
  | { kind: 'quotesWithdrawn'; facility: FacilityName; why: WithdrawalReason; orders: readonly EffectId[] }
  | { kind: 'purchaseOrdered'; facility: FacilityName; referenceTicks: number; boundTicks: number; order: OrderIntent }
  | { kind: 'disposalOrdered'; facility: FacilityName; averageCostTicks: number; boundTicks: number; order: OrderIntent }
  | {
      kind: 'orderFilled'
      facility: FacilityName
      orderId: EffectId
      side: Side
      ticks: number
      lots: number
      realised: Amount
      fee: Amount
    }
  | { kind: 'orderEnded'; facility: FacilityName; orderId: EffectId; why: 'cancelled' | 'rejected'; detail?: string; lotsLeft: number }
  | { kind: 'inventoryMarked'; facility: FacilityName; markTicks: number; unrealised: Amount; change: Amount }
  | { kind: 'facilitySuspended'; facility: FacilityName; why: SuspensionReason }
  | { kind: 'facilityWithheld'; facility: FacilityName; why: WithholdingReason }
  | { kind: 'modelDemoted'; model: LiveModelName; successor: LiveModelName; record: ModelEvidence; successorRecord: ModelEvidence }
  | { kind: 'modelDistrusted'; model: LiveModelName; record: ModelEvidence }
  | { kind: 'modelTrusted'; model: LiveModelName; record: ModelEvidence }
  | { kind: 'engineHalted'; by: string; reason: string }
  | { kind: 'engineResumed'; by: string; reason: string }
>

/** Why resting quotes were taken back. */
export type WithdrawalReason = 'marketReturned' | 'released' | 'bookUnknown' | 'requote' | 'suspended' | 'halted'

/** Why a facility stopped for the rest of an activation. */
export type SuspensionReason = 'lossLimit'

/** Why a facility that should act does not. */
export type WithholdingReason = 'payoffNotSupported' | 'budgetSpent' | 'inventoryLimit' | 'halted'

/** A decision with everything needed to explain it. Its id is `seq:index`, the input that caused it and its place there. */
export type Decision = Readonly<{
  id: string
  seq: number
  at: TimeUs
  market?: MarketId
  trigger?: string
  /** The rule's signals as they stood. Empty for decisions that follow from money or orders alone. */
  evidence: readonly SignalEvidence[]
  budgetBefore?: Budget
  budgetAfter?: Budget
  /** Ids of the transfers that booked it. */
  transfers: readonly string[]
  body: DecisionBody
}>
