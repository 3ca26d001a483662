import type { Hash } from '../../base/hash.ts'
import type { DurationUs } from '../../base/time.ts'
import type { ThresholdDistribution } from '../../trigger/committed-threshold.ts'

/** Guarantee of counterparties. Amounts in whole units of the settlement asset; the rest as in `GuaranteeTerms`. */
export type LossGuaranteePolicy = Readonly<{
  windowFor: DurationUs
  leadFor: DurationUs
  claimFor: DurationUs
  premiumBps: number
  scarcityBps: number
  deductible: number
  coveredBps: number
  farBps: number
  perWindow: number
  perAccount: number
  perGroup: number
  coolDownFor: DurationUs
}>

/** Loans against collateral. Amounts in whole units of the settlement asset; the rest as in `SupportTerms`. */
export type CollateralSupportPolicy = Readonly<{
  /** Assets that are lent on, of those the margin section prices, and the fraction of their value that is not. */
  collateral: readonly Readonly<{ asset: string; haircut: number }>[]
  epochFor: DurationUs
  /** What the market asks for a year in calm times, and what is added to it. */
  marketBps: number
  markupBps: number
  scarcityBps: number
  termFor: DurationUs
  callDueFor: DurationUs
  lendAtBps: number
  callAtBps: number
  equityAtLeastBps: number
  seniority: number
  budget: number
  perAccount: number
  perGroup: number
  perEpoch: number
  coolDownFor: DurationUs
}>

/** Draws on the fund, and the review of who won from them. Amounts in whole units of the settlement asset. */
export type FundDrawPolicy = Readonly<{
  epochFor: DurationUs
  perEvent: number
  perAccount: number
  perGroup: number
  perEpoch: number
  coolDownFor: DurationUs
  farBps: number
  reviewFor: DurationUs
}>

/**
 * Activation at thresholds that were committed to and are drawn anew each epoch. A facility whose trigger is active acts once the trigger's score
 * reaches the threshold of the epoch the trigger became active in.
 */
export type RandomisedPolicy = Readonly<{
  epochFor: DurationUs
  epochs: number
  commitment: Hash
  distribution: ThresholdDistribution
  /** The secret itself, for simulations: whoever reads the policy knows every threshold. */
  root?: Hash
}>
