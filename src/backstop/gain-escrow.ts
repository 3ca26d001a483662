import { invariant } from '../base/assert.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { splitMinor } from '../base/split.ts'
import { later, type DurationUs, type TimeUs } from '../base/time.ts'

/** When winners of a loss that the fund paid for are held back, and for how long. */
export type EscrowTerms = Readonly<{
  /** A trade further than this from the mark of its time was at a far price. */
  farBps: number
  reviewFor: DurationUs
}>

/** What a winner gained on one trade with the loser. `markTicks` is the mark at the time, absent where there was none. */
export type WonTrade = Readonly<{ trade: string; ticks: number; markTicks?: number; gainMinor: bigint }>

/** A winner of a funded loss: its trades with the loser, and what of its money could be held now. */
export type Winner = Readonly<{ account: string; group: string; trades: readonly WonTrade[]; holdableMinor: bigint }>

/** Why gains are held: of the loser's own linked group, or made at far prices. */
export type HoldReason = 'linked' | 'farPrice'

/** Gains that are held for review. */
export type HeldGain = Readonly<{
  id: string
  event: string
  account: string
  why: HoldReason
  trades: readonly string[]
  minor: bigint
  heldAt: TimeUs
  reviewUntil: TimeUs
}>

/** What becomes of held gains: `kept` goes back to the fund that paid for them. */
export type HoldVerdict = 'released' | 'kept'

/** Gains in review, by id. Plain data, changed in place. */
export type EscrowBook = Map<string, HeldGain>

/** Why a review is refused, in order of precedence. */
export type ReviewRefusal = Readonly<{ reason: 'holdUnknown' | 'reviewOver' }>

/** A loss the fund paid for, and who won it. */
export type FundedLoss = Readonly<{ event: string; loserGroup: string; drawnMinor: bigint; winners: readonly Winner[]; at: TimeUs }>

/**
 * Holds gains of a funded loss for review: all gains with the loser of accounts of its own linked group, and of others those at prices far from the
 * mark. Never more than the fund paid, shared in proportion, nor more than can be held of an account. A trade without a mark is not far.
 *
 * @param idOf - The id of the `index`-th hold that is made.
 * @returns What is held now, in the order of the winners; it is in the book.
 * @throws InvariantError for an id that was used before.
 *
 * @example
 * holdGains(book, terms, { loss, idOf: (index) => `12:0:${index}` })
 */
export function holdGains(
  book: EscrowBook,
  terms: EscrowTerms,
  { loss, idOf }: Readonly<{ loss: FundedLoss; idOf: (index: number) => string }>,
): readonly HeldGain[] {
  const { event, loserGroup, drawnMinor, winners, at } = loss
  const questioned = winners.map((winner) => questionedOf(winner, terms, loserGroup)).filter(({ minor }) => minor > 0n)
  const sum = questioned.reduce((total, { minor }) => total + minor, 0n)
  const shares = splitMinor(
    sum < drawnMinor ? sum : drawnMinor,
    questioned.map(({ minor }) => minor),
  )
  const shared = questioned.flatMap((each, index) => ((shares[index] ?? 0n) === 0n ? [] : [{ ...each, minor: shares[index] ?? 0n }]))
  const held = shared.map(({ account, why, trades, minor }, index): HeldGain => ({
    id: idOf(index),
    event,
    account,
    why,
    trades,
    minor,
    heldAt: at,
    reviewUntil: later(at, terms.reviewFor),
  }))
  for (const each of held) {
    invariant(!book.has(each.id), 'gains are held once')
    book.set(each.id, each)
  }
  return held
}

/**
 * Ends the review of one hold by an operator's verdict.
 *
 * @returns The hold, which is over.
 *
 * @example
 * decideHold(book, { id: '12:0:0', at }) // then book what the verdict says
 */
export function decideHold(book: EscrowBook, review: Readonly<{ id: string; at: TimeUs }>): Result<HeldGain, ReviewRefusal> {
  const held = book.get(review.id)
  if (held === undefined) return refuse({ reason: 'holdUnknown' })
  if (review.at >= held.reviewUntil) return refuse({ reason: 'reviewOver' })
  book.delete(review.id)
  return accept(held)
}

/**
 * Ends reviews that nobody decided in time, by rule: gains of the loser's own group are kept, others released.
 *
 * @example
 * for (const { held, verdict } of closeReviews(book, at)) settle(held, verdict)
 */
export function closeReviews(book: EscrowBook, at: TimeUs): readonly Readonly<{ held: HeldGain; verdict: HoldVerdict }>[] {
  const over = [...book.values()].filter((held) => at >= held.reviewUntil)
  for (const { id } of over) book.delete(id)
  return over.map((held) => ({ held, verdict: held.why === 'linked' ? 'kept' : 'released' }))
}

type Questioned = Readonly<{ account: string; why: HoldReason; trades: readonly string[]; minor: bigint }>

function questionedOf({ account, group, trades, holdableMinor }: Winner, terms: EscrowTerms, loserGroup: string): Questioned {
  const why = group === loserGroup ? 'linked' : 'farPrice'
  const won = trades.filter((trade) => trade.gainMinor > 0n && (why === 'linked' || isFar(trade, terms.farBps)))
  const gain = won.reduce((sum, { gainMinor }) => sum + gainMinor, 0n)
  const most = holdableMinor > 0n ? holdableMinor : 0n
  return { account, why, trades: won.map(({ trade }) => trade), minor: gain < most ? gain : most }
}

function isFar({ ticks, markTicks }: WonTrade, farBps: number): boolean {
  return markTicks !== undefined && Math.abs(ticks - markTicks) * 10_000 > farBps * markTicks
}
