import type { Candidates } from './candidates.ts'

/**
 * How many hedges a division of a loss broke: accounts that gave up more than the part of their gain that hedges nothing.
 *
 * @param shares - In the units of the caps.
 * @param caps - What each could bear, which stands for all of its gain.
 *
 * @example
 * brokenHedges(candidates, allocation.shares, caps) // 3
 */
export function brokenHedges(candidates: Candidates, shares: Float64Array, caps: Float64Array): number {
  let broken = 0
  for (let index = 0; index < shares.length; index++) {
    const share = shares[index] as number
    const hedged = candidates.hedgedLoss[index] as number
    const gain = candidates.gain[index] as number
    if (share <= 0 || hedged <= 0 || gain <= 0) continue
    const free = Math.max(0, gain - hedged)
    // One unit more than the free part is rounding: units are not divided.
    if (share >= ((caps[index] as number) * free) / gain + 1) broken += 1
  }
  return broken
}
