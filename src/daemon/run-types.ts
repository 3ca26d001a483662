import type { FaultDetails } from '../base/fault.ts'
import type { Amount } from '../base/amount.ts'
import type { TimeUs } from '../base/time.ts'
import type { Decision } from '../engine/decision.ts'
import type { LayerOutcome } from '../engine/loss/waterfall-decision.ts'
import type { Policy } from '../engine/policy.ts'
import type { RunSession } from '../api/session.ts'
import type { RunFeed } from './members/with-accounts.ts'

/** What a run needs. The same options and the same feed give the same run id, so a second start goes on where the first stopped. */
export type RunOptions = Readonly<{
  /** A short name for the run's folder: the scenario's id, or the first data file's name. */
  name: string
  feed: RunFeed
  policy: Policy
  /** The policy file as it was written, kept beside the run for people. */
  policyText: string
  seed: number
  /** Folder that holds one folder a run. */
  runsFolder: string
  onProgress?: (progress: RunProgress) => void
  /** Simulated seconds per second of the wall clock; absent is as fast as possible. */
  speed?: number
  /** Where a reconstruction has its figures from; absent for recorded data. */
  sources?: readonly Readonly<{ title: string; url: string }>[]
  /** The command line that started it, for the report. */
  command: readonly string[]
}>

/** How far a run is. */
export type RunProgress = Readonly<{
  /** From 0 to 1; the feed's own measure. */
  fraction: number
  inputs: number
  /** The time of the last input. */
  at: TimeUs
}>

/** One stay of a trigger in activation. `releasedAt` is `null` while it has not been released. Times in ISO 8601, UTC. */
export type ActivationSummary = Readonly<{ market: string; trigger: string; firedAt: string; releasedAt: string | null }>

/** The reserve of one asset over a run, as plain decimal texts in whole units of the asset. */
export type ReserveSummary = Readonly<{
  asset: string
  opening: string
  closing: string
  /** The most that was committed and deployed at once. */
  peakUse: string
}>

/** What became of members' accounts, money as a plain decimal text in whole units of the asset. */
export type MarginSummary = Readonly<{
  asset: string
  accounts: number
  calls: number
  callsMet: number
  liquidations: number
  /** What members could not pay. */
  shortfall: string
  /** How many accounts stood how at the end. */
  standings: Readonly<Record<string, number>>
}>

/** What a finished run comes to: the object that `run --json` prints. */
export type RunSummary = Readonly<{
  run: string
  inputs: number
  /** Times of the first and the last input, ISO 8601, UTC. */
  from: string
  to: string
  decisions: number
  transfers: number
  effects: number
  activations: readonly ActivationSummary[]
  reserves: readonly ReserveSummary[]
  /** Members' accounts over the run; absent without a margin policy. */
  margin?: MarginSummary
  stateHash: string
  journalHash: string
  policyHash: string
  inputsPerSecond: number
  /** Whether the run went on from an earlier start of the same command. */
  resumed: boolean
  /** What was wrong with the data and did not stop the reading. */
  faults: readonly FaultDetails[]
  /** What a reader of the figures must know, for example that the book is modelled. */
  notes: readonly string[]
  /** Path of the report. */
  report: string
}>

/** One transfer of the books, for people: account names, and money as a plain decimal text in whole units of the asset. */
export type BookedTransfer = Readonly<{
  id: string
  debit: string
  credit: string
  asset: string
  amount: string
  stage: 'pending' | 'posted' | 'voided'
}>

/** A run that was started. */
export type RunHandle = Readonly<{
  id: string
  folder: string
  /** Resolves at the end of the data; rejects with `InputFault` or `EnvironmentFault`, or `RunStopped` after `stop`. */
  done: Promise<RunSummary>
  session: RunSession
  /** Stops after the batch at work, with everything durable. The same command goes on from there. */
  stop: () => Promise<void>
}>

/** What a replay found: the object that `replay --json` prints. */
export type ReplayResult = Readonly<{
  run: string
  inputs: number
  decisions: number
  stateHash: string
  /** Whether the state hash, every checkpoint and every decision are those of the run. */
  identical: boolean
  /** The first difference, in words; absent when identical. */
  difference?: string
  inputsPerSecond: number
}>

/** What the check of a journal found: the object that `verify --json` prints. */
export type VerifyResult = Readonly<{
  run: string
  inputs: number
  valid: boolean
  /** Whether the run came to its end; one that was stopped has no end to hold its journal against. */
  ended: boolean
  journalHash: string
  /** The first sequence number that is not as it was written, and why. Absent when valid. */
  firstBadSeq?: number
  problem?: string
}>

/** One decision with everything behind it: the object that `explain --json` prints. */
export type DecisionExplanation = Readonly<{
  run: string
  decision: Decision
  /** The input that caused it, and the ones of that market shortly before, oldest first. */
  inputs: readonly Readonly<{ seq: number; at: string; text: string }>[]
  /** Rule, with its hold times in seconds; absent for decisions that follow from money or orders alone. */
  rule?: Readonly<{
    name: string
    agreeing: number
    conditions: number
    holdSeconds: number
    releaseHoldSeconds: number
    coolDownSeconds: number
  }>
  transfers: readonly BookedTransfer[]
  /** Assets of the reserves and of what members pledge, with the decimals of their minor units, to write money. */
  assets: readonly Readonly<{ asset: string; decimals: number }>[]
  /** The market's own names and steps, to write prices and sizes; absent for decisions of no market. */
  market?: Readonly<{ base: string; quote: string; tickSize: number; lotSize: number; quoteDecimals: number }>
  /** Of a decision about a member's account: what governs it, and everything that was decided of it from its first restriction to its end. */
  account?: AccountExplanation
  /** Of a decision of a loss event that left a deficit: who bore it. */
  loss?: LossExplanation
  /** Of a decision about a cover, a loan or a draw: its story from beginning to end. */
  facility?: FacilityExplanation
}>

/** The story of a cover, a loan or the draws for a loss event, with what each decision booked. */
export type FacilityExplanation = Readonly<{ title: string; life: readonly AccountEvent[] }>

/** Who bore what an account could not pay in one loss event. What the layers used, what was recovered and what is uncovered sum to the deficit. */
export type LossExplanation = Readonly<{
  event: string
  account: string
  /** Of the settlement asset. */
  decimals: number
  deficit: Amount
  layers: readonly LayerOutcome[]
  /** What came in later, oldest first. */
  recovered: readonly Readonly<{ layer: string; paid: Amount }>[]
  uncovered: Amount
  transfers: readonly BookedTransfer[]
}>

/** A member's account around a decision. */
export type AccountExplanation = Readonly<{
  account: string
  model: string
  /** Where the model's numbers were read, and since when they hold. */
  source: string
  effectiveFrom: string
  callDueSeconds: number
  settlement: Readonly<{ asset: string; decimals: number }>
  /** What one lot of each contract is, in base. */
  lots: Readonly<Record<string, Readonly<{ size: number; base: string }>>>
  life: readonly AccountEvent[]
}>

/** One decision of an account's life, told, with what it booked. */
export type AccountEvent = Readonly<{
  id: string
  seq: number
  at: string
  kind: string
  title: string
  text: string
  transfers: readonly BookedTransfer[]
}>
