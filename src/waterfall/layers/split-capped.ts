import { invariant } from '../../base/assert.ts'
import { splitMinor } from '../../base/split.ts'

/**
 * Splits an amount in proportion to weights, no share above its cap: what a cap keeps from one is split among the others in the same way.
 *
 * @param total - Minor units, from 0 to the sum of the caps of weights above 0.
 * @param weights - One for each share, never negative. A weight of 0 gets nothing.
 * @param caps - One for each share, never negative.
 * @returns Shares that sum to `total`, to the unit.
 * @throws InvariantError when the caps cannot take the total.
 *
 * @example
 * splitCapped(10n, [1n, 1n], [3n, 9n]) // [3n, 7n]
 */
export function splitCapped(total: bigint, weights: readonly bigint[], caps: readonly bigint[]): readonly bigint[] {
  invariant(weights.length === caps.length, 'every share has a weight and a cap')
  const shares = weights.map(() => 0n)
  let open = weights.map((weight, index) => ((caps[index] as bigint) > 0n ? weight : 0n))
  let left = total
  for (;;) {
    const round = splitMinor(left, open)
    const full = round.some((share, index) => share > (caps[index] as bigint))
    for (const [index, share] of round.entries()) {
      const cap = caps[index] as bigint
      // Once some are full, the others start again from what those leave, so that nobody's share depends on the order of rounds.
      if (full && share < cap) continue
      if (open[index] === 0n) continue
      shares[index] = share > cap ? cap : share
      left -= shares[index]
    }
    if (!full) return shares
    open = open.map((weight, index) => ((round[index] as bigint) >= (caps[index] as bigint) ? 0n : weight))
  }
}
