import type { TimeUs } from '../base/time.ts'
import type { Contract } from './contract.ts'

/** What is known of an expiry. The forward is the sum of the part already fixed by an averaging window and the part that still moves. */
export type ExpiryMarket = Readonly<{
  /** Part of the forward that moves with the underlying, in quote; the whole forward outside the averaging window. */
  variableForward: number
  /** Part of the settlement price already fixed by averaging, in quote; 0 outside the window. */
  fixedForward: number
  /** Continuously compounded rate per year. */
  rate: number
  /** The oracle's confidence in forward and rate, the lower of the two, from 0 to 1. */
  confidence: number
}>

/** One side of a book for closing a position: prices from best to worst, sizes in base, and how lasting each level was seen to be. */
export type DepthLevel = Readonly<{
  price: number
  size: number
  /** Chance that the level still stands when it is needed, from 0 to 1. */
  persistence: number
}>

/** What is known of one underlying. */
export type UnderlyingMarket = Readonly<{
  /** Index price in quote. */
  indexPrice: number
  /** The oracle's confidence in the index, from 0 to 1. */
  confidence: number
  /** By time of expiry. */
  expiries: ReadonlyMap<TimeUs, ExpiryMarket>
  /** Log returns of the index, one a day, oldest first; absent where there is no history. */
  dailyReturns?: readonly number[]
  /** Standard deviation of a day's return, as a fraction above 0, where it is measured or stated otherwise than by `dailyReturns`. */
  dailyVolatility?: number
  /** Traded a day, in base. One that is not above 0 is taken as not known. */
  dailyVolume?: number
  /** The book positions would be closed against. */
  depth?: Readonly<{ bids: readonly DepthLevel[]; asks: readonly DepthLevel[] }>
}>

/** What is known of one contract. */
export type ContractMark = Readonly<{
  /** In quote for spot, futures and perpetuals, as the venue quotes it (coin for inverse) for options, where it is shown but not used. */
  markPrice?: number
  /** Implied volatility per square root of a year; options only. */
  volatility?: number
  /** The oracle's confidence in mark or volatility, from 0 to 1. */
  confidence: number
}>

/** What one asset counts for as collateral. */
export type CollateralMarket = Readonly<{
  /** In quote, above 0. */
  price: number
  confidence: number
  /** Fraction of its value that does not count toward initial margin; at least `maintenanceHaircut`. */
  initialHaircut: number
  /** Fraction of its value that does not count toward maintenance margin. */
  maintenanceHaircut: number
  /** The underlying whose moves it shares, where scenarios are to move it: BTC held against short BTC calls. */
  underlying?: string
}>

/** The asset margin is counted in. A stable coin can lose its peg, and then what is owed in it counts for more. */
export type SettlementAsset = Readonly<{ asset: string; price: number; confidence: number }>

/** Everything a margin model may know of markets at one moment. Plain data; a shock makes another one. */
export type MarketSnapshot = Readonly<{
  at: TimeUs
  settlement: SettlementAsset
  underlyings: ReadonlyMap<string, UnderlyingMarket>
  contracts: ReadonlyMap<string, Contract>
  marks: ReadonlyMap<string, ContractMark>
  collateral: ReadonlyMap<string, CollateralMarket>
}>

/**
 * The forward for an expiry, in quote.
 *
 * @example
 * forwardOf({ variableForward: 375, fixedForward: 1101, rate: 0, confidence: 1 }) // 1476
 */
export function forwardOf(expiry: ExpiryMarket): number {
  return expiry.variableForward + expiry.fixedForward
}
