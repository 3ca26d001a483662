import { contributionAccount, insuranceFundAccount, ownMoneyAccount } from '../../accounting/loss-chart.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import type { Ledger } from '../../ledger/account.ts'
import { availableOf, balanceOf } from '../../ledger/balance.ts'
import { emptyMember, type LossMember, type LossResources } from '../../waterfall/layers/loss-resources.ts'
import { isRunning } from '../../waterfall/layers/capped-period.ts'
import { groupOf } from '../margin/group-of.ts'
import type { MarginState } from '../margin/margin-state.ts'
import type { EngineState } from '../state.ts'
import { tranchesOf, type WaterfallPolicy } from './waterfall-policy.ts'
import type { Contributor, WaterfallState } from './waterfall-state.ts'

/**
 * What no layer has covered yet, of all losses, in minor units.
 *
 * @example
 * uncoveredMinor(state.ledger, 'USDT') // 0n
 */
export function uncoveredMinor(ledger: Ledger, asset: string): bigint {
  return -balanceOf(ledger, houseAccounts(asset).shortfall)
}

/**
 * What a member's part of the mutual fund holds, in minor units; 0 for an account that never paid into it.
 *
 * @example
 * contributionOf(state.ledger, 'fund-7')
 */
export function contributionOf(ledger: Ledger, account: string): bigint {
  const id = contributionAccount(account)
  return ledger.accounts.has(id) ? balanceOf(ledger, id) : 0n
}

/**
 * Everything that could pay for a deficit of `account`, as it stands now. What the account itself pledged is gone by then: it was taken before the
 * rest was called a shortfall.
 *
 * @example
 * resourcesOf(state, waterfall, { account: 'fund-7', event: '1204:3' })
 */
export function resourcesOf(
  state: EngineState,
  policy: WaterfallPolicy,
  deficit: Readonly<{ account: string; event: string }>,
): LossResources {
  const { ledger, margin, waterfall } = state
  const asset = margin?.settlement.asset ?? ''
  const held = (id: string): bigint => (ledger.accounts.has(id) ? availableOf(ledger, id) : 0n)
  const bidders = state.auctions?.closings.get(deficit.event)?.bidders ?? []
  const members = [...(waterfall?.contributors ?? [])].flatMap(([account, contributor]): readonly LossMember[] => {
    if (account === deficit.account || margin === undefined || waterfall === undefined) return []
    const hasBid = bidders.includes(groupOf(margin, account))
    return [{ ...emptyMember(account), ...contributed(state, waterfall, { account, contributor }), hasBid }]
  })
  return {
    defaulterMargin: 0n,
    defaulterContribution: contributionOf(ledger, deficit.account),
    ownMoney: new Map(tranchesOf(policy).map(({ tranche }) => [tranche, held(ownMoneyAccount(tranche, asset))])),
    insuranceFund: held(insuranceFundAccount(asset)),
    providerTakeover: 0n,
    members,
  }
}

type Contributed = Pick<LossMember, 'contribution' | 'assessmentBase' | 'assessedInPeriod' | 'hasLeft'>

/** In a running capped period a member stands with what it had contributed when the period began, and is bound by it even if it has left since. */
function contributed(
  state: EngineState,
  { period }: WaterfallState,
  { account, contributor }: Readonly<{ account: string; contributor: Contributor }>,
): Contributed {
  const contribution = contributionOf(state.ledger, account)
  const { baseMinor, assessedMinor, leftAt } = contributor
  if (period === undefined || !isRunning(period, state.at)) {
    return { contribution, assessmentBase: contribution, assessedInPeriod: 0n, hasLeft: leftAt !== undefined }
  }
  const hasLeft = leftAt !== undefined && leftAt < period.startedAt
  return { contribution, assessmentBase: baseMinor, assessedInPeriod: assessedMinor, hasLeft }
}

/**
 * All that members could withdraw in the settlement asset, in minor units. It looks at every account, so it is asked only while a loss is uncovered.
 *
 * @example
 * balancesMinor(state.ledger, margin)
 */
export function balancesMinor(ledger: Ledger, margin: MarginState): bigint {
  let sum = 0n
  for (const member of margin.members.keys()) sum += balanceOf(ledger, memberAccounts(member).cash)
  return sum
}
