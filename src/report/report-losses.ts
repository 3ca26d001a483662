import type { TimeUs } from '../base/time.ts'

/** A layer at the end of the run: what it holds, absent where nothing is put up before a loss, and what it paid. Minor units. */
export type ReportLayer = Readonly<{ layer: string; holds?: bigint; paid: bigint }>

/** One loss: what an account could not pay, and who bore it. Minor units; the parts and what is uncovered sum to the deficit. */
export type ReportLoss = Readonly<{
  event: string
  decisionId: string
  account: string
  at: TimeUs
  deficit: bigint
  parts: readonly Readonly<{ layer: string; paid: bigint; members: number }>[]
  uncovered: bigint
}>

/** How positions of accounts that fell were closed beyond the order book; money in minor units. */
export type ReportClosings = Readonly<{
  auctions: number
  /** Handovers to bidders and to providers, and what these were given with them. */
  sales: number
  salesGave: bigint
  takeovers: number
  takeoversGave: bigint
  /** Winners closed, one each time, and what they gave; holders whose lots ended at the mark. */
  winners: number
  winnersGave: bigint
  tornUp: number
}>

/** Losses over a run. Money in minor units of the settlement asset. */
export type ReportLosses = Readonly<{
  asset: string
  decimals: number
  layers: readonly ReportLayer[]
  losses: readonly ReportLoss[]
  uncovered: bigint
  closings: ReportClosings
}>
