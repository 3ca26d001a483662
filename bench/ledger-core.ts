import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { timeUs } from '../src/base/time.ts'
import { createLedger, openAccount } from '../src/ledger/account.ts'
import { batchColumnsOf, postBatch } from '../src/ledger/batch/batch-ledger.ts'
import { transferAt, type TransferBatch } from '../src/ledger/batch/transfer-batch.ts'
import { postTransfer } from '../src/ledger/post.ts'
import type { TransferRequest } from '../src/ledger/transfer.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { batchesOf, ledgerWorkload, openWorkloadBooks, workloadAccounts, workloadBatch } from './ledger-workload.ts'
import { compileNative, median } from './native-code.ts'

/** Nanoseconds a transfer, how many were accepted, and a sum over all balances: the last two must agree for all. */
type Measured = Readonly<{ ns: number; accepted: number; sum: bigint }>

/**
 * Posting in memory, in batches of 8,190, over 10,000 accounts: the batch ledger, native code with the same checks, and the readable ledger of
 * maps and bigints, in turns on the same transfers; the medians count.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const workload = ledgerWorkload(options.quick ? 50_000 : 1_000_000)
  const rounds = options.quick ? 1 : 7
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const [ours, native]: [number[], number[]] = [[], []]
  const readable = postReadable(workload, Math.min(workload.count, 200_000))
  let accepted = 0
  try {
    const binary = compileNative(folder, 'ledger-core')
    const file = join(folder, 'transfers')
    writeFileSync(file, workload.bytes)
    postOurs(workload)
    for (let round = 0; round < rounds; round++) {
      const mine = postOurs(workload)
      ours.push(mine.ns)
      accepted = mine.accepted
      if (binary !== undefined) native.push(requireEqual(runNative(binary, file), mine).ns)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, limit] = [median(ours), native.length === 0 ? null : median(native)]
  return {
    name: 'ledger-core',
    unit: 'transfers/s',
    ours: 1e9 / our,
    limit: limit === null ? null : 1e9 / limit,
    ratioToLimit: limit === null ? null : limit / our,
    peers: { 'maps-and-bigints': readable / our },
    note: `${our.toFixed(1)} ns a transfer, native ${limit?.toFixed(1) ?? 'not measured: no g++ here'}; ${accepted} of ${workload.count} accepted`,
  }
}

function postOurs(workload: TransferBatch): Measured {
  const ledger = openWorkloadBooks()
  const batches = batchesOf(workload)
  let accepted = 0
  const start = performance.now()
  for (const batch of batches) accepted += postBatch(ledger, batch).accepted
  const ns = ((performance.now() - start) * 1e6) / workload.count
  let sum = 0n
  for (let i = 0; i < workloadAccounts; i++) {
    const { creditsPosted, debitsPosted } = batchColumnsOf(ledger, i)
    sum = BigInt.asUintN(64, sum * 31n + BigInt.asUintN(64, creditsPosted - debitsPosted))
  }
  return { ns, accepted, sum }
}

function runNative(binary: string, file: string): Measured {
  const words = execFileSync(binary, [file, String(workloadAccounts), String(workloadBatch), '3'], { encoding: 'utf8' })
    .trim()
    .split(' ')
  return { ns: Number(words[0]), accepted: Number(words[1]), sum: BigInt(words[2] ?? '') }
}

function requireEqual(native: Measured, mine: Measured): Measured {
  if (native.accepted === mine.accepted && native.sum === mine.sum) return native
  throw new Error(`the native books disagree: ${native.accepted} and ${native.sum}, ours ${mine.accepted} and ${mine.sum}`)
}

/** Nanoseconds a transfer of the readable ledger over the first `count`; making the requests is not counted. */
function postReadable(workload: TransferBatch, count: number): number {
  const ledger = createLedger()
  for (let i = 0; i < workloadAccounts; i++) openAccount(ledger, { id: `account-${i}`, asset: 'USDT', mustStayInCredit: i !== 0 })
  const requests = Array.from({ length: count }, (_, i) => requestAt(workload, i))
  const start = performance.now()
  for (const request of requests) postTransfer(ledger, request)
  return ((performance.now() - start) * 1e6) / count
}

function requestAt(workload: TransferBatch, place: number): TransferRequest {
  const transfer = transferAt(workload, place)
  const common = { id: `${transfer.seq}:${transfer.index}`, at: timeUs(transfer.atUs), reason: 'workload' }
  if ('debit' in transfer) {
    const { kind, debit, credit, minor } = transfer
    return { ...common, kind, debit: `account-${debit}`, credit: `account-${credit}`, minor }
  }
  const pendingId = `${transfer.pendingSeq}:${transfer.pendingIndex}`
  if (transfer.kind === 'voidPending') return { ...common, kind: transfer.kind, pendingId }
  return { ...common, kind: transfer.kind, pendingId, minor: transfer.minor }
}
