import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { chainHash, emptyHead } from '../src/journal/chain.ts'
import { openSqliteJournal } from '../src/journal/sqlite.ts'
import type { SequencedInput } from '../src/engine/input.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { median } from './native-code.ts'

/** Inputs in one append: what a busy feed gathers while the last commit is on its way. */
const batch = 4_096

/**
 * Inputs journaled a second, durable and hash-chained, in batches of 4,096 book deltas of 20 levels. The limit appends the same
 * texts in the same batches to a plain file, with `fdatasync` after each: no JSON, no hash, no index.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const inputs = sampleDeltas(options.quick ? 2 * batch : 24 * batch)
  const rounds = options.quick ? 1 : 5
  const single = inputs.slice(0, options.quick ? 200 : 2_000)
  // Inside the project: the system's temporary folder may be memory, where nothing is durable.
  const cache = resolve(import.meta.dirname, '../.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'bench-journal-'))
  const ours: number[] = []
  const raw: number[] = []
  const oneEach: number[] = []
  const lines: number[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const file = (name: string): string => join(folder, `${name}-${round}`)
      ours.push(await secondsEach(inputs, () => journalAll(file('ours'), inputs)))
      raw.push(await secondsEach(inputs, appendRaw(file('raw'), textsOf(inputs))))
      oneEach.push(await secondsEach(single, () => commitEach(file('each'), single)))
      lines.push(await secondsEach(single, () => syncEachLine(file('lines'), single)))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, limit] = [median(ours), median(raw)]
  return {
    name: 'journal',
    unit: 'inputs/s',
    ours: 1 / our,
    limit: 1 / limit,
    ratioToLimit: limit / our,
    peers: { 'sqlite-one-commit-each': median(oneEach) / our, 'json-lines-fdatasync-each': median(lines) / our },
    note: `batches of ${batch} deltas of 20 levels; the limit writes the same bytes with fdatasync per batch`,
  }
}

async function secondsEach(inputs: readonly SequencedInput[], work: () => void | Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000 / inputs.length
}

async function journalAll(file: string, inputs: readonly SequencedInput[]): Promise<void> {
  const journal = openSqliteJournal(file)
  for (let from = 0; from < inputs.length; from += batch) await journal.append(inputs.slice(from, from + batch))
  journal.close()
}

/** The texts of each batch as one block of bytes, made before the clock starts. */
function textsOf(inputs: readonly SequencedInput[]): Buffer[] {
  const blocks: Buffer[] = []
  for (let from = 0; from < inputs.length; from += batch) {
    const rows = inputs.slice(from, from + batch).map(({ input }) => `${JSON.stringify(input)}${input.at}${input.kind}${emptyHead.hash}`)
    blocks.push(Buffer.from(rows.join('')))
  }
  return blocks
}

function appendRaw(file: string, blocks: readonly Buffer[]): () => void {
  return () => {
    const handle = openSync(file, 'a')
    for (const block of blocks) {
      writeSync(handle, block)
      fdatasyncSync(handle)
    }
    closeSync(handle)
  }
}

/** The plain way: one prepared insert, hashed alike, each its own durable commit. */
function commitEach(file: string, inputs: readonly SequencedInput[]): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE inputs (seq INTEGER PRIMARY KEY, payload TEXT NOT NULL, hash TEXT NOT NULL)')
  const insert = database.prepare('INSERT INTO inputs VALUES (?, ?, ?)')
  let head = emptyHead
  for (const { seq, input } of inputs) {
    const payload = JSON.stringify(input)
    head = { seq, hash: chainHash(head, payload) }
    insert.run(seq, payload, head.hash)
  }
  database.close()
}

function syncEachLine(file: string, inputs: readonly SequencedInput[]): void {
  const handle = openSync(file, 'a')
  for (const { input } of inputs) {
    writeSync(handle, `${JSON.stringify(input)}\n`)
    fdatasyncSync(handle)
  }
  closeSync(handle)
}

/** Deltas as a busy perpetual's stream has them: ten levels a side, some removed. */
function sampleDeltas(count: number): SequencedInput[] {
  const levels = (seq: number, first: number): number[] =>
    Array.from({ length: 10 }, (_, i) => [first + i * (1 + (seq % 3)), (seq * 7_919 + i * 104_729) % 50_000]).flat()
  return Array.from({ length: count }, (_, i) => {
    const seq = i + 1
    const at = 1_723_075_200_000_000 + i * 1_000
    const ids = { firstId: seq * 40, lastId: seq * 40 + 39, previousId: seq * 40 - 1 }
    const mid = 618_000 + (seq % 500)
    const delta = {
      kind: 'bookDeltaReceived',
      at,
      venueAt: at - 40_000,
      market: 'BTCUSDT',
      ...ids,
      bids: levels(seq, mid - 30),
      asks: levels(seq, mid + 1),
    }
    return { seq, input: delta } as unknown as SequencedInput
  })
}
