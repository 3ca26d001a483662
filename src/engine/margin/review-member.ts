import { lockPostings, unlockPostings } from '../../accounting/member-postings.ts'
import { elapsedUs, later, timeUs } from '../../base/time.ts'
import type { MarginRefusal } from '../../margin/account/margin-refusal.ts'
import { gradeTolerated } from '../../market/price-grade.ts'
import { recordDecision } from '../turn.ts'
import { assessMember, carriesRisk, evidenceOf, figuresOf, quietEquity, type Assessed } from './assess-member.ts'
import { releaseCharge } from './book-carried.ts'
import { chargeMember } from './charge-member.ts'
import { endLiquidation, startLiquidation, stepLiquidation } from './liquidate.ts'
import { liquidationTarget } from './liquidation-target.ts'
import type { CallMetHow, MarginFigures } from './margin-decision.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { insertName, removeName, type OpenCall } from './margin-state.ts'
import { worstMarkOf } from './mark-grades.ts'
import { rouse } from './quiet-bands.ts'
import { restMember } from './rest-member.ts'
import { bookFor, booksOf, minorUp, settlementAmount, type MemberTurn } from './member-books.ts'

/** What an account without risk stands at: nothing is demanded of it. */
const nothingDemanded = { initialMargin: 0, maintenanceMargin: 0 }

/**
 * Revalues an account and draws the conclusions: restricted below initial margin, called below maintenance margin, liquidated when a call is
 * not met in time or, where the policy says so, when equity is below 0. An account that cannot be valued is unknown: restricted, listed,
 * never called or liquidated, and an open call waits.
 *
 * @example
 * reviewMember({ turn, margin, member }, policy.margin)
 */
export function reviewMember(at: MemberTurn, policy: MarginPolicy): void {
  rouse(at.margin, at.member)
  review(at, policy)
  restMember(at)
}

function review(at: MemberTurn, policy: MarginPolicy): void {
  const { turn, margin, member } = at
  if (!carriesRisk(turn.state, margin, member)) return settleQuiet(at)
  const asked = assessMember(turn.state, margin, member)
  if (!asked.ok) return becomeUnknown(at, asked.refusal)
  const assessed = chargeMember(at, policy, asked.value)
  becomeKnown(at, figuresOf(assessed))
  member.figures = figuresOf(assessed)
  restrict(at, assessed)
  conclude(at, policy, assessed)
  // With everything closed and settled, the account is as any that holds nothing.
  if (!carriesRisk(turn.state, margin, member)) settleQuiet(at)
  else if (assessed.requirement.equity >= assessed.requirement.initialMargin) lift(at, figuresOf(assessed))
}

function conclude(at: MemberTurn, policy: MarginPolicy, assessed: Assessed): void {
  const { member } = at
  const { equity, maintenanceMargin } = assessed.requirement
  if (member.liquidation !== undefined) {
    if (isRestored(assessed, policy)) return endLiquidation(at, { how: 'restored', evidence: figuresOf(assessed) })
    return stepLiquidation(at, policy, assessed)
  }
  if (member.call !== undefined) return reviewCall(at, policy, assessed)
  if (equity >= maintenanceMargin) return
  if (policy.bankruptAtOnce && equity < 0 && mayLiquidate(at)) return begin(at, policy, { assessed, cause: 'bankrupt' })
  issueCall(at, policy, assessed)
}

/** Nothing is held that could lose: whatever was open is over. */
function settleQuiet(at: MemberTurn): void {
  const { member, turn, margin } = at
  const equity = quietEquity(turn.state, margin, member)
  const figures: MarginFigures = { equity, ...nothingDemanded }
  releaseCharge(at)
  becomeKnown(at, figures)
  member.figures = figures
  if (member.liquidation !== undefined) endLiquidation(at, { how: 'closed', evidence: figures })
  else if (member.call !== undefined) meetCall(at, member.call, 'recovered', figures)
  lift(at, figures)
}

function becomeUnknown(at: MemberTurn, refusal: MarginRefusal): void {
  const { member, turn } = at
  const before = member.unknown
  // What is carried stays reserved; a change of holdings that nobody could value is followed once it is known again.
  if (member.charge !== undefined) member.charge.changing = false
  if (before?.refusal.reason === refusal.reason && before.refusal.subject === refusal.subject) return
  member.unknown = { refusal, since: before?.since ?? turn.at }
  member.figures = undefined
  recordDecision(turn, { body: { kind: 'accountUnknown', account: member.id, refusal } })
}

function becomeKnown(at: MemberTurn, evidence: MarginFigures): void {
  const { member, turn } = at
  if (member.unknown === undefined) return
  const unknownFor = elapsedUs(member.unknown.since, turn.at)
  const { call } = member
  // A call's clock stands still while nobody can say what the account is worth.
  if (call !== undefined) call.dueAt = later(timeUs(call.dueAt), unknownFor)
  member.unknown = undefined
  const due = call === undefined ? {} : { dueAt: call.dueAt }
  recordDecision(turn, { body: { kind: 'accountKnown', account: member.id, unknownFor, ...due, evidence } })
}

