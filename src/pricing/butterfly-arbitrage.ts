import { ArgumentError, requireFinite } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { durrleman, lowestTotalVariance, requireSlice, sviPoint, wingSlopes, type SviSlice } from './svi.ts'

/** What the search for butterfly arbitrage found. */
export type ButterflyFinding = Readonly<{
  /** Lowest value of Durrleman's function found, and where. */
  lowest: number
  at: number
  /** The steeper wing's slope of total variance: `b (1 + |rho|)`, below 2 by Lee's formula. */
  steepestWing: number
  /** Whether no butterfly costs less than nothing: the function is nowhere below 0 and the wings are below 2. */
  free: boolean
}>

/** Distance of the even grid's points in log-strike. */
const gridStep = 0.01
/** Where the curve turns, in units of its roundness: an even grid would miss a sharp turn. */
const turns: readonly number[] = [-5, -3, -2, -1.5, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5]

/**
 * Searches a slice for butterfly arbitrage: Durrleman's function on a grid, closer where the curve turns, and a local search from
 * its lowest point to the neighbours on either side. At an end of the interval that search goes one step of the grid beyond it.
 *
 * @param slice - Raw parameters.
 * @param interval - Log-strikes to search, -3 to 3 when absent.
 * @returns A refusal where total variance is not above zero somewhere: there is no density to judge.
 * @throws ArgumentError for parameters out of range or an interval that does not rise.
 * @see Gatheral & Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), section 2.2.
 *
 * @example
 * butterflyArbitrage({ a: -0.1, b: 0.1, rho: 0, m: 0, sigma: 1 }) // { ok: false, refusal: { reason: 'varianceNotAboveZero', lowestVariance: 0 } }
 */
export function butterflyArbitrage(
  slice: SviSlice,
  interval: Readonly<{ from: number; to: number }> = { from: -3, to: 3 },
): Result<ButterflyFinding, Readonly<{ reason: 'varianceNotAboveZero'; lowestVariance: number }>> {
  requireSlice(slice)
  requireFinite('from', interval.from)
  if (!(interval.to > interval.from && interval.to < Infinity))
    throw new ArgumentError('to', { expected: `a finite number above ${interval.from}`, found: String(interval.to) })
  const lowestVariance = lowestTotalVariance(slice)
  if (!(lowestVariance > 0)) return refuse({ reason: 'varianceNotAboveZero', lowestVariance })
  const grid = gridOf(slice, interval)
  let best = 0
  for (let i = 1; i < grid.length; i++) if (value(slice, grid[i] as number) < value(slice, grid[best] as number)) best = i
  const at = grid[best] as number
  const around = { from: grid[best - 1] ?? at - gridStep, to: grid[best + 1] ?? at + gridStep }
  const found = lowestBetween((k) => value(slice, k), around)
  const { left, right } = wingSlopes(slice)
  const steepestWing = Math.max(left, right)
  return accept({ lowest: found.value, at: found.at, steepestWing, free: found.value >= 0 && steepestWing < 2 })
}

function value(slice: SviSlice, k: number): number {
  return durrleman(sviPoint(slice, k), k)
}

function gridOf(slice: SviSlice, interval: Readonly<{ from: number; to: number }>): readonly number[] {
  const steps = Math.max(1, Math.round((interval.to - interval.from) / gridStep))
  const even = Array.from({ length: steps + 1 }, (_, i) => interval.from + ((interval.to - interval.from) * i) / steps)
  // A turn wider than a few steps is seen by the even grid already.
  if (slice.sigma > 4 * gridStep) return even
  const close = turns.map((turn) => slice.m + turn * slice.sigma).filter((k) => k > interval.from && k < interval.to)
  return [...new Set([...even, ...close])].sort((a, b) => a - b)
}

const golden = (Math.sqrt(5) - 1) / 2

/** Golden-section search. The ends are candidates too: on a falling stretch the lowest value is at one of them. */
function lowestBetween(of: (k: number) => number, around: Readonly<{ from: number; to: number }>): Readonly<{ at: number; value: number }> {
  let { from, to } = around
  let left = to - golden * (to - from)
  let right = from + golden * (to - from)
  let leftValue = of(left)
  let rightValue = of(right)
  for (let i = 0; i < 60 && to - from > 1e-12; i++) {
    if (leftValue <= rightValue) {
      to = right
      right = left
      rightValue = leftValue
      left = to - golden * (to - from)
      leftValue = of(left)
    } else {
      from = left
      left = right
      leftValue = rightValue
      right = from + golden * (to - from)
      rightValue = of(right)
    }
  }
  const candidates = [around.from, around.to, 0.5 * (from + to)].map((at) => ({ at, value: of(at) }))
  return candidates.reduce((best, one) => (one.value < best.value ? one : best))
}
