// Margin of accounts: what they hold and owe, what models ask of them, when they are liquidated, and who crosses zero on a tick. A public subpath: other folders import the files themselves.
//
// In the examples, a `snapshot` has bitcoin at 60,000 and ether at 3,000 with perpetuals, a future and options, volatilities of 60 %, 300 daily
// returns, a day's volume of 20,000 and a book. The `account` holds 100,000 in cash and half a bitcoin, two perpetuals bought at 55,000 and three
// calls of 60,000 in 60 days sold. `valued` is it with its values, `model` Derive's portfolio margin, `requirement` what that asks of it; `accounts`
// are two of one owner, long 120 and short 30 perpetuals. Of the kernel, `grid` has a perpetual at 60,000 and a call of 60,000 under 10 % down and up, and
// `rows` one account that holds two perpetuals and one that holds nothing.

// Markets, contracts and accounts.
export { timeUs, durationUs, seconds, type TimeUs, type DurationUs } from '../base/time.ts'
export {
  expiryOf,
  type Contract,
  type FutureContract,
  type OptionContract,
  type Payoff,
  type PerpetualContract,
  type SpotContract,
} from './contract.ts'
export {
  forwardOf,
  type CollateralMarket,
  type ContractMark,
  type DepthLevel,
  type ExpiryMarket,
  type MarketSnapshot,
  type SettlementAsset,
  type UnderlyingMarket,
} from './market-snapshot.ts'
export { type Side } from '../market/instrument.ts'
export { type OptionKind } from '../pricing/option-terms.ts'
export { type CollateralHolding, type MarginAccount, type Position, type RestingOrder } from './account/margin-account.ts'
export { expiryMarketAt, type AveragedExpiry } from './expiry-averaging.ts'
export { fundingEarned, type FundingAccrual } from './funding.ts'
export { shockSnapshot, type MarketShock } from './shock-snapshot.ts'
export { enteredAtMarks } from './account/entered-at-marks.ts'

// Equity.
export { valueAccount } from './account/value-account.ts'
export { type ValuedAccount, type ValuedHolding, type ValuedPosition } from './account/valued-account.ts'
export { deltaEquivalent, netDeltas } from './coverage/delta-equivalent.ts'
export { marginRefusalReasons, type MarginRefusal, type MarginRefusalReason } from './account/margin-refusal.ts'
export { refusalClause, refusalText } from './account/refusal-text.ts'

// Models.
export { marginModelOf } from './model-catalogue.ts'
export {
  marginModelNames,
  type MarginModel,
  type MarginModelName,
  type MarginRequirement,
  type PositionContribution,
  type RequirementPart,
  type Scan,
  type ScenarioOutcome,
  type ShortfallAllocation,
} from './margin-model.ts'
export { createDeribitModel } from './models/deribit.ts'
export {
  deribitTermSheet,
  type DeribitMoves,
  type DeribitSettlement,
  type DeribitTerms,
  type DeribitTermSheet,
} from './models/deribit-terms.ts'
export { createDerivePmrm1Model } from './models/derive-pmrm1.ts'
export { pmrm1Terms, type Pmrm1Terms } from './models/derive-pmrm1-terms.ts'
export { createDerivePmrm2Model } from './models/derive-pmrm2.ts'
export { pmrm2Terms, type Pmrm2ContingencyTerms, type Pmrm2DiscountTerms, type Pmrm2Terms } from './models/derive-pmrm2-terms.ts'
export {
  deriveScenario,
  type BasisTerms,
  type DeriveScanTerms,
  type DeriveScenario,
  type DeriveVolatilityMove,
  type SkewShockTerms,
  type VolatilityShockTerms,
} from './models/derive-scan-terms.ts'
export { createDeriveSrmModel } from './models/derive-srm.ts'
export {
  srmTerms,
  srmTermSheet,
  type SrmOptionTerms,
  type SrmPerpetualTerms,
  type SrmTerms,
  type SrmTermSheet,
} from './models/derive-srm-terms.ts'
export { createFilteredMarginModel } from './models/fhs-es.ts'
export { filteredMarginTerms, type FilteredMarginTerms } from './models/fhs-es-terms.ts'
export { type CloseOutTerms } from './models/filtered-margin.ts'
export { createParadexModel } from './models/paradex.ts'
export { paradexTermSheet, type ParadexTerms, type ParadexTermSheet, type TailMove } from './models/paradex-terms.ts'
export { createSpanModel, scanningRisk } from './models/span.ts'
export { spanTermSheet, type SpanSpreadTerms, type SpanTerms, type SpanTermSheet } from './models/span-terms.ts'
export { type VegaPower } from './scan/vega-power.ts'
export { createTimsModel } from './models/tims.ts'
export { timsTerms, type TimsTerms } from './models/tims-terms.ts'
export { createTieredModel } from './models/tiered.ts'
export { tieredTerms, tiersOf, type TieredTerms } from './models/tiered-terms.ts'
export { deductedTiers, tieredInitial, tieredMaintenance, tierOf, type DeductedTier, type LeverageTier } from './models/leverage-tiers.ts'
export {
  inverseLiquidationPrice,
  linearLiquidationPrice,
  type NoLiquidationPrice,
  type TieredPosition,
} from './models/tiered-liquidation.ts'
export { weightedHealth, weightedHealths, type WeightedHealths } from './weighted/weighted-health.ts'
export {
  type HealthKind,
  type PricePair,
  type WeightedAccount,
  type WeightedPerpetual,
  type WeightedSpotOrders,
  type WeightedToken,
  type Weights,
} from './weighted/weighted-account.ts'

