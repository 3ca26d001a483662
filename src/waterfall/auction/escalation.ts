import type { DurationUs } from '../../base/time.ts'

/**
 * How a portfolio is closed: in the order book, by auction, by providers that committed to take it, against winners, or not any more.
 * A portfolio only moves on, never back.
 */
export type ClosingStage = 'book' | 'auction' | 'takeover' | 'deleveraging' | 'over'

/** Why a portfolio moved on. */
export type EscalationCause =
  'noBids' | 'tooLarge' | 'insolvent' | 'unsold' | 'tooFewBidders' | 'reserveTooLow' | 'capacityShort' | 'nothingLeft'

/** When a portfolio moves on. */
export type EscalationTerms = Readonly<{
  /** How long a book may stay without bids. */
  noBidsFor: DurationUs
  /** A position larger than this multiple of what the book holds within bounds goes to auction at once; undefined: never for its size. */
  largestOfBook: number | undefined
  /** Whether an insolvent portfolio goes to auction at once. */
  isInsolventAuctioned: boolean
  /** Auctions held before providers are asked; 0 for none at all. */
  mostRounds: number
}>

/** What is known of a portfolio in the book. */
export type BookSituation = Readonly<{ withoutBidsFor: DurationUs; shareOfBook: number; equity: number }>

/** What is known when an auction has ended. */
export type AuctionSituation = Readonly<{
  /** Auctions held so far, this one included. */
  rounds: number
  hasEnoughBidders: boolean
  /** Whether the reserve would leave more of a loss than the layers behind can bear: then no further round is held. */
  isReserveTooLow: boolean
}>

/** Where a portfolio goes on, and why; undefined: it stays where it is. */
export type Escalation = Readonly<{ to: ClosingStage; why: EscalationCause }> | undefined

/**
 * Where a portfolio that is worked in the book goes on. Causes are looked at in this order: insolvent, too large, no bids.
 *
 * @example
 * escalateFromBook({ withoutBidsFor, shareOfBook: 0.5, equity: -10 }, terms) // { to: 'auction', why: 'insolvent' }
 */
export function escalateFromBook(situation: BookSituation, terms: EscalationTerms): Escalation {
  const why = causeToLeaveBook(situation, terms)
  if (why === undefined) return undefined
  return { to: terms.mostRounds > 0 ? 'auction' : 'takeover', why }
}

function causeToLeaveBook({ withoutBidsFor, shareOfBook, equity }: BookSituation, terms: EscalationTerms): EscalationCause | undefined {
  if (terms.isInsolventAuctioned && equity < 0) return 'insolvent'
  if (terms.largestOfBook !== undefined && shareOfBook > terms.largestOfBook) return 'tooLarge'
  return withoutBidsFor >= terms.noBidsFor && withoutBidsFor > 0 ? 'noBids' : undefined
}

/**
 * Where a portfolio goes on whose auction ended with something unsold: into another round, or to providers.
 *
 * @example
 * escalateFromAuction({ rounds: 1, hasEnoughBidders: false, isReserveTooLow: false }, terms)
 */
export function escalateFromAuction(situation: AuctionSituation, { mostRounds }: Pick<EscalationTerms, 'mostRounds'>): Escalation {
  if (situation.isReserveTooLow) return { to: 'takeover', why: 'reserveTooLow' }
  if (situation.rounds < mostRounds) return undefined
  return { to: 'takeover', why: situation.hasEnoughBidders ? 'unsold' : 'tooFewBidders' }
}

/**
 * Where a portfolio goes on after providers were asked: it is over, or what they did not take is closed against winners.
 *
 * @example
 * escalateFromTakeover(3n) // { to: 'deleveraging', why: 'capacityShort' }
 */
export function escalateFromTakeover(left: bigint): NonNullable<Escalation> {
  return left > 0n ? { to: 'deleveraging', why: 'capacityShort' } : { to: 'over', why: 'nothingLeft' }
}
