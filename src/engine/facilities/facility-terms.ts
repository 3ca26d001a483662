import type { SupportTerms } from '../../backstop/collateral-support.ts'
import type { DrawTerms } from '../../backstop/fund-draw.ts'
import type { GuaranteeTerms } from '../../backstop/loss-guarantee.ts'
import type { TimeUs } from '../../base/time.ts'
import { wholeToMinor } from '../books.ts'
import type { CollateralSupportPolicy, FundDrawPolicy, LossGuaranteePolicy } from './facility-policy.ts'

/** What turns whole units of a policy into terms: when the run started, and the decimals of its settlement asset. */
export type TermsBase = Readonly<{ startedAt: TimeUs; decimals: number }>

/**
 * The terms of guarantees in minor units.
 *
 * @example
 * guaranteeTermsOf(policy.lossGuarantee, { startedAt, decimals: 6 }).deductibleMinor // 100_000_000n
 */
export function guaranteeTermsOf(policy: LossGuaranteePolicy, { startedAt, decimals }: TermsBase): GuaranteeTerms {
  const { windowFor, leadFor, claimFor, coolDownFor, farBps } = policy
  return {
    startedAt,
    windowFor,
    leadFor,
    claimFor,
    coolDownFor,
    farBps,
    price: { markupBps: BigInt(policy.premiumBps), scarcityBps: BigInt(policy.scarcityBps) },
    deductibleMinor: wholeToMinor(policy.deductible, decimals),
    coveredBps: BigInt(policy.coveredBps),
    perWindowMinor: wholeToMinor(policy.perWindow, decimals),
    perBeneficiaryMinor: wholeToMinor(policy.perAccount, decimals),
    perGroupMinor: wholeToMinor(policy.perGroup, decimals),
  }
}

/**
 * The terms of loans in minor units.
 *
 * @example
 * supportTermsOf(policy.collateralSupport, { startedAt, decimals: 6 }).budgetMinor // 5_000_000_000_000n
 */
export function supportTermsOf(policy: CollateralSupportPolicy, { startedAt, decimals }: TermsBase): SupportTerms {
  const { epochFor, termFor, callDueFor, coolDownFor, seniority } = policy
  return {
    startedAt,
    epochFor,
    termFor,
    callDueFor,
    coolDownFor,
    seniority,
    price: { markupBps: BigInt(policy.markupBps), scarcityBps: BigInt(policy.scarcityBps) },
    lendAtBps: BigInt(policy.lendAtBps),
    callAtBps: BigInt(policy.callAtBps),
    equityAtLeastBps: BigInt(policy.equityAtLeastBps),
    budgetMinor: wholeToMinor(policy.budget, decimals),
    perBeneficiaryMinor: wholeToMinor(policy.perAccount, decimals),
    perGroupMinor: wholeToMinor(policy.perGroup, decimals),
    perEpochMinor: wholeToMinor(policy.perEpoch, decimals),
  }
}

/**
 * The terms of draws in minor units.
 *
 * @example
 * drawTermsOf(policy.fundDraw, { startedAt, decimals: 6 }).perEventMinor // 1_000_000_000_000n
 */
export function drawTermsOf(policy: FundDrawPolicy, { startedAt, decimals }: TermsBase): DrawTerms {
  return {
    startedAt,
    epochFor: policy.epochFor,
    coolDownFor: policy.coolDownFor,
    perEventMinor: wholeToMinor(policy.perEvent, decimals),
    perBeneficiaryMinor: wholeToMinor(policy.perAccount, decimals),
    perGroupMinor: wholeToMinor(policy.perGroup, decimals),
    perEpochMinor: wholeToMinor(policy.perEpoch, decimals),
  }
}
