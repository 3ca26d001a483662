import { invariant } from '../../base/assert.ts'
import { largestFactor } from './wide-product.ts'
import { shareWhole } from './whole-shares.ts'

/** As `WholePot`, in minor units of any size. */
export type MinorPot = Readonly<{ total: bigint; caps: readonly bigint[]; weights: readonly bigint[] }>

/**
 * Divides money by the water level `share = min(cap, level * weight)`, to the last minor unit by largest remainder, of equal ones to
 * the earlier.
 *
 * @returns Shares in the order of the caps. They sum to the total, or to all that those with a weight can bear.
 * @throws InvariantError when an amount is negative.
 *
 * @example
 * shareMinor({ total: 10n, caps: [2n, 9n, 9n], weights: [1n, 1n, 1n] }) // [2n, 4n, 4n]
 */
export function shareMinor(pot: MinorPot): readonly bigint[] {
  const { total, caps, weights } = pot
  invariant(total >= 0n && [caps, weights].every((all) => all.every((each) => each >= 0n)), 'what is borne, caps and weights are from 0')
  if (!isWithinFloats(pot)) return shareLarge(pot)
  const whole = shareWhole({ total: Number(total), caps: Float64Array.from(caps, Number), weights: Float64Array.from(weights, Number) })
  return Array.from(whole.shares, BigInt)
}

function isWithinFloats({ total, caps, weights }: MinorPot): boolean {
  const most = BigInt(largestFactor)
  return total <= most && sumOf(caps) <= most && sumOf(weights) <= most
}

function sumOf(values: readonly bigint[]): bigint {
  let sum = 0n
  for (const value of values) sum += value
  return sum
}

/**
 * The same division written plainly, for amounts of any size; the fast one is held to it.
 *
 * @example
 * shareLarge({ total: 10n, caps: [2n, 9n, 9n], weights: [1n, 1n, 1n] }) // [2n, 4n, 4n]
 */
export function shareLarge({ total, caps, weights }: MinorPot): readonly bigint[] {
  const shares = caps.map(() => 0n)
  let open = caps.flatMap((cap, index) => (cap > 0n && (weights[index] as bigint) > 0n ? [index] : []))
  const capOf = (index: number): bigint => caps[index] as bigint
  const weightOf = (index: number): bigint => weights[index] as bigint
  const capacity = sumOf(open.map(capOf))
  let rest = total < capacity ? total : capacity
  let weight = sumOf(open.map(weightOf))
  for (;;) {
    const [level, of] = [rest, weight]
    const full = open.filter((index) => weightOf(index) * level >= capOf(index) * of)
    if (full.length === 0) break
    for (const index of full) shares[index] = capOf(index)
    open = open.filter((index) => weightOf(index) * level < capOf(index) * of)
    rest -= sumOf(full.map(capOf))
    weight -= sumOf(full.map(weightOf))
  }
  const parts = open.map((index) => ({ index, share: (weightOf(index) * rest) / weight, remainder: (weightOf(index) * rest) % weight }))
  const left = rest - sumOf(parts.map(({ share }) => share))
  for (const { index, share } of parts) shares[index] = share
  parts.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of parts.slice(0, Number(left))) shares[index] = (shares[index] as bigint) + 1n
  return shares
}
