import { requirePositive, requireWhole } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { addToSum, createSum, totalOf } from '../num/compensated-sum.ts'
import { buyShare, type BulkDistribution } from './bulk-volume.ts'
import { addToBuckets, createVolumeBuckets, type VolumeBuckets } from './volume-buckets.ts'

/** VPIN as bars come in. Plain data, changed in place. */
export type RollingVpin = {
  readonly distribution: BulkDistribution
  readonly buckets: VolumeBuckets
  /** What buyers and sellers differed by in each of the last buckets, a ring. */
  readonly imbalances: Float64Array
  count: number
  next: number
  lastPrice: number
  /** Of all price changes so far: how many, their mean, and the sum of squares around it. */
  changes: number
  meanChange: number
  squares: number
}

/**
 * Makes an empty VPIN.
 *
 * @param options - `bucketVolume` and the number of buckets in the `window`.
 * @throws ArgumentError for a bucket of nothing or a window without buckets.
 *
 * @example
 * const vpin = createRollingVpin({ bucketVolume: 10, window: 2, distribution: { kind: 'normal' } })
 */
export function createRollingVpin(
  options: Readonly<{ bucketVolume: number; window: number; distribution: BulkDistribution }>,
): RollingVpin {
  const { bucketVolume, window, distribution } = options
  requirePositive('bucketVolume', bucketVolume)
  requireWhole('window', window, { least: 1 })
  return {
    distribution,
    buckets: createVolumeBuckets(bucketVolume),
    imbalances: new Float64Array(window),
    count: 0,
    next: 0,
    lastPrice: 0,
    changes: 0,
    meanChange: 0,
    squares: 0,
  }
}

/**
 * Takes in a bar: its closing price, above zero, and its volume, zero or above. Unlike the batch form it does not know the future: the
 * standard deviation is that of the changes up to this bar. A bar before that deviation is known is left out.
 *
 * @example
 * addVpinBar(vpin, { price: 61_800, volume: 12.5 })
 */
export function addVpinBar(vpin: RollingVpin, bar: Readonly<{ price: number; volume: number }>): void {
  const { lastPrice, distribution } = vpin
  vpin.lastPrice = bar.price
  if (lastPrice === 0) return
  const change = bar.price - lastPrice
  followDeviation(vpin, change)
  const deviation = vpin.changes < 2 ? 0 : Math.sqrt(vpin.squares / (vpin.changes - 1))
  if (deviation === 0) return
  const share = buyShare(change / deviation, distribution)
  addToBuckets(vpin.buckets, { volume: bar.volume, buyShare: share }, (buyVolume) => {
    vpin.imbalances[vpin.next] = Math.abs(2 * buyVolume - vpin.buckets.bucketVolume)
    vpin.next = vpin.next + 1 === vpin.imbalances.length ? 0 : vpin.next + 1
    vpin.count = Math.min(vpin.imbalances.length, vpin.count + 1)
  })
}

/**
 * VPIN over the last buckets.
 *
 * @returns From 0 to 1. Refused until as many buckets are full as the window holds.
 * @see Easley, López de Prado & O'Hara, RFS 25 (2012).
 *
 * @example
 * for (const price of [61_900, 61_850, 62_000, 61_950]) addVpinBar(vpin, { price, volume: 12.5 })
 * rollingVpin(vpin) // accept(0.3931)
 */
export function rollingVpin(vpin: RollingVpin): Result<number, Readonly<{ reason: 'tooFewBuckets'; buckets: number }>> {
  const window = vpin.imbalances.length
  if (vpin.count < window) return refuse({ reason: 'tooFewBuckets', buckets: vpin.count })
  const sum = createSum()
  for (const imbalance of vpin.imbalances) addToSum(sum, imbalance)
  return accept(totalOf(sum) / (window * vpin.buckets.bucketVolume))
}

/** Welford's update, which keeps the digits that a difference of sums would lose. */
function followDeviation(vpin: RollingVpin, change: number): void {
  vpin.changes++
  const away = change - vpin.meanChange
  vpin.meanChange += away / vpin.changes
  vpin.squares += away * (change - vpin.meanChange)
}
