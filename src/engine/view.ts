import type { Amount } from '../base/amount.ts'
import type { TimeUs } from '../base/time.ts'
import type { BookIntegrity } from '../market/book-integrity.ts'
import type { MarketId } from '../market/instrument.ts'
import type { Reading } from '../trigger/reading.ts'
import type { DetectorEvidence } from './detector-evidence.ts'
import type { TriggerPhase } from '../trigger/evaluate.ts'
import type { LiveModelName } from '../risk/live/live-model.ts'
import type { FacilityName, ModelEvidence } from './decision.ts'
import type { LossesView } from './loss/losses-view.ts'

/** One condition of a trigger beside its thresholds, for a gauge. */
export type ConditionView = Readonly<{
  signal: string
  reading: Reading
  direction: 'above' | 'below'
  fire: number
  release: number
  met: boolean
  detector?: DetectorEvidence
}>

/** One trigger of one market. `heldForUs` counts towards `holdForUs` while stressed, towards `releaseHoldForUs` while recovering. */
export type TriggerView = Readonly<{
  name: string
  phase: TriggerPhase
  since: TimeUs
  heldForUs: number
  holdForUs: number
  releaseHoldForUs: number
  coolingUntil?: TimeUs
  conditions: readonly ConditionView[]
}>

/** One facility in one market. Position in lots, signed; cost and mark in ticks. */
export type FacilityView = Readonly<{
  facility: FacilityName
  suspended: boolean
  positionLots: number
  averageCostTicks: number
  committed: Amount
  deployed: Amount
  budget: Amount
  realised: Amount
  unrealised: Amount
  fees: Amount
  openOrders: readonly Readonly<{ orderId: string; side: 'buy' | 'sell'; ticks: number; lots: number }>[]
}>

/** One live model of a market's returns: what it says of the next one, and how it has fared. */
export type ModelView = Readonly<{
  name: LiveModelName
  /** `champion`: its figures are the market's. `distrusted`: champion, fails, and nothing better is known. */
  standing: 'champion' | 'distrusted' | 'challenger'
  valueAtRisk?: number
  expectedShortfall?: number
  record: ModelEvidence
}>

/** One market as it stands. */
export type MarketView = Readonly<{
  market: MarketId
  quote: string
  base: string
  /** Quote per tick and base per lot: a price on screen is ticks x tickSize. */
  tickSize: number
  lotSize: number
  modelled: boolean
  integrity: BookIntegrity
  bidTicks?: number
  askTicks?: number
  midTicks?: number
  lastTicks?: number
  referenceTicks?: number
  signals: Readonly<Record<string, Reading>>
  triggers: readonly TriggerView[]
  facilities: readonly FacilityView[]
  models: readonly ModelView[]
}>

/** The reserve of one quote asset. `available + committed + deployed` is what the fund stands at, before marks. */
export type ReserveView = Readonly<{
  asset: string
  decimals: number
  opening: Amount
  available: Amount
  committed: Amount
  deployed: Amount
  realised: Amount
  unrealised: Amount
  fees: Amount
}>

/** The engine as a reader sees it. Never the state itself: a copy, plain data. */
export type EngineView = Readonly<{
  seq: number
  at: TimeUs
  halted: boolean
  policyName: string
  policyHash: string
  counts: Readonly<{ decisions: number; transfers: number; effects: number }>
  markets: readonly MarketView[]
  reserves: readonly ReserveView[]
  /** Loss events; absent where the policy has nothing for them. */
  losses?: LossesView
}>
