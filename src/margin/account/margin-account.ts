import type { Side } from '../../market/instrument.ts'

/** A position as an account reports it. */
export type Position = Readonly<{
  contract: string
  /** Contracts held; negative is short. Never 0. */
  size: number
  /** Mean price of entry, as the mark is quoted. Futures and perpetuals without it are taken as marked: nothing unrealised. */
  entryPrice?: number
  /** Funding earned since it was last settled, in quote; negative is owed. */
  unsettledFunding?: number
}>

/** Collateral of one asset. */
export type CollateralHolding = Readonly<{ asset: string; amount: number }>

/** An order that may still fill. */
export type RestingOrder = Readonly<{ contract: string; side: Side; size: number; price: number }>

/** What an account holds and owes. */
export type MarginAccount = Readonly<{
  id: string
  /** In the settlement asset; negative is owed. */
  cash: number
  collateral: readonly CollateralHolding[]
  positions: readonly Position[]
  orders: readonly RestingOrder[]
  /** Whoever stands behind it: accounts of one owner are added up for concentration. */
  owner?: string
}>
