import { collateralAccount } from '../../accounting/member-chart.ts'
import { collateralPostings, depositPostings, withdrawalPostings } from '../../accounting/member-postings.ts'
import { amount } from '../../base/amount.ts'
import { invariant } from '../../base/assert.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { openAccount } from '../../ledger/account.ts'
import { availableOf } from '../../ledger/balance.ts'
import { gradeTolerated } from '../../market/price-grade.ts'
import { cutWithdrawal } from '../loss/cut-withdrawal.ts'
import { withdrawalsHeld } from '../loss/hold-withdrawals.ts'
import { bookPostings, recordDecision } from '../turn.ts'
import { assessMember, carriesRisk, figuresOf, type Supposed } from './assess-member.ts'
import { beforeChange } from './charge-member.ts'
import { indexMember } from './index-accounts.ts'
import type { MarginFigures, WithdrawalRefusalReason } from './margin-decision.ts'
import type { MarginPolicy } from './margin-policy.ts'
import type { MarginState } from './margin-state.ts'
import { unbelieved, worstPriceOf } from './mark-grades.ts'
import { bookFor, booksOf, type MemberTurn } from './member-books.ts'
import type { DepositConfirmed, WithdrawalRequested } from './member-input.ts'
import { positiveMinor, refuseInput } from './refuse-input.ts'
import { reviewMember } from './review-member.ts'
import { standingRefusal } from './take-trade.ts'

/**
 * Books money that has arrived; collateral only while its price is believed. Settlement money pays what is owed first, and counts towards an open call.
 *
 * @example
 * takeDeposit({ turn, margin, member }, input, policy.margin)
 */
export function takeDeposit(at: MemberTurn, input: DepositConfirmed, policy: MarginPolicy): void {
  const { turn, margin, member } = at
  const minor = moneyOf(at, input, policy)
  if (minor === undefined) return
  const { account, asset } = input
  const found = asset === margin.settlement.asset ? undefined : unbelieved(margin, asset)
  if (found !== undefined) return refuseInput(turn, input.kind, { reason: 'priceNotBelieved', account, subject: asset, found })
  beforeChange(at, policy)
  const transfers = bringMoney(at, asset, minor)
  if (asset === margin.settlement.asset && member.call !== undefined) member.call.paidMinor += minor
  indexMember(margin, member, policy)
  recordDecision(turn, { transfers, body: { kind: 'depositBooked', account, deposited: amount(asset, minor) } })
  reviewMember(at, policy)
}

/**
 * Books money of the settlement asset or collateral into an account.
 *
 * @returns The transfers' ids.
 *
 * @example
 * bringMoney(at, 'USDT', 25_000_000n)
 */
export function bringMoney(at: MemberTurn, asset: string, minor: bigint): readonly string[] {
  const { turn, margin, member } = at
  if (asset === margin.settlement.asset) return bookFor(at, (books) => depositPostings(books, minor))
  openCollateral(at, asset)
  return bookPostings(turn, collateralPostings(member.id, asset, minor))
}

/**
 * Whether members may hold money of an asset: the settlement asset, or collateral of the policy.
 *
 * @example
 * isAsset(margin, policy.margin, 'BTC') // true
 */
export function isAsset(margin: MarginState, policy: MarginPolicy, asset: string): boolean {
  return asset === margin.settlement.asset || policy.collateral.some((terms) => terms.asset === asset)
}

/**
 * Pays money out when it is there, free, and initial margin is met without it, as the model asks: the fund does not carry margin so that money
 * may leave. Not on prices that are not believed enough for it.
 *
 * @example
 * takeWithdrawal({ turn, margin, member }, input, policy.margin)
 */
export function takeWithdrawal(at: MemberTurn, input: WithdrawalRequested, policy: MarginPolicy): void {
  const { turn, margin } = at
  const minor = moneyOf(at, input, policy)
  if (minor === undefined) return
  const { account, asset } = input
  const refusal = withdrawalRefusal(at, { asset, minor }, policy)
  const wanted = amount(asset, minor)
  if (refusal !== undefined) return void recordDecision(turn, { body: { kind: 'withdrawalRefused', account, wanted, ...refusal } })
  beforeChange(at, policy)
  const paid = asset === margin.settlement.asset ? minor - cutWithdrawal(at, minor) : minor
  const transfers =
    asset === margin.settlement.asset
      ? bookFor(at, (books) => withdrawalPostings(books, paid))
      : bookPostings(turn, collateralPostings(account, asset, -paid))
  recordDecision(turn, { transfers, body: { kind: 'withdrawalPaid', account, withdrawn: amount(asset, paid) } })
  reviewMember(at, policy)
}

function moneyOf(at: MemberTurn, input: DepositConfirmed | WithdrawalRequested, policy: MarginPolicy): bigint | undefined {
  const { turn, margin } = at
  const { account, asset } = input
  const isKnown = isAsset(margin, policy, asset)
  const minor = positiveMinor(input.minor)
  if (!isKnown) refuseInput(turn, input.kind, { reason: 'assetUnknown', account, subject: asset })
  else if (minor === undefined) {
    refuseInput(turn, input.kind, { reason: 'amountNotPositive', account, subject: asset, found: input.minor })
  }
  return isKnown ? minor : undefined
}

function openCollateral({ turn, member }: MemberTurn, asset: string): void {
  if (member.assets.includes(asset)) return
  member.assets.push(asset)
  const opened = openAccount(turn.state.ledger, { id: collateralAccount(member.id, asset), asset, mustStayInCredit: true })
  invariant(opened.ok, "a member's collateral account is opened once")
}

type Wanted = Readonly<{ asset: string; minor: bigint }>
type Refusal = Readonly<{ why: WithdrawalRefusalReason; figures?: MarginFigures }>

function withdrawalRefusal(at: MemberTurn, wanted: Wanted, policy: MarginPolicy): Refusal | undefined {
  const { turn, margin, member } = at
  const standing = standingRefusal(member)
  if (standing !== undefined) return { why: standing }
  if (wanted.minor > freeOf(at, wanted.asset)) return { why: 'notThere' }
  if (withdrawalsHeld(turn.state)) return { why: 'insolventAuctions' }
  if (!carriesRisk(turn.state, margin, member)) return undefined
  const assessed = assessMember(turn.state, margin, member, without(at, wanted, policy))
  if (!assessed.ok) return { why: 'unknown' }
  if (!gradeTolerated('withdraw', worstPriceOf(margin, member, { policy }))) return { why: 'markNotBelieved' }
  const figures = figuresOf(assessed.value)
  return figures.equity < figures.initialMargin ? { why: 'initialMargin', figures } : undefined
}

function freeOf(at: MemberTurn, asset: string): bigint {
  const { turn, margin, member } = at
  if (asset === margin.settlement.asset) return booksOf(at).available
  return member.assets.includes(asset) ? availableOf(turn.state.ledger, collateralAccount(member.id, asset)) : 0n
}

function without({ margin }: MemberTurn, { asset, minor }: Wanted, policy: MarginPolicy): Supposed {
  if (asset === margin.settlement.asset) return { cash: -(Number(minor) / powerOfTen(margin.settlement.decimals)) }
  const decimals = policy.collateral.find((terms) => terms.asset === asset)?.decimals ?? 0
  return { collateral: { asset, amount: -(Number(minor) / powerOfTen(decimals)) } }
}
