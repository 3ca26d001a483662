import { invariant } from '../base/assert.ts'
import type { Hash } from '../base/hash.ts'
import type { JournalRow } from './chain.ts'
import type { Checkpoint, JournalHead } from './journal-contract.ts'
import { nativeHashOf, storedHash } from './native-hash.ts'

/** A checkpoint as it is stored: `number` counts them from 1, `hash` chains them to each other and to the inputs. */
export type CheckpointRow = Checkpoint & Readonly<{ number: number; hash: Hash }>

/** What a journal opens to be verified: its rows as they are stored, in order, unchecked. */
export type JournalRows = Readonly<{ rows: () => Iterable<JournalRow>; checkpointRows: () => Iterable<CheckpointRow> }>

/** Where the chain of checkpoints stands. */
export type CheckpointHead = Pick<CheckpointRow, 'number' | 'hash'>

/** A checkpoint with its texts hashed: small, whatever the state's size. `hash` is the one it carries. */
export type CheckpointDigest = Readonly<{ number: number; seq: number; stateHash: Hash; body: Hash; hash: Hash }>

/** The head before the first checkpoint. */
export const noCheckpoint: CheckpointHead = { number: 0, hash: storedHash('0'.repeat(64)) }

/**
 * Turns a checkpoint taken at the journal's head into the row that follows `previous`.
 *
 * @throws InvariantError when the checkpoint does not stand at the head.
 *
 * @example
 * checkpointAfter(noCheckpoint, checkpoint, journal.head()).number // 1
 */
export function checkpointAfter(previous: CheckpointHead, checkpoint: Checkpoint, head: JournalHead): CheckpointRow {
  invariant(checkpoint.seq === head.seq, `a checkpoint stands at the journal's head, ${head.seq}, found ${checkpoint.seq}`)
  const { seq, stateHash, state, shell } = checkpoint
  const number = previous.number + 1
  const row = { number, seq, stateHash, ...(state === undefined ? {} : { state }), ...(shell === undefined ? {} : { shell }) }
  return { ...row, hash: checkpointHash(previous.hash, digestOf({ ...row, hash: previous.hash }), head) }
}

/**
 * Hashes the texts of a checkpoint, so that checking many of them need not hold their states.
 *
 * @example
 * digestOf(row).body // sha256 of the JSON of [state, shell]
 */
export function digestOf(row: CheckpointRow): CheckpointDigest {
  const { number, seq, stateHash, state, shell } = row
  const body = nativeHashOf(JSON.stringify([state ?? null, shell ?? null]))
  return { number, seq, stateHash, body, hash: row.hash }
}

/**
 * The hash that a checkpoint must carry, given the one before it and where the journal stood.
 *
 * @example
 * checkpointHash(noCheckpoint.hash, digest, head) === digest.hash
 */
export function checkpointHash(previous: Hash, digest: Omit<CheckpointDigest, 'hash'>, head: JournalHead): Hash {
  const { number, stateHash, body } = digest
  return nativeHashOf([previous, number, head.seq, head.hash, stateHash, body].join('\n'))
}
