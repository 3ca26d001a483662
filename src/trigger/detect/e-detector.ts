import { ArgumentError, requirePositive, requireProbability, requireSeries } from '../../base/argument.ts'

/** What an e-detector bets on: that the mean of scores in [0, 1] rose above what it is at most in calm. */
export type EDetectorOptions = Readonly<{
  /** The mean of a score in calm is at most this, whatever came before; strictly between 0 and 1. */
  calmMean: number
  /** The bets, each above 0 and at most `1 / calmMean`. The higher, the sooner a great rise is found and the later a small one. */
  bets: readonly number[]
}>

/**
 * The wealth of each bet, for both ways of restarting. Plain data, changed in place by `stepEDetector`.
 */
export type EDetectorState = {
  /** Per bet: the sum over all starts (Shiryaev-Roberts). */
  readonly sums: Float64Array
  /** Per bet: the best start alone (CUSUM). */
  readonly bests: Float64Array
  /** The average of `sums` over the bets: alarm when at or above the average run length wanted. */
  shiryaevRoberts: number
  /** The average of `bests`, never above the other. */
  cusum: number
  observations: number
}

/** An e-detector over a whole series: both statistics after each observation. */
export type EDetectorPath = Readonly<{ shiryaevRoberts: Float64Array; cusum: Float64Array }>

/** Wealth is held at this, far beyond any threshold, so that it can never overflow and then be multiplied by 0. */
const mostWealth = 1e300

/** Bets as shares of the greatest allowed, for rises of unknown size. */
export const defaultBetShares: readonly number[] = [0.05, 0.1, 0.2, 0.4, 0.8]

/**
 * Bets for rises of unknown size: 5, 10, 20, 40 and 80 % of the greatest allowed. For scores of 0 and 1 a bet of share `s` is the best
 * one against a mean of `calmMean + s (1 - calmMean)`.
 *
 * @throws ArgumentError unless `calmMean` is strictly between 0 and 1.
 *
 * @example
 * defaultBets(0.1) // [0.5, 1, 2, 4, 8]
 */
export function defaultBets(calmMean: number): readonly number[] {
  requireProbability('calmMean', calmMean)
  return defaultBetShares.map((share) => share / calmMean)
}

/**
 * Makes an e-detector that has seen nothing.
 *
 * @throws ArgumentError for a calm mean or a bet outside its range, or no bets.
 *
 * @example
 * const state = createEDetector({ calmMean: 0.1, bets: defaultBets(0.1) })
 */
export function createEDetector(options: EDetectorOptions): EDetectorState {
  requireProbability('calmMean', options.calmMean)
  const size = options.bets.length
  if (size === 0) throw new ArgumentError('bets', { expected: 'at least one bet', found: '0' })
  options.bets.forEach((bet, position) => {
    // The margin is for a bet written as a rounded 1 / calmMean.
    if (bet >= 0 && bet * options.calmMean <= 1 + 1e-12) return
    throw new ArgumentError('bets', { position, expected: `a number from 0 to ${1 / options.calmMean}`, found: String(bet) })
  })
  return { sums: new Float64Array(size), bests: new Float64Array(size), shiryaevRoberts: 0, cusum: 0, observations: 0 }
}

/**
 * Takes in one score. Each bet multiplies its wealth by `1 + bet (score - calmMean)`, which is 1 on average in calm at most; a new bet
 * is started with every score. If the mean of a score given the past never exceeds `calmMean`, then alarming when `shiryaevRoberts`
 * (or `cusum`) is at or above `n` gives one false alarm per `n` observations or fewer, for any distribution and any dependence.
 *
 * @param score - In [0, 1]; not checked.
 * @see J. Shin, A. Ramdas & A. Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", NEJSDS (2023).
 *
 * @example
 * stepEDetector(state, options, 1)
 */
export function stepEDetector(state: EDetectorState, options: EDetectorOptions, score: number): void {
  const { sums, bests } = state
  const excess = score - options.calmMean
  let sumOfSums = 0
  let sumOfBests = 0
  for (let i = 0; i < sums.length; i++) {
    const factor = Math.max(0, 1 + (options.bets[i] as number) * excess)
    const sum = Math.min(mostWealth, factor * ((sums[i] as number) + 1))
    const best = Math.min(mostWealth, factor * Math.max(1, bests[i] as number))
    sums[i] = sum
    bests[i] = best
    sumOfSums += sum
    sumOfBests += best
  }
  state.shiryaevRoberts = sumOfSums / sums.length
  state.cusum = sumOfBests / sums.length
  state.observations += 1
}

/**
 * Forgets all wealth, as after an alarm that has been answered. The guarantee holds from here on anew.
 *
 * @example
 * resetEDetector(state)
 */
export function resetEDetector(state: EDetectorState): void {
  state.sums.fill(0)
  state.bests.fill(0)
  state.shiryaevRoberts = 0
  state.cusum = 0
}

/**
 * The threshold for a false-alarm interval of at least `runLength` observations: that number itself.
 *
 * @throws ArgumentError unless `runLength` is above 0.
 *
 * @example
 * eDetectorThreshold(1_000) // 1000
 */
export function eDetectorThreshold(runLength: number): number {
  requirePositive('runLength', runLength)
  return runLength
}

/**
 * Runs an e-detector over a series of scores, without reset.
 *
 * @throws ArgumentError for an empty series, a score outside [0, 1], or options outside their range.
 *
 * @example
 * eDetectorPath([1, 1], { calmMean: 0.5, bets: [1] }).shiryaevRoberts // [1.5, 3.75]
 */
export function eDetectorPath(scores: ArrayLike<number>, options: EDetectorOptions): EDetectorPath {
  requireSeries('scores', scores)
  const state = createEDetector(options)
  const shiryaevRoberts = new Float64Array(scores.length)
  const cusum = new Float64Array(scores.length)
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number
    if (!(score >= 0 && score <= 1)) {
      throw new ArgumentError('scores', { position: i, expected: 'a score from 0 to 1', found: String(score) })
    }
    stepEDetector(state, options, score)
    shiryaevRoberts[i] = state.shiryaevRoberts
    cusum[i] = state.cusum
  }
  return { shiryaevRoberts, cusum }
}

/**
 * Turns a signal into a score: 0 at or on the near side of `from`, 1 at or beyond `to`, straight in between.
 *
 * @param scale - `to` below `from` for a signal that is bad when low. With both alike: 1 strictly above, else 0.
 * @param value - Finite; not checked.
 *
 * @example
 * exceedanceScore({ from: 10, to: 30 }, 15) // 0.25
 */
export function exceedanceScore(scale: Readonly<{ from: number; to: number }>, value: number): number {
  if (scale.from === scale.to) return value > scale.from ? 1 : 0
  return Math.min(1, Math.max(0, (value - scale.from) / (scale.to - scale.from)))
}
