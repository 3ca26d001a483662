import { weightedSquares } from './smile-misfit.ts'
import type { SmileQuotes } from './smile-quotes.ts'
import { sviPoint, type SviSlice } from './svi.ts'

/** The best slice for a centre and a roundness, and its weighted sum of squared residuals. */
export type QuasiExplicit = Readonly<{ slice: SviSlice; squares: number }>

/** Lee's bound on the wings, kept away from by a hair. */
const steepest = 2 * (1 - 1e-9)

/**
 * The best raw SVI slice with a given centre and roundness.
 *
 * With `y = (k - m) / sigma` and `z = sqrt(y^2 + 1)` total variance is `a + u (z + y) / 2 + v (z - y) / 2`, linear in the level and in
 * the slopes of the two wings: `u = sigma b (1 + rho)`, `v = sigma b (1 - rho)`. So the three are a least-squares problem in a box:
 * both slopes from 0 to Lee's bound, the level from `leastLevel` to the highest variance quoted.
 *
 * @see De Marco & Martini, "Quasi-explicit calibration of Gatheral's SVI model", Zeliade white paper (2009).
 *
 * @example
 * quasiExplicit(quotes, { m: 0, sigma: 0.2, leastLevel: 0 }).slice
 */
export function quasiExplicit(quotes: SmileQuotes, at: Readonly<{ m: number; sigma: number; leastLevel: number }>): QuasiExplicit {
  const { logStrikes, totalVariances, weights } = quotes
  const { m, sigma } = at
  const products = new Float64Array(9)
  const targets = new Float64Array(3)
  const row = new Float64Array(3)
  let highest = 0
  for (let i = 0; i < logStrikes.length; i++) {
    const y = ((logStrikes[i] as number) - m) / sigma
    const z = Math.sqrt(y * y + 1)
    const variance = totalVariances[i] as number
    const weight = weights[i] as number
    row[0] = 1
    // One of the two nearly cancels far out in a wing; their product is 1.
    row[1] = y > 0 ? 0.5 * (z + y) : 0.5 / (z - y)
    row[2] = y > 0 ? 0.5 / (z + y) : 0.5 * (z - y)
    for (let r = 0; r < 3; r++) {
      targets[r] = (targets[r] as number) + weight * (row[r] as number) * variance
      for (let c = 0; c < 3; c++) products[3 * r + c] = (products[3 * r + c] as number) + weight * (row[r] as number) * (row[c] as number)
    }
    if (weight > 0) highest = Math.max(highest, variance)
  }
  const [level, right, left] = leastInBox(
    { products, targets },
    { low: [at.leastLevel, 0, 0], high: [Math.max(highest, at.leastLevel), steepest * sigma, steepest * sigma] },
  )
  const b = (right + left) / (2 * sigma)
  const slice = { a: level, b, rho: b > 0 ? (right - left) / (right + left) : 0, m, sigma }
  // Taken from the sums above the squares would be what rounding leaves of a difference, and a search over them would not come to rest.
  return { slice, squares: weightedSquares(quotes, (k) => sviPoint(slice, k).variance) }
}

type Problem = Readonly<{ products: Float64Array; targets: Float64Array }>
type Triple = readonly [number, number, number]

/** `x' P x - 2 t' x`. */
function squaresOf(problem: Problem, x: Triple): number {
  let sum = 0
  for (let r = 0; r < 3; r++) {
    let applied = 0
    for (let c = 0; c < 3; c++) applied += (problem.products[3 * r + c] as number) * (x[c] as number)
    sum += (x[r] as number) * (applied - 2 * (problem.targets[r] as number))
  }
  return sum
}

/** Every unknown is free, at its low end or at its high end: 27 cases, of which the best that fits the box is the answer. */
function leastInBox(problem: Problem, box: Readonly<{ low: Triple; high: Triple }>): Triple {
  let best: Triple = box.low
  let lowest = squaresOf(problem, best)
  for (let combination = 0; combination < 27; combination++) {
    const states = [combination % 3, Math.floor(combination / 3) % 3, Math.floor(combination / 9)]
    const fixed = states.map((state, i) => (state === 1 ? box.low[i] : state === 2 ? box.high[i] : undefined))
    const x = solveFree(problem, fixed)
    if (x === undefined || !x.every((value, i) => value >= (box.low[i] as number) && value <= (box.high[i] as number))) continue
    const squares = squaresOf(problem, x)
    // The problem is convex: where no bound is needed nothing else is better.
    if (combination === 0) return x
    if (squares < lowest) [best, lowest] = [x, squares]
  }
  return best
}

/** Solves the equations of the free unknowns by elimination. Undefined when they do not determine them. */
function solveFree(problem: Problem, fixed: readonly (number | undefined)[]): Triple | undefined {
  const rows = [0, 1, 2].map((r) => {
    if (fixed[r] !== undefined) return [r === 0 ? 1 : 0, r === 1 ? 1 : 0, r === 2 ? 1 : 0, fixed[r]]
    return [...problem.products.subarray(3 * r, 3 * r + 3), problem.targets[r] as number]
  })
  for (let c = 0; c < 3; c++) {
    let pivot = c
    for (let r = c + 1; r < 3; r++) if (Math.abs(entry(rows, r, c)) > Math.abs(entry(rows, pivot, c))) pivot = r
    ;[rows[c], rows[pivot]] = [rows[pivot] as number[], rows[c] as number[]]
    const head = entry(rows, c, c)
    if (!(Math.abs(head) > 1e-300)) return undefined
    for (let r = 0; r < 3; r++) {
      if (r === c) continue
      const factor = entry(rows, r, c) / head
      if (factor !== 0) rows[r] = (rows[r] as number[]).map((value, i) => value - factor * entry(rows, c, i))
    }
  }
  // What is fixed stays exactly so: a rounding outside of the box would lose the best of its face.
  const solved = (r: number): number => fixed[r] ?? entry(rows, r, 3) / entry(rows, r, r)
  const x: Triple = [solved(0), solved(1), solved(2)]
  return x.every(Number.isFinite) ? x : undefined
}

function entry(rows: readonly (readonly number[])[], r: number, c: number): number {
  return (rows[r] as readonly number[])[c] as number
}
