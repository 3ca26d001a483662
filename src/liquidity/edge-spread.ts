import { accept, refuse, type Result } from '../base/result.ts'
import { addToSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { naturalLogarithm } from '../num/elementary.ts'
import { requireGappedBars, type OpenBars } from './bars.ts'

/** How often something traded and how often opens and closes lie inside their range: what EDGE weighs its moments by. */
export type EdgeShares = Readonly<{
  tradedPeriods: number
  /** Share of periods with a trade at a price other than the close before. */
  tradedShare: number
  /** Shares of opens below their high and above their low, added; likewise for the closes of the periods before. */
  openShare: number
  closeShare: number
}>

/** The EDGE estimate with what it is made of. Spreads are fractions of the price. */
export type EdgeSpread = EdgeShares &
  Readonly<{
    /** The root of the squared spread's absolute value. */
    spread: number
    /** The same with the sign of `squared`: for averages over markets, where noise then cancels. */
    signedSpread: number
    /** The squared spread: two estimates of it, each weighed by the other's variance. */
    squared: number
    estimates: readonly [number, number]
    variances: readonly [number, number]
  }>

/** Why there is no estimate: fewer than two periods with trades, or opens or closes that are all at both extremes. */
export type NoEdgeSpread = EdgeShares & Readonly<{ reason: 'tooFewTradedPeriods' | 'noInnerOpens' | 'noInnerCloses' }>

/**
 * The efficient discrete generalised estimator of the spread from open, high, low and close. It allows for few trades in a period,
 * where highs and lows are not what continuous trading would have made them, and for missing prices.
 *
 * @param bars - Shape `[n]`; NaN where a price is missing.
 * @throws ArgumentError for no bars, a price at or below zero, a low above its high, an open or close outside its range.
 * @see Ardia, Guidotti & Kroencke, "Efficient estimation of bid-ask spreads from open, high, low, and close prices", JFE 161 (2024).
 *
 * @example
 * const opens = [101, 101.6, 100.9, 101.5, 101.1, 101.7]
 * const highs = [102, 102.5, 102.2, 102.1, 102.4, 102.3]
 * const lows = [100, 100.4, 100.1, 100.6, 100.3, 100.2]
 * const closes = [101.8, 100.7, 101.9, 100.8, 102, 100.6]
 * edgeSpread({ opens, highs, lows, closes }) // accept({ spread: 0.00578, tradedPeriods: 5 })
 */
export function edgeSpread(bars: OpenBars): Result<EdgeSpread, NoEdgeSpread> {
  requireGappedBars(bars, 1)
  const periods = periodsOf(bars)
  const shares = sharesOf(periods)
  if (shares.tradedPeriods < 2) return refuse({ reason: 'tooFewTradedPeriods', ...shares })
  if (shares.openShare === 0) return refuse({ reason: 'noInnerOpens', ...shares })
  if (shares.closeShare === 0) return refuse({ reason: 'noInnerCloses', ...shares })
  const [first, second] = momentTerms(periods, shares)
  const estimates = [mean(first), mean(second)] as const
  const variances = [varianceAround(first, estimates[0]), varianceAround(second, estimates[1])] as const
  const both = variances[0] + variances[1]
  const squared = both > 0 ? (variances[1] * estimates[0] + variances[0] * estimates[1]) / both : (estimates[0] + estimates[1]) / 2
  const spread = Math.sqrt(Math.abs(squared))
  return accept({ ...shares, spread, signedSpread: Math.sign(squared) * spread, squared, estimates, variances })
}

/** One period in logarithms, with what it needs of the one before. NaN where something is missing. */
type Period = Readonly<{
  /** 1 when something traded at a price other than the close before, else 0. */
  traded: number
  open: number
  high: number
  low: number
  middle: number
  closeBefore: number
  highBefore: number
  lowBefore: number
  middleBefore: number
}>

function periodsOf({ opens, highs, lows, closes }: OpenBars): readonly Period[] {
  const logarithms = (prices: ArrayLike<number>): Float64Array => Float64Array.from(prices, naturalLogarithm)
  const [o, h, l, c] = [logarithms(opens), logarithms(highs), logarithms(lows), logarithms(closes)]
  return Array.from({ length: o.length - 1 }, (_, before): Period => {
    const t = before + 1
    const [open, high, low] = [o[t] as number, h[t] as number, l[t] as number]
    const [highBefore, lowBefore, closeBefore] = [h[before] as number, l[before] as number, c[before] as number]
    const stood = high === low && low === closeBefore
    return {
      traded: Number.isNaN(high + low + closeBefore) ? Number.NaN : stood ? 0 : 1,
      open,
      high,
      low,
      middle: (high + low) / 2,
      closeBefore,
      highBefore,
      lowBefore,
      middleBefore: (highBefore + lowBefore) / 2,
    }
  })
}

function sharesOf(periods: readonly Period[]): EdgeShares {
  const away = (price: number, extreme: number, traded: number): number =>
    Number.isNaN(price + extreme) ? Number.NaN : traded * (price === extreme ? 0 : 1)
  const meanOver = (of: (period: Period) => number): number => mean(Float64Array.from(periods, of))
  return {
    tradedPeriods: periods.filter(({ traded }) => traded === 1).length,
    tradedShare: meanOver(({ traded }) => traded),
    openShare: meanOver((p) => away(p.open, p.high, p.traded)) + meanOver((p) => away(p.open, p.low, p.traded)),
    closeShare: meanOver((p) => away(p.closeBefore, p.highBefore, p.traded)) + meanOver((p) => away(p.closeBefore, p.lowBefore, p.traded)),
  }
}

/** The terms whose means are the two estimates of the squared spread. */
function momentTerms(periods: readonly Period[], shares: EdgeShares): readonly [Float64Array, Float64Array] {
  const column = (of: (period: Period) => number): Float64Array => Float64Array.from(periods, of)
  const traded = column((p) => p.traded)
  // A return is taken around its mean over periods with trades; the others have no return to take it from.
  const centred = (returns: Float64Array): Float64Array => {
    const level = mean(returns) / shares.tradedShare
    return returns.map((value, t) => value - level * (traded[t] as number))
  }
  const openToMiddle = centred(column((p) => p.middle - p.open))
  const closeToMiddle = centred(column((p) => p.middle - p.closeBefore))
  const closeToOpen = column((p) => p.open - p.closeBefore)
  const overnight = centred(closeToOpen)
  const middleToOpen = column((p) => p.open - p.middleBefore)
  const middleToClose = column((p) => p.closeBefore - p.middleBefore)
  const terms = (first: readonly [Float64Array, Float64Array], second: readonly [Float64Array, Float64Array]): Float64Array =>
    traded.map(
      (_, t) =>
        (-4 / shares.openShare) * (first[0][t] as number) * (first[1][t] as number) -
        (4 / shares.closeShare) * (second[0][t] as number) * (second[1][t] as number),
    )
  return [
    terms([openToMiddle, middleToOpen], [closeToMiddle, middleToClose]),
    terms([openToMiddle, closeToOpen], [overnight, middleToClose]),
  ]
}

/** The mean of what is not missing; 0 when everything is. */
function mean(values: Float64Array): number {
  const sum = createSum()
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    addToSum(sum, value)
    count++
  }
  return count === 0 ? 0 : totalOf(sum) / count
}

function varianceAround(values: Float64Array, around: number): number {
  return mean(values.map((value) => value * value)) - around * around
}
