import type { DurationUs } from '../../base/time.ts'
import type { DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'
import type { StartStopTerms } from '../../waterfall/deleveraging/start-stop.ts'

/** How winners are closed against an account that nothing else closes. A policy without it never deleverages. */
export type DeleveragingPolicy = Readonly<{
  /** Who is closed, and by how much. How much is needed is the deficit's. */
  rule: DeleverageRule
  /** At which fall of the insurance fund it starts, and at which it stops. Without an insurance fund it is always on. */
  levels: StartStopTerms
  /** Nobody is closed further from the mark than this, in its disfavour; what that leaves is for the layers behind. */
  priceBoundBps: number
  /** Deficits closer together than this are one wave. */
  waveApart: DurationUs
}>
