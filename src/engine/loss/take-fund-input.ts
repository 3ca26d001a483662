import { fundRevenueReceivedPostings, fundStakedPostings } from '../../accounting/fund-postings.ts'
import { assertNever } from '../../base/assert.ts'
import { later } from '../../base/time.ts'
import { rebaseStake } from '../../waterfall/shares/rebase.ts'
import { minorForShares } from '../../waterfall/shares/share-value.ts'
import { newStake, type Stake } from '../../waterfall/shares/staked-fund.ts'
import { stakeInFund } from '../../waterfall/shares/staking.ts'
import { cancelUnstake, requestUnstake } from '../../waterfall/shares/unstaking.ts'
import { wholeToMinor } from '../books.ts'
import { isAccountName, positiveMinor } from '../margin/refuse-input.ts'
import type { Policy } from '../policy.ts'
import { bookPostings, recordDecision, type Turn } from '../turn.ts'
import { reviewFund, settleExit } from './advance-fund.ts'
import { followVault, fundAmount, openLossOf, revenueOf, vaultOf, type FundTurn } from './fund-books.ts'
import type { FundRefusalReason } from './fund-decision.ts'
import type { FundInput, FundRevenueReceived, FundStaked, UnstakeCancelled, UnstakeClaimed, UnstakeRequested } from './fund-input.ts'
import type { FundState } from './fund-state.ts'

/**
 * Takes in what stakers and those who pay the fund tell. What makes no sense is refused by a decision; nothing throws.
 *
 * @example
 * takeFundInput(turn, input, policy)
 */
export function takeFundInput(turn: Turn, input: FundInput, policy: Policy): void {
  const { fund } = turn.state
  if (fund === undefined || policy.fundShares === undefined) return refuseFund(turn, input, 'fundSharesOff')
  const at = { turn, fund, policy: policy.fundShares }
  followVault(at)
  takeOne(at, input)
  reviewFund(at)
}

function takeOne(at: FundTurn, input: FundInput): void {
  switch (input.kind) {
    case 'fundStaked':
      return takeStake(at, input)
    case 'unstakeRequested':
      return takeRequest(at, input)
    case 'unstakeCancelled':
      return takeCancel(at, input)
    case 'unstakeClaimed':
      return takeClaim(at, input)
    case 'fundRevenueReceived':
      return takeRevenue(at, input)
    default:
      return assertNever(input)
  }
}

type RefusalDetails = Readonly<{ found?: string; until?: FundTurn['turn']['at'] }>

/** Concludes that an input is not taken, and why. Nothing else changes. */
function refuseFund(turn: Turn, input: FundInput, reason: FundRefusalReason, details: RefusalDetails = {}): void {
  const staker = 'staker' in input ? { staker: input.staker } : {}
  recordDecision(turn, { body: { kind: 'fundInputRefused', input: input.kind, reason, ...staker, ...details } })
}

function takeStake(at: FundTurn, input: FundStaked): void {
  const { turn, fund, policy } = at
  const { staker } = input
  if (!isAccountName(staker)) return refuseFund(turn, input, 'nameNotAllowed')
  const minor = positiveMinor(input.minor)
  if (minor === undefined) return refuseFund(turn, input, 'amountNotPositive', { found: input.minor })
  if (minor < wholeToMinor(policy.leastStake, fund.decimals)) return refuseFund(turn, input, 'belowLeastStake', { found: input.minor })
  const event = openLossOf(turn.state)
  if (event !== undefined) return refuseFund(turn, input, 'lossOpen', { found: event })
  const staked = stakeInFund({ fund: fund.shares, stake: stakeOf(fund, staker) }, minor, vaultOf(turn.state, fund))
  if (!staked.ok) return refuseFund(turn, input, staked.refusal.kind)
  const { bought, stake } = staked.value
  if (bought === 0n) return refuseFund(turn, input, 'buysNoShare', { found: input.minor })
  fund.shares = staked.value.fund
  fund.stakes.set(staker, stake)
  const transfers = bookPostings(turn, fundStakedPostings(fund.asset, minor))
  const body = { kind: 'fundStaked', staked: fundAmount(fund, minor), bought: String(bought) } as const
  recordDecision(turn, { transfers, body: { ...body, ...afterOf(at, staker) } })
}

