import type { TimeUs } from '../../base/time.ts'
import type { CappedPeriod } from '../../waterfall/layers/capped-period.ts'

/** A member of the mutual fund. What it holds is in the ledger. */
export type Contributor = {
  /** Its contribution when the running capped period began; of no meaning without one. */
  baseMinor: bigint
  /** What it was assessed in that period. */
  assessedMinor: bigint
  /** Since when it is no member any more. */
  leftAt?: TimeUs
}

/** What is left of a deficit that no layer covered, and what each layer has paid of it, by its name: a cap for one loss holds for what is paid later too. */
export type UncoveredLoss = { readonly account: string; readonly event: string; minor: bigint; readonly paid: Map<string, bigint> }

/** Everything known of the waterfall beside the ledger. Plain data, part of the engine's state; absent without a waterfall policy. */
export type WaterfallState = {
  readonly contributors: Map<string, Contributor>
  /** What was shared, by `deficitKey`: no deficit is shared twice. */
  readonly allocated: Map<string, bigint>
  /** What each layer paid so far, by its name. */
  readonly paid: Map<string, bigint>
  /** Oldest first: what comes in later pays the oldest first. */
  readonly uncovered: UncoveredLoss[]
  /** Since when something has been uncovered without a break; absent while nothing is. */
  uncoveredSince?: TimeUs | undefined
  /** The last capped period. */
  period?: CappedPeriod
  /** Accounts that were assessed and have yet to be looked at in this input. */
  readonly assessed: string[]
}

/**
 * The state before any loss.
 *
 * @example
 * state.waterfall = createWaterfallState()
 */
export function createWaterfallState(): WaterfallState {
  return { contributors: new Map(), allocated: new Map(), paid: new Map(), uncovered: [], assessed: [] }
}
