import type { TimeUs } from '../base/time.ts'
import type { Effect } from '../engine/effect.ts'

/** Where effects go: a venue, simulated or real. Idempotent by effect id. */
export type Dispatch = (effects: readonly Effect[], at: TimeUs) => void

/**
 * Effects that wait until the input that caused them is durable. A crash between journal and dispatch then repeats an id,
 * never an order.
 */
export type Outbox = Readonly<{
  hold: (effects: readonly Effect[], at: TimeUs) => void
  /** Hands over everything held, in order. Call it once the journal is durable up to the cause of the last one. */
  release: () => void
  isEmpty: () => boolean
}>

/**
 * Makes an empty outbox in front of `dispatch`.
 *
 * @example
 * const outbox = createOutbox((effects, at) => submitEffects(venue, effects, at))
 */
export function createOutbox(dispatch: Dispatch): Outbox {
  let held: { effects: readonly Effect[]; at: TimeUs }[] = []
  return {
    hold: (effects, at) => {
      if (effects.length > 0) held.push({ effects, at })
    },
    release: () => {
      const ready = held
      held = []
      for (const { effects, at } of ready) dispatch(effects, at)
    },
    isEmpty: () => held.length === 0,
  }
}
