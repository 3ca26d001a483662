import { elapsedUs, seconds, type DurationUs, type TimeUs } from '../base/time.ts'
import { worstGrade, type PriceGrade } from './price-grade.ts'
import { cappedShares, weightedMedian } from './weighted-median.ts'

/** What one venue says of an asset. */
export type VenueQuote = Readonly<{
  venue: string
  /** When we received it. */
  at: TimeUs
  bid: number
  ask: number
  /** Price of the last trade; it counts no further than between bid and ask. */
  last?: number
  /** What the venue's word counts for beside the others', above 0; volume, for instance. */
  weight: number
}>

/** When an index may be believed. */
export type IndexTerms = Readonly<{
  /** Venues that must agree. */
  quorum: number
  /** A quote older than this is left out. */
  staleAfter: DurationUs
  /** A venue further from the index than this fraction disagrees and does not count toward the quorum. */
  outlierBeyond: number
  /** Agreeing venues further apart than this fraction of the index make it wide. */
  wideAbove: number
  /** More than this many times the reference, or less than the inverse, is too volatile; above 1. */
  volatileBeyond: number
}>

/** Three venues of the last ten seconds within 2 %; wide above 0.5 %; too volatile from half as much again as lately. */
export const indexTerms: IndexTerms = {
  quorum: 3,
  staleAfter: seconds(10),
  outlierBeyond: 0.02,
  wideAbove: 0.005,
  volatileBeyond: 1.5,
}

/** What became of one venue's quote, in order of precedence. */
export type VenueStanding = 'notPositive' | 'crossed' | 'stale' | 'outlier' | 'agreeing'

/** An index and how far it may be believed. Without one sound quote there is none. */
export type IndexPrice = Readonly<{ venues: readonly Readonly<{ venue: string; standing: VenueStanding }>[] }> &
  (Readonly<{ kind: 'known'; price: number; grade: PriceGrade }> | Readonly<{ kind: 'unknown'; grade: 'tooFew' }>)

/** A moment, and a price of a while ago to hold the index against: a stable or time-weighted one. Absent: nothing is too volatile. */
export type IndexMoment = Readonly<{ at: TimeUs; reference?: number }>

/**
 * The index of an asset from several venues: the weighted median of what they quote now, weights capped. With `n` quotes that count, at most
 * `(n - 1) / 2` of them arbitrary, it lies within the range of the others. Outliers do not count toward the quorum, but the median is not
 * taken again without them: next to a median that a liar has nudged, honest venues could be the outliers.
 *
 * When too few are fresh but enough are sound, the index is the median of all sound ones and `stale`, so that the one venue left does not make the price.
 *
 * @param quotes - One a venue, none later than `at`.
 * @throws InvariantError for a quote after `at`, or a weight that is not above 0.
 *
 * @example
 * const quotes = ['a', 'b', 'c'].map((venue, i) => ({ venue, at: timeUs(0), bid: 60_000 + 10 * i, ask: 60_002 + 10 * i, weight: 1 }))
 * indexOf(quotes, { at: timeUs(1e6), reference: 60_000 }) // { kind: 'known', price: 60011, grade: 'ok' }
 */
export function indexOf(quotes: readonly VenueQuote[], moment: IndexMoment, terms: IndexTerms = indexTerms): IndexPrice {
  const judged = quotes.map((quote) => ({ quote, standing: standingOf(quote, moment.at, terms) }))
  const fresh = judged.filter(({ standing }) => standing === 'agreeing')
  const sound = judged.filter(({ standing }) => standing === 'agreeing' || standing === 'stale')
  const used = fresh.length >= terms.quorum || sound.length < terms.quorum ? fresh : sound
  if (used.length === 0) return { kind: 'unknown', grade: 'tooFew', venues: judged.map(named) }
  const shares = cappedShares(used.map(({ quote }) => quote.weight))
  const price = weightedMedian(used.map(({ quote }, index) => ({ value: venuePrice(quote), weight: shares[index] as number })))
  const venues = judged.map((one) =>
    one.standing === 'agreeing' && isOutlier(one.quote, price, terms) ? { ...one, standing: 'outlier' as const } : one,
  )
  const agreeing = venues.filter(({ standing }) => standing === 'agreeing').map(({ quote }) => venuePrice(quote))
  const enoughSound = sound.filter(({ quote }) => !isOutlier(quote, price, terms)).length >= terms.quorum
  const grade = gradeOf({ price, agreeing, enoughSound }, moment, terms)
  return { kind: 'known', price, grade, venues: venues.map(named) }
}

/**
 * What a venue says its price is: the last trade where it lies between bid and ask, else the nearer of the two; the middle without a trade.
 *
 * @example
 * venuePrice({ venue: 'a', at: timeUs(0), bid: 99, ask: 101, last: 1_000, weight: 1 }) // 101
 */
export function venuePrice({ bid, ask, last }: VenueQuote): number {
  return last === undefined ? bid + (ask - bid) / 2 : Math.min(ask, Math.max(bid, last))
}

type Judged = Readonly<{ quote: VenueQuote; standing: VenueStanding }>

function standingOf(quote: VenueQuote, at: TimeUs, terms: IndexTerms): VenueStanding {
  const { bid, ask, last } = quote
  const isPrice = (price: number): boolean => price > 0 && price < Infinity
  if (!isPrice(bid) || !isPrice(ask) || !isPrice(last ?? bid)) return 'notPositive'
  if (bid >= ask) return 'crossed'
  return elapsedUs(quote.at, at) > terms.staleAfter ? 'stale' : 'agreeing'
}

function isOutlier(quote: VenueQuote, price: number, terms: IndexTerms): boolean {
  return Math.abs(venuePrice(quote) - price) > terms.outlierBeyond * price
}

function named({ quote, standing }: Judged): Readonly<{ venue: string; standing: VenueStanding }> {
  return { venue: quote.venue, standing }
}

function gradeOf(
  found: Readonly<{ price: number; agreeing: readonly number[]; enoughSound: boolean }>,
  { reference }: IndexMoment,
  terms: IndexTerms,
): PriceGrade {
  const { price, agreeing } = found
  if (agreeing.length < terms.quorum) return found.enoughSound ? 'stale' : 'tooFew'
  const isVolatile = reference !== undefined && !(Math.max(price, reference) <= terms.volatileBeyond * Math.min(price, reference))
  const isWide = Math.max(...agreeing) - Math.min(...agreeing) > terms.wideAbove * price
  return worstGrade([isVolatile ? 'tooVolatile' : 'ok', isWide ? 'wide' : 'ok'])
}
