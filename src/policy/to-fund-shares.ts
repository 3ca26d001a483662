import { seconds } from '../base/time.ts'
import type { FundSharesPolicy } from '../engine/loss/fund-policy.ts'
import type { FundSharesFile } from './fund-shares-schema.ts'

/**
 * The fund-shares section in core units.
 *
 * @example
 * toFundShares(file.fundShares).exitQueue.onIceFromBps // 3000
 */
export function toFundShares({ coolDownDays, leastStake, revenue, exitQueue }: FundSharesFile): FundSharesPolicy {
  return {
    coolDownFor: seconds(coolDownDays * 86_400),
    leastStake,
    ...(revenue && {
      revenue: {
        largestPartBps: bpsOf(revenue.largestPartPercent),
        yearlyCapBps: bpsOf(revenue.yearlyCapPercent),
        settleEvery: seconds(revenue.settleEverySeconds),
        housePartBps: bpsOf(revenue.housePartPercent),
      },
    }),
    exitQueue: {
      onIceFromBps: bpsOf(exitQueue.onIceFromPercent),
      frozenFromBps: bpsOf(exitQueue.frozenFromPercent),
      leastFund: exitQueue.leastFund,
    },
  }
}

/** A hundredth of a per cent is the finest there is. */
function bpsOf(percent: number): number {
  return Math.round(percent * 100)
}
