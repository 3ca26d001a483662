import type { Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import type { ExitStatus } from '../../waterfall/shares/exit-queue.ts'
import type { FundInput } from './fund-input.ts'

/**
 * Why an input about fund shares is not taken, in order of precedence.
 *
 * - `lossOpen`: a liquidation that may end in a loss is not over. Who comes in now would bear a loss of before; who leaves would escape it.
 * - `claimsOnEmptyVault`: shares claim an empty fund, and new money would be theirs.
 * - `buysNoShare`: it is less than a share costs.
 * - `forfeitureTooCoarse`: so few shares are others' that rounding would take more than a thousandth of the request.
 */
export type FundRefusalReason =
  | 'fundSharesOff'
  | 'nameNotAllowed'
  | 'amountNotPositive'
  | 'sharesNotWhole'
  | 'belowLeastStake'
  | 'revenueOff'
  | 'nothingStaked'
  | 'nothingRequested'
  | 'requestInProgress'
  | 'moreThanHeld'
  | 'coolingDown'
  | 'lossOpen'
  | 'claimsOnEmptyVault'
  | 'buysNoShare'
  | 'forfeitureTooCoarse'

/** What a staker does, and what the fund stands at after it. Shares are whole, as text. */
type OfStaker = Readonly<{ staker: string; held: string; fund: Amount }>

/** What was concluded of the shares of the insurance fund. Past participles; never taken back. */
export type FundDecisionBody = Readonly<
  | {
      kind: 'fundInputRefused'
      input: FundInput['kind']
      reason: FundRefusalReason
      staker?: string
      /** What was found, what is held, or the loss event that is open. */
      found?: string
      /** When the cool-down is over, where that is the reason. */
      until?: TimeUs
    }
  | (OfStaker & { kind: 'fundStaked'; staked: Amount; bought: string })
  | (OfStaker & { kind: 'unstakeRequested'; shares: string; worth: Amount; until: TimeUs })
  | (OfStaker & { kind: 'unstakeCancelled'; request: string; forfeited: string })
  /** The cool-down is over, but a loss event is not: the exit waits for it. */
  | { kind: 'unstakeHeld'; staker: string; request: string; event: string }
  | (OfStaker & { kind: 'unstakeSettled'; request: string; shares: string; asked: Amount; paid: Amount })
  | { kind: 'fundRevenueBooked'; received: Amount; waiting: Amount }
  | { kind: 'fundRevenueSettled'; settled: Amount; waiting: Amount; fund: Amount }
  /** All shares were divided by ten to this power, after a loss that left little to each. */
  | { kind: 'fundSharesRebased'; tenfolds: number; totalShares: string; fund: Amount }
  | { kind: 'fundStatusMoved'; from: ExitStatus; to: ExitStatus; queued: string; totalShares: string; fund: Amount; leastFund: Amount }
>