function restrict(at: MemberTurn, assessed: Assessed): void {
  const { member, turn, margin } = at
  const { equity, initialMargin } = assessed.requirement
  if (equity >= initialMargin || member.restricted) return
  member.restricted = true
  const evidence = evidenceOf(margin, member, assessed)
  recordDecision(turn, { body: { kind: 'accountRestricted', account: member.id, evidence } })
}

/** Not while a liquidation has an order out: first that is over, then the account is as any other. */
function lift(at: MemberTurn, evidence: MarginFigures): void {
  const { member, turn } = at
  if (!member.restricted || member.liquidation !== undefined) return
  member.restricted = false
  recordDecision(turn, { body: { kind: 'restrictionLifted', account: member.id, evidence } })
}

function isRestored(assessed: Assessed, policy: MarginPolicy): boolean {
  return assessed.requirement.equity >= liquidationTarget(assessed.requirement, policy)
}

function issueCall(at: MemberTurn, policy: MarginPolicy, assessed: Assessed): void {
  const { member, turn, margin } = at
  const { equity, initialMargin } = assessed.requirement
  const shortBy = minorUp(margin, initialMargin - equity)
  const dueAt = later(turn.at, policy.callDueFor)
  const { transfers, lockedMinor } = lockCash(at, assessed)
  const id = recordDecision(turn, {
    transfers,
    body: {
      kind: 'marginCallIssued',
      account: member.id,
      shortBy: settlementAmount(margin, shortBy),
      dueAt,
      locked: settlementAmount(margin, lockedMinor),
      evidence: evidenceOf(margin, member, assessed),
    },
  })
  member.call = { id, issuedAt: turn.at, shortByMinor: shortBy, dueAt, paidMinor: 0n }
  margin.counts.calls += 1
  insertName(margin.attended, member.id)
}

/** Locks cash up to the maintenance margin, towards the account its losses would go to. */
function lockCash(at: MemberTurn, assessed: Assessed): Readonly<{ transfers: readonly string[]; lockedMinor: bigint }> {
  const { member, margin } = at
  const { available } = booksOf(at)
  const wanted = minorUp(margin, assessed.requirement.maintenanceMargin)
  const lockedMinor = wanted < available ? wanted : available
  const transfers = bookFor(at, (books) => lockPostings(books, lockedMinor))
  member.lockId = transfers[0] ?? ''
  return { transfers, lockedMinor: transfers.length === 0 ? 0n : lockedMinor }
}

function reviewCall(at: MemberTurn, policy: MarginPolicy, assessed: Assessed): void {
  const { member, turn } = at
  const { call } = member
  if (call === undefined) return
  const { equity, initialMargin, maintenanceMargin } = assessed.requirement
  const isPaid = call.paidMinor >= call.shortByMinor
  if (equity >= initialMargin) return meetCall(at, call, isPaid ? 'paid' : 'recovered', figuresOf(assessed))
  if (isPaid && equity >= maintenanceMargin) return meetCall(at, call, 'paid', figuresOf(assessed))
  if (policy.bankruptAtOnce && equity < 0 && mayLiquidate(at)) return begin(at, policy, { assessed, cause: 'bankrupt' })
  if (turn.at <= call.dueAt) return
  if (equity >= maintenanceMargin) return meetCall(at, call, 'recovered', figuresOf(assessed))
  if (!mayLiquidate(at)) return
  begin(at, policy, { assessed, cause: 'callNotMet' })
}

/** A call can be undone, a liquidation cannot: it does not start on a mark that may be a fault. The call stays open meanwhile. */
function mayLiquidate({ margin, member }: MemberTurn): boolean {
  return gradeTolerated('startLiquidation', worstMarkOf(margin, member.positions.keys()))
}

function meetCall(at: MemberTurn, call: OpenCall, how: CallMetHow, evidence: MarginFigures): void {
  const { member, turn, margin } = at
  const transfers = bookFor(at, unlockPostings)
  member.lockId = ''
  member.call = undefined
  margin.counts.callsMet += 1
  removeName(margin.attended, member.id)
  const paid = settlementAmount(margin, call.paidMinor)
  recordDecision(turn, { transfers, body: { kind: 'marginCallMet', account: member.id, call: call.id, how, paid, evidence } })
}

function begin(at: MemberTurn, policy: MarginPolicy, start: Readonly<{ assessed: Assessed; cause: 'callNotMet' | 'bankrupt' }>): void {
  const { member, margin } = at
  const { transfers, lockedMinor } = member.call === undefined ? lockCash(at, start.assessed) : stillLocked(at)
  const hadOrders = member.orders.length > 0
  startLiquidation(at, {
    cause: start.cause,
    transfers,
    locked: settlementAmount(margin, lockedMinor),
    evidence: evidenceOf(margin, member, start.assessed),
  })
  insertName(margin.attended, member.id)
  // Resting orders are gone: what they asked for is asked no more, and it may have been all that was missing.
  if (hadOrders) review(at, policy)
  else stepLiquidation(at, policy, start.assessed)
}

function stillLocked(at: MemberTurn): Readonly<{ transfers: readonly string[]; lockedMinor: bigint }> {
  return { transfers: [], lockedMinor: booksOf(at).lock.remaining }
}
