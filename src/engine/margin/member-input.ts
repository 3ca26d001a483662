import type { TimeUs } from '../../base/time.ts'
import type { Contract } from '../../margin/contract.ts'
import type { ExpiryMarket } from '../../margin/market-snapshot.ts'
import type { Side } from '../../market/instrument.ts'
import type { PriceGrade } from '../../market/price-grade.ts'

/** A position as a member brings it: whole lots, negative is short, at a price in whole ticks. */
export type BroughtPosition = Readonly<{ contract: string; lots: number; ticks: number }>

/** Money a member brings: minor units as text. */
export type BroughtMoney = Readonly<{ asset: string; minor: string }>

/** A member's order that may still fill. */
export type MemberOrder = Readonly<{ contract: string; side: Side; lots: number; ticks: number }>

/** What is known of an expiry, with its time. */
export type ExpiryMark = ExpiryMarket & Readonly<{ expiresAt: TimeUs }>

/** A new index of one underlying. `expiries` are all that are known of now; without them the ones before stand. */
export type IndexMark = Readonly<{
  underlying: string
  indexPrice: number
  confidence: number
  /** How far it may be believed; `ok` where it is absent. */
  grade?: PriceGrade
  expiries?: readonly ExpiryMark[]
  /** Log returns of the index, one a day, oldest first. */
  dailyReturns?: readonly number[]
  dailyVolume?: number
}>

/** A new mark or volatility of one contract, in the units of `ContractMark`. */
export type ContractMarked = Readonly<{
  contract: string
  markPrice?: number
  volatility?: number
  confidence: number
  /** How far it may be believed; `ok` where it is absent. */
  grade?: PriceGrade
}>

/** A new price of one asset held as collateral, or of the settlement asset itself. */
export type AssetPrice = Readonly<{ asset: string; price: number; confidence: number }>

/**
 * A contract that members may hold. One tick is `tickUnits * 10^-priceDecimals` quote, one lot `lotUnits * 10^-sizeDecimals` base.
 * The linear markets of the run are listed by themselves.
 */
export type ContractListed = Readonly<{
  kind: 'contractListed'
  at: TimeUs
  contract: Contract
  tickUnits: number
  priceDecimals: number
  lotUnits: number
  sizeDecimals: number
}>

/** Marks as a feed states them. */
export type MarksChanged = Readonly<{
  kind: 'marksChanged'
  at: TimeUs
  indexes: readonly IndexMark[]
  contracts: readonly ContractMarked[]
  assets: readonly AssetPrice[]
}>

/** A new account, with the money and the positions it brings: those are taken as they are, later trades are checked. */
export type AccountOpened = Readonly<{
  kind: 'accountOpened'
  at: TimeUs
  account: string
  owner?: string
  money: readonly BroughtMoney[]
  positions: readonly BroughtPosition[]
}>

/** Money that has arrived, in minor units as text. */
export type DepositConfirmed = Readonly<{ kind: 'depositConfirmed'; at: TimeUs; account: string; asset: string; minor: string }>

/** Money a member wants back, in minor units as text. */
export type WithdrawalRequested = Readonly<{ kind: 'withdrawalRequested'; at: TimeUs; account: string; asset: string; minor: string }>

/**
 * A member's trade, submitted for clearing: lots above 0 were bought. It is accepted or refused. `counterparty` is the account on the other side,
 * where the venue says who it was.
 */
export type PositionChanged = Readonly<{
  kind: 'positionChanged'
  at: TimeUs
  account: string
  contract: string
  lots: number
  ticks: number
  counterparty?: string
}>

/** All orders of a member that rest; they replace those before. */
export type OrdersChanged = Readonly<{ kind: 'ordersChanged'; at: TimeUs; account: string; orders: readonly MemberOrder[] }>

/** Funding of a perpetual falls due: longs pay `rate` of their notional at the mark to shorts, below 0 the other way. */
export type FundingSettled = Readonly<{ kind: 'fundingSettled'; at: TimeUs; contract: string; rate: number }>

/** A contract is settled: every position in it closes at the price; 0 for an option that ends worthless. */
export type ContractSettled = Readonly<{ kind: 'contractSettled'; at: TimeUs; contract: string; ticks: number }>

/** What members, their venues and their banks tell us. */
export type MemberInput =
  | ContractListed
  | MarksChanged
  | AccountOpened
  | DepositConfirmed
  | WithdrawalRequested
  | PositionChanged
  | OrdersChanged
  | FundingSettled
  | ContractSettled
