import type { Result } from '../base/result.ts'
import type { Decision } from '../engine/decision.ts'
import type { QueuePlace } from '../engine/loss/deleveraging-view.ts'
import type { AccountPage, MarginView } from '../engine/margin/margin-view.ts'
import type { EngineView } from '../engine/view.ts'
import type { Control, Explanation, History, Progress, Run } from './schema.ts'
import type { DeepReadonly } from './wire.ts'

/** What governs the run. The API adds the signal catalogue and whether the report is there. */
export type RunInfo = DeepReadonly<Omit<Run, 'signals' | 'reportReady' | 'progress'>> &
  Readonly<{
    progress: RunProgress
    /** Absolute path of the finished HTML report; absent until it is written. */
    reportPath?: string
  }>

/** What moves while the run plays. */
export type RunProgress = DeepReadonly<Progress>

/** A market over time as recorded, one array a series, all of one length. The API thins it out; the session need not. */
export type RecordedHistory = DeepReadonly<Omit<History, 'bucketUs' | 'whole' | 'phaseNames'>>

/** A run of decisions in the order they were taken: `total` counts all there are. */
export type DecisionSlice = Readonly<{ total: number; decisions: readonly Decision[] }>

/** What is known of one decision beyond itself. */
export type DecisionExplanation = Readonly<{
  decision: Decision
  /** Its place among all decisions of the run, from 0. */
  index: number
  /** The input that caused it; `text` is its canonical JSON. */
  input: DeepReadonly<Explanation['input']>
  /** The rule in words, for decisions of a trigger. */
  rule?: DeepReadonly<NonNullable<Explanation['rule']>>
  transfers: readonly Readonly<{
    id: string
    debit: string
    credit: string
    amount: Readonly<{ asset: string; minor: bigint }>
    state: 'pending' | 'posted' | 'voided'
  }>[]
  /** Work asked of the world and what came of it, in words. */
  effects: DeepReadonly<Explanation['effects']>
}>

/** Why a command was refused. */
export type ControlRefusal = Readonly<{ kind: 'runOver' } | { kind: 'notPossible'; why: string }>

/**
 * A run as the API needs it: reads that return copies at once, and commands.
 *
 * Every function is synchronous and cheap enough to call some times a second; none may wait for the run.
 */
export type RunSession = Readonly<{
  info: () => RunInfo
  /** The engine's view; `undefined` before the first input. */
  view: () => EngineView | undefined
  /** A market's history; `undefined` for a market the run does not have. */
  history: (market: string) => RecordedHistory | undefined
  /** Decisions from place `from` (0 is the first), at most `limit`. */
  decisions: (from: number, limit: number) => DecisionSlice
  /** One decision with all that explains it; `undefined` for an unknown id. */
  decision: (id: string) => DecisionExplanation | undefined
  /** Margin of all accounts, up to a second old while the run moves; `undefined` for a run without margin. */
  margin: () => MarginView | undefined
  /** One account in full; `undefined` for an unknown one. */
  marginAccount: (account: string) => AccountPage | undefined
  /** Places of a contract's winners; up to a second old while the run moves. `undefined` without a rule for them and without a mark. */
  queue: (contract: string, side: 'long' | 'short') => readonly QueuePlace[] | undefined
  /** Contracts with a mark, by name; none without a rule for deleveraging. */
  queueContracts: () => readonly string[]
  control: (command: Control) => Result<undefined, ControlRefusal>
  /** Calls `listener` after something changed; it returns at once and never throws. Returns the way to stop. */
  subscribe: (listener: () => void) => () => void
}>
