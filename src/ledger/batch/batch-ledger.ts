import { invariant } from '../../base/assert.ts'
import type { AccountOpening } from '../account.ts'
import { accountBytes, outcomeNames, slotBytes, transferBytes, type BatchOutcome } from './layout.ts'
import { createLedgerCore, reserveBytes, type LedgerCore } from './ledger-code.ts'
import type { TransferBatch } from './transfer-batch.ts'

/**
 * Books for many transfers at once: the same rules as `postTransfer`, with accounts by number and balances of 128 bits in a memory of their own.
 * Whoever owns it saves it by its transfers: posting them again makes the same books.
 */
export type BatchLedger = {
  readonly core: LedgerCore
  /** Ids by number, in the order they were opened. */
  readonly ids: string[]
  readonly numbers: Map<string, number>
  readonly assets: string[]
  accountsAt: number
  accountRoom: number
  slotsAt: number
  slots: number
  batchAt: number
  batchRoom: number
}

/** The four columns of an account of a batch ledger, in minor units. */
export type BatchColumns = Readonly<{ debitsPosted: bigint; creditsPosted: bigint; debitsPending: bigint; creditsPending: bigint }>

/** What became of a batch: how many transfers were accepted, and why each was refused where it was. */
export type BatchResult = Readonly<{ accepted: number; outcomes: Uint8Array }>

/**
 * Makes an empty batch ledger.
 *
 * @example
 * const ledger = createBatchLedger()
 * const cash = openBatchAccount(ledger, { id: 'memberCash:a', asset: 'USDT', mustStayInCredit: true })
 */
export function createBatchLedger(): BatchLedger {
  const core = createLedgerCore()
  const slots = 1_024
  const slotsAt = reserveBytes(core, slots * slotBytes)
  core.code.useReservations(slotsAt, slots)
  const accountRoom = 256
  const accountsAt = reserveBytes(core, accountRoom * accountBytes)
  return {
    ...{ core, ids: [], numbers: new Map<string, number>(), assets: [], accountsAt, accountRoom, slotsAt, slots, batchAt: 0, batchRoom: 0 },
  }
}

/**
 * Opens an account.
 *
 * @returns Its number, by which transfers name it.
 * @throws InvariantError for an empty name or asset, or a name that is there already.
 *
 * @example
 * openBatchAccount(ledger, { id: 'reserve:USDT', asset: 'USDT', mustStayInCredit: true }) // 0
 */
export function openBatchAccount(ledger: BatchLedger, { id, asset, mustStayInCredit }: AccountOpening): number {
  invariant(id !== '' && asset !== '', 'an account has a name and an asset')
  invariant(!ledger.numbers.has(id), 'an account is opened once')
  const number = ledger.ids.length
  if (number === ledger.accountRoom) growAccounts(ledger)
  if (!ledger.assets.includes(asset)) ledger.assets.push(asset)
  const at = ledger.accountsAt + number * accountBytes
  const view = new DataView(ledger.core.memory.buffer)
  view.setUint32(at + 64, ledger.assets.indexOf(asset), true)
  view.setUint32(at + 68, mustStayInCredit ? 1 : 0, true)
  ledger.ids.push(id)
  ledger.numbers.set(id, number)
  ledger.core.code.useAccounts(ledger.accountsAt, ledger.ids.length)
  return number
}

/**
 * Applies the transfers of a batch in order, each by itself: one that is refused changes nothing, and those after it go on.
 *
 * @example
 * postBatch(ledger, batch).accepted // 8_190
 */
export function postBatch(ledger: BatchLedger, batch: TransferBatch): BatchResult {
  const { core } = ledger
  const { count } = batch
  if (count > ledger.batchRoom) growBatch(ledger, count)
  // Each transfer makes one reservation at most.
  if (2 * (core.code.reservations() + count) > ledger.slots) growSlots(ledger, count)
  const bytes = new Uint8Array(core.memory.buffer)
  bytes.set(batch.bytes.subarray(0, count * transferBytes), ledger.batchAt)
  const outcomesAt = ledger.batchAt + ledger.batchRoom * transferBytes
  const accepted = core.code.post(ledger.batchAt, outcomesAt, count)
  return { accepted, outcomes: bytes.slice(outcomesAt, outcomesAt + count) }
}

/**
 * Why a transfer of a batch was refused, in a word; `accepted` when it was not.
 *
 * @example
 * outcomeOf(result, 0) // 'exceedsCredits'
 */
export function outcomeOf({ outcomes }: BatchResult, place: number): BatchOutcome {
  const outcome = outcomeNames[outcomes[place] ?? -1]
  invariant(outcome !== undefined, 'a transfer that is asked for is in its batch')
  return outcome
}

/**
 * The columns of an account, by its number.
 *
 * @throws InvariantError when no account has it.
 *
 * @example
 * batchColumnsOf(ledger, 0).creditsPosted // 500n
 */
export function batchColumnsOf(ledger: BatchLedger, number: number): BatchColumns {
  invariant(number >= 0 && number < ledger.ids.length, 'an account that is read was opened')
  const view = new DataView(ledger.core.memory.buffer)
  const at = ledger.accountsAt + number * accountBytes
  const wide = (from: number): bigint => view.getBigUint64(at + from, true) | (view.getBigUint64(at + from + 8, true) << 64n)
  return { debitsPosted: wide(0), creditsPosted: wide(16), debitsPending: wide(32), creditsPending: wide(48) }
}

function growAccounts(ledger: BatchLedger): void {
  const at = reserveBytes(ledger.core, 2 * ledger.accountRoom * accountBytes)
  const bytes = new Uint8Array(ledger.core.memory.buffer)
  bytes.copyWithin(at, ledger.accountsAt, ledger.accountsAt + ledger.accountRoom * accountBytes)
  ledger.accountsAt = at
  ledger.accountRoom *= 2
}

function growBatch(ledger: BatchLedger, count: number): void {
  ledger.batchRoom = count
  ledger.batchAt = reserveBytes(ledger.core, count * (transferBytes + 1))
}

/** A table that is never more than half full, so that a search is short and ends. */
function growSlots(ledger: BatchLedger, count: number): void {
  const { core, slots, slotsAt } = ledger
  const wanted = 2 * (core.code.reservations() + count)
  while (ledger.slots < wanted) ledger.slots *= 2
  ledger.slotsAt = reserveBytes(core, ledger.slots * slotBytes)
  core.code.useReservations(ledger.slotsAt, ledger.slots)
  core.code.rehash(slotsAt, slots)
}
