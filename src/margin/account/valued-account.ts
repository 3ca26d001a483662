import type { CollateralMarket, ContractMark, ExpiryMarket, UnderlyingMarket } from '../market-snapshot.ts'
import type { Contract } from '../contract.ts'
import type { CollateralHolding, MarginAccount, Position } from './margin-account.ts'

/** A position with everything known of its market, checked: prices above 0, expiry ahead, size in whole lots. */
export type ValuedPosition = Readonly<{
  position: Position
  contract: Contract
  underlying: UnderlyingMarket
  /** Present for futures and options. */
  expiry?: ExpiryMarket
  mark: ContractMark
  /** Until expiry, in years of 365 days, above 0; 0 for contracts without expiry. */
  timeYears: number
  /** Size times multiplier, signed: in base, or in quote for inverse futures and perpetuals. */
  exposure: number
  /** What it adds to equity, in quote: worth of spot and options, unrealised profit and unsettled funding of the others. */
  value: number
}>

/** Collateral with its price. */
export type ValuedHolding = Readonly<{ holding: CollateralHolding; market: CollateralMarket; value: number }>

/** An account that could be valued. Positions in the order they were given. */
export type ValuedAccount = Readonly<{
  account: MarginAccount
  positions: readonly ValuedPosition[]
  holdings: readonly ValuedHolding[]
  /** Cash, holdings before haircuts and position values, in quote. */
  equity: number
}>
