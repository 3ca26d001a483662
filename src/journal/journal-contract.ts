import type { Hash } from '../base/hash.ts'
import type { SequencedInput } from '../engine/input.ts'

/** A proof point: what the engine's state and its consequences hash to after input `seq`. */
export type Checkpoint = Readonly<{
  seq: number
  stateHash: Hash
  /** Canonical text of the engine state; `undefined` at proof points that carry no snapshot. */
  state?: string
  /** What the shell needs to go on from here: the venue's state, how many market inputs were read, the clock. Canonical text. */
  shell?: string
}>

/** Where a journal ends: the last sequence number and the chain's hash there. */
export type JournalHead = Readonly<{ seq: number; hash: Hash }>

/**
 * Append-only, hash-chained record of inputs: the source of truth. Row `n` holds
 * `hash(n) = sha256(hash(n-1) + '\n' + seq + '\n' + payload)`, with 64 zeros before the first.
 *
 * One shared contract suite runs against every implementation.
 */
export type Journal = Readonly<{
  /**
   * Appends inputs whose `seq` continue the journal. Resolves once durable: one commit a call.
   * Rejects, with the journal as it was before, with `EnvironmentFault` when it cannot be stored and `InvariantError` when `seq` does not continue.
   */
  append: (inputs: readonly SequencedInput[]) => Promise<void>
  /**
   * Inputs from `fromSeq` (1 is the first) to where the journal ends now, in order, streamed. Throws `InputFault` at the first
   * one that does not follow from the one before.
   */
  read: (fromSeq: number) => Iterable<SequencedInput>
  head: () => JournalHead
  /** Stores a checkpoint; durable once it resolves. Its `seq` is that of the head. */
  writeCheckpoint: (checkpoint: Checkpoint) => Promise<void>
  /** The last checkpoint with a snapshot at or before `seq` (default: the head). */
  lastSnapshot: (seq?: number) => (Checkpoint & { readonly state: string }) | undefined
  checkpoints: () => Iterable<Omit<Checkpoint, 'state' | 'shell'>>
  close: () => void
}>
