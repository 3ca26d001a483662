import type { TimeUs } from '../../base/time.ts'
import type { Evidence } from '../../backstop/guarantee-claim.ts'

/** An account asks for cover of the next window, its cap in minor units as text. */
export type GuaranteeBought = Readonly<{ kind: 'guaranteeBought'; at: TimeUs; account: string; capMinor: string }>

/** An account claims on its cover; `cover` is the decision that sold it, each trade the decision that accepted it. */
export type ClaimFiled = Readonly<{ kind: 'claimFiled'; at: TimeUs; account: string; cover: string; evidence: readonly Evidence[] }>

/** Collateral offered for a loan, in minor units as text. */
export type OfferedPledge = Readonly<{ asset: string; minor: string }>

/** An account asks for a loan against collateral it holds, in minor units as text. */
export type LoanRequested = Readonly<{
  kind: 'loanRequested'
  at: TimeUs
  account: string
  wantedMinor: string
  pledges: readonly OfferedPledge[]
}>

/** An account pays on its loans out of its cash, the most senior first, in minor units as text. */
export type LoanRepaid = Readonly<{ kind: 'loanRepaid'; at: TimeUs; account: string; minor: string }>

/** A draw on the fund is asked for, for what a loss event left unpaid, in minor units as text. */
export type DrawRequested = Readonly<{ kind: 'drawRequested'; at: TimeUs; by: string; event: string; wantedMinor: string }>

/** An operator ends the review of gains that are held. */
export type ReviewDecided = Readonly<{
  kind: 'reviewDecided'
  at: TimeUs
  by: string
  hold: string
  verdict: 'released' | 'kept'
  reason: string
}>

/** The seed of an epoch of committed thresholds, kept secret until the epoch is over. */
export type ThresholdSeedGiven = Readonly<{ kind: 'thresholdSeedGiven'; at: TimeUs; epoch: number; seed: string }>

/** What is asked of the facilities. */
export type FacilityInput = GuaranteeBought | ClaimFiled | LoanRequested | LoanRepaid | DrawRequested | ReviewDecided | ThresholdSeedGiven
