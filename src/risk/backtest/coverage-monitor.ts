import { requireProbability, requireWhole } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, clearSum, createSum, totalOf, type CompensatedSum } from '../../num/compensated-sum.ts'
import { chiSquareSurvival } from '../../num/distributions.ts'
import { exactTails } from './binomial-test.ts'
import { independenceTest, transitionsFrom, type Transitions } from './independence.ts'
import { kupiecTest } from './kupiec.ts'
import type { ChiSquareOutcome } from './outcome.ts'
import { fisslerZiegelScore, type ScoredForecast } from './scores.ts'
import { trafficLight, type Zone } from './traffic-light.ts'

/** The score of one live model over its last forecasts. Plain data, changed in place by `scoreForecast`. */
export type CoverageMonitor = {
  readonly windowLosses: number
  readonly tailProbability: number
  /** By place in the ring: 1 for an exceedance. */
  readonly marks: Uint8Array
  /** By place in the ring: 1 where the ES was above 0, so that it could be scored. */
  readonly scored: Uint8Array
  /** By place in the ring: the Fissler-Ziegel score, and the loss over its ES for an exceedance; 0 where not scored. */
  readonly scores: Float64Array
  readonly sizes: Float64Array
  next: number
  /** Forecasts in the window, and ever. */
  observations: number
  judged: number
  /** In the window: exceedances, those right after another, and forecasts scored. */
  exceedances: number
  neighbours: number
  scoredCount: number
  readonly scoreSum: CompensatedSum
  readonly sizeSum: CompensatedSum
}

/** A loss and the forecasts made before it, in one unit; positive for a loss. */
export type JudgedForecast = Readonly<{ loss: number; valueAtRisk: number; expectedShortfall: number }>

/** How a model stands over the window. */
export type CoverageReading = Readonly<{
  /** Forecasts in the window, and ever. */
  observations: number
  judged: number
  exceedances: number
  expectedExceedances: number
  /** Exact probabilities, for a right model, of a count at least and at most as high. */
  exactTails: Readonly<{ atLeast: number; atMost: number }>
  kupiec: ChiSquareOutcome
  independence: ChiSquareOutcome
  conditionalCoverage: ChiSquareOutcome
  /** Green without exceedances. Of a window much shorter than a year it is harsh. */
  zone: Zone
  /** Mean Fissler-Ziegel score, lower is better; comparable between models of the same losses and confidence. */
  meanScore: Result<number, NothingScored>
  /** Acerbi and Szekely's Z2: negative when ES is too small. */
  sizeAndNumber: Result<number, NothingScored>
}>

/** No forecast in the window had an ES above 0. */
export type NothingScored = Readonly<{ reason: 'nothingScored'; observations: number }>

/**
 * Makes a monitor over the last `windowLosses` forecasts.
 *
 * @throws ArgumentError for a window that is not a positive whole number, or a confidence outside (0, 1).
 *
 * @example
 * const monitor = createCoverageMonitor({ windowLosses: 250, confidence: 0.99 })
 */
export function createCoverageMonitor(options: Readonly<{ windowLosses: number; confidence: number }>): CoverageMonitor {
  const { windowLosses, confidence } = options
  requireWhole('windowLosses', windowLosses, { least: 1 })
  requireProbability('confidence', confidence)
  return {
    windowLosses,
    tailProbability: 1 - confidence,
    marks: new Uint8Array(windowLosses),
    scored: new Uint8Array(windowLosses),
    scores: new Float64Array(windowLosses),
    sizes: new Float64Array(windowLosses),
    next: 0,
    observations: 0,
    judged: 0,
    exceedances: 0,
    neighbours: 0,
    scoredCount: 0,
    scoreSum: createSum(),
    sizeSum: createSum(),
  }
}

/**
 * Judges one loss against the forecasts made before it, and drops the oldest of a full window.
 *
 * An ES of 0 or below, as a flat market gives, has no score, and neither has one so small that the score overflows: the exceedance still
 * counts.
 *
 * @returns Whether the loss exceeded its VaR.
 * @throws InvariantError if a number is not finite.
 *
 * @example
 * scoreForecast(monitor, { loss: 0.05, valueAtRisk: 0.03, expectedShortfall: 0.04 }) // true
 */
