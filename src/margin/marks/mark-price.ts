import { invariant } from '../../base/assert.ts'
import { elapsedUs, seconds, type DurationUs, type TimeUs } from '../../base/time.ts'
import { worstGrade, type PriceGrade } from '../../market/price-grade.ts'
import type { IndexPrice } from '../../market/index-price.ts'
import { exponential } from '../../num/elementary.ts'

/** How a mark follows its own book. */
export type MarkTerms = Readonly<{
  /** Largest basis that counts, as a fraction of the index, either way; below 1. */
  band: number
  /** Time in which the smoothed basis makes up 63 % of a step. */
  smoothing: DurationUs
  /** A book that was silent or not whole for longer than this makes the mark stale. */
  bookStaleAfter: DurationUs
}>

/** Within 2.5 % of the index, smoothed over 90 seconds, stale without a book for a minute. */
export const markTerms: MarkTerms = { band: 0.025, smoothing: seconds(90), bookStaleAfter: seconds(60) }

/** What is known of a contract's basis. Plain data; a step makes another one. */
export type MarkState = Readonly<{
  /** Smoothed basis as a fraction of the index. */
  basis: number
  /** The clipped basis that has stood since `at`. */
  standing: number
  at: TimeUs
  /** When its book was last whole. */
  bookAt: TimeUs
}>

/** What a contract's own book says: the middle of best bid and ask, above 0. Absent when it is empty, crossed or has a gap. */
export type MarkObservation = Readonly<{ at: TimeUs; index: IndexPrice; bookMid?: number }>

/** A mark and how far it may be believed. */
export type MarkPrice = Readonly<{ kind: 'known'; price: number; grade: PriceGrade }> | Readonly<{ kind: 'unknown'; grade: 'tooFew' }>

/** Beside an index that has stopped, a book that goes on would look like a basis. */
const basisGrades: readonly PriceGrade[] = ['ok', 'wide', 'tooVolatile']

/**
 * A mark that has seen no book: it stands at the index.
 *
 * @example
 * startMark(timeUs(0)).basis // 0
 */
export function startMark(at: TimeUs): MarkState {
  return { basis: 0, standing: 0, at, bookAt: at }
}

/**
 * Takes in what index and book say from now on. Over the time since the last call the basis moves towards the one that stood during it, so a
 * print moves the mark only for as long as it lasts, and never beyond the band about the index. A book that cannot be seen leaves the basis
 * where it is, and so does an index that is stale or cannot be known.
 *
 * @param observation - Not before the last.
 * @throws InvariantError if time runs backwards, or a book's middle is not above 0.
 *
 * @example
 * const index = { kind: 'known', price: 60_000, grade: 'ok', venues: [] }
 * const state = stepMark(startMark(timeUs(0)), { at: timeUs(0), index, bookMid: 60_300 })
 * // Its time constant later the basis of half a per cent is made up by 63 %.
 * stepMark(state, { at: timeUs(90e6), index, bookMid: 60_300 }).basis // 0.0031606
 */
export function stepMark(state: MarkState, observation: MarkObservation, terms: MarkTerms = markTerms): MarkState {
  const { at, index, bookMid } = observation
  invariant(bookMid === undefined || (bookMid > 0 && bookMid < Infinity), "a book's middle is positive and finite")
  const kept = 1 / exponential(elapsedUs(state.at, at) / terms.smoothing)
  const basis = state.standing + (state.basis - state.standing) * kept
  if (bookMid === undefined || index.kind === 'unknown' || !basisGrades.includes(index.grade))
    return { ...state, basis, standing: basis, at }
  const standing = Math.min(terms.band, Math.max(-terms.band, bookMid / index.price - 1))
  return { basis, standing, at, bookAt: at }
}

/**
 * The mark: index times one plus the smoothed basis, within the band. Its grade is the index's, and at best `stale` when the book has been
 * silent.
 *
 * @param index - As of the state's time.
 *
 * @example
 * markOf(stepMark(state, { at: timeUs(90e6), index, bookMid: 60_300 }), index) // { kind: 'known', price: 60189.636, grade: 'ok' }
 */
export function markOf(state: MarkState, index: IndexPrice, terms: MarkTerms = markTerms): MarkPrice {
  if (index.kind === 'unknown') return { kind: 'unknown', grade: index.grade }
  const isSilent = elapsedUs(state.bookAt, state.at) > terms.bookStaleAfter
  return { kind: 'known', price: index.price * (1 + state.basis), grade: worstGrade([index.grade, isSilent ? 'stale' : 'ok']) }
}
