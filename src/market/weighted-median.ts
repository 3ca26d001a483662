import { invariant, InvariantError } from '../base/assert.ts'

/** A value and what it weighs, above 0. */
export type WeightedValue = Readonly<{ value: number; weight: number }>

/**
 * The value that has half of the weight on either side; halfway between two that share the middle. Values that together weigh less than half
 * cannot move it out of the range of the others, whatever they are.
 *
 * @param values - At least one, in any order.
 * @throws InvariantError for no value, or a weight that is not above 0.
 *
 * @example
 * weightedMedian([{ value: 1, weight: 1 }, { value: 100, weight: 1 }, { value: 2, weight: 1 }]) // 2
 */
export function weightedMedian(values: readonly WeightedValue[]): number {
  invariant(
    values.every(({ weight }) => weight > 0 && weight < Infinity),
    'every weight is positive and finite',
  )
  invariant(values.length > 0, 'a median is of one value or more')
  const ascending = values.toSorted((a, b) => a.value - b.value || a.weight - b.weight)
  const half = ascending.reduce((sum, { weight }) => sum + weight, 0) / 2
  let below = 0
  for (const [index, { value, weight }] of ascending.entries()) {
    below += weight
    // Weights are shares that were divided: half of them is half but for a rounding.
    if (Math.abs(below - half) <= 1e-12 * half) return (value + (ascending[index + 1]?.value ?? value)) / 2
    if (below > half) return value
  }
  throw new InvariantError('more than half of the weight is passed before the last value is')
}

/**
 * Shares of the whole in proportion to the weights, none above what leaves `(n - 1) / 2` of `n` short of half. For an odd number that is
 * nearly an equal share each: a median withstands as many liars only when no few of them outweigh the rest.
 *
 * @returns In the order given; their sum is 1 but for rounding.
 * @throws InvariantError for a weight that is not above 0.
 *
 * @example
 * cappedShares([1, 1, 98]) // [0.3, 0.3, 0.4]
 */
export function cappedShares(weights: readonly number[]): readonly number[] {
  invariant(
    weights.every((weight) => weight > 0 && weight < Infinity),
    'every weight is positive and finite',
  )
  const withstood = Math.floor((weights.length - 1) / 2)
  const cap = 1 / (2 * withstood + 0.5)
  return sharesOf(weights, { at: cap, capped: new Set() })
}

/** Capping one raises the others, so that another may reach the cap; each round caps one or more, or ends. */
function sharesOf(weights: readonly number[], cap: Readonly<{ at: number; capped: ReadonlySet<number> }>): readonly number[] {
  const { at, capped } = cap
  const free = 1 - at * capped.size
  const total = weights.reduce((sum, weight, index) => (capped.has(index) ? sum : sum + weight), 0)
  const shares = weights.map((weight, index) => (capped.has(index) ? at : (free * weight) / total))
  const over = shares.flatMap((share, index) => (share > at && !capped.has(index) ? [index] : []))
  return over.length === 0 ? shares : sharesOf(weights, { at, capped: new Set([...capped, ...over]) })
}
