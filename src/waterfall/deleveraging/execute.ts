import { allocate, type Allocation } from './allocate.ts'
import type { Candidates } from './candidates.ts'
import type { DeleverageRule } from './deleverage-rule.ts'

/** What was done of a plan. `clipped` is what accounts no longer had when their turn came. */
export type Executed = Readonly<{ shares: Float64Array; executed: number; clipped: number; residual: number }>

/** A plan, and what everyone can bear when it is carried out. */
export type Execution = Readonly<{ planned: Float64Array; total: number; caps: Float64Array }>

/**
 * Carries out a plan against what is there now: nobody is closed beyond what it has left, nothing is given up because somebody shrank,
 * and what it no longer bears is divided once more among the others by the same rule and today's ranks.
 *
 * @param candidates - As they are now.
 *
 * @example
 * executePlan({ kind: 'proRata' }, now, { planned: plan.shares, total: 100, caps })
 */
export function executePlan(rule: DeleverageRule, candidates: Candidates, { planned, total, caps }: Execution): Executed {
  const kept = planned.map((share, index) => Math.min(share, caps[index] as number))
  const clipped = sumOf(planned) - sumOf(kept)
  const rest = total - sumOf(kept)
  const again: Allocation = allocate(rule, candidates, { total: rest, caps: caps.map((cap, index) => cap - (kept[index] as number)) })
  const shares = kept.map((share, index) => share + (again.shares[index] as number))
  const executed = sumOf(shares)
  return { shares, executed, clipped, residual: total - executed }
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
