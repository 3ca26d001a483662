import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashOf, type Hash } from '../base/hash.ts'
import {
  commitThresholds,
  drawThreshold,
  holdAgainst,
  propensityAt,
  requireDistribution,
  seedOfEpoch,
  verifyThresholds,
  type ThresholdDistribution,
} from './committed-threshold.ts'

const root = hashOf('a secret')
// Half of the thresholds lie between 1 and 2, half between 2 and 6.
const distribution: ThresholdDistribution = [
  { level: 1, probability: 0 },
  { level: 2, probability: 0.5 },
  { level: 6, probability: 1 },
]
const committed = commitThresholds(root, { epochs: 20, distribution })

describe('propensityAt', () => {
  test.each([
    [-5, 0],
    [0.999, 0],
    [1, 0],
    [1.5, 0.25],
    [2, 0.5],
    [3, 0.625],
    [5.999, 0.999875],
    [6, 1],
    [6.001, 1],
  ])('table: a score of %d activates with probability %d', (score, propensity) => {
    expect(propensityAt(distribution, score)).toBeCloseTo(propensity, 12)
  })

  test('error: a score that is no number', () => {
    expect(() => propensityAt(distribution, Number.NaN)).toThrow('score')
  })

  test.each([
    ['one point', [{ level: 1, probability: 0 }]],
    ['none', []],
    [
      'levels that fall',
      [
        { level: 1, probability: 0 },
        { level: 0, probability: 1 },
      ],
    ],
    [
      'levels that stand',
      [
        { level: 1, probability: 0 },
        { level: 1, probability: 1 },
      ],
    ],
    [
      'a step without probability',
      [
        { level: 1, probability: 0 },
        { level: 2, probability: 0 },
        { level: 3, probability: 1 },
      ],
    ],
    [
      'a start above 0',
      [
        { level: 1, probability: 0.1 },
        { level: 2, probability: 1 },
      ],
    ],
    [
      'an end below 1',
      [
        { level: 1, probability: 0 },
        { level: 2, probability: 0.9 },
      ],
    ],
    [
      'no number',
      [
        { level: 1, probability: 0 },
        { level: Infinity, probability: 1 },
      ],
    ],
  ])('error: a distribution of %s', (_name, wrong) => {
    expect(() => {
      requireDistribution(wrong)
    }).toThrow('distribution')
    expect(() => commitThresholds(root, { epochs: 1, distribution: wrong })).toThrow('distribution')
  })
})

describe('the chain of seeds', () => {
  test('behavior: each seed hashes to the one of the epoch before, the first to the commitment', () => {
    const seeds = Array.from({ length: 20 }, (_, epoch) => seedOfEpoch(root, { epoch, epochs: 20 }))
    expect(seeds.at(-1)).toBe(root)
    const hashed = (seed: Hash): Hash => hashOf(`committed seed\n${seed}`)
    expect(seeds.map(hashed)).toEqual([committed.commitment, ...seeds.slice(0, -1)])
    expect(new Set(seeds).size).toBe(20)
  })

  test.each([-1, 20, 0.5])('error: epoch %d of 20', (epoch) => {
    expect(() => seedOfEpoch(root, { epoch, epochs: 20 })).toThrow('epoch')
  })
})

describe('drawing', () => {
  test('behavior: triggers of one epoch draw their own thresholds, the same each time', () => {
    const seed = seedOfEpoch(root, { epoch: 3, epochs: 20 })
    const draw = (trigger: string): number => drawThreshold(seed, { trigger, distribution })
    expect(draw('fireSale')).toBe(draw('fireSale'))
    expect(draw('fireSale')).not.toBe(draw('depthLoss'))
  })

  test('property: propensities integrate to the frequency of activations, at every score', () => {
    const draws = 4_000
    const thresholds = Array.from({ length: draws }, (_, index) => drawThreshold(hashOf(`seed ${index}`), { trigger: 'x', distribution }))
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 6_500 }), (thousandths) => {
        const score = thousandths / 1_000
        const expected = propensityAt(distribution, score)
        const frequency = thresholds.filter((threshold) => threshold <= score).length / draws
        // Dvoretzky, Kiefer and Wolfowitz: the largest distance at any score is beyond this once in a million.
        expect(Math.abs(frequency - expected)).toBeLessThan(Math.sqrt(Math.log(2e6) / (2 * draws)))
      }),
    )
  })

  test('property: records say how often it activated, and weigh what happened into what would have', () => {
    // The value of always activating is the mean of 3 x score; inverse propensities must find it from activated records alone.
    const scores = Array.from({ length: 4_000 }, (_, index) => 1.5 + (index % 40) / 10)
    const records = scores.map((score, index) => holdAgainst(hashOf(`seed ${index}`), { trigger: 'x', epoch: 0, score, distribution }))
    const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length
    const share = mean(records.map(({ activated }) => (activated ? 1 : 0)))
    expect(Math.abs(share - mean(records.map(({ propensity }) => propensity)))).toBeLessThan(0.03)
    const weighed = mean(records.map(({ activated, propensity, score }) => (activated ? (3 * score) / propensity : 0)))
    expect(Math.abs(weighed / (3 * mean(scores)) - 1)).toBeLessThan(0.05)
  })

  test('behavior: a score that cannot activate does not, one that must does', () => {
    for (let index = 0; index < 200; index++) {
      const hold = (score: number) => holdAgainst(hashOf(`seed ${index}`), { trigger: 'x', epoch: 0, score, distribution })
      expect(hold(1)).toEqual({ epoch: 0, score: 1, activated: false, propensity: 0 })
      expect(hold(6)).toEqual({ epoch: 0, score: 6, activated: true, propensity: 1 })
    }
  })
})

