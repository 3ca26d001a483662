/** The API's types, in one place for the dashboard. Types only: the dashboard shares no code with the engine. */
export type {
  Control,
  DecisionLine,
  DecisionPage,
  Explanation,
  Facility,
  History,
  Market,
  Model,
  Problem,
  Progress,
  Reserve,
  Run,
  SeriesName,
  SignalInfo,
  Speed,
  Tick,
  Trigger,
  TriggerCondition,
  View,
} from '../../../src/api/schema.ts'
export type { LossEvents, Queue } from '../../../src/api/schema-losses.ts'
export type { MarginAccountLine, MarginAccountPage, MarginOverview } from '../../../src/api/schema-margin.ts'
export type { AmountText, Phase, SignalReading } from '../../../src/api/schema-units.ts'
