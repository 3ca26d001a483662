import { requireProbability, requireSameLength, requireWhole } from '../../base/argument.ts'
import { refuse, accept, type Result } from '../../base/result.ts'
import { meanOf } from '../../num/moments.ts'
import { shortfallStatistics, type ShortfallStatistics } from './acerbi-szekely.ts'
import { binomialTest, exactTails } from './binomial-test.ts'
import { durationTest, type DurationOutcome, type NoDurationFit } from './duration.ts'
import { dynamicQuantileTest, type DependentRegressors } from './dynamic-quantile.ts'
import { countExceedances, markExceedances } from './exceedance-marks.ts'
import { exceedanceResiduals, exceedanceResidualTest, type ResidualOutcome, type TooFewResiduals } from './exceedance-residuals.ts'
import { firstFailureOf, firstFailureTest, type FirstFailure } from './first-failure.ts'
import { conditionalCoverageTest, countTransitions, independenceTest, type Transitions } from './independence.ts'
import { kupiecTest } from './kupiec.ts'
import type { MonteCarloPValue, SeldomDefined } from './monte-carlo.ts'
import type { ChiSquareOutcome, TestOutcome } from './outcome.ts'
import { fisslerZiegelScores, tickLosses } from './scores.ts'
import { criticalValueOfSizeAndNumber, type LossLaw } from './shortfall-critical-value.ts'
import { shortfallCoverageTest, type ShortfallCoverage } from './shortfall-coverage.ts'
import { simulatedDynamicQuantileTest, simulatedIndependenceTest, simulatedKupiecTest, type SimulatedOutcome } from './simulated-tests.ts'
import type { TailRecord } from './tail-record.ts'
import { timeBetweenFailuresTest, type NoExceedances } from './time-between-failures.ts'
import { trafficLight, type TrafficLight } from './traffic-light.ts'

/** What one model forecast and what happened, in order of time. All series have one length and one unit; losses are positive. */
export type BacktestRecord = Readonly<{
  losses: ArrayLike<number>
  /** Each forecast made before its loss. */
  valueAtRisk: ArrayLike<number>
  expectedShortfall: ArrayLike<number>
  /** Of both forecasts, strictly between 0 and 1. */
  confidence: number
  /** The model's forecast volatility of each loss; without it the residuals of exceedances are taken as shares of ES. */
  volatility?: ArrayLike<number>
  /** The model's `P(profit <= profit seen)`, small for a loss; without it the whole tail cannot be judged. */
  probabilities?: ArrayLike<number>
}>

/** How the tests are run; every one has a default. */
export type BacktestOptions = Readonly<{
  /** Of the dynamic quantile test; 4. */
  quantileLags?: number
  /** Of the conditional test of the tail; 5. */
  coverageLags?: number
  /** Of each simulation and of the bootstrap; 999. */
  samples?: number
  /** Of the generator; 1. */
  seed?: number
  /** The law of losses for the critical values of Z2; normal. */
  law?: LossLaw
}>

/** Everything the battery says of one model. Tests that do not exist for the record are refused with their reason. */
export type BacktestReport = Readonly<{
  observations: number
  exceedances: number
  expectedExceedances: number
  tailProbability: number
  samples: number
  seed: number
  binomial: TestOutcome
  /** Exact probabilities of a count at least and at most as high. */
  exactTails: Readonly<{ atLeast: number; atMost: number }>
  kupiec: ChiSquareOutcome
  simulatedKupiec: SimulatedOutcome
  firstFailure: FirstFailure
  timeUntilFirstFailure: ChiSquareOutcome
  transitions: Transitions
  independence: ChiSquareOutcome
  simulatedIndependence: SimulatedOutcome
  conditionalCoverage: ChiSquareOutcome
  timeBetweenFailures: Result<Readonly<{ independence: ChiSquareOutcome; mixed: ChiSquareOutcome }>, NoExceedances>
  duration: Result<DurationOutcome, NoDurationFit>
  dynamicQuantile: Result<ChiSquareOutcome, DependentRegressors>
  simulatedDynamicQuantile: Result<MonteCarloPValue, DependentRegressors | SeldomDefined>
  /** With the forecast itself as a regressor. */
  dynamicQuantileOnForecast: Result<ChiSquareOutcome, DependentRegressors>
  simulatedDynamicQuantileOnForecast: Result<MonteCarloPValue, DependentRegressors | SeldomDefined>
  trafficLight: TrafficLight
  shortfall: ShortfallStatistics
  /** What Z2 undercuts in 5 % and in 0.01 % of records of a right model with losses of the given law. */
  shortfallCriticalValues: Result<Readonly<{ warning: number; alarm: number }>, ShortfallInfinite>
  exceedanceResiduals: Result<ResidualOutcome, TooFewResiduals>
  shortfallCoverage: Result<ShortfallCoverage, Readonly<{ reason: 'noProbabilities' }>>
  meanFisslerZiegelScore: number
  /** In the unit of the losses. */
  meanTickLoss: number
}>

