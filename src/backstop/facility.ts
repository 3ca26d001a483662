import type { Brand } from '../base/brand.ts'
import type { DurationUs } from '../base/time.ts'
import type { Side } from '../market/instrument.ts'

/** The two facilities of this engine. */
export type FacilityName = 'depthDeployment' | 'assetPurchase'

/** Both, in the order in which they act within one input. */
export const facilityNames: readonly FacilityName[] = ['depthDeployment', 'assetPurchase']

/** The effect that placed an order is the order's id: `seq:index`. */
export type OrderId = Brand<string, 'EffectId'>

/** An order a facility wants: limit price in ticks, size in lots. */
export type WantedOrder = Readonly<{ side: Side; ticks: number; lots: number }>

/** Limits that hold for one facility in one market. Quote amounts in whole quote units. */
export type FacilityLimits = Readonly<{
  /** Reserve it may have at work at once, committed and deployed together. */
  budget: number
  /** Largest absolute position at cost. */
  inventoryLimit: number
  /** Loss since the activation began, realised, unrealised and fees, at which it stops for the rest of it. */
  lossLimit: number
  /** Whether it may sell what it does not hold. False for spot. */
  mayBeShort: boolean
}>

/** How inventory is given back after the release. */
export type DisposalPolicy = Readonly<{
  /** Pace, as a share of what trades. */
  shareOfVolume: number
  sliceEvery: DurationUs
  /** Sells no lower than cost less this (buys back no higher than cost plus this) ... */
  maxLossBps: number
  /** ... until this long after the release; then at the market, still paced. */
  patientFor: DurationUs
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
  disposal: DisposalPolicy
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
  disposal: DisposalPolicy
}>
