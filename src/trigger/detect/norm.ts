import { invariant } from '../../base/assert.ts'

/** What a signal is in calm: mean and standard deviation, given or learned from its first observations. */
export type CalmNorm = Readonly<
  | { kind: 'given'; mean: number; deviation: number }
  /** `leastDeviation` keeps a signal that hardly moved from making a wonder of its first move. */
  | { kind: 'learned'; observations: number; leastDeviation: number }
>

/** What has been learned. Plain data; nothing is learned once `count` reaches the observations asked for. */
export type Learning = { count: number; mean: number; squares: number }

/**
 * Learning that has seen nothing.
 *
 * @example
 * const learning = createLearning()
 */
export function createLearning(): Learning {
  return { count: 0, mean: 0, squares: 0 }
}

/**
 * Takes in one observation (Welford's recursion).
 *
 * @example
 * learnFrom(learning, 1.5)
 */
export function learnFrom(learning: Learning, x: number): void {
  learning.count += 1
  const distance = x - learning.mean
  learning.mean += distance / learning.count
  learning.squares += distance * (x - learning.mean)
}

/**
 * An observation in deviations from the norm.
 *
 * @param learning - Complete, for a learned norm.
 * @throws InvariantError for a norm still being learned.
 *
 * @example
 * standardised({ kind: 'given', mean: 2, deviation: 0.5 }, createLearning(), 3) // 2
 */
export function standardised(norm: CalmNorm, learning: Learning, value: number): number {
  if (norm.kind === 'given') return (value - norm.mean) / norm.deviation
  invariant(learning.count >= norm.observations && learning.count > 1, 'a norm is used once it is learned')
  return (value - learning.mean) / Math.max(norm.leastDeviation, Math.sqrt(learning.squares / (learning.count - 1)))
}
