import { assertNever } from '../../base/assert.ts'
import { power } from '../../num/elementary.ts'
import { leverageOf, type Candidates } from './candidates.ts'
import type { Ranking } from './rankings.ts'

/** How much more the more leveraged bear, as a function of leverage: itself, a power of it, or what of it lies above a threshold. */
export type LeverageWeight = Readonly<{ kind: 'linear' } | { kind: 'power'; exponent: number } | { kind: 'tail'; above: number }>

/**
 * Who bears how much of what a deficit needs. How much is needed is decided elsewhere: severity and allocation are two questions.
 *
 * - `queue`: all of the highest ranked, then the next. Concentrates; an account gains by splitting, and two waves are not one.
 * - `proRata`: in proportion to the gain. Split-proof, and two waves are one.
 * - `cappedProRata`: the same, but nobody loses more than a fraction of its gain.
 * - `equalLoss`: the same from everyone who has as much. An account that splits bears more.
 * - `equalAwards`: cuts the largest gains down to one level; an account gains by splitting.
 * - `talmud`: equal loss while the deficit is below half of all gains, equal awards of what is left above.
 * - `equityWeighted`: in proportion to account value.
 * - `riskAware`: in proportion to notional times a weight of leverage, as the paper's risk-aware pro rata.
 * - `hedgeAware`: in proportion to the gain that offsets no loss of the same account; hedges are cut only when all else is gone.
 */
export type DeleverageRule = Readonly<
  | { kind: 'queue'; ranking: Ranking }
  | { kind: 'proRata' }
  | { kind: 'cappedProRata'; mostFraction: number }
  | { kind: 'equalLoss' }
  | { kind: 'equalAwards' }
  | { kind: 'talmud' }
  | { kind: 'equityWeighted' }
  | { kind: 'riskAware'; leverage: LeverageWeight }
  | { kind: 'hedgeAware' }
>

/**
 * How much of a loss a candidate bears beside others, before caps. Those without gain weigh nothing under any rule.
 *
 * @returns A number from 0, or the score of a queue.
 *
 * @example
 * weightOf({ kind: 'proRata' }, candidates, 0) // the gain
 */
export function weightOf(rule: Exclude<DeleverageRule, { kind: 'queue' }>, candidates: Candidates, index: number): number {
  const gain = Math.max(0, candidates.gain[index] as number)
  if (gain === 0) return 0
  switch (rule.kind) {
    case 'proRata':
    case 'cappedProRata':
      return gain
    case 'equalLoss':
    case 'equalAwards':
    case 'talmud':
      return 1
    case 'equityWeighted':
      return Math.max(0, candidates.equity[index] as number)
    case 'riskAware':
      return (candidates.notional[index] as number) * leverageWeightOf(rule.leverage, leverageOf(candidates, index))
    case 'hedgeAware':
      return Math.max(0, gain - (candidates.hedgedLoss[index] as number))
    default:
      return assertNever(rule)
  }
}

/**
 * The weight of a leverage.
 *
 * @example
 * leverageWeightOf({ kind: 'tail', above: 0.9 }, 1.5) // 0.6
 */
export function leverageWeightOf(weight: LeverageWeight, leverage: number): number {
  switch (weight.kind) {
    case 'linear':
      return leverage
    case 'power':
      return power(leverage, weight.exponent)
    case 'tail':
      return Math.max(0, leverage - weight.above)
    default:
      return assertNever(weight)
  }
}
