import type { History, Phase } from './types.ts'

/** A stretch of time in one phase of one trigger. Times in seconds. */
export type Band = Readonly<{ from: number; to: number; phase: Phase; trigger: string }>

/** Phases that stand out on a chart; calm and watch are the background. */
const shaded: ReadonlySet<Phase> = new Set<Phase>(['stressed', 'active', 'recovering'])

/**
 * The stretches of a trigger's phases; each lasts until the next begins.
 *
 * @example
 * phaseBands(history, 0)
 */
export function phaseBands(history: History, trigger: number): readonly Band[] {
  const phases = history.phases[trigger]
  if (phases === undefined) return []
  const bands: Band[] = []
  let open: { from: number; phase: Phase } | undefined
  const close = (to: number): void => {
    if (open !== undefined) bands.push({ ...open, to, trigger: phases.trigger })
  }
  phases.values.forEach((value, i) => {
    const phase = value === null ? undefined : history.phaseNames[value]
    if (phase === open?.phase) return
    const at = (history.atUs[i] ?? 0) / 1e6
    close(at)
    open = phase === undefined ? undefined : { from: at, phase }
  })
  close((history.atUs.at(-1) ?? 0) / 1e6)
  return bands
}

/**
 * The bands worth shading behind a chart, of all triggers.
 *
 * @example
 * shadedBands(history)
 */
export function shadedBands(history: History): readonly Band[] {
  return history.phases.flatMap((_phase, i) => phaseBands(history, i)).filter((band) => shaded.has(band.phase))
}
