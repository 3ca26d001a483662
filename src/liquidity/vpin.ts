import { requirePositive, requirePositiveSeries, requireSameLength, requireWhole } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { addToSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { varianceOf } from '../num/moments.ts'
import { buyShare, type BulkDistribution } from './bulk-volume.ts'
import { requireSizes } from './trade-spreads.ts'
import { addToBuckets, createVolumeBuckets } from './volume-buckets.ts'

/** VPIN over a sample. */
export type Vpin = Readonly<{
  /** What buyers began in each full bucket. */
  buyVolumes: Float64Array
  /** One value a bucket from the first full window on, from 0 to 1. */
  series: Float64Array
  /** The share of the series at or below its last value; absent when the series is empty. */
  lastRank?: number
}>

/**
 * The volume-synchronised probability of informed trading: bars are split into buyers' and sellers' volume by bulk classification,
 * laid into buckets of equal volume, and the imbalance of the last buckets is averaged.
 *
 * The standard deviation is that of the whole sample: it knows the future. Live, use `createRollingVpin`, whose deviation expands.
 *
 * @param bars - Prices, above zero, and volumes, zero or above, shape `[n]`; the first bar has no change and is left out.
 * @param options - `bucketVolume` and the number of buckets in the `window`.
 * @returns Refused when the price never moves.
 * @throws ArgumentError for fewer than three bars, a price at or below zero, a volume below zero, a bucket of nothing.
 * @see Easley, López de Prado & O'Hara, "Flow toxicity and liquidity in a high-frequency world", RFS 25 (2012).
 *
 * @example
 * const bars = { prices: [100, 101, 100.5, 102, 101, 103], volumes: [10, 8, 12, 10, 9, 11] }
 * const vpin = volumeSynchronisedImbalance(bars, { bucketVolume: 10, window: 2, distribution: { kind: 'normal' } })
 * vpin // accept({ series: [0.3444, 0.5271, 0.5850, 0.6471], lastRank: 1 })
 */
export function volumeSynchronisedImbalance(
  bars: Readonly<{ prices: ArrayLike<number>; volumes: ArrayLike<number> }>,
  options: Readonly<{ bucketVolume: number; window: number; distribution: BulkDistribution }>,
): Result<Vpin, Readonly<{ reason: 'constantPrice' }>> {
  const { prices, volumes } = bars
  const { bucketVolume, window, distribution } = options
  requirePositiveSeries('prices', prices, 3)
  requireSizes('volumes', volumes)
  requireSameLength(['prices', prices], ['volumes', volumes])
  requirePositive('bucketVolume', bucketVolume)
  requireWhole('window', window, { least: 1 })
  const changes = Float64Array.from({ length: prices.length - 1 }, (_, i) => (prices[i + 1] as number) - (prices[i] as number))
  const deviation = Math.sqrt(varianceOf(changes))
  if (deviation === 0) return refuse({ reason: 'constantPrice' })
  const buckets = createVolumeBuckets(bucketVolume)
  const buyVolumes: number[] = []
  changes.forEach((change, i) => {
    const share = buyShare(change / deviation, distribution)
    addToBuckets(buckets, { volume: volumes[i + 1] as number, buyShare: share }, (buyVolume) => buyVolumes.push(buyVolume))
  })
  const series = rollingImbalance(buyVolumes, bucketVolume, window)
  const last = series.at(-1)
  const rank = last === undefined ? {} : { lastRank: series.filter((value) => value <= last).length / series.length }
  return accept({ buyVolumes: Float64Array.from(buyVolumes), series, ...rank })
}

function rollingImbalance(buyVolumes: readonly number[], bucketVolume: number, window: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, buyVolumes.length - window + 1) }, (_, first) => {
    const sum = createSum()
    for (let b = first; b < first + window; b++) addToSum(sum, Math.abs(2 * (buyVolumes[b] as number) - bucketVolume))
    return totalOf(sum) / (window * bucketVolume)
  })
}
