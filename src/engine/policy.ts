import type { DurationUs } from '../base/time.ts'
import type { Hash } from '../base/hash.ts'
import type { Rule } from '../trigger/rule.ts'

/** How the market is measured. Windows are of time, never of a number of updates. */
export type MeasurePolicy = Readonly<{
  /** Spacing of the returns behind volatility, VaR and ES. */
  returnEvery: DurationUs
  /** Quote notional whose cost to trade is measured. */
  costToTradeNotional: number
  /** Time constant of every trailing norm (depth, volume). */
  normTimeConstant: DurationUs
  /** Before this much known time a norm, and every ratio to it, is unknown. */
  normMinimumHistory: DurationUs
  volumeWindow: DurationUs
  /** Weight of the past in the EWMA of squared returns, per return: 0.94. */
  ewmaLambda: number
  /** Returns in realised volatility. */
  realisedVolatilityReturns: number
  /** Returns in the rolling window of VaR and ES, and the fewest before they are known. */
  tailWindowReturns: number
  tailMinimumReturns: number
  valueAtRiskConfidence: number
  expectedShortfallConfidence: number
  /** A book without a message for longer is stale, hence unknown. */
  bookStaleAfter: DurationUs
  /** The clipped reference follows the price by at most this fraction per hour. */
  referenceMaxMovePerHour: number
}>

/** Limits that hold for one facility in one market. Quote amounts in whole quote units. */
export type FacilityLimits = Readonly<{
  /** Reserve it may have at work at once, committed and deployed together. */
  budget: number
  /** Largest absolute position at cost. */
  inventoryLimit: number
  /** Realised plus unrealised loss at which it stops for the rest of the activation. */
  lossLimit: number
  /** Whether it may sell what it does not hold. False for spot. */
  mayBeShort: boolean
}>

/** Two-sided quotes that restore depth to a floor. */
export type DepthDeploymentPolicy = Readonly<{
  trigger: string
  limits: FacilityLimits
  /** Depth to restore within each distance of the mid, as a share of that depth's norm, per side. Distances ascend. */
  floors: readonly Readonly<{ withinBps: number; shareOfNorm: number }>[]
  /** Quotes stand at least this far from the mid: the penal spread. */
  penalSpreadBps: number
  /** Quotes are renewed at most this often, and only when they are off by more than `requoteBps`. */
  requoteEvery: DurationUs
  requoteBps: number
  /** Equal steps in which quotes are withdrawn while the trigger recovers. */
  withdrawSteps: number
}>

/** Purchases from forced sellers (or sales to forced buyers), and the way back. */
export type AssetPurchasePolicy = Readonly<{
  trigger: string
  limits: FacilityLimits
  /** Buys at or below the clipped reference less this; sells at or above it plus this. */
  discountBps: number
  /** Slice per `sliceEvery`, as a share of what traded since the last one. */
  shareOfVolume: number
  sliceEvery: DurationUs
  disposal: Readonly<{
    /** Pace of the disposal, as a share of what trades. */
    shareOfVolume: number
    sliceEvery: DurationUs
    /** Sells no lower than cost less this (buys back no higher than cost plus this) ... */
    maxLossBps: number
    /** ... until this long after the release; then at the market, still paced. */
    patientFor: DurationUs
  }>
}>

/** A policy as the core reads it: checked, in core units, with its hash. Made by `policy/load`. */
export type Policy = Readonly<{
  name: string
  hash: Hash
  measure: MeasurePolicy
  triggers: readonly Rule[]
  /** Opening reserve per quote asset, in whole quote units. */
  openingReserve: number
  /** How often inventory is marked and its unrealised result booked. */
  markEvery: DurationUs
  depthDeployment?: DepthDeploymentPolicy
  assetPurchase?: AssetPurchasePolicy
}>
