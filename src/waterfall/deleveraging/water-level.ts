import { ArgumentError, requireNotNegative, requireSameLength, requireSeries } from '../../base/argument.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'

/** Who bears how much of a loss, as statistics: `share = min(cap, level * weight)`. */
export type LevelledShares = Readonly<{ shares: Float64Array; level: number; residual: number }>

/**
 * Shares a loss by a water level: everyone bears `level * weight`, and whoever cannot bears its cap. It minimises
 * `sum(share^2 / weight)`.
 *
 * Money is shared by `shareMinor`; this is the same rule in floats, for statistics.
 *
 * @param loss - From 0. What nobody with a weight can bear is the residual.
 * @param caps - The most each can bear, from 0.
 * @param weights - From 0.
 * @throws ArgumentError when a number is negative or not finite, or the lists differ in length.
 *
 * @example
 * shareByLevel(10, Float64Array.of(2, 9, 9), Float64Array.of(1, 1, 1)) // shares [2, 4, 4], level 4, residual 0
 */
export function shareByLevel(loss: number, caps: Float64Array, weights: Float64Array): LevelledShares {
  requireNotNegative('loss', loss)
  requireSeries('caps', caps, 0)
  requireSeries('weights', weights, 0)
  requireSameLength(['caps', caps], ['weights', weights])
  requireFromZero('caps', caps)
  requireFromZero('weights', weights)
  const able = Int32Array.from(caps.keys()).filter((index) => (caps[index] as number) > 0 && (weights[index] as number) > 0)
  const shares = new Float64Array(caps.length)
  const capacity = compensatedSum(Float64Array.from(able, (index) => caps[index] as number))
  if (loss >= capacity) {
    for (const index of able) shares[index] = caps[index] as number
    const highest = able.reduce((most, index) => Math.max(most, (caps[index] as number) / (weights[index] as number)), 0)
    return { shares, level: highest, residual: loss - capacity }
  }
  const level = levelOf(loss, { caps, weights, able })
  for (const index of able) shares[index] = Math.min(caps[index] as number, level * (weights[index] as number))
  return { shares, level, residual: 0 }
}

function requireFromZero(argument: string, values: Float64Array): void {
  const position = values.findIndex((value) => value < 0)
  if (position >= 0) throw new ArgumentError(argument, { position, expected: 'a number from 0', found: String(values[position]) })
}

/** Raises the level until no further cap lies below it; see `shareWhole` for why that takes few passes. */
function levelOf(loss: number, all: Readonly<{ caps: Float64Array; weights: Float64Array; able: Int32Array }>): number {
  const { caps, weights } = all
  let open = all.able
  let rest = loss
  for (;;) {
    const weight = compensatedSum(Float64Array.from(open, (index) => weights[index] as number))
    const level = rest / weight
    const still = open.filter((index) => (caps[index] as number) > level * (weights[index] as number))
    // When rounding leaves nobody below a cap, the level at hand is the highest there is.
    if (still.length === open.length || still.length === 0) return level
    const full = open.filter((index) => (caps[index] as number) <= level * (weights[index] as number))
    rest -= compensatedSum(Float64Array.from(full, (index) => caps[index] as number))
    open = still
  }
}
