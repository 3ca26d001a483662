import { requirePositiveSeries, requireSameLength } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { meanOf } from '../num/moments.ts'
import { requireSizes } from './trade-spreads.ts'

/** Amihud's illiquidity over a sample: its mean and median, per million of quote traded, and the periods that counted. */
export type Amihud = Readonly<{ mean: number; median: number; periods: number }>

/**
 * Amihud's illiquidity: how far the price moves, as a fraction, for each million of quote traded; the mean of `|return| / volume * 1e6`
 * over the periods in which something was traded. The first close has no return.
 *
 * @param closes - Shape `[n]`, above zero.
 * @param quoteVolumes - Shape `[n]`, in quote, zero or above.
 * @returns Refused when nothing was traded in any period but the first.
 * @throws ArgumentError for one close or fewer, a close at or below zero, a volume below zero, series of unlike length.
 * @see Amihud, "Illiquidity and stock returns", J. Financial Markets 5 (2002).
 *
 * @example
 * amihudIlliquidity([100, 101, 101], [0, 2e6, 0]) // accept({ mean: 0.005, median: 0.005, periods: 1 })
 */
export function amihudIlliquidity(
  closes: ArrayLike<number>,
  quoteVolumes: ArrayLike<number>,
): Result<Amihud, Readonly<{ reason: 'noVolume' }>> {
  requirePositiveSeries('closes', closes, 2)
  requireSizes('quoteVolumes', quoteVolumes)
  requireSameLength(['closes', closes], ['quoteVolumes', quoteVolumes])
  const terms: number[] = []
  for (let t = 1; t < closes.length; t++) {
    const volume = quoteVolumes[t] as number
    if (volume > 0) terms.push(amihudTerm({ close: closes[t] as number, closeBefore: closes[t - 1] as number, volume }))
  }
  if (terms.length === 0) return refuse({ reason: 'noVolume' })
  return accept({ mean: meanOf(terms), median: medianOf(terms), periods: terms.length })
}

/**
 * One period's part in Amihud's illiquidity: `1e6 * |close / closeBefore - 1| / volume`.
 *
 * @param period - All above zero.
 *
 * @example
 * amihudTerm({ close: 101, closeBefore: 100, volume: 2e6 }) // 0.005
 */
export function amihudTerm({ close, closeBefore, volume }: Readonly<{ close: number; closeBefore: number; volume: number }>): number {
  return (1e6 * Math.abs((close - closeBefore) / closeBefore)) / volume
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  const upper = sorted[half] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2
}
