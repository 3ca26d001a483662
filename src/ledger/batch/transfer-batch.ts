import { invariant } from '../../base/assert.ts'
import { kindNames, transferBytes } from './layout.ts'

/** A transfer of a batch: accounts by number, ids as their two numbers. `postPending` and `voidPending` name the reservation instead of accounts. */
export type BatchTransfer = Readonly<{ seq: number; index: number; atUs: number; reason: number }> &
  Readonly<
    | { kind: 'posted' | 'pending'; debit: number; credit: number; minor: bigint }
    | { kind: 'postPending'; pendingSeq: number; pendingIndex: number; minor: bigint }
    | { kind: 'voidPending'; pendingSeq: number; pendingIndex: number }
  >

/** Transfers as bytes, 64 each, filled from the front. What is journaled and what is posted are the same bytes. */
export type TransferBatch = { readonly bytes: Uint8Array; readonly view: DataView; count: number }

const mostMinor = (1n << 127n) - 1n
const lowWord = (1n << 64n) - 1n
const mostIndex = 0xffff_ffff

/**
 * Makes an empty batch.
 *
 * @param most - Transfers it has room for.
 *
 * @example
 * const batch = createBatch(8_190)
 */
export function createBatch(most: number): TransferBatch {
  const bytes = new Uint8Array(most * transferBytes)
  return { bytes, view: new DataView(bytes.buffer), count: 0 }
}

/**
 * The transfers in some bytes, such as those of a journal. The bytes are shared, not copied.
 *
 * @throws InvariantError when they are no whole number of transfers.
 *
 * @example
 * batchOf(block).count // 8_190
 */
export function batchOf(bytes: Uint8Array): TransferBatch {
  invariant(bytes.length % transferBytes === 0, 'a batch is a whole number of transfers')
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), count: bytes.length / transferBytes }
}

/**
 * Puts a transfer at the end of a batch.
 *
 * @throws InvariantError when the batch is full, an amount is below 0 or not below 2^127, an index or account not below 2^32.
 *
 * @example
 * addTransfer(batch, { kind: 'posted', seq: 7, index: 0, debit: 0, credit: 1, minor: 500n, atUs, reason: 3 })
 */
export function addTransfer(batch: TransferBatch, transfer: BatchTransfer): void {
  const { view } = batch
  const at = batch.count * transferBytes
  invariant(at < batch.bytes.length, 'a batch takes no more transfers than it has room for')
  const { seq, index, kind, atUs, reason } = transfer
  writeWhole(view, at, seq)
  writeIndex(view, at + 8, index)
  view.setUint32(at + 12, kindNames.indexOf(kind), true)
  const [from, to] = 'debit' in transfer ? [transfer.debit, transfer.credit] : [0, 0]
  const [pendingSeq, pendingIndex] = 'pendingSeq' in transfer ? [transfer.pendingSeq, transfer.pendingIndex] : [0, 0]
  writeIndex(view, at + 16, from)
  writeIndex(view, at + 20, to)
  writeWhole(view, at + 24, pendingSeq)
  writeMinor(view, at + 32, 'minor' in transfer ? transfer.minor : 0n)
  writeIndex(view, at + 48, pendingIndex)
  writeIndex(view, at + 52, reason)
  writeWhole(view, at + 56, atUs)
  batch.count += 1
}

/**
 * Reads a transfer of a batch.
 *
 * @throws InvariantError beyond the end, or for bytes that are no transfer.
 *
 * @example
 * transferAt(batch, 0).seq // 7
 */
export function transferAt(batch: TransferBatch, place: number): BatchTransfer {
  const { view } = batch
  invariant(place >= 0 && place < batch.count, 'a transfer that is read is in its batch')
  const at = place * transferBytes
  const kind = kindNames[view.getUint32(at + 12, true)]
  invariant(kind !== undefined, 'the kind of a transfer is one of four')
  const [seq, index] = [readWhole(view, at), view.getUint32(at + 8, true)]
  const common = { seq, index, atUs: readWhole(view, at + 56), reason: view.getUint32(at + 52, true) }
  const minor = view.getBigUint64(at + 32, true) | (view.getBigUint64(at + 40, true) << 64n)
  if (kind === 'posted' || kind === 'pending') {
    return { ...common, kind, debit: view.getUint32(at + 16, true), credit: view.getUint32(at + 20, true), minor }
  }
  const pending = { pendingSeq: readWhole(view, at + 24), pendingIndex: view.getUint32(at + 48, true) }
  return kind === 'voidPending' ? { ...common, ...pending, kind } : { ...common, ...pending, kind, minor }
}

function writeMinor(view: DataView, at: number, minor: bigint): void {
  invariant(minor >= 0n && minor <= mostMinor, 'an amount is not below 0 and below 2^127')
  view.setBigUint64(at, minor & lowWord, true)
  view.setBigUint64(at + 8, minor >> 64n, true)
}

function writeIndex(view: DataView, at: number, value: number): void {
  invariant(value >= 0 && value <= mostIndex, 'a number of a transfer is not below 0 and below 2^32')
  view.setUint32(at, value, true)
}

/** A whole number below 2^53 in eight bytes, without the detour over bigint. */
function writeWhole(view: DataView, at: number, value: number): void {
  invariant(Number.isSafeInteger(value) && value >= 0, 'a sequence number is whole, not below 0 and below 2^53')
  view.setUint32(at, value % 4_294_967_296, true)
  view.setUint32(at + 4, Math.floor(value / 4_294_967_296), true)
}

function readWhole(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 4_294_967_296
}
