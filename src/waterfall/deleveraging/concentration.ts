/** How unevenly a loss was shared out. */
export type Concentration = Readonly<{
  /** 0 when all bear the same, towards 1 when one bears everything. 0 when nobody bears anything. */
  gini: number
  /** The largest share as a fraction of all that was borne; 0 when nothing was. */
  largestShare: number
  /** How many bear something. */
  hit: number
  /** The largest part of its own capacity that anyone lost. */
  mostOfCapacity: number
}>

/**
 * How unevenly those who could have borne a loss did.
 *
 * @param shares - What each bore, from 0.
 * @param capacity - What each could have borne; those at 0 or below are not counted among the many.
 *
 * @example
 * concentrationOf(Float64Array.of(0, 4), Float64Array.of(10, 10)) // gini .5, largestShare 1, hit 1, mostOfCapacity .4
 */
export function concentrationOf(shares: Float64Array, capacity: Float64Array): Concentration {
  const own: number[] = []
  let sum = 0
  let hit = 0
  let largest = 0
  let mostOfCapacity = 0
  for (let index = 0; index < shares.length; index++) {
    const [share, most] = [shares[index] as number, capacity[index] as number]
    if (!(most > 0)) continue
    own.push(share)
    sum += share
    if (share > 0) hit += 1
    if (share > largest) largest = share
    if (share > most * mostOfCapacity) mostOfCapacity = share / most
  }
  if (sum === 0) return { gini: 0, largestShare: 0, hit, mostOfCapacity }
  return { gini: giniOf(Float64Array.from(own).sort(), sum), largestShare: largest / sum, hit, mostOfCapacity }
}

/** Half the mean difference between two, over the mean. */
function giniOf(rising: Float64Array, sum: number): number {
  const count = rising.length
  let weighted = 0
  for (let rank = 0; rank < count; rank++) weighted += (2 * (rank + 1) - count - 1) * (rising[rank] as number)
  return Math.max(0, weighted / (count * sum))
}
