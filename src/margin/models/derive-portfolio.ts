import type { OptionKind } from '../../pricing/option-terms.ts'

/** An option held under one of Derive's models. */
export type DeriveOption = Readonly<{
  id: string
  kind: OptionKind
  strike: number
  /** In base; negative is short. */
  size: number
  /** Implied, per square root of a year. */
  volatility: number
  confidence: number
}>

/** The options of one expiry with what is known of it. */
export type DeriveExpiry = Readonly<{
  secondsToExpiry: number
  /** The part of the forward that moves with spot, and the part an averaging window has fixed already. */
  variableForward: number
  fixedForward: number
  /** Per year, continuously compounded. The models count a negative one as 0. */
  rate: number
  /** The lower of the confidences in forward and rate. */
  confidence: number
  options: readonly DeriveOption[]
}>

/** A perpetual held under one of Derive's models. */
export type DerivePerpetual = Readonly<{
  id: string
  /** In base; negative is short. */
  size: number
  price: number
  confidence: number
  /** Unrealised profit and unsettled funding. */
  value: number
}>

/** Collateral other than cash. */
export type DeriveCollateral = Readonly<{
  id: string
  /** In the settlement asset; negative is owed. */
  value: number
  confidence: number
  /** Whether scenarios move it with spot: what the venue calls risk cancelling. */
  follows: boolean
  /** Fraction of its value that initial margin does not count, that of maintenance margin included. */
  initialHaircut: number
  maintenanceHaircut: number
}>

/** What one of Derive's risk managers margins: everything on one underlying, with the cash beside it. */
export type DerivePortfolio = Readonly<{
  spotPrice: number
  spotConfidence: number
  /** Price of the settlement asset in dollars. */
  stablePrice: number
  cash: number
  perpetuals: readonly DerivePerpetual[]
  expiries: readonly DeriveExpiry[]
  collateral: readonly DeriveCollateral[]
}>

/** A year of 365 days. */
export const secondsAYear = 31_536_000

/**
 * Short options that no option of the same expiry and strike stands against, in base. Calls and puts of one strike offset each other where
 * one is long and one short.
 *
 * @example
 * nakedShortOptions([{ strike: 100, size: -3, ... }, { strike: 100, size: 1, ... }]) // 2
 */
export function nakedShortOptions(options: readonly DeriveOption[]): number {
  const byStrike = new Map<number, number>()
  for (const { strike, size } of options) byStrike.set(strike, (byStrike.get(strike) ?? 0) + size)
  let naked = 0
  for (const size of byStrike.values()) naked += Math.max(0, -size)
  return naked
}

/**
 * The least confidence in anything an expiry is valued with.
 *
 * @param spotConfidence - In the index, and in the perpetual where one is held.
 *
 * @example
 * expiryConfidence(expiry, 0.9)
 */
export function expiryConfidence(expiry: DeriveExpiry, spotConfidence: number): number {
  return Math.min(expiry.confidence, spotConfidence, ...expiry.options.map((option) => option.confidence))
}

/**
 * The least confidence in the index and the perpetuals held.
 *
 * @example
 * linearConfidence(portfolio) // 1
 */
export function linearConfidence(portfolio: DerivePortfolio): number {
  return Math.min(portfolio.spotConfidence, ...portfolio.perpetuals.map((perpetual) => perpetual.confidence))
}

/**
 * Perpetuals long and short added up, in base.
 *
 * @example
 * grossPerpetualSize(portfolio) // 3
 */
export function grossPerpetualSize(portfolio: DerivePortfolio): number {
  return portfolio.perpetuals.reduce((sum, perpetual) => sum + Math.abs(perpetual.size), 0)
}

/**
 * Options long and short added up, in base.
 *
 * @example
 * grossOptionSize(expiry.options) // 8
 */
export function grossOptionSize(options: readonly DeriveOption[]): number {
  return options.reduce((sum, option) => sum + Math.abs(option.size), 0)
}
