import { EnvironmentFault } from '../base/fault.ts'
import type { Hash } from '../base/hash.ts'
import { chainFinding, emptyHead, headOf, type JournalRow } from './chain.ts'
import { digestOf, type CheckpointDigest, type JournalRows } from './checkpoint-chain.ts'
import { journalFileHash } from './file-hash.ts'
import type { JournalHead } from './journal-contract.ts'
import { openForReading, requireFile } from './sqlite-file.ts'
import { storedRows, structureDamage } from './sqlite-rows.ts'
import { firstCheckpointFinding, type Finding } from './verify-checkpoints.ts'

/** Where a journal must end, as a run's manifest names it. */
export type JournalEnd = JournalHead &
  Readonly<{
    /** What `journalFileHash` gave for the closed file; without it, a byte changed in space that no row uses goes unseen. */
    fileHash?: Hash | undefined
  }>

/** What a journal was found to be. */
export type VerifyReport = Readonly<{
  /** Whether nothing was found. */
  ok: boolean
  /** Inputs that follow from each other, counted from the first. */
  inputs: number
  /** The chain's hash after them. */
  journalHash: Hash
  /** The first sequence number that is not as it was written; absent when sound, or when the damage shows in no row. */
  firstBadSeq?: number
  /** What was expected and what was found, in words; absent when sound. */
  finding?: string
}>

/**
 * Holds a whole journal against its hash chain, and names the first place that is not as it was written: an input changed,
 * removed, moved or put in, a column that disagrees with its payload, a changed checkpoint, a cut or damaged file. Memory
 * stays flat, and nothing that the file holds makes it throw.
 *
 * A chain cannot tell that its end was cut off after the last checkpoint: hand in the head that the run's manifest names.
 *
 * @param journal - The path of a journal's file, or a journal that opens its rows.
 * @param expected - Where the journal must end.
 * @throws InputFault when there is no file at the path; EnvironmentFault when it may not be opened.
 *
 * @example
 * verifyJournal('runs/1/journal.sqlite', manifest.journal).firstBadSeq // 1042
 */
export function verifyJournal(journal: string | JournalRows, expected?: JournalEnd): VerifyReport {
  return typeof journal === 'string' ? verifyFile(journal, expected) : verifyRows(journal, expected)
}

function verifyFile(path: string, expected: JournalEnd | undefined): VerifyReport {
  requireFile(path)
  let database
  try {
    database = openForReading(path)
    const report = verifyRows(storedRows(database), expected)
    const damage = report.ok ? (structureDamage(database) ?? changedBytes(path, expected)) : undefined
    return damage === undefined ? report : { ...report, ok: false, finding: `expected a sound file, found ${damage}` }
  } catch (error) {
    if (error instanceof EnvironmentFault) throw error
    return {
      ok: false,
      inputs: 0,
      journalHash: emptyHead.hash,
      firstBadSeq: 1,
      finding: `expected a journal that can be read, found: ${messageOf(error)}`,
    }
  } finally {
    database?.close()
  }
}

function changedBytes(path: string, expected: JournalEnd | undefined): string | undefined {
  if (expected?.fileHash === undefined) return undefined
  const fileHash = journalFileHash(path)
  // A log beside the file holds what was written since; the head, which is as expected, tells that it was nothing.
  if (fileHash === undefined || fileHash === expected.fileHash) return undefined
  return `bytes changed in space that no input uses: hash ${fileHash} for ${expected.fileHash}`
}

function verifyRows(source: JournalRows, expected: JournalHead | undefined): VerifyReport {
  const checkpoints = readCheckpoints(source)
  const wanted = new Set(checkpoints.digests.map((digest) => digest.seq))
  const rows = checkRows(source, wanted)
  const { head } = rows
  const findings = [
    rows.finding,
    rows.finding === undefined ? endFinding(head, expected) : undefined,
    firstCheckpointFinding(checkpoints.digests, { ...rows, isComplete: rows.finding === undefined }),
    checkpoints.finding,
  ].filter((finding) => finding !== undefined)
  // Of two findings at one input the row's own comes first: the checkpoint there follows from it.
  const [first] = findings.sort((a, b) => a.seq - b.seq)
  const sound = { inputs: head.seq, journalHash: head.hash }
  return first === undefined ? { ok: true, ...sound } : { ok: false, ...sound, firstBadSeq: first.seq, finding: first.text }
}

/** Rows up to the first bad one, and the chain's hash at the places where a checkpoint stands. */
function checkRows(source: JournalRows, wanted: ReadonlySet<number>): { head: JournalHead; hashes: Map<number, Hash>; finding?: Finding } {
  let head = emptyHead
  const hashes = new Map([[0, emptyHead.hash]])
  try {
    for (const row of source.rows()) {
      const text = rowFinding(head, row)
      if (text !== undefined) return { head, hashes, finding: { seq: head.seq + 1, text } }
      head = headOf(row)
      if (wanted.has(head.seq)) hashes.set(head.seq, head.hash)
    }
  } catch (error) {
    const seq = head.seq + 1
    return { head, hashes, finding: { seq, text: `input ${seq}: expected a row that can be read, found: ${messageOf(error)}` } }
  }
  return { head, hashes }
}

function rowFinding(head: JournalHead, row: JournalRow): string | undefined {
  const place = `input ${head.seq + 1}: expected`
  const broken = chainFinding(head, row)
  if (broken !== undefined) return `${place} ${broken.expected}, found ${broken.found}`
  let input: unknown
  try {
    input = JSON.parse(row.payload)
  } catch {
    return `${place} a payload in JSON, found ${row.payload.slice(0, 60)}`
  }
  const { at, kind } = (input ?? {}) as { at?: unknown; kind?: unknown }
  if (at !== row.at) return `${place} the time of its payload, ${String(at)}, in column "at", found ${row.at}`
  if (kind !== row.kind) return `${place} the kind of its payload, ${String(kind)}, in column "kind", found ${row.kind}`
  return undefined
}

function endFinding(head: JournalHead, expected: JournalHead | undefined): Finding | undefined {
  if (expected === undefined) return undefined
  if (head.seq !== expected.seq) {
    const seq = Math.min(head.seq, expected.seq) + 1
    return { seq, text: `input ${seq}: expected a journal of ${expected.seq} inputs, found its end after ${head.seq}` }
  }
  if (head.hash === expected.hash) return undefined
  return { seq: head.seq, text: `input ${head.seq}: expected the journal to end with hash ${expected.hash}, found ${head.hash}` }
}

function readCheckpoints(source: JournalRows): { digests: CheckpointDigest[]; finding?: Finding } {
  const digests: CheckpointDigest[] = []
  try {
    for (const row of source.checkpointRows()) digests.push(digestOf(row))
  } catch (error) {
    const after = digests.at(-1)?.seq ?? 0
    const text = `checkpoint ${digests.length + 1}, after input ${after}: expected one that can be read, found: ${messageOf(error)}`
    return { digests, finding: { seq: after + 1, text } }
  }
  return { digests }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
