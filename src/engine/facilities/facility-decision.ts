import type { LoanDefault } from '../../backstop/support-loan.ts'
import type { Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import type { LoanRefusal } from '../../backstop/collateral-support.ts'
import type { DrawRefusal } from '../../backstop/fund-draw.ts'
import type { HoldReason, HoldVerdict, ReviewRefusal } from '../../backstop/gain-escrow.ts'
import type { ClaimRefusal } from '../../backstop/guarantee-claim.ts'
import type { CoverRefusal } from '../../backstop/loss-guarantee.ts'
import type { PaymentRefusal } from '../../backstop/support-loan.ts'
import type { FacilityInput } from './facility-input.ts'

/** What is wrong with a request before a facility looks at it, in order of precedence. */
export type RequestRefusalReason = 'facilityOff' | 'accountUnknown' | 'assetUnknown' | 'amountNotWhole' | 'pledgeNotThere'

/** Why a seed was not taken, in order of precedence. */
export type SeedRefusalReason = 'facilityOff' | 'otherEpoch' | 'seedNotCommitted'

/** What was concluded of requests to the facilities. A cover, a loan and a hold are called by the decision that made them. */
export type FacilityDecisionBody = Readonly<
  | { kind: 'requestRefused'; request: FacilityInput['kind']; reason: RequestRefusalReason; account?: string; subject?: string }
  | {
      kind: 'coverSold'
      account: string
      group: string
      window: number
      from: TimeUs
      until: TimeUs
      cap: Amount
      premium: Amount
    }
  | { kind: 'coverRefused'; account: string; wanted: Amount; reason: CoverRefusal['reason']; available?: Amount; until?: TimeUs }
  | { kind: 'coverEnded'; account: string; cover: string; released: Amount; premium: Amount }
  | { kind: 'claimPaid'; account: string; cover: string; trades: readonly string[]; lost: Amount; paid: Amount }
  | { kind: 'claimRefused'; account: string; cover: string; reason: ClaimRefusal['reason']; trade?: string; until?: TimeUs }
  | { kind: 'loanGranted'; account: string; lent: Amount; pledged: readonly Amount[]; yearlyRate: number; dueAt: TimeUs }
  | { kind: 'loanRefused'; account: string; wanted: Amount; reason: LoanRefusal['reason']; available?: Amount; until?: TimeUs }
  | { kind: 'loanReduced'; account: string; loan: string; interest: Amount; principal: Amount; left: Amount; isOver: boolean }
  | { kind: 'repaymentRefused'; account: string; wanted: Amount; reason: PaymentRefusal['reason'] | 'notThere'; available?: Amount }
  | { kind: 'loanCalled'; account: string; loan: string; shortBy: Amount; dueAt: TimeUs }
  | { kind: 'loanCallMet'; account: string; loan: string }
  | { kind: 'loanDefaulted'; account: string; loan: string; why: LoanDefault; principal: Amount; interest: Amount }
  | {
      kind: 'loanRecovered'
      account: string
      loan: string
      taken: readonly Amount[]
      brought: Amount
      principal: Amount
      interest: Amount
      /** Principal that nobody paid: the fund's loss. */
      lost: Amount
    }
  | { kind: 'fundDrawn'; by: string; account: string; event: string; drawn: Amount; uncovered: Amount }
  | {
      kind: 'drawRefused'
      by: string
      event: string
      wanted: Amount
      reason: DrawRefusal['reason']
      available?: Amount
      until?: TimeUs
    }
  | {
      kind: 'gainHeld'
      account: string
      event: string
      hold: string
      why: HoldReason
      trades: readonly string[]
      held: Amount
      reviewUntil: TimeUs
    }
  /** Held gains paid what their owner owed before they were paid out or kept. */
  | { kind: 'heldGainPaid'; account: string; hold: string; paid: Amount; left: Amount }
  | { kind: 'gainDecided'; account: string; hold: string; verdict: HoldVerdict; decided: Amount; by?: string; reason?: string }
  | { kind: 'reviewRefused'; by: string; hold: string; reason: ReviewRefusal['reason'] }
  | {
      kind: 'activationRandomised'
      epoch: number
      /** The highest score of the activation so far, and the probability that a threshold would be at most that. */
      score: number
      propensity: number
      activated: boolean
      /** Whether there was a seed; without one a facility acts, with probability 1. */
      seeded: boolean
    }
  | { kind: 'thresholdSeedTaken'; epoch: number }
  | { kind: 'thresholdSeedRefused'; epoch: number; reason: SeedRefusalReason }
>
