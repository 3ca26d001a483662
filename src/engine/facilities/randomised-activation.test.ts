import { describe, expect, test } from 'vitest'
import { drivePolicy, ofKind, startDrive, type Drive } from '../../../test/engine-drive.ts'
import { hashOf, type Hash } from '../../base/hash.ts'
import { seconds } from '../../base/time.ts'
import { commitThresholds, drawThreshold, propensityAt, seedOfEpoch, verifyThresholds } from '../../trigger/committed-threshold.ts'
import type { RandomisedPolicy } from './facility-policy.ts'

// `wide` fires at a spread of 8 bps and is released below 4: a spread of 8 scores 1, one of 12 scores 2, one of 16 scores 3.
const distribution = [
  { level: 1, probability: 0 },
  { level: 3, probability: 1 },
]
const epochs = 20
/** A secret whose threshold of epoch 0 lies between two levels. */
const rootBetween = (least: number, most: number): Hash => {
  for (let index = 0; ; index++) {
    const root = hashOf(`root ${index}`)
    const threshold = drawThreshold(seedOfEpoch(root, { epoch: 0, epochs }), { trigger: 'wide', distribution })
    if (threshold > least && threshold <= most) return root
  }
}
const committed = (root: Hash): RandomisedPolicy => ({ epochFor: seconds(3_600), ...commitThresholds(root, { epochs, distribution }) })
/** A calm market long enough for its norms, then a spread of so many bps. */
function widened(
  randomised: RandomisedPolicy | undefined,
  seed?: string,
): Readonly<{ drive: Drive; widen: (spreadBps: number) => ReturnType<Drive['book']> }> {
  const drive = startDrive({ ...drivePolicy({ facilities: ['depthDeployment'] }), ...(randomised && { randomised }) })
  if (seed !== undefined) drive.send({ kind: 'thresholdSeedGiven', at: drive.now(), epoch: 0, seed })
  for (let second = 0; second < 30; second++) {
    drive.book()
    drive.wait(1)
  }
  return {
    drive,
    widen: (spreadBps) => {
      drive.wait(1)
      return drive.book({ half: spreadBps * 5, lots: 100 })
    },
  }
}
const records = (outcome: ReturnType<Drive['book']>) => ofKind(outcome.decisions, 'activationRandomised')

describe('activation at committed thresholds', () => {
  const root = rootBetween(1.4, 1.6)
  const seed = seedOfEpoch(root, { epoch: 0, epochs })

  test('behavior: below the threshold the trigger is active and nothing acts; once the score reaches it, it acts to the end', () => {
    const { widen } = widened(committed(root), seed)
    // 9 bps score 1.25, 11 bps 1.75.
    const held = widen(9)
    expect(ofKind(held.decisions, 'backstopActivated').length).toBe(1)
    expect(records(held)).toEqual([
      {
        kind: 'activationRandomised',
        epoch: 0,
        score: expect.closeTo(1.25, 6),
        propensity: expect.closeTo(0.125, 6),
        activated: false,
        seeded: true,
      },
    ])
    expect(held.effects).toEqual([])
    expect(records(widen(8.5))).toEqual([])
    const through = widen(11)
    expect(records(through)).toMatchObject([{ score: expect.closeTo(1.75, 6), propensity: expect.closeTo(0.375, 6), activated: true }])
    expect(through.effects.length).toBeGreaterThan(0)
    expect(records(widen(8.5))).toEqual([])
  })

  test('behavior: what was recorded verifies against the commitment once the seed is revealed', () => {
    const { widen } = widened(committed(root), seed)
    const told = [...records(widen(9)), ...records(widen(11))].map(({ epoch, score, activated, propensity }) => ({
      epoch,
      score,
      activated,
      propensity,
    }))
    expect(told.length).toBe(2)
    const revealed = { trigger: 'wide', epoch: 0, seed, records: told }
    expect(verifyThresholds(committed(root), revealed)).toBeUndefined()
    const denied = told.map((record) => ({ ...record, activated: false }))
    expect(verifyThresholds(committed(root), { ...revealed, records: denied })).toMatchObject({ reason: 'otherActivation' })
    expect(told.map(({ propensity }) => propensity)).toEqual(told.map(({ score }) => propensityAt(distribution, score)))
  })

  test('behavior: without a seed, and without the section, a facility acts; only the first says so', () => {
    const without = widened(committed(root)).widen(9)
    expect(records(without)).toMatchObject([{ propensity: 1, activated: true, seeded: false }])
    const plain = widened(undefined).widen(9)
    expect(records(plain)).toEqual([])
    expect(plain.effects).toEqual(without.effects)
  })

  test('behavior: with probability 1 nothing differs from a policy without the section but the record itself', () => {
    // Thresholds are at most 0.5, and whatever fires scores 1 or more.
    const always = [
      { level: 0, probability: 0 },
      { level: 0.5, probability: 1 },
    ]
    const policies = [undefined, { epochFor: seconds(3_600), ...commitThresholds(root, { epochs, distribution: always }), root }]
    const [without, sure] = policies.map((randomised) => {
      const { drive, widen } = widened(randomised)
      const outcomes = [9, 11, 2, 9].flatMap((spread) => [widen(spread), drive.tick()])
      const decisions = outcomes.flatMap((outcome) => outcome.decisions)
      // The hash of all outcomes is over decisions, of which one is the record.
      const { facilities, terms: _terms, counts, outcomeHash: _hash, ...state } = drive.state
      return { decisions, state, facilities, decided: counts.decisions, effects: outcomes.flatMap(({ effects }) => effects) }
    })
    if (without === undefined || sure === undefined) throw new Error('both policies are driven')
    const recorded = sure.decisions.filter(({ body }) => body.kind === 'activationRandomised')
    expect(recorded.map(({ body }) => body)).toMatchObject([{ propensity: 1, activated: true, seeded: true }])
    // Ids number the decisions of an input, so that of a record moves those after it.
    const bodies = (decisions: typeof sure.decisions) =>
      decisions.filter(({ body }) => body.kind !== 'activationRandomised').map(({ id: _, transfers: __, ...decision }) => decision)
    expect(bodies(sure.decisions)).toEqual(bodies(without.decisions))
    expect(without.decisions.some(({ body }) => body.kind === 'quotesPlaced')).toBe(true)
    expect(sure.effects).toEqual(without.effects)
    expect(sure.state).toEqual(without.state)
    expect([without.facilities, sure.decided - without.decided]).toEqual([undefined, 1])
  })

  test('behavior: a root in the policy is a seed for every epoch', () => {
    expect(records(widened({ ...committed(root), root }).widen(9))).toMatchObject([{ activated: false, seeded: true }])
  })

  test.each([
    ['the seed of the next epoch', 1, seedOfEpoch(root, { epoch: 1, epochs }), 'otherEpoch'],
    ['another seed', 0, hashOf('another'), 'seedNotCommitted'],
    ['no hash', 0, 'xyz', 'seedNotCommitted'],
  ])('error: %s is not taken', (_name, epoch, wrong, reason) => {
    const { drive } = widened(committed(root))
    const { decisions } = drive.send({ kind: 'thresholdSeedGiven', at: drive.now(), epoch, seed: wrong })
    expect(decisions.map(({ body }) => body)).toMatchObject([{ kind: 'thresholdSeedRefused', epoch, reason }])
    expect(drive.state.facilities?.thresholds?.seed).toBeUndefined()
  })
})
