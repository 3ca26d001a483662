import { ArgumentError, requireFinite, requirePositive, requireProbability, requireSeries, requireWhole } from '../../base/argument.ts'
import { exponential, exponentialLessOne, logarithmOfOnePlus, naturalLogarithm } from '../../num/elementary.ts'
import { logarithmOfGamma } from '../../num/special.ts'

/** What is believed of a run before its first observation: the mean given the variance is normal, the variance inverse gamma. */
export type RunPrior = Readonly<{
  mean: number
  /** How many observations the mean is worth, above 0. */
  meanWeight: number
  /** Half the number of observations the variance is worth, above 0. */
  shape: number
  /** `shape` times the variance expected, about; above 0. */
  scale: number
}>

/** How a Bayesian change point detector runs. */
export type ChangePointOptions = Readonly<{
  /** The probability that a run ends at any one observation; strictly between 0 and 1. */
  hazard: number
  prior: RunPrior
  /** The longest run told apart, in observations; all longer ones are one. */
  longestRun: number
  /** Runs less likely than this are dropped; 0 drops none. */
  dropBelow: number
}>

/**
 * The distribution of the run length. Plain data, changed in place by `stepChangePoint`; index `r` is a run of `r` observations, the last
 * index one of that many or more.
 */
export type ChangePointState = {
  readonly probability: Float64Array
  /** Per run length: mean of what is believed of the run's mean, and scale of its variance. */
  readonly mean: Float64Array
  readonly scale: Float64Array
  /** By run length, from the options: logarithm of the constant of the predictive density. */
  readonly logarithmOfConstant: Float64Array
  observations: number
  /** Run lengths from here on have probability 0. */
  size: number
  logarithmOfEvidence: number
  /** Probability dropped at the last observation, and the sum of it so far. */
  dropped: number
  droppedInAll: number
}

/** Figures of the run length after each observation of a series. */
export type ChangePointPath = Readonly<{
  mostLikelyRun: readonly number[]
  meanRun: Float64Array
  recentChange: Float64Array
  logarithmOfEvidence: number
}>

/**
 * Makes a detector that has seen nothing: a run of 0 observations, for certain.
 *
 * @throws ArgumentError for options outside their range.
 *
 * @example
 * const state = createChangePoint({ hazard: 0.01, prior, longestRun: 300, dropBelow: 1e-9 })
 */
export function createChangePoint(options: ChangePointOptions): ChangePointState {
  const { prior, longestRun } = options
  requireProbability('hazard', options.hazard)
  requireFinite('prior.mean', prior.mean)
  requirePositive('prior.meanWeight', prior.meanWeight)
  requirePositive('prior.shape', prior.shape)
  requirePositive('prior.scale', prior.scale)
  requireWhole('longestRun', longestRun, { least: 1, most: 1_000_000 })
  const mostDropped = 0.5 / (longestRun + 1)
  if (!(options.dropBelow >= 0 && options.dropBelow <= mostDropped)) {
    throw new ArgumentError('dropBelow', {
      expected: `a probability from 0 to ${mostDropped}, so that half is kept`,
      found: String(options.dropBelow),
    })
  }
  const state: ChangePointState = {
    probability: new Float64Array(longestRun + 1),
    mean: new Float64Array(longestRun + 1),
    scale: new Float64Array(longestRun + 1),
    logarithmOfConstant: Float64Array.from({ length: longestRun + 1 }, (_, run) => logarithmOfConstant(prior, run)),
    observations: 0,
    size: 1,
    logarithmOfEvidence: 0,
    dropped: 0,
    droppedInAll: 0,
  }
  state.probability[0] = 1
  state.mean[0] = prior.mean
  state.scale[0] = prior.scale
  return state
}

/** Logarithm of the part of the Student's t predictive density that depends on the run length alone. */
function logarithmOfConstant(prior: RunPrior, run: number): number {
  const shape = prior.shape + run / 2
  const weight = prior.meanWeight + run
  const ratio = weight / (2 * Math.PI * (weight + 1))
  return logarithmOfGamma(shape + 0.5) - logarithmOfGamma(shape) + 0.5 * naturalLogarithm(ratio)
}

