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
  const { volume, buyShare } = bar
  const before = totalOf(filled)
  // Volumes that add up to whole buckets but for their rounding fill them.
  const count = Math.floor((before + volume) / bucketVolume + 1e-9)
  if (count === 0) {
    addToSum(filled, volume)
    addToSum(bought, volume * buyShare)
    return
  }
  full(totalOf(bought) + (bucketVolume - before) * buyShare)
  for (let more = 1; more < count; more++) full(bucketVolume * buyShare)
  const left = Math.max(0, before + volume - count * bucketVolume)
  clearSum(filled)
  clearSum(bought)
  addToSum(filled, left)
  addToSum(bought, left * buyShare)
}
