import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputFault } from '../../base/fault.ts'
import type { TimeUs } from '../../base/time.ts'
import type { DeleverageCase } from '../../engine/loss/deleverage-case.ts'
import { createState } from '../../engine/state.ts'
import { step } from '../../engine/step.ts'
import { openSqliteJournalReader } from '../../journal/sqlite.ts'
import type { DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'

/** Positions that winners were closed against at once, when, and by which decision's commitment. */
export type ReplayedCase = DeleverageCase & Readonly<{ at: TimeUs; decision: string; commitment?: string }>

/** All positions of a run that winners were closed against. */
export type ReplayedDeleveraging = Readonly<{
  settlement: Readonly<{ asset: string; decimals: number }>
  /** The policy's rule; absent where the policy has no deleveraging. */
  rule?: DeleverageRule
  seed: number
  cases: readonly ReplayedCase[]
}>

/**
 * Runs a run's journal through the engine again and keeps what stood behind every closing of winners.
 *
 * @throws InputFault when the folder holds no journal, or it was changed.
 *
 * @example
 * replayDeleveraging(folder).cases.length
 */
export function replayDeleveraging(folder: string): ReplayedDeleveraging {
  const path = join(folder, 'journal.sqlite')
  if (!existsSync(path)) throw new InputFault({ file: path, place: 'whole file', expected: "a run's journal", found: 'no such file' })
  const journal = openSqliteJournalReader(path)
  try {
    const state = createState()
    const cases: ReplayedCase[] = []
    for (const sequenced of journal.read(1)) {
      const outcome = step(state, sequenced)
      if (outcome.deleveraged === undefined) continue
      const decisions = outcome.decisions.filter(({ body }) => body.kind === 'positionsDeleveraged')
      // One decision a case, in the same order.
      outcome.deleveraged.forEach((found, index) => {
        const decision = decisions[index]
        const commitment = decision?.body.kind === 'positionsDeleveraged' ? decision.body.commitment : undefined
        cases.push({ ...found, at: state.at, decision: decision?.id ?? '', ...(commitment !== undefined && { commitment }) })
      })
    }
    const { margin, terms } = state
    const rule = terms?.policy.deleveraging?.rule
    return {
      settlement: { asset: margin?.settlement.asset ?? '', decimals: margin?.settlement.decimals ?? 0 },
      seed: terms?.seed ?? 0,
      cases,
      ...(rule !== undefined && { rule }),
    }
  } finally {
    journal.close()
  }
}
