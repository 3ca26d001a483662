import type { Hash } from '../base/hash.ts'
import { checkpointHash, noCheckpoint, type CheckpointDigest, type CheckpointHead } from './checkpoint-chain.ts'
import type { JournalHead } from './journal-contract.ts'

/** Something that is not as it was written. */
export type Finding = Readonly<{ seq: number; text: string }>

/** What checking the inputs gave: how far they are sound, whether that is all of them, and the hashes where checkpoints stand. */
export type CheckedInputs = Readonly<{ head: JournalHead; isComplete: boolean; hashes: ReadonlyMap<number, Hash> }>

/**
 * The first checkpoint that does not follow from the one before and from the inputs; `undefined` when all do. Checkpoints
 * beyond the first bad input are passed over: nothing can be said of them.
 *
 * @example
 * firstCheckpointFinding(digests, checked)?.seq // 100_000
 */
export function firstCheckpointFinding(digests: readonly CheckpointDigest[], checked: CheckedInputs): Finding | undefined {
  let previous: CheckpointHead = noCheckpoint
  for (const digest of digests) {
    const finding = checkpointFinding(previous, digest, checked)
    if (finding !== undefined) return finding
    previous = digest
  }
  return undefined
}

function checkpointFinding(previous: CheckpointHead, digest: CheckpointDigest, checked: CheckedInputs): Finding | undefined {
  const { number, seq } = digest
  if (number !== previous.number + 1) {
    return { seq, text: `input ${seq}: expected checkpoint ${previous.number + 1} here or before, found checkpoint ${number}` }
  }
  const journalHash = checked.hashes.get(seq)
  if (journalHash === undefined) {
    if (!checked.isComplete) return undefined
    const end = checked.head.seq
    return { seq: end + 1, text: `input ${end + 1}: expected inputs up to ${seq}, where a checkpoint stands, found the journal's end` }
  }
  const expected = checkpointHash(previous.hash, digest, { seq, hash: journalHash })
  if (digest.hash === expected) return undefined
  return { seq, text: `input ${seq}: expected checkpoint ${number} with hash ${expected} over its content, found ${String(digest.hash)}` }
}
