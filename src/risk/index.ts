// Risk figures of a price series: returns, volatility, value at risk, expected shortfall, exceedances, clipped references. A public subpath: other folders import the files themselves.

export { annualVolatility } from './annualise.ts'
export { createClippedReference, followPrice, type ClippedReference } from './clipped-reference.ts'
export { createEwmaVolatility, pushEwmaReturn, ewmaVariance, type EwmaVolatility } from './ewma-volatility.ts'
export { createExceedances, judgeLoss, type Exceedances } from './exceedances.ts'
export { historicalExpectedShortfall, meanOfTail, type TailParts } from './expected-shortfall.ts'
export { createRealisedVolatility, pushRealisedReturn, realisedVariance, type RealisedVolatility } from './realised-volatility.ts'
export { createReturnSampler, observePrice, type ReturnSampler } from './returns.ts'
export { createRollingTail, pushLoss, tailValueAtRisk, tailExpectedShortfall, lossCount, type RollingTail } from './rolling-tail.ts'
export { historicalValueAtRisk, sortLosses } from './value-at-risk.ts'
export { ratio, bps, type Ratio, type Bps } from '../base/ratio.ts'

export { ewmaVariances, riskMetricsVolatility, type RiskMetricsVolatility } from './volatility/ewma.ts'
export {
  persistenceOf,
  requireGarchParameters,
  unconditionalVariance,
  volatilityHalfLife,
  type GarchParameters,
  type GarchParameterName,
  type NotStationary,
} from './garch/model.ts'
export { createGarchFilter, filterGarch, meanSquaredResidual, pushGarchReturn, type GarchFilter } from './garch/filter.ts'
export { garchLogLikelihood } from './garch/likelihood.ts'
export { forecastGarch, forecastGarchSum } from './garch/forecast.ts'
export { fitGarch, fitIntegratedGarch, type GarchFit, type GarchFitOptions, type NoGarchFit } from './garch/fit.ts'
export type { GarchStandardErrors, NoStandardErrors, StandardErrors } from './garch/standard-errors.ts'
export { fitVolatilityWithFallback, type FallbackCause, type VolatilityModel } from './garch/fallback.ts'
export {
  createRangeVolatility,
  pushBar,
  rangeEstimators,
  rangeVariance,
  rollingRangeVolatility,
  type Bar,
  type BarSeries,
  type RangeEstimator,
  type RangeVolatility,
} from './volatility/range.ts'
export { realisedMeasures, type JumpTest, type NoJumpTest, type RealisedMeasures } from './volatility/realised.ts'
export { createRollingJumpTest, pushJumpReturn, rollingJumpTest, type RollingJumpTest } from './volatility/jump-test.ts'
export { leeMyklandTest, type LeeMykland } from './volatility/lee-mykland.ts'

// Liquidation: schedules, losses adjusted for liquidity, fire sales, cascades.
export {
  almgrenChrissSchedule,
  costOfTrades,
  type LiquidationSchedule,
  type LiquidationTerms,
  type NoSchedule,
  type ScheduleCost,
} from './liquidation/almgren-chriss.ts'
export {
  costOnBook,
  depthOf,
  walkCost,
  walkOf,
  type BookWalk,
  type CostOnBook,
  type TakenSide,
  type TooShallow,
  type TradesOnBook,
} from './liquidation/book-walk.ts'
export { constantSpeedSale, type ConstantSpeedSale, type ConstantSpeedTerms, type NoDuration } from './liquidation/constant-speed-sale.ts'
export {
  empiricalSpreadAdjustedLoss,
  type EmpiricalSpreadLoss,
  type EmpiricalSpreadTerms,
} from './liquidation/empirical-spread-adjusted-loss.ts'
export { immediateSchedule, leastRiskySchedule, type LeastRiskySchedule, type PricedSchedule } from './liquidation/least-risky-schedule.ts'
export {
  liquidityAdjustedLoss,
  lossOfPlan,
  type AdjustedLoss,
  type LiquidationPlan,
  type LiquidityAdjustedLoss,
  type LiquidityAdjustedTerms,
  type NoWayOut,
  type WorstCase,
} from './liquidation/liquidity-adjusted-loss.ts'
export { costInRefillingBook, obizhaevaWangSchedule, type RefillingSchedule, type RefillingTerms } from './liquidation/obizhaeva-wang.ts'
export { refillingTrades, type RefillingPlan } from './liquidation/refilling-schedule.ts'
export {
  fatTailFactor,
  lossOfMove,
  spreadAdjustedLoss,
  type SpreadAdjustedLoss,
  type SpreadAdjustedTerms,
} from './liquidation/spread-adjusted-loss.ts'
export {
  correlationsOf,
  distressedPath,
  endogenousCovariance,
  shareHeld,
  type CovarianceTerms,
  type DistressedFund,
  type DistressedPath,
  type ExogenousMoves,
  type NoCorrelation,
} from './contagion/distressed-selling.ts'
export { leverageSpillover, type LeverageSpillover, type LeveragedSystem } from './contagion/leverage-targeting.ts'
export { liquidationCascade, type Cascade, type CascadeTerms } from './contagion/liquidation-cascade.ts'
export { predatoryTrading, type PredationEquilibrium, type PredationTerms } from './contagion/predatory-trading.ts'