/**
 * Takes in one observation, which is scored under the run it may belong to before the run may end (Adams & MacKay, algorithm 1).
 *
 * All runs of `longestRun` or more are one: what is believed of it is the average of those it is made of, and forgets so that it stays
 * worth `longestRun` observations. Shorter runs are exact but for what was dropped: `dropped` is how far the distribution of run
 * lengths was moved at this observation, in total variation.
 *
 * @param x - Finite; not checked.
 * @see R. P. Adams & D. J. C. MacKay, "Bayesian online changepoint detection", arXiv:0710.3742 (2007).
 *
 * @example
 * stepChangePoint(state, options, 0.3)
 */
export function stepChangePoint(state: ChangePointState, options: ChangePointOptions, x: number): void {
  const { probability, size } = state
  // Logarithms first, so that an outlier no run expects does not make every probability 0.
  let most = -Infinity
  for (let run = 0; run < size; run++) {
    const weight = probability[run] as number
    const logarithm = weight === 0 ? -Infinity : naturalLogarithm(weight) + logarithmOfPredictive(state, options.prior, run, x)
    probability[run] = logarithm
    most = Math.max(most, logarithm)
  }
  let total = 0
  for (let run = 0; run < size; run++) {
    const weight = exponential((probability[run] as number) - most)
    probability[run] = weight
    total += weight
    if (weight > 0) learn(state, options, run, x)
  }
  state.logarithmOfEvidence += most + naturalLogarithm(total)
  grow(state, options, total)
  drop(state, options.dropBelow)
  state.observations += 1
}

function logarithmOfPredictive(state: ChangePointState, prior: RunPrior, run: number, x: number): number {
  const weight = prior.meanWeight + run
  const scale = state.scale[run] as number
  const distance = x - (state.mean[run] as number)
  const spread = (distance * distance * weight) / (2 * scale * (weight + 1))
  const exponent = prior.shape + run / 2 + 0.5
  return (state.logarithmOfConstant[run] as number) - 0.5 * naturalLogarithm(scale) - exponent * logarithmOfOnePlus(spread)
}

/** Makes what is believed after a run of `run` observations what is believed after one more. */
function learn(state: ChangePointState, options: ChangePointOptions, run: number, x: number): void {
  const { meanWeight, shape } = options.prior
  const weight = meanWeight + run
  const mean = state.mean[run] as number
  const distance = x - mean
  const scale = (state.scale[run] as number) + (weight * distance * distance) / (2 * (weight + 1))
  state.mean[run] = (weight * mean + x) / (weight + 1)
  if (run < options.longestRun) {
    state.scale[run] = scale
    return
  }
  // The run of unknown length keeps the variance it expects, and the weight of `longestRun` observations.
  const kept = shape + run / 2
  state.scale[run] = (scale * kept) / (kept + 0.5)
}

/** Lets every run go on or end. */
function grow(state: ChangePointState, options: ChangePointOptions, total: number): void {
  const { probability, mean, scale, size } = state
  const { hazard, prior, longestRun } = options
  const going = (1 - hazard) / total
  for (let run = 0; run < size; run++) probability[run] = (probability[run] as number) * going
  const moved = Math.min(size, longestRun)
  if (size > longestRun) mergeLongest(state, longestRun)
  probability.copyWithin(1, 0, moved)
  mean.copyWithin(1, 0, moved)
  scale.copyWithin(1, 0, moved)
  probability[0] = hazard
  mean[0] = prior.mean
  scale[0] = prior.scale
  state.size = moved + 1
}

/** Puts the run that reaches the longest length together with those already there, in the place it will be moved from. */
function mergeLongest(state: ChangePointState, longestRun: number): void {
  const { probability, mean, scale } = state
  const arriving = probability[longestRun - 1] as number
  const there = probability[longestRun] as number
  const both = arriving + there
  probability[longestRun - 1] = both
  if (both === 0) return
  mean[longestRun - 1] = (arriving * (mean[longestRun - 1] as number) + there * (mean[longestRun] as number)) / both
  scale[longestRun - 1] = (arriving * (scale[longestRun - 1] as number) + there * (scale[longestRun] as number)) / both
}

