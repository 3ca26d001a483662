import type { TimeUs } from '../base/time.ts'
import type { Effect } from '../engine/effect.ts'
import type { Input } from '../engine/input.ts'

/** What a venue says of an effect, as the input that the engine will read. */
export type EffectReported = Extract<Input, { kind: 'effectReported' }>

/**
 * What every venue does, over a state of its own kind. The caller owns the state; the functions change it in place.
 *
 * The order of calls is the order of time: `takeNextReport` up to the next market input, that input to `observeMarket` and
 * to the engine, then what the engine asked for to `submitEffects`.
 */
export type VenueContract<State> = Readonly<{
  /** Takes in one input of the run; what is no market data changes nothing. */
  observeMarket: (state: State, input: Input) => void
  /** Accepts effects at a time. An effect that was submitted before is ignored. */
  submitEffects: (state: State, effects: readonly Effect[], at: TimeUs) => void
  /** The earliest time at which a report may become due, `undefined` when nothing is under way. */
  nextDueAt: (state: State) => TimeUs | undefined
  /** The next report due by `upTo`, removed from the state; `undefined` when there is none. */
  takeNextReport: (state: State, upTo: TimeUs) => EffectReported | undefined
}>
