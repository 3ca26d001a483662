import type { MarginAccountPage } from './types.ts'

/** Equity and margin of an account against the price of one underlying. */
export type MarginCurve = MarginAccountPage['curves'][number]
/** One price of a curve. */
export type CurveLevel = MarginCurve['levels'][number]

/** Prices nearest to the index at which equity meets maintenance margin, read off the straight lines between levels. */
export type Crossings = Readonly<{
  /** Whether equity is below maintenance margin at the index itself. */
  below: boolean
  /** The nearest crossing at a lower and at a higher price; absent where the curve has none. */
  lower?: number
  higher?: number
}>

/**
 * Where equity meets maintenance margin on either side of the index.
 *
 * @example
 * crossings(curve).lower // 4_934.1
 */
export function crossings({ levels }: MarginCurve): Crossings {
  const index = levels.findIndex(({ move }) => move === 0)
  const here = levels[index]
  const lower = firstCrossing(levels.slice(0, index + 1).toReversed())
  const higher = firstCrossing(index < 0 ? [] : levels.slice(index))
  return {
    below: here !== undefined && excess(here) < 0,
    ...(lower === undefined ? {} : { lower }),
    ...(higher === undefined ? {} : { higher }),
  }
}

function firstCrossing(levels: readonly CurveLevel[]): number | undefined {
  for (let i = 1; i < levels.length; i++) {
    const [near, far] = [levels[i - 1], levels[i]]
    if (near === undefined || far === undefined) return undefined
    const [before, after] = [excess(near), excess(far)]
    if (before < 0 === after < 0) continue
    return near.price + ((far.price - near.price) * before) / (before - after)
  }
  return undefined
}

function excess({ equity, maintenanceMargin }: CurveLevel): number {
  return equity - maintenanceMargin
}
