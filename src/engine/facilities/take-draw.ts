import { drawPostings, holdPostings, reviewPostings } from '../../accounting/facility-postings.ts'
import { houseAccounts } from '../../accounting/member-chart.ts'
import { requestDraw, type DrawRefusal } from '../../backstop/fund-draw.ts'
import {
  closeReviews,
  decideHold,
  holdGains,
  type HeldGain,
  type HoldVerdict,
  type Winner,
  type WonTrade,
} from '../../backstop/gain-escrow.ts'
import { type SeenTrade } from '../../backstop/guarantee-claim.ts'
import type { Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import { balanceOf, remainingOf } from '../../ledger/balance.ts'
import { notionalDown, notionalUp } from '../../market/notional.ts'
import { coverEvent, uncoveredOfEvent } from '../loss/recover-loss.ts'
import { groupOf } from '../margin/group-of.ts'
import { bookFor, booksOf } from '../margin/member-books.ts'
import { bookPostings, recordDecision } from '../turn.ts'
import type { DrawsState, EventLoss } from './facilities-state.ts'
import type { DrawRequested, ReviewDecided } from './facility-input.ts'
import { drawTermsOf } from './facility-terms.ts'
import { askedMinor, markTicksOf, memberAt, moneyOf, refuseRequest, reserveFree, termsBase, type FacilityTurn } from './facility-turn.ts'
import { payFromHolds } from './pay-from-holds.ts'
import { prepareChange, reviewAfter } from './review-after.ts'

/**
 * Draws on the fund for what a loss event left unpaid, all that is asked for or nothing, and holds gains of those who won it where the rule says so.
 *
 * @example
 * takeDraw(at, input)
 */
export function takeDraw(at: FacilityTurn, input: DrawRequested): void {
  const { turn, margin, facilities, policy } = at
  const { by, event } = input
  const { draws } = facilities
  if (draws === undefined || policy.fundDraw === undefined) return refuseRequest(turn, input.kind, { reason: 'facilityOff' })
  const wantedMinor = askedMinor(input.wantedMinor)
  if (wantedMinor === undefined) return refuseRequest(turn, input.kind, { reason: 'amountNotWhole', subject: input.wantedMinor })
  const loss = draws.events.get(event)
  const outcome = requestDraw(draws.book, drawTermsOf(policy.fundDraw, termsBase(at)), {
    at: turn.at,
    event,
    beneficiary: loss?.account ?? '',
    group: groupOf(margin, loss?.account ?? ''),
    wantedMinor,
    ...(loss && { uncoveredMinor: uncoveredOf(at, event, loss) }),
    reserveMinor: reserveFree(at),
  })
  if (!outcome.ok || loss === undefined) {
    if (outcome.ok) return
    const body = { kind: 'drawRefused', by, event, wanted: moneyOf(at, wantedMinor), ...limitOf(at, outcome.refusal) } as const
    return void recordDecision(turn, { body })
  }
  const transfers = bookPostings(turn, drawPostings(margin.settlement.asset, outcome.value))
  loss.drawnMinor += outcome.value
  // The layers of a waterfall have no more to pay of it.
  if (turn.state.waterfall !== undefined) coverEvent(turn.state.waterfall, event, outcome.value)
  const money = { drawn: moneyOf(at, outcome.value), uncovered: moneyOf(at, uncoveredOf(at, event, loss)) }
  recordDecision(turn, { transfers, body: { kind: 'fundDrawn', by, account: loss.account, event, ...money } })
  holdWinners(at, draws, { event, loss, drawnMinor: outcome.value })
}

/**
 * Notes what this turn found members unable to pay, so that draws for it can be asked for.
 *
 * @example
 * noteLosses(at)
 */
export function noteLosses({ turn, facilities }: FacilityTurn): void {
  const { draws } = facilities
  if (draws === undefined) return
  for (const { body } of turn.decisions) {
    if (body.kind !== 'shortfallRealised') continue
    const before = draws.events.get(body.event)
    if (before === undefined) draws.events.set(body.event, { account: body.account, realisedMinor: body.amount.minor, drawnMinor: 0n })
    else before.realisedMinor += body.amount.minor
  }
}

/**
 * Ends the review of held gains by an operator's verdict.
 *
 * @example
 * takeReview(at, input)
 */
export function takeReview(at: FacilityTurn, input: ReviewDecided): void {
  const { turn, facilities } = at
  const { by, hold, verdict, reason } = input
  const { draws } = facilities
  if (draws === undefined) return refuseRequest(turn, input.kind, { reason: 'facilityOff' })
  const decided = decideHold(draws.escrow, { id: hold, at: turn.at })
  if (!decided.ok) return void recordDecision(turn, { body: { kind: 'reviewRefused', by, hold, reason: decided.refusal.reason } })
  settle(at, draws, { held: decided.value, verdict, told: { by, reason } })
}

/**
 * Ends reviews that nobody decided in time.
 *
 * @example
 * tickReviews(at)
 */
export function tickReviews(at: FacilityTurn): void {
  const { draws } = at.facilities
  if (draws === undefined) return
  for (const ended of closeReviews(draws.escrow, at.turn.at)) settle(at, draws, { ...ended, told: {} })
}

/** What of an event nobody has paid: what a waterfall left of it, else what was realised less what was drawn and no more than is unpaid in the books. */
function uncoveredOf({ turn, margin }: FacilityTurn, event: string, { realisedMinor, drawnMinor }: EventLoss): bigint {
  if (turn.state.waterfall !== undefined) return uncoveredOfEvent(turn.state.waterfall, event)
  const unpaid = -balanceOf(turn.state.ledger, houseAccounts(margin.settlement.asset).shortfall)
  const left = realisedMinor - drawnMinor
  return left < unpaid ? left : unpaid
}

function holdWinners(at: FacilityTurn, draws: DrawsState, of: Readonly<{ event: string; loss: EventLoss; drawnMinor: bigint }>): void {
  const { turn, margin, policy } = at
  if (policy.fundDraw === undefined) return
  const { event, loss, drawnMinor } = of
  const { farBps, reviewFor } = policy.fundDraw
  const winners = winnersAgainst(at, loss.account)
  const funded = { event, loserGroup: groupOf(margin, loss.account), drawnMinor, winners, at: turn.at }
  const first = turn.decisions.length
  const held = holdGains(draws.escrow, { farBps, reviewFor }, { loss: funded, idOf: (index) => `${turn.seq}:${first + index}` })
  for (const each of held) {
    const member = memberAt(at, each.account)
    if (member === undefined) continue
    prepareChange(member, policy)
    const transfers = bookFor(member, (books) => holdPostings(books, each.minor))
    draws.reservations.set(each.id, transfers[0] ?? '')
    const { account, why, trades, reviewUntil } = each
    const body = { kind: 'gainHeld', account, event, hold: each.id, why, trades, held: moneyOf(at, each.minor), reviewUntil } as const
    recordDecision(turn, { transfers, body })
  }
  for (const { account } of held) {
    const member = memberAt(at, account)
    if (member !== undefined) reviewAfter(member, policy)
  }
}

/** Everyone whose trade with the loser the engine has seen, with what it gained on it at the mark of now. */
function winnersAgainst(at: FacilityTurn, loser: string): readonly Winner[] {
  const { margin, facilities } = at
  const won = new Map<string, WonTrade[]>()
  for (const trade of facilities.trades.values()) {
    if (trade.counterparty?.account !== loser) continue
    const gainMinor = gainOf(at, trade)
    if (gainMinor === undefined) continue
    const { id, account, ticks, markTicks } = trade
    won.set(account, [...(won.get(account) ?? []), { trade: id, ticks, gainMinor, ...(markTicks !== undefined && { markTicks }) }])
  }
  return [...won].map(([account, trades]) => {
    const member = memberAt(at, account)
    return { account, group: groupOf(margin, account), trades, holdableMinor: member === undefined ? 0n : booksOf(member).available }
  })
}

function gainOf({ margin }: FacilityTurn, { contract, side, lots, ticks }: SeenTrade): bigint | undefined {
  const [mark, instrument] = [markTicksOf(margin, contract), margin.listings.get(contract)?.instrument]
  if (mark === undefined || instrument === undefined) return undefined
  const [entry, now] = [
    { ticks, lots },
    { ticks: Math.round(mark), lots },
  ]
  const [paid, worth] = side === 'buy' ? [entry, now] : [now, entry]
  return notionalDown(instrument, worth).minor - notionalUp(instrument, paid).minor
}

type Settled = Readonly<{ held: HeldGain; verdict: HoldVerdict; told: Readonly<{ by?: string; reason?: string }> }>

function settle(at: FacilityTurn, draws: DrawsState, { held, verdict, told }: Settled): void {
  const { turn, policy } = at
  const member = memberAt(at, held.account)
  if (member !== undefined) prepareChange(member, policy)
  // A review that ends has left the book, and must be there to pay.
  draws.escrow.set(held.id, held)
  if (member !== undefined) payFromHolds(member)
  const isPaidOut = !draws.escrow.delete(held.id)
  const reservation = draws.reservations.get(held.id) ?? ''
  const remaining = isPaidOut ? 0n : remainingOf(turn.state.ledger, reservation)
  const transfers = bookPostings(turn, reviewPostings({ id: reservation, remaining }, verdict))
  draws.reservations.delete(held.id)
  const body = { kind: 'gainDecided', account: held.account, hold: held.id, verdict, decided: moneyOf(at, remaining), ...told } as const
  recordDecision(turn, { transfers, body })
  if (member !== undefined) reviewAfter(member, policy)
}

function limitOf(at: FacilityTurn, refusal: DrawRefusal): Readonly<{ reason: DrawRefusal['reason']; available?: Amount; until?: TimeUs }> {
  const { reason } = refusal
  if ('availableMinor' in refusal) return { reason, available: moneyOf(at, refusal.availableMinor) }
  return 'until' in refusal ? { reason, until: refusal.until } : { reason }
}
