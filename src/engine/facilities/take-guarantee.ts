import { claimPostings, coverEndPostings, coverPostings, type CoverHeld } from '../../accounting/facility-postings.ts'
import { adjudicateClaim, type ClaimRefusal, type Closing, type Witness } from '../../backstop/guarantee-claim.ts'
import { buyCover, closeWindows, noteClaim, windowTimes, type CoverRefusal } from '../../backstop/loss-guarantee.ts'
import type { Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import { remainingOf } from '../../ledger/balance.ts'
import { groupOf } from '../margin/group-of.ts'
import { bookFor, booksOf } from '../margin/member-books.ts'
import { bookPostings, recordDecision } from '../turn.ts'
import type { GuaranteesState } from './facilities-state.ts'
import type { ClaimFiled, GuaranteeBought } from './facility-input.ts'
import { guaranteeTermsOf } from './facility-terms.ts'
import {
  askedMinor,
  markTicksOf,
  memberAt,
  moneyOf,
  nextDecisionId,
  refuseRequest,
  reserveFree,
  termsBase,
  type FacilityTurn,
} from './facility-turn.ts'
import { prepareChange, reviewAfter } from './review-after.ts'

/**
 * Sells a cover of the next window: the premium is paid and the whole cap set aside, or nothing happens.
 *
 * @example
 * takeGuarantee(at, input)
 */
export function takeGuarantee(at: FacilityTurn, input: GuaranteeBought): void {
  const { turn, margin, facilities, policy } = at
  const { account } = input
  const { guarantees } = facilities
  if (guarantees === undefined || policy.lossGuarantee === undefined) return refuseRequest(turn, input.kind, { reason: 'facilityOff' })
  const member = memberAt(at, account)
  if (member === undefined) return refuseRequest(turn, input.kind, { reason: 'accountUnknown', account })
  const capMinor = askedMinor(input.capMinor)
  if (capMinor === undefined) return refuseRequest(turn, input.kind, { reason: 'amountNotWhole', account, subject: input.capMinor })
  const [id, group] = [nextDecisionId(turn), groupOf(margin, account)]
  const terms = guaranteeTermsOf(policy.lossGuarantee, termsBase(at))
  const cashMinor = booksOf(member).available
  const bought = buyCover(guarantees.book, terms, { id, account, group, at: turn.at, capMinor, cashMinor, reserveMinor: reserveFree(at) })
  if (!bought.ok) {
    const body = { kind: 'coverRefused', account, wanted: moneyOf(at, capMinor), ...coverLimit(at, bought.refusal) } as const
    return void recordDecision(turn, { body })
  }
  const { window, from, until, premiumMinor } = bought.value
  prepareChange(member, policy)
  const transfers = bookFor(member, (books) => coverPostings(books, { capMinor, premiumMinor }))
  guarantees.reservations.set(id, transfers[0] ?? '')
  const sold = { account, group, window, from, until, cap: moneyOf(at, capMinor), premium: moneyOf(at, premiumMinor) }
  recordDecision(turn, { transfers, body: { kind: 'coverSold', ...sold } })
  reviewAfter(member, policy)
}

/**
 * Adjudicates a claim against what the engine has seen, and pays what it is entitled to out of what was set aside.
 *
 * @example
 * takeClaim(at, input)
 */
export function takeClaim(at: FacilityTurn, input: ClaimFiled): void {
  const { turn, facilities, policy } = at
  const { account, cover, evidence } = input
  const { guarantees } = facilities
  if (guarantees === undefined || policy.lossGuarantee === undefined) return refuseRequest(turn, input.kind, { reason: 'facilityOff' })
  const member = memberAt(at, account)
  if (member === undefined) return refuseRequest(turn, input.kind, { reason: 'accountUnknown', account })
  closeCovers(at, guarantees)
  const terms = guaranteeTermsOf(policy.lossGuarantee, termsBase(at))
  const witness = witnessOf(at, guarantees, guarantees.book.covers.get(cover)?.window ?? -1)
  const heard = adjudicateClaim(guarantees.book, terms, { claim: { cover, account, at: turn.at, evidence }, witness })
  if (!heard.ok) {
    return void recordDecision(turn, { body: { kind: 'claimRefused', account, cover, ...claimFault(heard.refusal) } })
  }
  const { lostMinor, paidMinor, trades } = heard.value
  noteClaim(guarantees.book, terms, { ...heard.value, at: turn.at })
  const reservations = reservationsOf(at, guarantees, heard.value.cover)
  prepareChange(member, policy)
  const transfers = paidMinor === 0n ? [] : bookFor(member, (books) => claimPostings(books, reservations, paidMinor))
  const body = { kind: 'claimPaid', account, cover, trades, lost: moneyOf(at, lostMinor), paid: moneyOf(at, paidMinor) } as const
  recordDecision(turn, { transfers, body })
  reviewAfter(member, policy)
}

/**
 * Lets time work on guarantees: the prices a window ended at are noted once, and covers nobody can claim on any more free what was set aside.
 *
 * @example
 * tickGuarantees(at)
 */
export function tickGuarantees(at: FacilityTurn): void {
  const { turn, facilities, policy } = at
  const { guarantees } = facilities
  if (guarantees === undefined || policy.lossGuarantee === undefined) return
  closeCovers(at, guarantees)
  const terms = guaranteeTermsOf(policy.lossGuarantee, termsBase(at))
  for (const { cover, released } of closeWindows(guarantees.book, terms, turn.at).map((cover) => ({
    cover,
    released: heldFor(at, guarantees, cover.id),
  }))) {
    const transfers = bookPostings(turn, coverEndPostings(at.margin.settlement.asset, { held: released, premiumMinor: cover.premiumMinor }))
    guarantees.reservations.delete(cover.id)
    guarantees.closings.delete(cover.window)
    const money = { released: moneyOf(at, released.remaining), premium: moneyOf(at, cover.premiumMinor) }
    recordDecision(turn, { transfers, body: { kind: 'coverEnded', account: cover.account, cover: cover.id, ...money } })
  }
}

/** The marks of the first moment at or after a window's end, once; a contract without a believed mark stays without. */
function closeCovers(at: FacilityTurn, guarantees: GuaranteesState): void {
  const { turn, margin, policy } = at
  for (const window of guarantees.book.windows.keys()) {
    if (guarantees.closings.has(window) || policy.lossGuarantee === undefined) continue
    const { until } = windowTimes(guaranteeTermsOf(policy.lossGuarantee, termsBase(at)), window)
    if (turn.at < until) continue
    const ticks = new Map<string, number>()
    for (const contract of margin.listings.keys()) {
      const mark = markTicksOf(margin, contract)
      if (mark !== undefined) ticks.set(contract, Math.round(mark))
    }
    guarantees.closings.set(window, ticks)
  }
}

function witnessOf({ margin, facilities, policy, ...rest }: FacilityTurn, guarantees: GuaranteesState, window: number): Witness {
  const { trades } = facilities
  const times =
    policy.lossGuarantee === undefined || window < 0
      ? undefined
      : windowTimes(guaranteeTermsOf(policy.lossGuarantee, termsBase({ margin, facilities, policy, ...rest })), window)
  const prices = guarantees.closings.get(window)
  const closings = new Map<string, Closing>()
  for (const [contract, { instrument }] of margin.listings) {
    const ticks = prices?.get(contract)
    closings.set(contract, { instrument, ...(ticks !== undefined && { ticks }) })
  }
  const isWithin = (time: TimeUs): boolean => times !== undefined && time >= times.from && time < times.until
  return { trades, closings, tradesOf: (group) => [...trades.values()].filter((trade) => trade.group === group && isWithin(trade.at)) }
}

/** The claimant's own cover is charged first, then those of its group, in the order they were bought. */
function reservationsOf(
  at: FacilityTurn,
  guarantees: GuaranteesState,
  cover: Readonly<{ id: string; group: string; window: number }>,
): readonly CoverHeld[] {
  const others = [...guarantees.book.covers.values()].filter(
    (each) => each.group === cover.group && each.window === cover.window && each.id !== cover.id,
  )
  return [cover, ...others].map(({ id }) => heldFor(at, guarantees, id))
}

function heldFor({ turn }: FacilityTurn, { reservations }: GuaranteesState, cover: string): CoverHeld {
  const id = reservations.get(cover) ?? ''
  return { id, remaining: remainingOf(turn.state.ledger, id) }
}

type Limit<Reason> = Readonly<{ reason: Reason; available?: Amount; until?: TimeUs }>

function coverLimit(at: FacilityTurn, refusal: CoverRefusal): Limit<CoverRefusal['reason']> {
  const { reason } = refusal
  if ('availableMinor' in refusal) return { reason, available: moneyOf(at, refusal.availableMinor) }
  if ('premiumMinor' in refusal) return { reason, available: moneyOf(at, refusal.premiumMinor) }
  return 'until' in refusal ? { reason, until: refusal.until } : { reason }
}

function claimFault(refusal: ClaimRefusal): Readonly<{ reason: ClaimRefusal['reason']; trade?: string; until?: TimeUs }> {
  const { reason } = refusal
  if ('trade' in refusal) return { reason, trade: refusal.trade }
  if ('from' in refusal) return { reason, until: refusal.from }
  return 'until' in refusal ? { reason, until: refusal.until } : { reason }
}