function drop(state: ChangePointState, dropBelow: number): void {
  const { probability } = state
  let dropped = 0
  for (let run = 0; run < state.size; run++) {
    const weight = probability[run] as number
    if (weight >= dropBelow) continue
    dropped += weight
    probability[run] = 0
  }
  state.dropped = dropped
  if (dropped === 0) return
  state.droppedInAll += dropped
  while (state.size > 1 && probability[state.size - 1] === 0) state.size -= 1
  for (let run = 0; run < state.size; run++) probability[run] = (probability[run] as number) / (1 - dropped)
}

/**
 * The probability that the current run is at most `window` observations long: that there was a change lately. Near the start it is
 * 1, since the start itself is recent; see `changeProbability`.
 *
 * @example
 * recentChangeProbability(state, 5)
 */
export function recentChangeProbability(state: ChangePointState, window: number): number {
  let sum = 0
  for (let run = 0; run <= window && run < state.size; run++) sum += state.probability[run] as number
  return sum
}

/**
 * The probability that there was a change since the start, among the last `longestRun` observations, and that it took the mean above
 * `level`. It is at least this probability that an alarm is held against; see `hazardForRunLength`.
 *
 * @example
 * changeProbability(state, options, -Infinity) // of any change
 */
export function changeProbability(state: ChangePointState, options: ChangePointOptions, level: number): number {
  const unchanged = Math.min(state.observations, options.longestRun)
  let sum = 0
  for (let run = 0; run < unchanged && run < state.size; run++) {
    if ((state.mean[run] as number) > level) sum += state.probability[run] as number
  }
  return sum
}

/**
 * The hazard with which alarming when `changeProbability` is at or above `probability` gives one false alarm per `runLength` observations
 * or fewer, if calm observations are one run under the prior.
 *
 * Why: without a change, `(1 - hazard)^t / P(no change so far)` is a martingale of mean 1, so at the alarm time T
 * `E (1 - hazard)^T <= 1 - probability`, and with Jensen's inequality `E T >= log(1 - probability) / log(1 - hazard)`.
 *
 * @throws ArgumentError for a run length not above 0 or a probability outside its range.
 *
 * @example
 * hazardForRunLength({ runLength: 1, probability: 0.95 }) // 0.95
 */
export function hazardForRunLength(alarm: Readonly<{ runLength: number; probability: number }>): number {
  requirePositive('runLength', alarm.runLength)
  requireProbability('probability', alarm.probability)
  return -exponentialLessOne(logarithmOfOnePlus(-alarm.probability) / alarm.runLength)
}

/**
 * Runs a detector over a series.
 *
 * @param options - As of `createChangePoint`, and `window`: how many observations are recent. Exact with a `longestRun` of the series'
 *   length and `dropBelow` 0.
 * @returns After each observation: the most likely run length (the shortest of equals), the mean one, and the probability of one of
 *   at most `window`.
 * @throws ArgumentError for an empty series, a number that is not finite, or options outside their range.
 *
 * @example
 * changePointPath(returns, { hazard: 0.01, prior, longestRun: returns.length, dropBelow: 0, window: 5 }).mostLikelyRun
 */
export function changePointPath(series: ArrayLike<number>, options: ChangePointOptions & Readonly<{ window: number }>): ChangePointPath {
  requireSeries('series', series)
  requireWhole('window', options.window, { least: 0 })
  const state = createChangePoint(options)
  const mostLikelyRun: number[] = []
  const meanRun = new Float64Array(series.length)
  const recentChange = new Float64Array(series.length)
  for (let i = 0; i < series.length; i++) {
    stepChangePoint(state, options, series[i] as number)
    mostLikelyRun.push(mostLikelyRunOf(state))
    meanRun[i] = meanRunOf(state)
    recentChange[i] = recentChangeProbability(state, options.window)
  }
  return { mostLikelyRun, meanRun, recentChange, logarithmOfEvidence: state.logarithmOfEvidence }
}

function mostLikelyRunOf(state: ChangePointState): number {
  let best = 0
  for (let run = 1; run < state.size; run++) if ((state.probability[run] as number) > (state.probability[best] as number)) best = run
  return best
}

function meanRunOf(state: ChangePointState): number {
  let sum = 0
  for (let run = 1; run < state.size; run++) sum += run * (state.probability[run] as number)
  return sum
}
