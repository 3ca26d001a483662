/** Values beside their times. */
export type TimedValues = Readonly<{ at: Float64Array; values: Float64Array }>

/**
 * The commonest distance of two times; of equally common ones the shorter.
 *
 * @returns 0 for fewer than two times.
 *
 * @example
 * usualStep(Float64Array.of(0, 60, 120, 300)) // 60
 */
export function usualStep(at: Float64Array): number {
  const counts = new Map<number, number>()
  for (let i = 1; i < at.length; i++) {
    const step = (at[i] as number) - (at[i - 1] as number)
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  let usual = 0
  let most = 0
  for (const [step, count] of counts) {
    if (count < most || (count === most && step > usual)) continue
    usual = step
    most = count
  }
  return usual
}

/**
 * The part of a series from `from` on and before `to`.
 *
 * @example
 * clippedTo({ at: Float64Array.of(1, 2, 3), values: Float64Array.of(5, 6, 7) }, { from: 2 }).values // [6, 7]
 */
export function clippedTo(series: TimedValues, range: Readonly<{ from?: number; to?: number }>): TimedValues {
  const { from = -Infinity, to = Infinity } = range
  const inside = (_: number, i: number): boolean => (series.at[i] as number) >= from && (series.at[i] as number) < to
  return { at: series.at.filter(inside), values: series.values.filter(inside) }
}

/**
 * The last value of each stretch of `everyUs` that ends on a whole multiple of it, stamped with that end. A stretch without a value
 * is missing in the answer, and a last stretch that is not over is left out.
 *
 * @example
 * sampledEvery({ at: Float64Array.of(30, 60, 90, 120), values: Float64Array.of(1, 2, 3, 4) }, 60).values // [2, 4]
 */
export function sampledEvery(series: TimedValues, everyUs: number): TimedValues {
  const at: number[] = []
  const values: number[] = []
  for (const [i, time] of series.at.entries()) {
    const end = Math.ceil(time / everyUs) * everyUs
    if (at.at(-1) === end) {
      values[values.length - 1] = series.values[i] as number
      continue
    }
    at.push(end)
    values.push(series.values[i] as number)
  }
  const isOpen = (series.at.at(-1) ?? 0) < (at.at(-1) ?? 0)
  const end = isOpen ? -1 : undefined
  return { at: Float64Array.from(at.slice(0, end)), values: Float64Array.from(values.slice(0, end)) }
}
