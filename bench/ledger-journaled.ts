import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openBlockLog } from '../src/journal/block-log.ts'
import { postBatch } from '../src/ledger/batch/batch-ledger.ts'
import { batchOf, type TransferBatch } from '../src/ledger/batch/transfer-batch.ts'
import { postgresMissing, startPostgres } from '../test/postgres-server.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { batchesOf, ledgerWorkload, openWorkloadBooks, workloadBatch } from './ledger-workload.ts'
import { median } from './native-code.ts'
import { columnsOf, insertSeconds } from './postgres-ledger.ts'

/**
 * Durable posting in batches of 8,190: each batch is chained into a log and on the disk before it is posted. The limit writes the same bytes
 * with `fdatasync` after each batch and does nothing else; the peer is a real PostgreSQL with `synchronous_commit=on`, one transaction a
 * batch, which keeps the rows and no balances. In turns; the medians count.
 *
 * @example
 * (await bench({ quick: true })).peers
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const workload = ledgerWorkload(workloadBatch * (options.quick ? 4 : 60))
  const batches = batchesOf(workload)
  const rounds = options.quick ? 1 : 5
  // Inside the project: the system's temporary folder may be memory, where nothing is durable.
  const cache = resolve(import.meta.dirname, '../.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'bench-ledger-'))
  const [ours, raw]: [number[], number[]] = [[], []]
  let postgres: number | undefined
  try {
    const peer = await peerOf(rounds, batches)
    for (let round = 0; round < rounds; round++) {
      ours.push(journalAll(join(folder, `ours-${round}`), batches))
      raw.push(writeAll(join(folder, `raw-${round}`), batches))
      await peer?.round()
    }
    postgres = await peer?.end()
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, limit] = [median(ours) / workload.count, median(raw) / workload.count]
  return {
    name: 'ledger-journaled',
    unit: 'transfers/s',
    ours: 1 / our,
    limit: 1 / limit,
    ratioToLimit: limit / our,
    peers: postgres === undefined ? {} : { 'postgresql-synchronous': postgres / workload.count / our },
    note: `batches of ${workloadBatch}; the limit writes the same bytes with fdatasync per batch${postgres === undefined ? '; no PostgreSQL here' : ''}`,
  }
}

type Peer = Readonly<{ round: () => Promise<void>; end: () => Promise<number> }>

async function peerOf(rounds: number, batches: readonly TransferBatch[]): Promise<Peer | undefined> {
  if ((await postgresMissing()) !== undefined) return undefined
  const server = await startPostgres([])
  const columns = batches.map(columnsOf)
  const seconds: number[] = []
  return {
    round: async () => {
      seconds.push(await insertSeconds(await server.createDatabase(`bench ${seconds.length + 1} of ${rounds}`), columns))
    },
    end: async () => {
      await server.stop()
      return median(seconds)
    },
  }
}

function journalAll(file: string, batches: readonly TransferBatch[]): number {
  const ledger = openWorkloadBooks()
  const log = openBlockLog(file, (bytes) => void postBatch(ledger, batchOf(bytes)))
  const start = performance.now()
  for (const batch of batches) {
    log.append(batch.bytes)
    postBatch(ledger, batch)
  }
  const seconds = (performance.now() - start) / 1_000
  log.close()
  return seconds
}

function writeAll(file: string, batches: readonly TransferBatch[]): number {
  const handle = openSync(file, 'a')
  const start = performance.now()
  for (const { bytes } of batches) {
    writeSync(handle, bytes)
    fdatasyncSync(handle)
  }
  const seconds = (performance.now() - start) / 1_000
  closeSync(handle)
  return seconds
}
