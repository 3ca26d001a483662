import type { Column } from './report-input.ts'

/** One point of a drawn line; `y` is NaN where the line breaks. */
export type Point = Readonly<{ x: Date; y: number }>

/**
 * Thins a series for a figure: of each stretch of time its lowest and its highest value, in their order, so that no spike is lost.
 * A stretch in which nothing is known breaks the line.
 *
 * @param stretches - Into how many equal stretches the whole time is cut.
 *
 * @example
 * thinSeries([0, 1, 2, 3], [1, 9, 2, 2], 2) // points at 0, 1 and 2
 */
export function thinSeries(atUs: readonly number[], values: Column, stretches: number): Point[] {
  const first = atUs[0] ?? 0
  const width = Math.max(1, ((atUs.at(-1) ?? first) - first + 1) / stretches)
  const points: Point[] = []
  let from = 0
  while (from < atUs.length) {
    const stretch = Math.floor(((atUs[from] ?? 0) - first) / width)
    let to = from
    while (to < atUs.length && Math.floor(((atUs[to] ?? 0) - first) / width) === stretch) to++
    points.push(...extremes(atUs, values, from, to)) // prettier-ignore
    from = to
  }
  return points
}

function extremes(...[atUs, values, from, to]: readonly [readonly number[], Column, number, number]): Point[] {
  let lowest = -1
  let highest = -1
  for (let i = from; i < to; i++) {
    const value = values[i] ?? null
    if (value === null) continue
    if (lowest < 0 || value < (values[lowest] ?? 0)) lowest = i
    if (highest < 0 || value > (values[highest] ?? 0)) highest = i
  }
  if (lowest < 0) return [{ x: dateOf(atUs[from] ?? 0), y: Number.NaN }]
  const places = lowest === highest ? [lowest] : [Math.min(lowest, highest), Math.max(lowest, highest)]
  return places.map((i) => ({ x: dateOf(atUs[i] ?? 0), y: values[i] ?? Number.NaN }))
}

/** A stretch of time in one phase. */
export type PhaseStretch = Readonly<{ from: Date; to: Date; phase: number }>

/**
 * The stretches in which a column of phases stays the same; what is unknown is left out.
 *
 * @example
 * phaseStretches([0, 1, 2], [0, 3, 3]) // calm from 0 to 1, active from 1 to 2
 */
export function phaseStretches(atUs: readonly number[], values: Column): PhaseStretch[] {
  const found: PhaseStretch[] = []
  let from = 0
  for (let i = 1; i <= values.length; i++) {
    if (i < values.length && values[i] === values[from]) continue
    const phase = values[from] ?? null
    const end = atUs[Math.min(i, atUs.length - 1)] ?? 0
    if (phase !== null) found.push({ from: dateOf(atUs[from] ?? 0), to: dateOf(end), phase })
    from = i
  }
  return found
}

/**
 * A time of the engine as the figures' library takes it.
 *
 * @example
 * dateOf(1_583_971_200_000_000).toISOString() // '2020-03-12T00:00:00.000Z'
 */
export function dateOf(microseconds: number): Date {
  return new Date(microseconds / 1000)
}