function takeRequest(at: FundTurn, input: UnstakeRequested): void {
  const { turn, fund, policy } = at
  const { staker } = input
  const asked = input.shares === undefined ? undefined : positiveMinor(input.shares)
  if (input.shares !== undefined && asked === undefined) return refuseFund(turn, input, 'sharesNotWhole', { found: input.shares })
  if (!fund.stakes.has(staker)) return refuseFund(turn, input, 'nothingStaked')
  const before = { fund: fund.shares, stake: stakeOf(fund, staker) }
  const shares = asked ?? before.stake.shares
  const requested = requestUnstake(before, { shares, at: turn.at }, vaultOf(turn.state, fund))
  if (!requested.ok) {
    const found = requested.refusal.kind === 'moreThanHeld' ? { found: String(requested.refusal.held) } : {}
    return refuseFund(turn, input, requested.refusal.kind, found)
  }
  // An earlier request that a rebase rounded to nothing still stands in the queue.
  leaveQueue(fund, staker)
  fund.stakes.set(staker, requested.value.stake)
  fund.queuedShares += shares
  const until = later(turn.at, policy.coolDownFor)
  const worth = fundAmount(fund, requested.value.stake.request?.minor ?? 0n)
  const body = { kind: 'unstakeRequested', shares: String(shares), worth, until } as const
  const request = recordDecision(turn, { body: { ...body, ...afterOf(at, staker) } })
  fund.queue.push({ staker, request, until, held: false })
}

function takeCancel(at: FundTurn, input: UnstakeCancelled): void {
  const { turn, fund } = at
  const { staker } = input
  if (!fund.stakes.has(staker)) return refuseFund(turn, input, 'nothingStaked')
  const before = stakeOf(fund, staker)
  const vault = vaultOf(turn.state, fund)
  const cancelled = cancelUnstake({ fund: fund.shares, stake: before }, vault)
  if (!cancelled.ok || before.request === undefined) return refuseFund(turn, input, 'nothingRequested')
  const { forfeited } = cancelled.value
  const kept = minorForShares(before.request.shares - forfeited, fund.shares.totalShares - forfeited, vault)
  // Where others hold next to nothing, what is bought anew is counted in shares that are each worth much.
  if (forfeited > 0n && kept * 1_000n < before.request.minor * 999n) return refuseFund(turn, input, 'forfeitureTooCoarse')
  const request = leaveQueue(fund, staker)
  fund.queuedShares = fund.queue.length === 0 ? 0n : fund.queuedShares - before.request.shares
  fund.shares = cancelled.value.fund
  fund.stakes.set(staker, cancelled.value.stake)
  const body = { kind: 'unstakeCancelled', request, forfeited: String(forfeited) } as const
  recordDecision(turn, { body: { ...body, ...afterOf(at, staker) } })
}

function takeClaim(at: FundTurn, input: UnstakeClaimed): void {
  const { turn, fund } = at
  if (!fund.stakes.has(input.staker)) return refuseFund(turn, input, 'nothingStaked')
  const exit = fund.queue.find(({ staker }) => staker === input.staker)
  if (exit === undefined) return refuseFund(turn, input, 'nothingRequested')
  if (turn.at < exit.until) return refuseFund(turn, input, 'coolingDown', { until: exit.until })
  const event = openLossOf(turn.state)
  if (event !== undefined) return refuseFund(turn, input, 'lossOpen', { found: event })
  leaveQueue(fund, input.staker)
  settleExit(at, exit)
}

function takeRevenue({ turn, fund, policy }: FundTurn, input: FundRevenueReceived): void {
  const minor = positiveMinor(input.minor)
  if (minor === undefined) return refuseFund(turn, input, 'amountNotPositive', { found: input.minor })
  if (policy.revenue === undefined) return refuseFund(turn, input, 'revenueOff')
  const transfers = bookPostings(turn, fundRevenueReceivedPostings(fund.asset, minor))
  const waiting = fundAmount(fund, revenueOf(turn.state, fund))
  recordDecision(turn, { transfers, body: { kind: 'fundRevenueBooked', received: fundAmount(fund, minor), waiting } })
}

/** As it is counted today; of who has none, empty. */
function stakeOf(fund: FundState, staker: string): Stake {
  return rebaseStake(fund.stakes.get(staker) ?? newStake(fund.shares), fund.shares)
}

/** Takes an exit out of the queue; its id, or nothing where there was none. */
function leaveQueue({ queue }: FundState, staker: string): string {
  const place = queue.findIndex((exit) => exit.staker === staker)
  const [exit] = place === -1 ? [] : queue.splice(place, 1)
  return exit?.request ?? ''
}

function afterOf({ turn, fund }: FundTurn, staker: string) {
  return { staker, held: String(stakeOf(fund, staker).shares), fund: fundAmount(fund, vaultOf(turn.state, fund)) }
}
