import { requireProbability, requireSameLength, requireSeries, requireWhole } from '../../base/argument.ts'
import { createPrng, splitPrng, type Prng } from '../../base/prng.ts'
import { meanOf } from '../../num/moments.ts'
import { nextIndex } from '../../num/random.ts'
import { requireModels } from './ranking.ts'

/** One model's scores on the common observations, lower is better. */
export type ScoredModel = Readonly<{ name: string; scores: ArrayLike<number> }>

/** How sure and how drawn. */
export type ConfidenceSetOptions = Readonly<{
  /** Probability that the set holds the best model: 0.9 or 0.75 are usual. */
  confidence: number
  /** Observations that are drawn together, to keep what ties neighbours. */
  blockLength: number
  samples: number
  seed: number
}>

/** Where one model stands. */
export type ConfidenceSetMember = Readonly<{
  name: string
  /** The confidence at which the model just drops out of the set is one less this. */
  pValue: number
  isInSet: boolean
}>

/**
 * The model confidence set: the models that cannot be told from the best with the given confidence.
 *
 * From all models the one with the largest studentised mean score above the average of those left is dropped, again and again, until the
 * rest are equal by a block bootstrap. With poor data the set is large, which is the honest answer.
 *
 * @param models - At least one, with unlike names and as many scores each.
 * @returns In the order of dropping out, the best last.
 * @throws ArgumentError for no models, a name twice, unlike lengths, a block longer than the record, or samples or a seed that are not whole.
 * @see P. Hansen, A. Lunde & J. Nason, "The model confidence set", Econometrica 79 (2011).
 *
 * @example
 * const scored = [{ name: 'a', scores: losses }, { name: 'b', scores: losses.map((score) => score + 1) }]
 * modelConfidenceSet(scored, { confidence: 0.9, blockLength: 10, samples: 199, seed: 1 })[0].name // 'b'
 */
export function modelConfidenceSet(models: readonly ScoredModel[], options: ConfidenceSetOptions): readonly ConfidenceSetMember[] {
  requireArguments(models, options)
  const means = models.map(({ scores }) => meanOf(scores))
  const away = resampledMeans(models, options).map((row) => row.map((mean, i) => mean - (means[i] as number)))
  let left = models.map((_, i) => i)
  let pValue = 0
  const members: ConfidenceSetMember[] = []
  while (left.length > 1) {
    const round = testEquality(left, means, away)
    pValue = Math.max(pValue, round.pValue)
    members.push({ name: (models[round.worst] as ScoredModel).name, pValue, isInSet: pValue >= 1 - options.confidence })
    left = left.filter((i) => i !== round.worst)
  }
  return [...members, { name: (models[left[0] as number] as ScoredModel).name, pValue: 1, isInSet: true }]
}

function requireArguments(models: readonly ScoredModel[], options: ConfidenceSetOptions): void {
  requireModels(models)
  const first = models[0] as ScoredModel
  for (const { name, scores } of models) {
    requireSeries(`scores of ${name}`, scores, 2)
    requireSameLength([`scores of ${first.name}`, first.scores], [`scores of ${name}`, scores])
  }
  requireProbability('confidence', options.confidence)
  requireWhole('blockLength', options.blockLength, { least: 1, most: first.scores.length })
  requireWhole('samples', options.samples, { least: 2 })
  requireWhole('seed', options.seed, { least: 0 })
}

/** Mean scores of every model over the same drawn blocks, which wrap around the end. One row per sample. */
function resampledMeans(models: readonly ScoredModel[], options: ConfidenceSetOptions): number[][] {
  const length = (models[0] as ScoredModel).scores.length
  const generator = splitPrng(createPrng(options.seed))
  return Array.from({ length: options.samples }, () => {
    const places = drawBlocks(length, options.blockLength, generator)
    return models.map(({ scores }) => {
      let sum = 0
      for (let t = 0; t < length; t++) sum += scores[places[t] as number] as number
      return sum / length
    })
  })
}

function drawBlocks(length: number, blockLength: number, generator: Prng): Int32Array {
  const places = new Int32Array(length)
  let start = 0
  for (let t = 0; t < length; t++) {
    if (t % blockLength === 0) start = nextIndex(generator, length)
    places[t] = (start + (t % blockLength)) % length
  }
  return places
}

/** Whether the models left are equal, and which of them is worst. */
function testEquality(
  left: readonly number[],
  means: readonly number[],
  away: readonly (readonly number[])[],
): Readonly<{ worst: number; pValue: number }> {
  const average = meanOver(left, means)
  const centred = away.map((row) => {
    const middle = meanOver(left, row)
    return left.map((i) => (row[i] as number) - middle)
  })
  const deviations = left.map((i, k) => {
    const squares = centred.reduce((sum, row) => sum + (row[k] as number) * (row[k] as number), 0)
    // Models that score alike differ by rounding only, which no deviation should magnify.
    return Math.max(Math.sqrt(squares / away.length), 1e-13 * Math.abs(means[i] as number), Number.MIN_VALUE)
  })
  const distances = left.map((i, k) => ((means[i] as number) - average) / (deviations[k] as number))
  const furthest = Math.max(...distances)
  const asFar = centred.filter((row) => Math.max(...row.map((value, k) => value / (deviations[k] as number))) >= furthest).length
  return { worst: left[distances.indexOf(furthest)] as number, pValue: asFar / away.length }
}

function meanOver(left: readonly number[], values: readonly number[]): number {
  return left.reduce((sum, i) => sum + (values[i] as number), 0) / left.length
}
