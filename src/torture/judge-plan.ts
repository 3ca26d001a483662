import type { Finding } from './auditor.ts'
import { realSeams, type Seams } from './host.ts'
import type { Plan } from './plan.ts'
import { runPlan, type OnInput } from './run-plan.ts'
import { heldBy, splitAccount, type Lived } from './split-world.ts'
import { accountNamed } from './world.ts'

/** What a plan has shown. */
export type Judged = Readonly<{ finding?: Finding; inputs: number; counts: ReadonlyMap<string, number> }>

/**
 * Runs a plan under every law, then lives it again with one account split in two.
 *
 * @example
 * const { finding } = await judgePlan(drawPlan(7))
 */
export async function judgePlan(plan: Plan, seams: Seams = realSeams, onInput: OnInput = () => undefined): Promise<Judged> {
  const account = accountNamed(plan.setting.splitAccount)
  const lived: Lived[] = []
  const run = await runPlan(plan, seams, (sequenced, outcome, state) => {
    lived.push({ sequenced, outcome, standing: heldBy(state, account) })
    onInput(sequenced, outcome, state)
  })
  const { finding, inputs } = run
  if (finding !== undefined) return { finding, inputs, counts: run.counts }
  const split = splitAccount(lived, account, seams.engine)
  const counts = new Map([...run.counts, ['lived again with a split', split.alikeFor]])
  return { ...(split.finding !== undefined && { finding: split.finding }), inputs, counts }
}
