import type { Finding } from './auditor.ts'
import { drawPlan } from './draw-plan.ts'
import { realSeams, type Seams } from './host.ts'
import { judgePlan } from './judge-plan.ts'

/** A seed whose run breaks a law. */
export type FailingSeed = Readonly<{ seed: number; finding: Finding }>

/** What a range of seeds has shown. */
export type Tortured = Readonly<{ seeds: number; inputs: number; counts: ReadonlyMap<string, number>; failing?: FailingSeed }>

/**
 * Runs the plans of seeds one after the other, up to the first that breaks a law.
 *
 * @example
 * const { failing } = await tortureSeeds({ from: 0, seeds: 20 })
 */
export async function tortureSeeds(range: Readonly<{ from: number; seeds: number }>, seams: Seams = realSeams): Promise<Tortured> {
  const counts = new Map<string, number>()
  let inputs = 0
  for (let seed = range.from; seed < range.from + range.seeds; seed += 1) {
    const judged = await judgePlan(drawPlan(seed), seams)
    inputs += judged.inputs
    for (const [kind, count] of judged.counts) counts.set(kind, (counts.get(kind) ?? 0) + count)
    if (judged.finding !== undefined) return { seeds: seed - range.from + 1, inputs, counts, failing: { seed, finding: judged.finding } }
  }
  return { seeds: range.seeds, inputs, counts }
}
