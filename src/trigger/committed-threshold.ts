import { ArgumentError, requireFinite, requireWhole } from '../base/argument.ts'
import { invariant } from '../base/assert.ts'
import { hashFrom, hashOf, type Hash } from '../base/hash.ts'

/**
 * The distribution thresholds are drawn from, published with the commitment: the probability that a threshold is at most a level, at points that
 * rise in both, linear in between. The first probability is 0, the last 1.
 */
export type ThresholdDistribution = readonly Readonly<{ level: number; probability: number }>[]

/** What is published before the first epoch. */
export type ThresholdCommitment = Readonly<{
  /** The seed of the last epoch, hashed once for every epoch. */
  commitment: Hash
  epochs: number
  distribution: ThresholdDistribution
}>

/** What is recorded when a threshold was held against a score: enough to estimate afterwards what activation did. */
export type ThresholdRecord = Readonly<{ epoch: number; score: number; activated: boolean; propensity: number }>

/**
 * The seed of one epoch. Seeds are a chain of hashes read backwards: each epoch's seed, hashed, is that of the epoch before, so a seed that
 * is revealed after its epoch shows nothing of those to come.
 *
 * @param root - The secret: the seed of the last epoch, 64 lower-case hexadecimal digits of true randomness.
 * @param epoch - From 0 to `epochs` - 1.
 * @see Lamport, "Password authentication with insecure communication", CACM 24 (1981).
 * @throws ArgumentError for an epoch outside.
 *
 * @example
 * seedOfEpoch(root, { epoch: 364, epochs: 365 }) === root // true
 */
export function seedOfEpoch(root: Hash, place: Readonly<{ epoch: number; epochs: number }>): Hash {
  requireWhole('epochs', place.epochs, { least: 1 })
  requireWhole('epoch', place.epoch, { least: 0, most: place.epochs - 1 })
  return hashedTimes(root, place.epochs - 1 - place.epoch)
}

/**
 * What is published of a secret before the first epoch.
 *
 * @throws ArgumentError for fewer than 1 epoch, or a distribution that is none.
 *
 * @example
 * commitThresholds(root, { epochs: 365, distribution: [{ level: 1, probability: 0 }, { level: 2, probability: 1 }] })
 */
export function commitThresholds(
  root: Hash,
  terms: Readonly<{ epochs: number; distribution: ThresholdDistribution }>,
): ThresholdCommitment {
  const { epochs, distribution } = terms
  requireDistribution(distribution)
  return { commitment: nextInChain(seedOfEpoch(root, { epoch: 0, epochs })), epochs, distribution }
}

/**
 * The threshold that a seed draws: uniform in probability, from 53 bits of the seed's hash, so that the seed itself is not shown by it. Each trigger draws
 * its own.
 *
 * @throws ArgumentError for a distribution that is none.
 *
 * @example
 * drawThreshold(seed, { trigger: 'fireSale', distribution })
 */
export function drawThreshold(seed: Hash, of: Readonly<{ trigger: string; distribution: ThresholdDistribution }>): number {
  requireDistribution(of.distribution)
  return levelAt(of.distribution, uniformOf(hashOf(`threshold\n${seed}\n${of.trigger}`)))
}

/**
 * The probability that a score activates, known beforehand to anybody: that of a threshold at or below the score.
 *
 * @returns 0 below the lowest level, 1 from the highest on.
 * @throws ArgumentError for a score that is not finite, or a distribution that is none.
 *
 * @example
 * propensityAt([{ level: 1, probability: 0 }, { level: 2, probability: 1 }], 1.25) // 0.25
 */
export function propensityAt(distribution: ThresholdDistribution, score: number): number {
  requireDistribution(distribution)
  requireFinite('score', score)
  const above = distribution.findIndex(({ level }) => level > score)
  if (above === 0) return 0
  const [from, to] = [distribution[above - 1], distribution[above]]
  if (from === undefined || to === undefined) return 1
  return from.probability + ((to.probability - from.probability) * (score - from.level)) / (to.level - from.level)
}

/**
 * Holds a score against the threshold of an epoch.
 *
 * @throws ArgumentError as `drawThreshold` and `propensityAt`.
 *
 * @example
 * holdAgainst(seed, { trigger: 'fireSale', epoch: 3, score: 1.4, distribution }) // { epoch: 3, score: 1.4, activated: false, propensity: 0.4 }
 */
