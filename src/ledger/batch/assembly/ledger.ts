import * as at from './layout'
import { addReservation, findReservation, removeReservation } from './reservations'
import { addTo, isMoreThan, isTooLarge, takeFrom } from './wide'
export { rehash, reservations, useReservations } from './reservations'

let accounts: usize = 0
let accountCount: u32 = 0
let lastSeq: u64 = 0
let lastIndex: u32 = 0
let hasLast: bool = false

/** First byte that the module itself does not use. */
export function ownEnd(): usize {
  return __heap_base
}

/** Says where the accounts lie and how many there are. */
export function useAccounts(where: usize, count: u32): void {
  accounts = where
  accountCount = count
}

/** Sets the last id accepted; for a ledger that is put back. */
export function useLast(seq: u64, index: u32): void {
  lastSeq = seq
  lastIndex = index
  hasLast = true
}

/** Applies `count` transfers in order, each by itself; writes why each was refused, 0 for accepted. Returns how many were accepted. */
export function post(transfers: usize, outcomes: usize, count: u32): u32 {
  let done: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const outcome = apply(transfers + usize(i) * at.transferBytes)
    store<u8>(outcomes + usize(i), outcome)
    done += u32(outcome == at.accepted)
  }
  return done
}

/** Every check comes before any change. */
function apply(transfer: usize): u8 {
  const seq = load<u64>(transfer, at.seqAt)
  const index = load<u32>(transfer, at.indexAt)
  if (hasLast && (seq < lastSeq || (seq == lastSeq && index <= lastIndex))) return at.idNotAfterLast
  const kind = load<u32>(transfer, at.kindAt)
  const outcome = kind < 2 ? move(transfer, kind) : kind == 2 ? postPending(transfer) : kind == 3 ? voidPending(transfer) : at.kindUnknown
  if (outcome == at.accepted) {
    lastSeq = seq
    lastIndex = index
    hasLast = true
  }
  return outcome
}

// @ts-ignore: decorator
@inline
function accountAt(number: u32): usize {
  return accounts + usize(number) * at.accountBytes
}

function move(transfer: usize, kind: u32): u8 {
  const low = load<u64>(transfer, at.amountAt)
  const high = load<u64>(transfer, at.amountAt + 8)
  if ((low | high) == 0) return at.amountMustBePositive
  const debitNumber = load<u32>(transfer, at.debitAt)
  const creditNumber = load<u32>(transfer, at.creditAt)
  if (debitNumber == creditNumber) return at.accountsMustDiffer
  if (debitNumber >= accountCount) return at.debitAccountNotFound
  if (creditNumber >= accountCount) return at.creditAccountNotFound
  const debit = accountAt(debitNumber)
  const credit = accountAt(creditNumber)
  if (load<u32>(debit, at.assetAt) != load<u32>(credit, at.assetAt)) return at.assetsMustMatch
  if (load<u32>(debit, at.mustStayAt) != 0 && !isCovered(debit, low, high)) return at.exceedsCredits
  const out = debit + (kind == 0 ? at.debitsPosted : at.debitsPending)
  const into = credit + (kind == 0 ? at.creditsPosted : at.creditsPending)
  if (isTooLarge(out, low, high) || isTooLarge(into, low, high)) return at.balanceTooLarge
  // From here the transfer must succeed.
  addTo(out, low, high)
  addTo(into, low, high)
  if (kind == 1) {
    const slot = addReservation(load<u64>(transfer, at.seqAt), load<u32>(transfer, at.indexAt))
    store<u32>(slot, debitNumber, at.slotDebit)
    store<u32>(slot, creditNumber, at.slotCredit)
    store<u64>(slot, low, at.slotRemaining)
    store<u64>(slot, high, at.slotRemaining + 8)
  }
  return at.accepted
}

/** Whether an account can pay: what was credited less what was debited and what is reserved. No column reaches 2^127. */
// @ts-ignore: decorator
@inline
function isCovered(account: usize, low: u64, high: u64): bool {
  if (high >= 0x8000000000000000) return false
  const posted = load<u64>(account, at.debitsPosted)
  const spentLow = posted + load<u64>(account, at.debitsPending)
  const spentHigh = load<u64>(account, at.debitsPosted + 8) + load<u64>(account, at.debitsPending + 8) + u64(spentLow < posted)
  const creditLow = load<u64>(account, at.creditsPosted)
  const creditHigh = load<u64>(account, at.creditsPosted + 8)
  // Spent never exceeds what was credited, so the difference is not below 0.
  const freeLow = creditLow - spentLow
  const freeHigh = creditHigh - spentHigh - u64(creditLow < spentLow)
  return high < freeHigh || (high == freeHigh && low <= freeLow)
}

function postPending(transfer: usize): u8 {
  const low = load<u64>(transfer, at.amountAt)
  const high = load<u64>(transfer, at.amountAt + 8)
  if ((low | high) == 0) return at.amountMustBePositive
  const slot = findReservation(load<u64>(transfer, at.pendingSeqAt), load<u32>(transfer, at.pendingIndexAt))
  if (slot == 0) return at.pendingNotFound
  if (isMoreThan(low, high, slot + at.slotRemaining)) return at.exceedsPending
  const debit = accountAt(load<u32>(slot, at.slotDebit))
  const credit = accountAt(load<u32>(slot, at.slotCredit))
  if (isTooLarge(debit + at.debitsPosted, low, high) || isTooLarge(credit + at.creditsPosted, low, high)) return at.balanceTooLarge
  // From here the transfer must succeed.
  release(slot, low, high)
  addTo(debit + at.debitsPosted, low, high)
  addTo(credit + at.creditsPosted, low, high)
  return at.accepted
}

function voidPending(transfer: usize): u8 {
  const slot = findReservation(load<u64>(transfer, at.pendingSeqAt), load<u32>(transfer, at.pendingIndexAt))
  if (slot == 0) return at.pendingNotFound
  // From here the transfer must succeed. What is released is told to the caller in the place of the amount.
  const low = load<u64>(slot, at.slotRemaining)
  const high = load<u64>(slot, at.slotRemaining + 8)
  store<u64>(transfer, low, at.amountAt)
  store<u64>(transfer, high, at.amountAt + 8)
  release(slot, low, high)
  return at.accepted
}

function release(slot: usize, low: u64, high: u64): void {
  takeFrom(accountAt(load<u32>(slot, at.slotDebit)) + at.debitsPending, low, high)
  takeFrom(accountAt(load<u32>(slot, at.slotCredit)) + at.creditsPending, low, high)
  takeFrom(slot + at.slotRemaining, low, high)
  if ((load<u64>(slot, at.slotRemaining) | load<u64>(slot, at.slotRemaining + 8)) == 0) removeReservation(slot)
}