// An account under a model: with its orders, in other markets, and what each position and price does to it.
export { assessAccount, type MarginView } from './analysis/assess-account.ts'
export { assessWithOrders } from './orders/open-orders.ts'
export {
  healthOf,
  healthTerms,
  marginRatio,
  orderedMargins,
  accountStatuses,
  type AccountHealth,
  type AccountStatus,
  type HealthTerms,
  type MarginRatio,
  type UnknownHealth,
} from './health.ts'
export { analyseAccount, type AccountAnalysis } from './analysis/analyse-account.ts'
export { criticalPrices, type CriticalPrices } from './analysis/critical-prices.ts'
export { type Crossings } from './analysis/nearest-crossings.ts'
export { marginCurve, type CurvePoint } from './analysis/margin-curve.ts'
export { positionEffects, type MarginAmounts, type PositionEffect } from './analysis/position-effects.ts'
export { parseWhatIf, snapshotIf, type WhatIf, type WhatIfRefusal } from './analysis/what-if.ts'

// What is asked beside a model.
export { addParts } from './add-parts.ts'
export { collateralAddOns, collateralAddOnTerms, type CollateralAddOnTerms } from './collateral/collateral-addons.ts'
export { collateralHaircut } from './collateral/collateral-haircut.ts'
export { gainsHaircut, gainsHaircutTerms, type GainsHaircutTerms } from './collateral/gains-haircut.ts'
export { stablePricePart } from './collateral/stable-price-part.ts'
export { linkedSizesOf, type LinkedSizes, type SidedSizes } from './coverage/linked-sizes.ts'
export { closeOutBook, costOfClosing, type CloseOutBook, type Direction } from './coverage/close-out-book.ts'
export { closeOutCharges, withLiquidityCoverage, type CloseOutCharge } from './coverage/liquidity-coverage.ts'
export { liquidityCoverageTerms, type LiquidityCoverageTerms } from './coverage/liquidity-coverage-terms.ts'

// Margin that does not leap.
export { bufferedMargin, flooredMargin, stressWeightedMargin, type MarginBuffer } from './procyclicality/anti-procyclicality.ts'
export { forwardPreview, previewShocks, type ForwardPreview, type PreviewedRequirement } from './procyclicality/forward-preview.ts'
export { procyclicalityOf, type Procyclicality } from './procyclicality/measures.ts'
export { changePositions, firstMargin, followMargin, type LimitedMargin, type SpeedLimit } from './procyclicality/speed-limit.ts'

// Orders and liquidation in parts.
export { deleverageOrders, type OffsettingOrder, type OrderDeleveraging } from './orders/order-deleveraging.ts'
export { largestOrders, priceBand, type OrderSizes } from './orders/order-limits.ts'
export {
  liquidationShare,
  liquidationSteps,
  type LiquidatedAccount,
  type LiquidationStep,
  type PartialLiquidationTerms,
} from './orders/partial-liquidation.ts'

// How much a liquidation closes, in which order, how fast, and what it costs.
export { impactCurve, type ClosingBook, type ClosingImpact, type ImpactCurve } from './liquidation/closing-impact.ts'
export { fewestRestoringLots, type LotStretch, type RestoringLots } from './liquidation/restoring-lots.ts'
export { fewestCancelled, type CancelledOrders } from './liquidation/fewest-cancelled.ts'
export { penaltyMinor, splitPenalty, type PenaltyParts, type PenaltyShares } from './liquidation/liquidation-penalty.ts'
export {
  lotsWithinPace,
  type PaceBound,
  type PacedClosing,
  type PacedLots,
  type PaceSpent,
  type PaceTerms,
} from './liquidation/pace-limits.ts'

