import type { TimeUs } from '../base/time.ts'
import type { CallMetHow, LiquidationCause, LiquidationEnd } from '../engine/margin/margin-decision.ts'
import type { AccountStanding } from '../engine/margin/margin-view.ts'

/** How a margin call ended: it was met, its time ran out, or the account was liquidated before that because it was bankrupt. */
export type ReportCallEnd = Readonly<{ kind: 'met'; at: TimeUs; how: CallMetHow } | { kind: 'lapsed' | 'liquidated'; at: TimeUs }>

/** A margin call from its issue to its end. Money in minor units. */
export type ReportCall = Readonly<{
  decisionId: string
  account: string
  issuedAt: TimeUs
  asked: bigint
  /** As it stood last: time in which the account was unknown is added. */
  dueAt: TimeUs
  /** Absent while open. */
  ended?: ReportCallEnd
}>

/** What a liquidation closed in one contract. */
export type ReportReduction = Readonly<{
  contract: string
  side: 'buy' | 'sell'
  orders: number
  /** Absent while no order was filled. Size in base; prices in quote per base, means over what was filled. */
  filled?: Readonly<{
    size: number
    base: string
    meanPrice: number
    /** Price at which the account's equity would have been 0, before each fill. */
    meanBankruptcyPrice: number
  }>
}>

/** A liquidation from its start to its end. Money in minor units. */
export type ReportLiquidation = Readonly<{
  decisionId: string
  account: string
  startedAt: TimeUs
  cause: LiquidationCause
  reductions: readonly ReportReduction[]
  /** What closing realised, before fees; a loss is below 0. */
  realised: bigint
  fees: bigint
  /** Penalties to the insurance fund and the venue; absent where none was charged. */
  penalties?: bigint
  /** Absent while at work. */
  ended?: Readonly<{ at: TimeUs; how: LiquidationEnd }>
  shortfall: bigint
}>

/** Members' margin over a run. Money in minor units of the settlement asset. */
export type ReportMembers = Readonly<{
  asset: string
  decimals: number
  accounts: number
  /** Names of accounts by where they stand at the end, the gravest first; standings without any are left out. */
  standings: readonly Readonly<{ standing: AccountStanding; accounts: readonly string[] }>[]
  calls: readonly ReportCall[]
  liquidations: readonly ReportLiquidation[]
  callsMet: number
  shortfall: bigint
  /** The most of the reserve that stood at once for margins held back by a speed limit; absent without one. */
  mostCarried?: bigint
}>