export function scoreForecast(monitor: CoverageMonitor, forecast: JudgedForecast): boolean {
  const { loss, valueAtRisk, expectedShortfall } = forecast
  invariant(
    Number.isFinite(loss) && Number.isFinite(valueAtRisk) && Number.isFinite(expectedShortfall),
    'a loss and its forecasts are finite',
  )
  if (monitor.observations === monitor.windowLosses) dropOldest(monitor)
  const { next, tailProbability } = monitor
  const mark = loss > valueAtRisk ? 1 : 0
  const [score, size] = scoreAndSize({ ...forecast, tailProbability }, mark)
  // A sum that an infinity once entered could never leave it.
  const isScored = Number.isFinite(score) && Number.isFinite(size)
  if (monitor.observations > 0) monitor.neighbours += mark * (monitor.marks[before(monitor, next)] as number)
  monitor.marks[next] = mark
  monitor.scored[next] = isScored ? 1 : 0
  monitor.scores[next] = isScored ? score : 0
  monitor.sizes[next] = isScored ? size : 0
  monitor.exceedances += mark
  monitor.scoredCount += isScored ? 1 : 0
  monitor.observations += 1
  monitor.judged += 1
  addToSum(monitor.scoreSum, monitor.scores[next])
  addToSum(monitor.sizeSum, monitor.sizes[next])
  monitor.next = next + 1 === monitor.windowLosses ? 0 : next + 1
  if (monitor.next === 0) sumAgain(monitor)
  return mark === 1
}

function scoreAndSize(forecast: ScoredForecast, mark: number): readonly [number, number] {
  const { loss, expectedShortfall } = forecast
  if (!(expectedShortfall > 0)) return [Number.NaN, Number.NaN]
  return [fisslerZiegelScore(forecast), mark === 1 ? loss / expectedShortfall : 0]
}

/** Takes the forecast that the next one will overwrite out of every count. */
function dropOldest(monitor: CoverageMonitor): void {
  const { next } = monitor
  const second = next + 1 === monitor.windowLosses ? 0 : next + 1
  const mark = monitor.marks[next] as number
  monitor.exceedances -= mark
  if (monitor.windowLosses > 1) monitor.neighbours -= mark * (monitor.marks[second] as number)
  monitor.scoredCount -= monitor.scored[next] as number
  monitor.observations -= 1
  addToSum(monitor.scoreSum, -(monitor.scores[next] as number))
  addToSum(monitor.sizeSum, -(monitor.sizes[next] as number))
}

function before(monitor: CoverageMonitor, place: number): number {
  return place === 0 ? monitor.windowLosses - 1 : place - 1
}

/** Once a round, so that what adding and taking away has left behind does not grow. */
function sumAgain(monitor: CoverageMonitor): void {
  clearSum(monitor.scoreSum)
  clearSum(monitor.sizeSum)
  for (let place = 0; place < monitor.windowLosses; place++) {
    addToSum(monitor.scoreSum, monitor.scores[place] as number)
    addToSum(monitor.sizeSum, monitor.sizes[place] as number)
  }
}

/**
 * How the model stands over the window; the same as the batch tests say of the forecasts in it.
 *
 * @returns Refused before the first forecast.
 *
 * @example
 * const reading = coverageReading(monitor)
 * reading.ok && reading.value.exceedances // 1
 */
export function coverageReading(monitor: CoverageMonitor): Result<CoverageReading, Readonly<{ reason: 'noForecasts' }>> {
  const { observations, judged, exceedances, tailProbability, scoredCount } = monitor
  if (observations === 0) return refuse({ reason: 'noForecasts' })
  const count = { observations, exceedances, tailProbability }
  const kupiec = kupiecTest(count)
  const independence = independenceTest(transitionsIn(monitor))
  const combined = kupiec.statistic + independence.statistic
  return accept({
    observations,
    judged,
    exceedances,
    expectedExceedances: observations * tailProbability,
    exactTails: exactTails(count),
    kupiec,
    independence,
    conditionalCoverage: { statistic: combined, pValue: chiSquareSurvival(combined, 2), degreesOfFreedom: 2 },
    // In a young window even none may lie beyond 95 % of the law; that speaks against no model.
    zone: exceedances === 0 ? 'green' : trafficLight(count).zone,
    meanScore: overScored(monitor, totalOf(monitor.scoreSum) / scoredCount),
    sizeAndNumber: overScored(monitor, 1 - totalOf(monitor.sizeSum) / (scoredCount * tailProbability)),
  })
}

function overScored(monitor: CoverageMonitor, value: number): Result<number, NothingScored> {
  return monitor.scoredCount === 0 ? refuse({ reason: 'nothingScored', observations: monitor.observations }) : accept(value)
}

/** From the count, the neighbours and the two ends of the window: no pass over it is needed. */
function transitionsIn(monitor: CoverageMonitor): Transitions {
  const { observations, exceedances, neighbours, next, marks, windowLosses } = monitor
  const first = marks[observations === windowLosses ? next : 0] as number
  const last = marks[before(monitor, next)] as number
  return transitionsFrom({ observations, exceedances, neighbours, first, last })
}