// Liquidation as chains count it, in whole numbers.
export { exactFraction, type ExactFraction } from './liquidation/exact-fraction.ts'
export {
  accountRisk,
  positionRisk,
  type QuantumAccount,
  type QuantumMarket,
  type QuantumPosition,
  type QuantumRisk,
} from './liquidation/quantum-risk.ts'
export { bankruptcyQuote, type QuantumClosing, type QuantumRefusal } from './liquidation/bankruptcy-price.ts'
export { fillablePrice, type FillableTerms } from './liquidation/fillable-price.ts'
export { fundDelta, type QuantumFill } from './liquidation/fund-delta.ts'
export { type Wide, type WideRefusal } from './liquidation/wide-integer.ts'
export {
  baseToCoverShortage,
  liabilityToCoverShortage,
  type LiabilityShortage,
  type PerpetualShortage,
} from './liquidation/shortage-size.ts'
export { assetForLiability, liabilityForAsset, type DebtExchange, type ExchangeSide } from './liquidation/debt-exchange.ts'
export { feeAfterSlots, liquidationMultiplier, type RisingFee } from './liquidation/rising-fee.ts'
export { freeableShare, type FreeableTerms } from './liquidation/freeable-share.ts'
export { perpetualFundFee, spotFundFee, type PerpetualFeeTerms, type SpotFeeTerms } from './liquidation/fund-fee.ts'
export { fundingDeltaForLoss, interestDeltaForLoss, type DepositMarket } from './liquidation/spread-loss.ts'

// Prices accounts are valued at.
export {
  indexOf,
  indexTerms,
  venuePrice,
  type IndexMoment,
  type IndexPrice,
  type IndexTerms,
  type VenueQuote,
  type VenueStanding,
} from '../market/index-price.ts'
export {
  gradeTolerated,
  priceGrades,
  pricedActions,
  toleratedGrades,
  worstGrade,
  type PricedAction,
  type PriceGrade,
} from '../market/price-grade.ts'
export {
  markOf,
  markTerms,
  startMark,
  stepMark,
  type MarkObservation,
  type MarkPrice,
  type MarkState,
  type MarkTerms,
} from './marks/mark-price.ts'
export { startStablePrice, stepStablePrice, stablePriceTerms, type StablePrice, type StablePriceTerms } from './marks/stable-price.ts'

// The kernel: many accounts under many scenarios, to the same bits everywhere; and a watch that says on every tick whose balance crossed zero.
export { ratio, type Ratio } from '../base/ratio.ts'
export {
  attachKernel,
  createKernel,
  reserveIndexes,
  reserveNumbers,
  type Kernel,
  type KernelCode,
  type KernelMemory,
} from './kernel/kernel.ts'
export { createInstrumentTable, setInstrument, type InstrumentTable, type KernelInstrument } from './kernel/instrument-table.ts'
export {
  basePlaces,
  createTermTable,
  scenarioPlaces,
  setTerm,
  type KernelScenario,
  type TermMarket,
  type TermTable,
} from './kernel/term-table.ts'
export { createScenarioGrid, dampenGrid, priceGrid, type GridPart, type ScenarioGrid } from './kernel/scenario-grid.ts'
export {
  createPositionRows,
  requireRows,
  reservePositionRows,
  sumRows,
  sweepListedRows,
  sweepRows,
  worstOutcome,
  type PositionRows,
  type RowPosition,
  type RowRange,
  type Sweep,
} from './kernel/position-rows.ts'
export {
  createAccountShortfalls,
  createProfitTiles,
  findShortfalls,
  profitPlace,
  type AccountShortfalls,
  type ProfitTiles,
  type ShortfallTask,
} from './kernel/account-shortfall.ts'
export { type PositionMarket } from './account/position-value.ts'
export { reducePosition, type ReducedPosition, type ReductionRefusal } from './kernel/reduce-position.ts'
export { usualLevels, type BandLevel, type MarketPoint } from './kernel/band-box.ts'
export { addInstrument, createWatch, type WatchAccount, type WatchInstrument, type WatchOptions } from './kernel/watch-create.ts'
export { balanceOf, breachedAccounts, setCash, setPosition, tick, type WatchChanges, type WatchTick } from './kernel/watch.ts'
export { type Watch, type WatchCounters } from './kernel/watch-state.ts'
export { type AccountBalance, type WorstOfUnderlying } from './kernel/watch-value.ts'
export { countMismatches, createWatchCheck, type WatchCheck } from './kernel/watch-check.ts'
