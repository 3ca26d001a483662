import type { SupportTerms } from '../src/backstop/collateral-support.ts'
import { durationUs, timeUs } from '../src/base/time.ts'

/** Epochs of 1,000 microseconds from 10,000 on, loans of 5,000; nine tenths of the collateral are lent, a call comes beyond all of it. */
export const supportTerms: SupportTerms = {
  startedAt: timeUs(10_000),
  epochFor: durationUs(1_000),
  price: { markupBps: 300n, scarcityBps: 700n },
  termFor: durationUs(5_000),
  callDueFor: durationUs(100),
  callAtBps: 10_000n,
  lendAtBps: 9_000n,
  equityAtLeastBps: 2_000n,
  seniority: 1,
  budgetMinor: 2_000n,
  perBeneficiaryMinor: 900n,
  perGroupMinor: 1_200n,
  perEpochMinor: 1_500n,
  coolDownFor: durationUs(700),
}