export function holdAgainst(
  seed: Hash,
  question: Readonly<{ trigger: string; epoch: number; score: number; distribution: ThresholdDistribution }>,
): ThresholdRecord {
  const { epoch, score, distribution } = question
  const propensity = propensityAt(distribution, score)
  // A threshold of probability 0 is drawn at most at the lowest level itself, which must not activate what could not be activated.
  return { epoch, score, activated: propensity > 0 && drawThreshold(seed, question) <= score, propensity }
}

/** Why records do not belong to what was committed, in order of precedence. */
export type VerificationRefusal = Readonly<
  | { reason: 'epochOutside' | 'seedNotAHash' | 'seedNotCommitted' }
  | { reason: 'otherEpoch' | 'otherPropensity' | 'otherActivation'; record: number }
>

/**
 * Checks, with nothing but what was published, that a revealed seed is the committed one and that the records of its epoch follow from it.
 *
 * @returns Undefined when all is as committed.
 * @throws ArgumentError for a commitment whose distribution is none.
 *
 * @example
 * verifyThresholds(commitment, { trigger: 'fireSale', epoch: 3, seed, records })
 */
export function verifyThresholds(
  published: ThresholdCommitment,
  revealed: Readonly<{ trigger: string; epoch: number; seed: string; records: readonly ThresholdRecord[] }>,
): VerificationRefusal | undefined {
  const { trigger, epoch, seed, records } = revealed
  const { commitment, epochs, distribution } = published
  if (!(Number.isSafeInteger(epoch) && epoch >= 0 && epoch < epochs)) return { reason: 'epochOutside' }
  if (!/^[0-9a-f]{64}$/.test(seed)) return { reason: 'seedNotAHash' }
  if (hashedTimes(hashFrom(seed), epoch + 1) !== commitment) return { reason: 'seedNotCommitted' }
  for (const [index, record] of records.entries()) {
    if (record.epoch !== epoch) return { reason: 'otherEpoch', record: index }
    const expected = holdAgainst(hashFrom(seed), { trigger, epoch, score: record.score, distribution })
    if (record.propensity !== expected.propensity) return { reason: 'otherPropensity', record: index }
    if (record.activated !== expected.activated) return { reason: 'otherActivation', record: index }
  }
  return undefined
}

/**
 * Requires a distribution: at least two points that rise in level and in probability, from 0 to 1.
 *
 * @throws ArgumentError naming the first point that breaks it.
 *
 * @example
 * requireDistribution([{ level: 1, probability: 0 }, { level: 2, probability: 1 }])
 */
export function requireDistribution(distribution: ThresholdDistribution): void {
  const refuse = (position: number, expected: string, found: string): never => {
    throw new ArgumentError('distribution', { position, expected, found })
  }
  if (distribution.length < 2) refuse(distribution.length, 'at least 2 points', 'nothing')
  distribution.forEach(({ level, probability }, position) => {
    const before = distribution[position - 1]
    if (!Number.isFinite(level) || !Number.isFinite(probability)) refuse(position, 'finite numbers', `${level} and ${probability}`)
    if (before !== undefined && !(level > before.level)) refuse(position, `a level above ${before.level}`, String(level))
    if (before !== undefined && !(probability > before.probability)) {
      refuse(position, `a probability above ${before.probability}`, String(probability))
    }
    if (position === 0 && probability !== 0) refuse(position, 'probability 0 at the lowest level', String(probability))
    if (position === distribution.length - 1 && probability !== 1)
      refuse(position, 'probability 1 at the highest level', String(probability))
  })
}

/** The inverse of `propensityAt`. */
function levelAt(distribution: ThresholdDistribution, probability: number): number {
  const above = distribution.findIndex((point) => point.probability > probability)
  const [from, to] = [distribution[above - 1], distribution[above]]
  invariant(from !== undefined && to !== undefined, 'a uniform number lies in [0, 1)')
  return from.level + ((to.level - from.level) * (probability - from.probability)) / (to.probability - from.probability)
}

/** The first 53 bits of a hash as a number in [0, 1). */
function uniformOf(hash: Hash): number {
  const high = Number.parseInt(hash.slice(0, 7), 16)
  const low = Number.parseInt(hash.slice(7, 14), 16) >>> 3
  return (high * 33_554_432 + low) / 9_007_199_254_740_992
}

function hashedTimes(seed: Hash, times: number): Hash {
  let hash = seed
  for (let i = 0; i < times; i++) hash = nextInChain(hash)
  return hash
}

/** The word in front keeps the chain apart from any other use of the hash. */
function nextInChain(seed: Hash): Hash {
  return hashOf(`committed seed\n${seed}`)
}
