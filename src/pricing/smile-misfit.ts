import type { SmileQuotes } from './smile-quotes.ts'

/**
 * The weighted sum of squared differences between a smile and its quotes.
 *
 * @param variance - Total variance of the smile at a log-strike.
 *
 * @example
 * weightedSquares({ logStrikes: [0], totalVariances: [0.04], weights: [1] }, () => 0.54) // 0.25
 */
export function weightedSquares(quotes: SmileQuotes, variance: (k: number) => number): number {
  let sum = 0
  for (let i = 0; i < quotes.logStrikes.length; i++) {
    const residual = variance(quotes.logStrikes[i] as number) - (quotes.totalVariances[i] as number)
    sum += (quotes.weights[i] as number) * residual * residual
  }
  return sum
}

/**
 * Total variance of a smile less that of each quote.
 *
 * @example
 * residualsOf({ logStrikes: [0], totalVariances: [0.04], weights: [1] }, () => 0.04)[0] // 0
 */
export function residualsOf(quotes: SmileQuotes, variance: (k: number) => number): Float64Array {
  return Float64Array.from(quotes.logStrikes, (k, i) => variance(k) - (quotes.totalVariances[i] as number))
}

/**
 * Total variance at the money, read off the two quotes around it; beyond the quotes, that of the nearest.
 *
 * @example
 * varianceAtTheMoney({ logStrikes: [-0.1, 0.1], totalVariances: [0.05, 0.03], weights: [1, 1] }) // 0.04
 */
export function varianceAtTheMoney(quotes: SmileQuotes): number {
  let [below, above] = [-1, -1]
  for (let i = 0; i < quotes.logStrikes.length; i++) {
    if (!((quotes.weights[i] as number) > 0)) continue
    const k = quotes.logStrikes[i] as number
    if (k <= 0 && (below < 0 || k > (quotes.logStrikes[below] as number))) below = i
    if (k >= 0 && (above < 0 || k < (quotes.logStrikes[above] as number))) above = i
  }
  const variance = (i: number): number => quotes.totalVariances[i] as number
  if (below < 0) return variance(above)
  if (above < 0) return variance(below)
  const [from, to] = [quotes.logStrikes[below] as number, quotes.logStrikes[above] as number]
  return to === from ? variance(below) : variance(below) + ((variance(above) - variance(below)) * (0 - from)) / (to - from)
}
