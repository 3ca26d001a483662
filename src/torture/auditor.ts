import type { SequencedInput } from '../engine/input.ts'
import type { EngineState } from '../engine/state.ts'
import type { Outcome } from '../engine/turn.ts'
import { contractsOf } from './contracts.ts'
import { allLaws } from './laws/all-laws.ts'
import type { Standing, Watch, World } from './laws/law.ts'
import { standingsOf } from './laws/standing.ts'
import type { Setting } from './plan.ts'

/** A law that does not hold: after which input, and what was found. */
export type Finding = Readonly<{ law: string; seq: number; found: string }>

/** Looks on while a run goes, and says which law broke first. */
export type Auditor = Readonly<{
  look: (step: Readonly<{ sequenced: SequencedInput; outcome: Outcome; state: EngineState }>) => Finding | undefined
  /** What has been seen, by kind of decision. */
  counts: ReadonlyMap<string, number>
}>

/**
 * An auditor of one run, from its first input.
 *
 * @param trulyFilled - Lots that the venue has filled of an order, whatever it told.
 *
 * @example
 * createAuditor(plan.setting, () => 0).look({ sequenced, outcome, state })
 */
export function createAuditor(setting: Setting, trulyFilled: (effectId: string) => number): Auditor {
  const contracts = new Map(contractsOf(setting).map((contract) => [contract.id, contract]))
  const world: World = { setting, contracts, asset: setting.instruments[0]?.quote ?? '' }
  const watches: readonly (readonly [string, Watch])[] = allLaws.map((law) => [law.name, law.watch(world)])
  const counts = new Map<string, number>()
  let before: ReadonlyMap<string, Standing> = new Map()
  return {
    counts,
    look: ({ sequenced, outcome, state }) => {
      const after = standingsOf(state)
      for (const { body } of outcome.decisions) counts.set(body.kind, (counts.get(body.kind) ?? 0) + 1)
      const step = { sequenced, outcome, state, before, after, trulyFilled }
      before = after
      for (const [law, watch] of watches) {
        const found = watch(step)
        if (found !== undefined) return { law, seq: sequenced.seq, found }
      }
      return undefined
    },
  }
}