// Tests of VaR and ES records.
export { shortfallStatistics, type ShortfallStatistics } from './backtest/acerbi-szekely.ts'
export { backtestReport, type BacktestOptions, type BacktestRecord, type BacktestReport } from './backtest/battery.ts'
export { binomialTest, exactTails } from './backtest/binomial-test.ts'
export {
  coverageReading,
  createCoverageMonitor,
  scoreForecast,
  type CoverageMonitor,
  type CoverageReading,
  type JudgedForecast,
} from './backtest/coverage-monitor.ts'
export { dieboldMarianoTest, type ScoreComparison } from './backtest/diebold-mariano.ts'
export { durationTest, type DurationOutcome } from './backtest/duration.ts'
export { dynamicQuantileTest, type DynamicQuantileOptions } from './backtest/dynamic-quantile.ts'
export { countExceedances, markExceedances, waitsOf } from './backtest/exceedance-marks.ts'
export { exceedanceResiduals, exceedanceResidualTest, type ResidualOutcome, type Resampling } from './backtest/exceedance-residuals.ts'
export { firstFailureOf, firstFailureTest, type FirstFailure } from './backtest/first-failure.ts'
export { conditionalCoverageTest, countTransitions, independenceTest, type Transitions } from './backtest/independence.ts'
export { giacominiWhiteTest } from './backtest/giacomini-white.ts'
export { kupiecAcceptedCounts, kupiecTest, type AcceptedCounts, type ExceedanceCount } from './backtest/kupiec.ts'
export {
  modelConfidenceSet,
  type ConfidenceSetMember,
  type ConfidenceSetOptions,
  type ScoredModel,
} from './backtest/model-confidence-set.ts'
export { monteCarloPValue, type MonteCarloOptions, type MonteCarloPValue } from './backtest/monte-carlo.ts'
export type { ChiSquareOutcome, TestOutcome } from './backtest/outcome.ts'
export { rankModels, type RankedForecasts, type RankedModel } from './backtest/ranking.ts'
export { fisslerZiegelScore, fisslerZiegelScores, tickLosses, type ScoredForecast } from './backtest/scores.ts'
export { criticalValueOfSizeAndNumber, type CriticalValueOptions, type LossLaw } from './backtest/shortfall-critical-value.ts'
export { shortfallCoverageTest, type ShortfallCoverage } from './backtest/shortfall-coverage.ts'
export { simulatedDynamicQuantileTest, simulatedIndependenceTest, simulatedKupiecTest } from './backtest/simulated-tests.ts'
export { timeBetweenFailuresTest } from './backtest/time-between-failures.ts'
export type { TailRecord } from './backtest/tail-record.ts'
export { trafficLight, zoneLimits, type TrafficLight, type Zone } from './backtest/traffic-light.ts'

