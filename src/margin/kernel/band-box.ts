import { later, seconds, type DurationUs, type TimeUs } from '../../base/time.ts'

/** Where the market of one underlying stands. */
export type MarketPoint = Readonly<{
  /** Price in quote, 0 or above. */
  spot: number
  /** What every volatility of the underlying's instruments is multiplied by, 0 or above. */
  volatilityFactor: number
  at: TimeUs
}>

/** How wide the boxes of a level are. */
export type BandLevel = Readonly<{
  /** Of spot, to each side: 0.03 is 3 %. Below 1. */
  spotShare: number
  /** Of the volatility factor, to each side. At 0 the box ends with the next move of volatility. */
  volatilityShare: number
  /** How long a box lasts. */
  lastsFor: DurationUs
}>

/** Everything from a lowest to a highest spot, volatility factor and time, all included. */
export type BandBox = Readonly<{
  lowSpot: number
  middleSpot: number
  highSpot: number
  lowVolatility: number
  highVolatility: number
  from: TimeUs
  until: TimeUs
}>

/** How many levels there may be: moves of a row are kept in four lanes. */
export const mostLevels = 4

/**
 * Four levels, from one that lasts for hours to one that lasts for seconds. The narrowest takes volatility as it is: a surface is fitted
 * now and then, spot moves all the time.
 */
export const usualLevels: readonly BandLevel[] = [
  { spotShare: 0.04, volatilityShare: 0.12, lastsFor: seconds(7200) },
  { spotShare: 0.006, volatilityShare: 0.02, lastsFor: seconds(1800) },
  { spotShare: 0.0012, volatilityShare: 0.004, lastsFor: seconds(240) },
  { spotShare: 0.0003, volatilityShare: 0, lastsFor: seconds(20) },
]

/**
 * The box of a level around a point. It begins at the point's time.
 *
 * @example
 * boxAround({ spot: 60_000, volatilityFactor: 1, at }, usualLevels[0])
 */
export function boxAround({ spot, volatilityFactor, at }: MarketPoint, level: BandLevel): BandBox {
  return {
    lowSpot: spot * (1 - level.spotShare),
    middleSpot: spot,
    highSpot: spot * (1 + level.spotShare),
    lowVolatility: volatilityFactor * (1 - level.volatilityShare),
    highVolatility: volatilityFactor * (1 + level.volatilityShare),
    from: at,
    until: later(at, level.lastsFor),
  }
}

/**
 * Whether a point lies in a box; its faces do.
 *
 * @example
 * if (!boxHolds(box, point)) recentre()
 */
export function boxHolds(box: BandBox, { spot, volatilityFactor, at }: MarketPoint): boolean {
  return (
    spot >= box.lowSpot &&
    spot <= box.highSpot &&
    volatilityFactor >= box.lowVolatility &&
    volatilityFactor <= box.highVolatility &&
    at >= box.from &&
    at <= box.until
  )
}
