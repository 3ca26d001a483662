import { addToSum, clearSum, createSum, totalOf, type CompensatedSum } from '../num/compensated-sum.ts'

/** The bucket of volume that is being filled. Plain data, changed in place. */
export type VolumeBuckets = { readonly bucketVolume: number; readonly filled: CompensatedSum; readonly bought: CompensatedSum }

/**
 * Makes buckets of a volume, the first one empty.
 *
 * @param bucketVolume - Above zero; the caller has checked.
 *
 * @example
 * createVolumeBuckets(250)
 */
export function createVolumeBuckets(bucketVolume: number): VolumeBuckets {
  return { bucketVolume, filled: createSum(), bought: createSum() }
}

/**
 * Lays a bar's volume into the buckets, split where one is full; each part keeps the bar's share of buyers.
 *
 * @param bar - Volume zero or above, share from 0 to 1.
 * @param full - Called with the buyers' volume of each bucket that becomes full.
 *
 * @example
 * addToBuckets(buckets, { volume: 600, buyShare: 0.5 }, (buyVolume) => buyVolumes.push(buyVolume)) // 125, 125
 */
export function addToBuckets(
  buckets: VolumeBuckets,
  bar: Readonly<{ volume: number; buyShare: number }>,
  full: (buyVolume: number) => void,
): void {
  const { bucketVolume, filled, bought } = buckets
  // Volumes that add up to a bucket but for their rounding fill it.
  const slack = bucketVolume * 1e-12
  let left = bar.volume
  while (left > 0) {
    const room = bucketVolume - totalOf(filled)
    const part = left >= room - slack ? Math.min(left, room) : left
    addToSum(filled, part)
    addToSum(bought, part * bar.buyShare)
    left = left - part <= slack ? 0 : left - part
    if (totalOf(filled) < bucketVolume - slack) continue
    full(totalOf(bought))
    clearSum(filled)
    clearSum(bought)
  }
}