describe('verifyThresholds', () => {
  const seed = seedOfEpoch(root, { epoch: 3, epochs: 20 })
  const records = [1.1, 1.7, 2.5, 4, 7].map((score) => holdAgainst(seed, { trigger: 'fireSale', epoch: 3, score, distribution }))
  const revealed = { trigger: 'fireSale', epoch: 3, seed: seed as string, records }

  test('behavior: what was committed verifies, with any number of records', () => {
    expect(verifyThresholds(committed, revealed)).toBeUndefined()
    expect(verifyThresholds(committed, { ...revealed, records: [] })).toBeUndefined()
    for (const epoch of [0, 19]) {
      expect(
        verifyThresholds(committed, { ...revealed, epoch, seed: seedOfEpoch(root, { epoch, epochs: 20 }), records: [] }),
      ).toBeUndefined()
    }
  })

  const [first] = records
  const wrong = (change: object) => [{ ...first, ...change } as (typeof records)[number]]
  test.each([
    ['an epoch that was not committed', { epoch: 20 }, 'epochOutside'],
    ['a seed in capitals', { seed: seed.toUpperCase() }, 'seedNotAHash'],
    ['the seed of another epoch', { seed: seedOfEpoch(root, { epoch: 4, epochs: 20 }) }, 'seedNotCommitted'],
    ['another seed', { seed: hashOf('another') }, 'seedNotCommitted'],
    ['a record of another epoch', { records: wrong({ epoch: 4 }) }, 'otherEpoch'],
    ['a propensity that was raised', { records: wrong({ propensity: 0.2 }) }, 'otherPropensity'],
    ['an activation that was not', { records: wrong({ activated: first?.activated !== true }) }, 'otherActivation'],
  ])('error: %s', (_name, change, reason) => {
    expect(verifyThresholds(committed, { ...revealed, ...change })?.reason).toBe(reason)
  })

  test('error: another distribution than was published, another trigger', () => {
    const shifted = distribution.map(({ level, probability }) => ({ level: level + 0.5, probability }))
    expect(verifyThresholds({ ...committed, distribution: shifted }, revealed)?.reason).toBe('otherPropensity')
    const others = ['a', 'b', 'c', 'd', 'e', 'f'].map((trigger) => verifyThresholds(committed, { ...revealed, trigger })?.reason)
    expect(others).toContain('otherActivation')
  })

  test('behavior: the first of several faults in the stated order is said', () => {
    const all = { trigger: 'x', epoch: 20, seed: 'x', records: wrong({ epoch: 4, propensity: 2 }) }
    expect(verifyThresholds(committed, all)).toEqual({ reason: 'epochOutside' })
    expect(verifyThresholds(committed, { ...all, epoch: 3 })).toEqual({ reason: 'seedNotAHash' })
    expect(verifyThresholds(committed, { ...all, epoch: 3, seed: root })).toEqual({ reason: 'seedNotCommitted' })
    expect(verifyThresholds(committed, { ...all, epoch: 3, seed })).toEqual({ reason: 'otherEpoch', record: 0 })
    expect(verifyThresholds(committed, { ...all, epoch: 3, seed, records: wrong({ propensity: 2, activated: true }) })?.reason).toBe(
      'otherPropensity',
    )
  })
})