export { tailProbability, type TailRisk } from './tail/tail-risk.ts'
export { historicalTail, interpolatedValueAtRisk, minimisedExpectedShortfall, type HistoricalTail } from './tail/historical.ts'
export { ageWeight, ageWeightedTail, type AgeWeightedTail, type AgeWeighting } from './tail/age-weighted.ts'
export { agedTail, createAgeWeightedWindow, pushAgedLoss, type AgeWeightedWindow } from './tail/age-weighted-window.ts'
export {
  ewmaFiltered,
  filteredTail,
  garchFiltered,
  type EwmaFilterOptions,
  type FilteredReturns,
  type ZeroVolatility,
} from './tail/filtered-historical.ts'
export { drawResiduals, filteredPaths, type FilteredPaths } from './tail/filtered-paths.ts'
export {
  createFilteredWindow,
  filteredWindowTail,
  pushFilteredReturn,
  type FilteredWindowTail,
  type NotStarted,
} from './tail/filtered-window.ts'
export { normalTail, studentTTail, type ReturnMoments } from './tail/parametric.ts'
export { fitStudentT, type StudentTFit } from './tail/student-t-fit.ts'
export {
  cornishFisherExpansion,
  cornishFisherTail,
  fourMomentsOf,
  isCornishFisherMonotone,
  type ConstantSeries,
  type CornishFisherTail,
  type FourMoments,
  type NotMonotone,
} from './tail/cornish-fisher.ts'
export {
  adaptivePath,
  createAdaptiveQuantile,
  pushAdaptiveLoss,
  type AdaptiveOptions,
  type AdaptivePath,
  type AdaptiveQuantile,
} from './tail/adaptive-quantile.ts'
export {
  forecastTail,
  type FitOutcome,
  type ModelFit,
  type NoForecast,
  type TailConfidence,
  type TailForecast,
  type TailModel,
} from './tail/forecast.ts'
export { ageWeightedModel, ewmaFilteredModel, garchFilteredModel, historicalModel } from './tail/forecast-sample.ts'
export { cornishFisherModel, garchNormalModel, garchStudentTModel, normalModel, studentTModel } from './tail/forecast-parametric.ts'
export { conditionalExtremeModel, extremeModel } from './tail/forecast-extremes.ts'
export { createConformalForecaster, forecastConformal, pushConformalReturn, type ConformalForecaster } from './tail/forecast-conformal.ts'
export { tailModels } from './tail/tail-models.ts'
export { fitGeneralisedPareto, type NoParetoFit, type ParetoFit, type ParetoParameters } from './extremes/generalised-pareto.ts'
export type { NotRegular, ParetoErrors } from './extremes/pareto-information.ts'
export { paretoLogLikelihood, shapeInterval, type ShapeInterval } from './extremes/pareto-interval.ts'
export { paretoByMoments, type NoParetoMoments } from './extremes/pareto-moments.ts'
export {
  extremeTail,
  fitPeaksOverThreshold,
  type ExtremeTail,
  type NoTailFigure,
  type PeaksOverThreshold,
} from './extremes/peaks-over-threshold.ts'
export { hillIndex, hillPath, type NotPositiveTail } from './extremes/hill.ts'
export { conditionalTail, fitConditionalExtremes, type ConditionalExtremes, type ConditionalTail } from './extremes/conditional-extremes.ts'
export { createEwmaCovariance, ewmaCovariance, pushReturns, type EwmaCovariance } from './portfolio/ewma-covariance.ts'
export { correlationOf, deltaNormal, requireCovariance, type DeltaNormal, type NoRisk } from './portfolio/delta-normal.ts'
export {
  createDynamicCorrelation,
  dynamicCorrelation,
  forecastCorrelation,
  pushResiduals,
  type CorrelationPath,
  type CorrelationSpeed,
  type DynamicCorrelation,
  type NoDynamicCorrelation,
} from './portfolio/dynamic-correlation.ts'
export { scenarioAllocation, type ScenarioAllocation } from './portfolio/scenario-allocation.ts'
export {
  deltaGammaCornishFisher,
  deltaGammaExpansion,
  deltaGammaLoss,
  deltaGammaTail,
  type DeltaGammaLoss,
  type DeltaGammaPortfolio,
} from './portfolio/delta-gamma.ts'
export { matrixOf, type Matrix } from '../num/matrix.ts'
export { meanExcesses, thresholdTable, type MeanExcess, type NoExceedances, type ThresholdFit } from './extremes/threshold-table.ts'
export { paretoGoodness, type ParetoGoodness } from './extremes/anderson-darling.ts'
export { chooseThreshold, type NoThreshold, type ThresholdChoice } from './extremes/threshold-choice.ts'
export { decluster, extremalIndex, type Clusters, type TooFewExceedances } from './extremes/clusters.ts'
export { createPrng, type Prng } from '../base/prng.ts'
