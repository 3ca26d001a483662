import { binomialCumulative } from '../num/distributions.ts'

/**
 * The counts between which a binomial count lies with at least the given probability: as few outside on one side as on the other.
 *
 * @example
 * binomialBand({ trials: 250, probability: 0.01 }, 0.95) // { least: 0, most: 6 }
 */
export function binomialBand(
  of: Readonly<{ trials: number; probability: number }>,
  within: number,
): Readonly<{ least: number; most: number }> {
  const outside = (1 - within) / 2
  return { least: quantileOf(of, outside), most: quantileOf(of, 1 - outside) }
}

/** The least count that is not exceeded with at least the given probability. */
function quantileOf({ trials, probability }: Readonly<{ trials: number; probability: number }>, cumulative: number): number {
  let [low, high] = [0, trials]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (binomialCumulative(middle, { trials, probability }) >= cumulative) high = middle
    else low = middle + 1
  }
  return low
}
