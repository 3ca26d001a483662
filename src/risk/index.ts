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
