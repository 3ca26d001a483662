import { invariant } from '../base/assert.ts'

/**
 * A chain that is left for good: `moves[i * size + j]` is the weight of going from `i` to `j`, `leaving[i]` that of ending from `i`.
 * The diagonal is not read: what stays is one less the others.
 */
export type AbsorbingChain = Readonly<{ size: number; moves: Float64Array; leaving: Float64Array }>

/**
 * The expected total cost until the chain ends, from each state, when a step from `i` costs `costs[i]`; with costs of 1, the
 * expected number of steps. Solves `(leaving_i + sum of moves_ij) x_i - sum of moves_ij x_j = costs_i` without a subtraction, so the
 * answer keeps its digits however rarely the chain ends: 1e-300 is as good as 0.1.
 *
 * @param chain - Weights of 0 or above; some state that can be reached from each must have a positive `leaving`. Not changed.
 * @throws InvariantError when the sizes differ, or the chain cannot end.
 * @see Grassmann, Taksar & Heyman, "Regenerative analysis and steady state distributions", Operations Research 33 (1985).
 *
 * @example
 * absorbingCosts({ size: 1, moves: new Float64Array(1), leaving: Float64Array.of(0.25) }, [1])[0] // 4
 */
export function absorbingCosts(chain: AbsorbingChain, costs: ArrayLike<number>): Float64Array {
  const { size } = chain
  invariant(chain.moves.length === size * size && chain.leaving.length === size, 'a chain has one row and one leaving weight per state')
  invariant(costs.length === size, 'a chain has one cost per state')
  const moves = chain.moves.slice()
  const leaving = chain.leaving.slice()
  const x = Float64Array.from(costs)
  const pivots = new Float64Array(size)
  for (let k = size - 1; k >= 0; k--) {
    let pivot = leaving[k] as number
    for (let j = 0; j < k; j++) pivot += moves[k * size + j] as number
    invariant(pivot > 0, 'every state of the chain leads to its end')
    pivots[k] = pivot
    for (let i = 0; i < k; i++) {
      const factor = (moves[i * size + k] as number) / pivot
      if (factor === 0) continue
      for (let j = 0; j < k; j++) moves[i * size + j] = (moves[i * size + j] as number) + factor * (moves[k * size + j] as number)
      leaving[i] = (leaving[i] as number) + factor * (leaving[k] as number)
      x[i] = (x[i] as number) + factor * (x[k] as number)
    }
  }
  for (let k = 0; k < size; k++) {
    let sum = x[k] as number
    for (let j = 0; j < k; j++) sum += (moves[k * size + j] as number) * (x[j] as number)
    x[k] = sum / (pivots[k] as number)
  }
  return x
}
