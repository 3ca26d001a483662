// The engine: inputs in, decisions, transfers and effects out. See docs/concepts/one-path.md. A public subpath: other folders import the files themselves.

export {
  type SignalEvidence,
  type Budget,
  type OrderIntent,
  type DecisionBody,
  type WithdrawalReason,
  type SuspensionReason,
  type WithholdingReason,
  type Decision,
} from './decision.ts'
export { effectId, type EffectId, type Effect, type EffectReport } from './effect.ts'
export { type RunStarted, type Input, type OperatorCommand, type SequencedInput } from './input.ts'
export { type MeasurePolicy, type Policy } from './policy.ts'
export {
  signalCatalogue,
  signalNames,
  depthDistancesBps,
  signalIndex,
  type SignalOrigin,
  type SignalEntry,
  type SignalName,
} from './signal-catalogue.ts'
export { createState, type OpenOrder, type ReserveState, type RunTerms, type EngineState } from './state.ts'
export { createFacilityState, type FacilityState } from './facility-state.ts'
export { step } from './step.ts'
export { engineVersion } from './version.ts'
export { viewOf, reserveViews } from './view-of.ts'
export { type ConditionView, type TriggerView, type FacilityView, type MarketView, type ReserveView, type EngineView } from './view.ts'
export { encode, decode } from '../base/codec.ts'
export { hashOf, type Hash } from '../base/hash.ts'
