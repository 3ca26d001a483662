import type { BandBox } from './band-box.ts'
import { yearsLeft, type BandMarket, type BandTerm } from './band-market.ts'

/** The density of the standard normal distribution at 0, rounded up: the most that value over forward grows with total volatility. */
const mostVega = 0.398_942_280_401_433

/** The most positions a row may have; what is allowed for rounding grows with it. */
export const mostRowPositions = 4096

/**
 * What rounding may make of one unit held, at most, as a share of the larger of forward and strike: 8 prices, each within 1e-13, and sums
 * of `mostRowPositions` terms, whose errors are below 2^-53 of the sum of absolute values a term, eightfold for the few sums around them.
 */
export const roundingShare = 8e-13 + (8 * (mostRowPositions + 8)) / 9_007_199_254_740_992

/** What adding cash and rows may lose, as a share of the sum of their absolute values, for each of them. */
export const sumRoundingShare = 1e-15

/**
 * The least balance that a certificate may be given on. Below the normal numbers rounding is not a share of anything; for sizes up to 2^53
 * it comes to less than this.
 */
export const leastCertain = 1e-300

/**
 * The most that an instrument's value can differ, under any scenario, between a box's middle and another point of the box, plus what
 * rounding may make of both values. Between any two points of the box it is at most twice that.
 *
 * Undiscounted Black-76 moves with the forward by at most as much as the forward does, and with total volatility by at most forward times
 * the normal density at 0. Dampening is a weighted mean of two such values.
 *
 * @returns In quote, 0 or above.
 *
 * @example
 * moveOfInstrument(market, 7, box)
 */
export function moveOfInstrument(market: BandMarket, instrument: number, box: BandBox): number {
  const { kinds, termOf, strikes, volatilities } = market.instruments
  const moves = movesOfTerm(market, market.terms[termOf[instrument] as number] as BandTerm, box)
  return moveWithin(moves, kinds[instrument] === 0, strikes[instrument] as number, volatilities[instrument] as number)
}

/** What the instruments of a term have in common. */
export type TermMoves = Readonly<{ spotPart: number; perVolatility: number; perPoint: number; forward: number }>

/**
 * The part of `moveOfInstrument` that is the same for all instruments of a term.
 *
 * @example
 * const moves = movesOfTerm(market, term, box)
 */
export function movesOfTerm({ extremes }: BandMarket, term: BandTerm, box: BandBox): TermMoves {
  const [longest, shortest] = [yearsLeft(term, box.from), yearsLeft(term, box.until)]
  const root = (years: number): number => Math.sqrt(Math.max(0, years))
  const spread = Math.max(...extremes.passingYears.map((passing) => root(longest - passing) - root(shortest - passing)))
  const highest = box.highSpot * term.forwardRatio
  const reach = Math.max(box.highSpot - box.middleSpot, box.middleSpot - box.lowSpot)
  const vega = mostVega * highest * extremes.slope
  const ofVolatility = (box.highVolatility - box.lowVolatility) * root(longest) + box.lowVolatility * spread
  return {
    spotPart: reach * term.forwardRatio * extremes.slope,
    perVolatility: vega * extremes.volatilityFactor * ofVolatility,
    perPoint: vega * spread * extremes.volatilityPoints,
    forward: highest * extremes.spotFactor,
  }
}

/**
 * `moveOfInstrument` from what its term gives.
 *
 * @example
 * moveWithin(moves, false, 50_000, 0.6)
 */
export function moveWithin(moves: TermMoves, isLinear: boolean, strike: number, volatility: number): number {
  const rounding = roundingShare * Math.max(moves.forward, strike)
  if (isLinear) return moves.spotPart * (1 + 1e-12) + rounding
  return moves.spotPart * (1 + 1e-12) + volatilityMove(moves, volatility) + rounding
}

/**
 * The part of an option's move that volatility and time make.
 *
 * @example
 * volatilityMove(moves, 0.6)
 */
export function volatilityMove(moves: TermMoves, volatility: number): number {
  return (volatility * moves.perVolatility + moves.perPoint) * (1 + 1e-12)
}
