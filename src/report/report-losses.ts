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

/** Losses over a run. Money in minor units of the settlement asset. */
export type ReportLosses = Readonly<{
  asset: string
  decimals: number
  layers: readonly ReportLayer[]
  losses: readonly ReportLoss[]
  uncovered: bigint
}>
