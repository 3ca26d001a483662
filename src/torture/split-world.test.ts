import { describe, expect, test } from 'vitest'
import type { Input } from '../engine/input.ts'
import { createState } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import { drawPlan } from './draw-plan.ts'
import type { Engine } from './host.ts'
import { runPlan } from './run-plan.ts'
import { heldBy, splitAccount, type Lived } from './split-world.ts'
import { accountNamed } from './world.ts'

async function liveSeed(seed: number): Promise<Readonly<{ lived: readonly Lived[]; account: string }>> {
  const plan = drawPlan(seed)
  const account = accountNamed(plan.setting.splitAccount)
  const lived: Lived[] = []
  await runPlan(plan, undefined, (sequenced, outcome, state) => {
    lived.push({ sequenced, outcome, standing: heldBy(state, account) })
  })
  return { lived, account }
}

/** Pays a bonus of five dollars with every deposit: two deposits of half as much bring two. */
const generous: Engine = (state, { seq, input }) => {
  const isDeposit = input.kind === 'depositConfirmed' && input.asset === 'USDT' && /^[1-9]\d*$/.test(input.minor)
  const paid: Input = isDeposit ? { ...input, minor: String(BigInt(input.minor) + 5_000_000n) } : input
  return step(state, { seq, input: paid })
}

describe('splitAccount', () => {
  test('property: two halves never have more than the whole', async () => {
    let alike = 0
    for (let seed = 200; seed < 220; seed += 1) {
      const { lived, account } = await liveSeed(seed)
      const { finding, alikeFor } = splitAccount(lived, account, step)
      expect(finding).toBeUndefined()
      alike += alikeFor
    }
    // Much of what is lived is lived alike, or nothing would be compared.
    expect(alike).toBeGreaterThan(400)
  })

  test('error: a bonus for each deposit pays whoever splits', async () => {
    const plan = drawPlan(1)
    const account = accountNamed(0)
    const state = createState()
    const lived: Lived[] = []
    const inputs: readonly Input[] = [
      {
        kind: 'runStarted',
        at: plan.setting.policy.measure.returnEvery,
        engineVersion: 'test',
        source: 'test',
        seed: 1,
        ...terms(plan),
      } as never,
      { kind: 'accountOpened', at: plan.setting.policy.measure.returnEvery, account, money: [], positions: [] } as never,
      { kind: 'depositConfirmed', at: plan.setting.policy.measure.returnEvery, account, asset: 'USDT', minor: '2000000' } as never,
    ]
    for (const input of inputs) {
      const sequenced = { seq: state.seq + 1, input }
      lived.push({ sequenced, outcome: generous(state, sequenced), standing: heldBy(state, account) })
    }
    expect(splitAccount(lived, account, generous).finding?.law).toBe('splitting-never-pays')
    expect(splitAccount(lived, account, generous).finding?.seq).toBe(3)
  })
})

function terms({ setting }: ReturnType<typeof drawPlan>): Readonly<Record<string, unknown>> {
  return { policy: setting.policy, instruments: setting.instruments }
}
