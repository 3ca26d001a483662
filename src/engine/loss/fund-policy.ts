import type { DurationUs } from '../../base/time.ts'
import type { ExitLevels } from '../../waterfall/shares/exit-queue.ts'
import type { RevenueTerms } from '../../waterfall/shares/revenue-settlement.ts'

/** The insurance fund owned in shares: who may put money in, and how it comes out. A policy without it has no stakers. */
export type FundSharesPolicy = Readonly<{
  /** From a request to its payment; the shares bear the losses of this time. */
  coolDownFor: DurationUs
  /** Least that is staked at once, in whole units of the settlement asset. */
  leastStake: number
  /** Income of the fund, where it has any. */
  revenue?: RevenueTerms
  exitQueue: FundExitPolicy
}>

/** From which parts of all shares in the exit queue the fund's status changes. */
export type FundExitPolicy = Pick<ExitLevels, 'onIceFromBps' | 'frozenFromBps'> &
  Readonly<{
    /** A fund with less is on ice whatever its queue, in whole units of the settlement asset. */
    leastFund: number
  }>
