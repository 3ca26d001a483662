import { expect, test } from 'vitest'
import { step } from '../engine/step.ts'
import { drawPlan } from './draw-plan.ts'
import { realSeams, type Seams } from './host.ts'
import { judgePlan } from './judge-plan.ts'
import { shrinkPlan } from './shrink-plan.ts'
import { tortureSeeds } from './torture-seeds.ts'

/** A withdrawal that is paid makes a minor unit from nothing. */
const faulty: Seams = {
  ...realSeams,
  engine: (state, sequenced) => {
    const outcome = step(state, sequenced)
    const cash = [...state.ledger.accounts.values()].find(({ id }) => id.startsWith('memberCash:'))
    const isPaid = outcome.decisions.some(({ body }) => body.kind === 'withdrawalPaid')
    if (cash !== undefined && isPaid) cash.creditsPosted += 1n
    return outcome
  },
}

test('behavior: a failing plan shrinks to the few events it takes, and breaks the same law again', { timeout: 120_000 }, async () => {
  const { failing } = await tortureSeeds({ from: 0, seeds: 40 }, faulty)
  expect(failing?.finding.law).toBe('books-balance')
  if (failing === undefined) return
  const plan = drawPlan(failing.seed)
  const shrunk = await shrinkPlan({ plan, finding: failing.finding }, faulty, 500)
  // An account that is opened with money, and what it takes out.
  expect(shrunk.plan.events.map(({ kind }) => kind)).toEqual(['open', 'withdraw'])
  expect(shrunk.plan.setting.venue).toMatchObject({ lost: 0, late: 0, doubled: 0, reordered: 0 })
  expect((await judgePlan(shrunk.plan, faulty)).finding).toEqual(shrunk.finding)
  expect((await judgePlan(shrunk.plan)).finding).toBeUndefined()
})

test('behavior: no more runs than allowed', async () => {
  const { failing } = await tortureSeeds({ from: 0, seeds: 40 }, faulty)
  if (failing === undefined) return
  const { runs, plan } = await shrinkPlan({ plan: drawPlan(failing.seed), finding: failing.finding }, faulty, 3)
  expect(runs).toBe(3)
  expect((await judgePlan(plan, faulty)).finding?.law).toBe('books-balance')
})
