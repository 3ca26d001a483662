import { carriedAccount, houseOpenings } from '../../accounting/member-chart.ts'
import { assertNever, invariant } from '../../base/assert.ts'
import { openAccount } from '../../ledger/account.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { Policy } from '../policy.ts'
import type { EngineState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { dueToFollow } from './charge-member.ts'
import { listMarket, takeContract } from './list-contract.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { createMarginState, type MarginState, type MemberState } from './margin-state.ts'
import type { MemberInput } from './member-input.ts'
import { openMember } from './open-member.ts'
import { loseOrder } from './reduce-position.ts'
import { startResting } from './rest-member.ts'
import { refuseInput } from './refuse-input.ts'
import { reviewMember } from './review-member.ts'
import { takeFunding, takeSettlement } from './settle-contract.ts'
import { takeMarks } from './take-marks.ts'
import { takeDeposit, takeWithdrawal } from './take-money.ts'
import { takeOrders, takeTrade } from './take-trade.ts'

/**
 * Starts margin for a run: the settlement asset is the quote of its first market, the house's accounts are opened, and each linear market in
 * that asset is listed as a contract. Nothing without a margin policy.
 *
 * @example
 * startMargin(state, policy, instruments)
 */
export function startMargin(state: EngineState, policy: Policy, instruments: readonly Instrument[]): void {
  const [first] = instruments
  if (policy.margin === undefined || first === undefined) return
  const margin = createMarginState({ asset: first.quote, decimals: first.quoteDecimals })
  const collateral = policy.margin.collateral.map((terms) => terms.asset)
  for (const opening of houseOpenings(first.quote, collateral)) {
    invariant(openAccount(state.ledger, opening).ok, "the house's accounts are opened once")
  }
  for (const instrument of instruments) listMarket(margin, instrument)
  if (policy.margin.speedLimit !== undefined) startCarrying(state, margin)
  if (policy.margin.liquidityCoverage !== undefined) margin.coverage = { samples: new Map(), owners: new Map() }
  startResting(margin, policy.margin)
  state.margin = margin
}

/** The reserve stands for what a speed limit keeps from being charged. */
function startCarrying(state: EngineState, margin: MarginState): void {
  const { asset } = margin.settlement
  const opened = openAccount(state.ledger, { id: carriedAccount(asset), asset, mustStayInCredit: false })
  invariant(opened.ok, 'the account of what is carried is opened once')
  margin.carried = { totalMinor: 0n, accounts: [], reservationId: '' }
}

/**
 * Takes in what members, their venues and their banks tell. What makes no sense is refused by a decision; nothing throws.
 *
 * @example
 * takeMemberInput(turn, input, policy)
 */
export function takeMemberInput(turn: Turn, input: MemberInput, policy: Policy): void {
  const { margin } = turn.state
  if (margin === undefined || policy.margin === undefined) return refuseInput(turn, input.kind, { reason: 'marginOff' })
  switch (input.kind) {
    case 'contractListed':
      return takeContract(turn, margin, input)
    case 'marksChanged':
      return takeMarks(turn, margin, input, policy.margin)
    case 'accountOpened':
      return openMember(turn, margin, input, policy.margin)
    case 'fundingSettled':
      return takeFunding(turn, margin, input, policy.margin)
    case 'contractSettled':
      return takeSettlement(turn, margin, input, policy.margin)
    case 'depositConfirmed':
    case 'withdrawalRequested':
    case 'positionChanged':
    case 'ordersChanged':
      return takeAccountInput(turn, margin, input, policy.margin)
    default:
      return assertNever(input)
  }
}

/**
 * Lets time work on margin: calls fall due, orders are lost, liquidations take their next step, charges follow what is asked.
 *
 * @example
 * tickMargin(turn, margin, policy.margin)
 */
export function tickMargin(turn: Turn, margin: MarginState, policy: MarginPolicy): void {
  // A copy, as a review may take the account off the list.
  for (const name of [...margin.attended]) {
    const member = margin.members.get(name)
    if (member === undefined) continue
    const at = { turn, margin, member }
    if (!loseOrder(at, policy) && isDue(member, turn)) reviewMember(at, policy)
  }
  for (const name of dueToFollow(margin, turn.at, policy)) {
    const member = margin.members.get(name)
    if (member !== undefined) reviewMember({ turn, margin, member }, policy)
  }
}

type AccountInput = Extract<MemberInput, { account: string }>

function takeAccountInput(
  turn: Turn,
  margin: MarginState,
  input: Exclude<AccountInput, { kind: 'accountOpened' }>,
  policy: MarginPolicy,
): void {
  const member = margin.members.get(input.account)
  if (member === undefined) return refuseInput(turn, input.kind, { reason: 'accountUnknown', account: input.account })
  const at = { turn, margin, member }
  switch (input.kind) {
    case 'depositConfirmed':
      return takeDeposit(at, input, policy)
    case 'withdrawalRequested':
      return takeWithdrawal(at, input, policy)
    case 'positionChanged':
      return takeTrade(at, input, policy)
    case 'ordersChanged':
      return takeOrders(at, input, policy)
    default:
      return assertNever(input)
  }
}

function isDue({ call, liquidation }: MemberState, turn: Turn): boolean {
  if (liquidation !== undefined) return liquidation.orderId === undefined && turn.at >= liquidation.nextAt
  return call !== undefined && turn.at > call.dueAt
}
