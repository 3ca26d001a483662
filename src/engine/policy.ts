import type { DurationUs } from '../base/time.ts'
import type { AssetPurchasePolicy, DepthDeploymentPolicy } from '../backstop/facility.ts'
import type { Hash } from '../base/hash.ts'
import type { CollateralSupportPolicy, FundDrawPolicy, LossGuaranteePolicy, RandomisedPolicy } from './facilities/facility-policy.ts'
import type { AuctionPolicy } from './loss/auction-policy.ts'
import type { DeleveragingPolicy } from './loss/deleveraging-policy.ts'
import type { WaterfallPolicy } from './loss/waterfall-policy.ts'
import type { FundSharesPolicy } from './loss/fund-policy.ts'
import type { MarginPolicy } from './margin/margin-policy.ts'
import type { LiveModelName } from '../risk/live/live-model.ts'
import type { Rule } from '../trigger/rule.ts'

export type { AssetPurchasePolicy, DepthDeploymentPolicy, DisposalPolicy, FacilityLimits } from '../backstop/facility.ts'

/** Which models forecast the next return's loss, and when one is demoted. */
export type ModelPolicy = Readonly<{
  /** The champion, whose figures are the market's, then its challengers. */
  names: readonly LiveModelName[]
  /** Judged returns over which coverage and score are taken, and the fewest before either counts. */
  scoreWindowReturns: number
  scoreMinimumReturns: number
  /** The champion is demoted when Kupiec's p-value of its exceedances is below this. */
  coverageLevel: number
}>

/** Windows over which flow is measured. */
export type FlowPolicy = Readonly<{
  /** Trades in the effective spread, and changes of the touch in order-flow imbalance. */
  effectiveSpreadWindow: DurationUs
  orderFlowWindow: DurationUs
  /** Spacing of the samples of depth behind the half-life, and how many steps between them it is fitted to. */
  resiliencySampleEvery: DurationUs
  resiliencySamples: number
}>

/** How the market is measured. Windows are of time, never of a number of updates. */
export type MeasurePolicy = Readonly<{
  /** Spacing of the returns behind volatility, VaR and ES. */
  returnEvery: DurationUs
  /** Quote notional whose cost to trade is measured. */
  costToTradeNotional: number
  /** How long that notional is held before it is left, in the liquidity-adjusted shortfall. */
  liquidationHorizon: DurationUs
  /** Time constant of every trailing norm (depth, volume). */
  normTimeConstant: DurationUs
  /** Before this much known time a norm, and every ratio to it, is unknown. */
  normMinimumHistory: DurationUs
  volumeWindow: DurationUs
  /** Weight of the past in the EWMA of squared returns, per return: 0.94. */
  ewmaLambda: number
  /** Returns in realised volatility. */
  realisedVolatilityReturns: number
  /** Returns of the window in which the jump test looks for one. */
  jumpTestReturns: number
  /** Returns in the rolling window of VaR and ES, and the fewest before they are known. */
  tailWindowReturns: number
  tailMinimumReturns: number
  valueAtRiskConfidence: number
  expectedShortfallConfidence: number
  models: ModelPolicy
  flow: FlowPolicy
  /** A book without a message for longer is stale, hence unknown. */
  bookStaleAfter: DurationUs
  /** The clipped reference follows the price by at most this fraction per hour. */
  referenceMaxMovePerHour: number
}>

/** A policy as the core reads it: checked, in core units, with its hash. Made by `policy/load`. */
export type Policy = Readonly<{
  name: string
  hash: Hash
  measure: MeasurePolicy
  triggers: readonly Rule[]
  /** Opening reserve per quote asset, in whole quote units. */
  openingReserve: number
  /** Venue fees set aside with every order, on its notional; what is not charged is released. */
  feeAllowanceBps: number
  /** How often inventory is marked and its unrealised result booked. */
  markEvery: DurationUs
  depthDeployment?: DepthDeploymentPolicy
  assetPurchase?: AssetPurchasePolicy
  margin?: MarginPolicy
  fundShares?: FundSharesPolicy
  waterfall?: WaterfallPolicy
  auction?: AuctionPolicy
  deleveraging?: DeleveragingPolicy
  lossGuarantee?: LossGuaranteePolicy
  collateralSupport?: CollateralSupportPolicy
  fundDraw?: FundDrawPolicy
  /** Without it a facility acts whenever its trigger is active. */
  randomised?: RandomisedPolicy
}>
