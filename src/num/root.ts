import { accept, refuse, type Result } from '../base/result.ts'

/** Why no root was found. */
export type NoRoot = Readonly<{ reason: 'sameSign'; atLow: number; atHigh: number } | { reason: 'notConverged'; best: number }>

// A root at zero is approached until doubles end, a halving at a time if need be.
const mostIterations = 2_200

/**
 * A root of a continuous function between two points where its signs differ, to full double precision (Brent's method).
 *
 * @param interval - `tolerance` is absolute, in the unit of x; 0 goes as far as doubles do.
 * @returns Refused when the function has the same sign at both ends, or is not finite there.
 * @see R. Brent, "Algorithms for Minimization without Derivatives" (1973), chapter 4.
 *
 * @example
 * bracketedRoot((x) => x * x - 2, { low: 0, high: 2 }) // 1.4142135623730951
 */
export function bracketedRoot(
  f: (x: number) => number,
  interval: Readonly<{ low: number; high: number; tolerance?: number }>,
): Result<number, NoRoot> {
  let [a, b] = [interval.low, interval.high]
  let [atA, atB] = [f(a), f(b)]
  if (atA === 0) return accept(a)
  if (atB === 0) return accept(b)
  if (!(atA * atB < 0) && Math.sign(atA) * Math.sign(atB) !== -1) return refuse({ reason: 'sameSign', atLow: atA, atHigh: atB })
  let [c, atC, step, before] = [a, atA, b - a, b - a]
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    if (Math.sign(atB) === Math.sign(atC)) [c, atC, step, before] = [a, atA, b - a, b - a]
    if (Math.abs(atC) < Math.abs(atB)) [a, b, c, atA, atB, atC] = [b, c, b, atB, atC, atB]
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + 0.5 * (interval.tolerance ?? 0)
    const half = 0.5 * (c - b)
    if (Math.abs(half) <= tolerance || atB === 0) return accept(b)
    const move = Math.abs(before) >= tolerance && Math.abs(atA) > Math.abs(atB) ? interpolated({ a, b, c, atA, atB, atC }) : undefined
    // An interpolation is believed while it stays inside the bracket and shrinks faster than halving would.
    const good = move !== undefined && 2 * Math.abs(move) < Math.min(3 * Math.abs(half) - tolerance, Math.abs(before)) && move * half > 0
    ;[before, step] = good ? [step, move] : [half, half]
    ;[a, atA] = [b, atB]
    b += Math.abs(step) > tolerance ? step : Math.sign(half) * tolerance
    atB = f(b)
  }
  return refuse({ reason: 'notConverged', best: b })
}

type Bracket = Readonly<{ a: number; b: number; c: number; atA: number; atB: number; atC: number }>

/** Inverse quadratic interpolation through three points, or the secant through two. */
function interpolated({ a, b, c, atA, atB, atC }: Bracket): number {
  const s = atB / atA
  if (a === c) return (-(b - a) * s) / (s - 1)
  const q = atA / atC
  const r = atB / atC
  const p = s * ((c - b) * q * (q - r) - (b - a) * (r - 1))
  return -p / ((q - 1) * (r - 1) * (s - 1))
}
