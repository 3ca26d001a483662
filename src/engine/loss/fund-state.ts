import type { TimeUs } from '../../base/time.ts'
import type { ExitStatus } from '../../waterfall/shares/exit-queue.ts'
import { newFund, type Stake, type StakedFund } from '../../waterfall/shares/staked-fund.ts'

/** An exit on its way, in the order of the requests and so of their ends. */
export type QueuedExit = {
  readonly staker: string
  /** The decision that took the request. */
  readonly request: string
  readonly until: TimeUs
  /** It was said that it waits for a loss event. */
  held: boolean
}

/** Who owns the insurance fund. Its money is in the ledger. Plain data, part of the engine's state; absent without a policy of shares. */
export type FundState = {
  readonly asset: string
  readonly decimals: number
  shares: StakedFund
  /** By staker; those who left for good are not in it. */
  readonly stakes: Map<string, Stake>
  readonly queue: QueuedExit[]
  /** Shares in the queue, in the fund's exponent. */
  queuedShares: bigint
  status: ExitStatus
  nextRevenueAt: TimeUs
}

/**
 * The state before anybody staked.
 *
 * @example
 * createFundState({ asset: 'USDT', decimals: 6 }, at).status // 'active'
 */
export function createFundState(settlement: Readonly<{ asset: string; decimals: number }>, at: TimeUs): FundState {
  return {
    ...settlement,
    shares: newFund(),
    stakes: new Map(),
    queue: [],
    queuedShares: 0n,
    status: 'active',
    nextRevenueAt: at,
  }
}