type ShortfallInfinite = Readonly<{ reason: 'shortfallInfinite'; degreesOfFreedom: number }>

/**
 * Runs every test of a model's VaR and ES forecasts.
 *
 * The chi-square p-values are those of the literature and wrong in small samples; the simulated ones beside them are right. Twenty tests
 * at 5 % reject a right model in most records: read the report as a whole.
 *
 * @throws ArgumentError for empty series, unlike lengths, a number that is not finite, an ES or a volatility that is not above 0, a probability outside [0, 1], or a confidence outside (0, 1).
 *
 * @example
 * const forecasts = { valueAtRisk: losses.map(() => 0.03), expectedShortfall: losses.map(() => 0.045) }
 * backtestReport({ losses, ...forecasts, confidence: 0.95 }).expectedExceedances // 30
 */
export function backtestReport(record: BacktestRecord, options: BacktestOptions = {}): BacktestReport {
  const { samples = 999, seed = 1, law = { kind: 'normal' } } = options
  requireProbability('confidence', record.confidence)
  requireWhole('samples', samples, { least: 1 })
  requireWhole('seed', seed, { least: 0 })
  const tail: TailRecord = { ...record, tailProbability: 1 - record.confidence }
  const { tailProbability } = tail
  const scores = fisslerZiegelScores(tail)
  if (record.probabilities !== undefined) requireSameLength(['losses', record.losses], ['probabilities', record.probabilities])
  return {
    tailProbability,
    samples,
    seed,
    ...coverageOf(tail, { samples, seed, lags: options.quantileLags ?? 4 }),
    shortfall: shortfallStatistics(tail),
    shortfallCriticalValues: criticalValues({ observations: scores.length, tailProbability, law }),
    exceedanceResiduals: exceedanceResidualTest(exceedanceResiduals(tail, record.volatility ?? record.expectedShortfall), {
      kind: 'seeded',
      seed,
      samples,
    }),
    shortfallCoverage:
      record.probabilities === undefined
        ? refuse({ reason: 'noProbabilities' })
        : accept(shortfallCoverageTest(record.probabilities, { tailProbability, lags: options.coverageLags ?? 5 })),
    meanFisslerZiegelScore: meanOf(scores),
    meanTickLoss: meanOf(tickLosses(tail)),
  }
}

type CoverageOptions = Readonly<{ samples: number; seed: number; lags: number }>

function coverageOf(tail: TailRecord, options: CoverageOptions) {
  const { tailProbability } = tail
  const marks = markExceedances(tail.losses, tail.valueAtRisk)
  const count = { observations: marks.length, exceedances: countExceedances(marks), tailProbability }
  const transitions = countTransitions(marks)
  const firstFailure = firstFailureOf(marks)
  const quantile = { tailProbability, ...options }
  const quantileOnForecast = { ...quantile, valueAtRisk: tail.valueAtRisk }
  return {
    observations: count.observations,
    exceedances: count.exceedances,
    expectedExceedances: count.observations * tailProbability,
    binomial: binomialTest(count),
    exactTails: exactTails(count),
    kupiec: kupiecTest(count),
    simulatedKupiec: simulatedKupiecTest(count, options),
    firstFailure,
    timeUntilFirstFailure: firstFailureTest(firstFailure, tailProbability),
    transitions,
    independence: independenceTest(transitions),
    simulatedIndependence: simulatedIndependenceTest(transitions, { ...options, tailProbability }),
    conditionalCoverage: conditionalCoverageTest(marks, tailProbability),
    timeBetweenFailures: timeBetweenFailuresTest(marks, tailProbability),
    duration: durationTest(marks),
    dynamicQuantile: dynamicQuantileTest(marks, quantile),
    simulatedDynamicQuantile: simulatedDynamicQuantileTest(marks, quantile),
    dynamicQuantileOnForecast: dynamicQuantileTest(marks, quantileOnForecast),
    simulatedDynamicQuantileOnForecast: simulatedDynamicQuantileTest(marks, quantileOnForecast),
    trafficLight: trafficLight(count),
  }
}

function criticalValues(
  of: Readonly<{ observations: number; tailProbability: number; law: LossLaw }>,
): Result<Readonly<{ warning: number; alarm: number }>, ShortfallInfinite> {
  const warning = criticalValueOfSizeAndNumber({ ...of, level: 0.05 })
  const alarm = criticalValueOfSizeAndNumber({ ...of, level: 0.0001 })
  if (!warning.ok) return warning
  if (!alarm.ok) return alarm
  return accept({ warning: warning.value, alarm: alarm.value })
}
