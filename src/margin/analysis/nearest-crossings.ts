import { bracketedRoot } from '../../num/root.ts'

/** Where a gap changes its sign nearest to the present, on either side; absent where it does not within the range searched. */
export type Crossings = Readonly<{ below?: number; above?: number }>

/** The gap at a factor of the present price; `undefined` where it is not known. */
export type GapAt = (factor: number) => number | undefined

/** Where a search stops: a two-hundredth and twenty times the present price. */
const farthest = { below: 0.005, above: 20 } as const

/**
 * The factors of the present price nearest to 1, below and above, at which a gap turns from 0 or more to less than 0 or back.
 *
 * Goes outward in steps of a per cent to a fifth, two per cent to half and twice, eight per cent to a two-hundredth and twenty times,
 * and to each of `alsoAt`; a gap that turns twice within one step is missed. Stops on a side where the gap is not known.
 *
 * @param alsoAt - Factors at which the gap may bend, such as strikes; those outside the range are ignored.
 * @returns Factors to the precision of doubles where the gap is continuous, and the place of the jump where it is not.
 *
 * @example
 * nearestCrossings((factor) => 10 * (factor - 1) + 2, []) // { below: 0.8 }
 */
export function nearestCrossings(gapAt: GapAt, alsoAt: readonly number[]): Crossings {
  const present = gapAt(1)
  if (present === undefined) return {}
  const from = { present, gapAt }
  const below = crossingAlong(factorsBelow(alsoAt), from)
  const above = crossingAlong(factorsAbove(alsoAt), from)
  return { ...(below !== undefined && { below }), ...(above !== undefined && { above }) }
}

function crossingAlong(factors: readonly number[], from: Readonly<{ present: number; gapAt: GapAt }>): number | undefined {
  let [last, before] = [1, from.present]
  for (const factor of factors) {
    const gap = from.gapAt(factor)
    if (gap === undefined) return undefined
    if (gap < 0 !== before < 0) return crossingBetween(last, factor, from.gapAt)
    ;[last, before] = [factor, gap]
  }
  return undefined
}

function crossingBetween(nearer: number, farther: number, gapAt: GapAt): number | undefined {
  const root = bracketedRoot((factor) => gapAt(factor) ?? Number.NaN, { low: nearer, high: farther })
  return root.ok ? root.value : undefined
}

function factorsBelow(alsoAt: readonly number[]): readonly number[] {
  const factors = alsoAt.filter((factor) => factor < 1 && factor > farthest.below)
  for (let factor = 1; factor > farthest.below; factor -= stepAt(factor)) if (factor < 1) factors.push(factor)
  return [...factors, farthest.below].sort((a, b) => b - a)
}

function factorsAbove(alsoAt: readonly number[]): readonly number[] {
  const factors = alsoAt.filter((factor) => factor > 1 && factor < farthest.above)
  for (let factor = 1; factor < farthest.above; factor += stepAt(factor)) if (factor > 1) factors.push(factor)
  return [...factors, farthest.above].sort((a, b) => a - b)
}

function stepAt(factor: number): number {
  if (factor > 0.8 && factor < 1.2) return 0.01
  return factor > 0.5 && factor < 2 ? 0.02 : 0.08 * factor
}
