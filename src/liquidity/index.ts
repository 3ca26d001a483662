// Measures of liquidity, over samples and as they run live. A public subpath: other folders import the files themselves.

export { costToTradeBps } from './cost-to-trade.ts'
export { depthWithinQuote } from './depth.ts'
export { imbalanceOf } from './imbalance.ts'
export { createNorm, followNorm, breakNorm, normOf, type Norm } from './norm.ts'
export { quotedSpreadBps } from './spread.ts'
export { createWindowSum, addToWindow, windowTotal, type WindowSum } from './window.ts'
export { effectiveSpreadBps, realisedSpreadBps, priceImpactBps, type TradeAgainstMid, type TradeSign } from './effective-spread.ts'
export { tradeSpreads, weightedMean, type Trades, type TradeSpreads } from './trade-spreads.ts'
export { timeWeightedSpread } from './time-weighted-spread.ts'
export { type Quotes } from './quotes.ts'
export {
  bandDepth,
  roundTripCostBps,
  touchFigures,
  walkSide,
  type BandDepth,
  type BookLevels,
  type Fill,
  type Levels,
  type TouchFigures,
} from './book-levels.ts'
export { amihudIlliquidity, type Amihud } from './amihud.ts'
export { kyleLambda, type KyleLambda } from './kyle-lambda.ts'
export { type NoLine } from './fitted-line.ts'
export { rollSpread, changeAutocovariance, type NoRollSpread } from './roll-spread.ts'
export { type Bars, type OpenBars } from './bars.ts'
export { corwinSchultzSpread, type CorwinSchultz } from './corwin-schultz-spread.ts'
export { abdiRanaldoSpread, type AbdiRanaldo } from './abdi-ranaldo-spread.ts'
export { edgeSpread, type EdgeSpread, type EdgeShares, type NoEdgeSpread } from './edge-spread.ts'
export {
  flowImpact,
  orderFlowImbalance,
  touchFlow,
  type FlowImpact,
  type OrderFlow,
  type TouchSeries,
  type TouchSizes,
} from './order-flow-imbalance.ts'
export { buyShare, type BulkDistribution } from './bulk-volume.ts'
export { volumeSynchronisedImbalance, type Vpin } from './vpin.ts'
export { resiliencyOf, halfLifeOf, type NotMeanReverting, type Resiliency } from './resiliency-half-life.ts'
export { shockRecovery, type Decay, type NoDecay, type ShockRecovery } from './shock-recovery.ts'

// Impact of orders.
export {
  almgrenImpact,
  equityCoefficients,
  type AlmgrenCoefficients,
  type AlmgrenImpact,
  type AlmgrenOrder,
} from './impact/almgren-impact.ts'
export { allowsRoundTripProfit, transientImpact, type Propagator, type SignedTrades } from './impact/propagator.ts'
export { squareRootImpact, type NoVolume, type OrderImpact, type SquareRootTerms } from './impact/square-root-law.ts'
export {
  createRollingEffectiveSpread,
  forgetMids,
  noteMid,
  noteTrade,
  rollingEffectiveSpreadBps,
  type RollingEffectiveSpread,
} from './rolling-effective-spread.ts'
export {
  createRollingOrderFlow,
  forgetFlow,
  noteTouch,
  rollingOrderFlow,
  type RollingOrderFlow,
  type TouchLots,
} from './rolling-order-flow.ts'
export {
  breakResiliency,
  createRollingResiliency,
  followResiliency,
  rollingHalfLifeSeconds,
  type RollingResiliency,
} from './rolling-resiliency.ts'
export { addPeriod, createRollingAmihud, rollingAmihud, type RollingAmihud } from './rolling-amihud.ts'
export { addBin, createRollingKyleLambda, rollingKyleLambda, type RollingKyleLambda } from './rolling-kyle-lambda.ts'
export { addPrice, createRollingRollSpread, rollingRollSpread, type RollingRollSpread } from './rolling-roll-spread.ts'
export { addBar, createRollingEdgeSpread, rollingEdgeSpread, type RollingEdgeSpread } from './rolling-edge-spread.ts'
export { addVpinBar, createRollingVpin, rollingVpin, type RollingVpin } from './rolling-vpin.ts'
