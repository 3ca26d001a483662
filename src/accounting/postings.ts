import { invariant } from '../base/assert.ts'
import type { PositionChange } from '../backstop/position.ts'
import type { TransferRequest } from '../ledger/transfer.ts'
import type { FacilityAccounts, ReserveAccounts } from './chart.ts'

type WithoutPlace<Request> = Request extends unknown ? Omit<Request, 'id' | 'at'> : never

/** A transfer before it has its id and time. */
export type Posting = WithoutPlace<TransferRequest>

/** The accounts a posting may touch. */
export type Accounts = ReserveAccounts & FacilityAccounts

/**
 * The reserve as it is opened: from its owners to where it may be spent.
 *
 * @example
 * openingPostings(reserveAccounts('USDT'), 50_000_000_000_000n)
 */
export function openingPostings(accounts: ReserveAccounts, minor: bigint): readonly Posting[] {
  return moved(accounts.equity, accounts.reserve, minor, 'reserveOpened')
}

/** What is set aside for one order, in minor units. Zero parts make no posting. */
export type Reservation = Readonly<{ capitalMinor: bigint; feeMinor: bigint }>

/**
 * Sets aside an order's capital and its fee allowance, in that order.
 *
 * @example
 * reservationPostings(accounts, { capitalMinor: 123_600_001n, feeMinor: 61_800n })
 */
export function reservationPostings(accounts: Accounts, reservation: Reservation): readonly Posting[] {
  return [
    ...reserved(accounts.reserve, accounts.deployed, reservation.capitalMinor, 'capitalReserved'),
    ...reserved(accounts.reserve, accounts.fees, reservation.feeMinor, 'feeReserved'),
  ]
}

/** A reservation's id and what is left of it; `remaining` 0 when there is none. */
export type Held = Readonly<{ id: string; remaining: bigint }>

/** One fill, and what was set aside for its order. `feeMinor` below zero is a rebate. */
export type FilledOrder = Readonly<{ change: PositionChange; feeMinor: bigint; capital: Held; fee: Held; reserveAvailable: bigint }>

/**
 * Books one fill: what is closed comes back, its result is realised, what is opened goes to work, the fee is paid. A cost
 * beyond what was set aside is paid from the reserve, and what the reserve cannot pay from `shortfall`, so every unit has an owner.
 *
 * @example
 * fillPostings(accounts, { change, feeMinor: 24_720n, capital, fee, reserveAvailable: 5_000_000n })
 */
export function fillPostings(accounts: Accounts, filled: FilledOrder): readonly Posting[] {
  const { change, capital, fee } = filled
  const closing = closingPostings(accounts, change)
  let free = filled.reserveAvailable + closing.toReserve
  const pay = (to: string, minor: bigint, reason: string): readonly Posting[] => {
    const paid = minor < free ? minor : free
    free -= paid
    return [...moved(accounts.reserve, to, paid, reason), ...moved(accounts.shortfall, to, minor - paid, 'shortfallRealised')]
  }
  const loss = pay(accounts.realised, closing.uncovered, 'lossRealised')
  const fromCapital = least(change.openedMinor, capital.remaining)
  const opening = [
    ...postedPart(capital.id, fromCapital, 'capitalDeployed'),
    ...pay(accounts.deployed, change.openedMinor - fromCapital, 'capitalDeployed'),
  ]
  if (filled.feeMinor < 0n) {
    return [...closing.postings, ...loss, ...opening, ...moved(accounts.fees, accounts.reserve, -filled.feeMinor, 'rebateReceived')]
  }
  const fromFee = least(filled.feeMinor, fee.remaining)
  const fees = [...postedPart(fee.id, fromFee, 'feePaid'), ...pay(accounts.fees, filled.feeMinor - fromFee, 'feePaid')]
  return [...closing.postings, ...loss, ...opening, ...fees]
}

/**
 * Releases what is left of an order's reservations.
 *
 * @example
 * releasePostings([{ id: '1042:0', remaining: 10n }])
 */
export function releasePostings(reservations: readonly Held[]): readonly Posting[] {
  return reservations
    .filter((held) => held.remaining > 0n)
    .map((held) => ({ kind: 'voidPending' as const, pendingId: held.id, reason: 'reservationReleased' }))
}

/**
 * Books the change of an inventory's unrealised result since the last mark; nothing when it is 0.
 *
 * @example
 * markPostings(accounts, -200_000n)
 */
export function markPostings(accounts: Accounts, changeMinor: bigint): readonly Posting[] {
  if (changeMinor >= 0n) return moved(accounts.unrealised, accounts.revaluation, changeMinor, 'inventoryMarked')
  return moved(accounts.revaluation, accounts.unrealised, -changeMinor, 'inventoryMarked')
}

/** What closing gives back; `uncovered` is loss beyond the released cost (a short bought back dearly). */
type Closing = Readonly<{ postings: readonly Posting[]; toReserve: bigint; uncovered: bigint }>

function closingPostings(accounts: Accounts, change: PositionChange): Closing {
  const { releasedMinor, realisedMinor } = change
  const loss = realisedMinor < 0n ? -realisedMinor : 0n
  const gain = realisedMinor > 0n ? realisedMinor : 0n
  const lossFromCost = least(loss, releasedMinor)
  const postings = [
    ...moved(accounts.deployed, accounts.reserve, releasedMinor - lossFromCost, 'costReleased'),
    ...moved(accounts.deployed, accounts.realised, lossFromCost, 'lossRealised'),
    ...moved(accounts.realised, accounts.reserve, gain, 'gainRealised'),
  ]
  return { postings, toReserve: releasedMinor - lossFromCost + gain, uncovered: loss - lossFromCost }
}

function moved(debit: string, credit: string, minor: bigint, reason: string): readonly Posting[] {
  invariant(minor >= 0n, 'a posting moves a non-negative amount')
  return minor === 0n ? [] : [{ kind: 'posted', debit, credit, minor, reason }]
}

function reserved(debit: string, credit: string, minor: bigint, reason: string): readonly Posting[] {
  return minor === 0n ? [] : [{ kind: 'pending', debit, credit, minor, reason }]
}

function postedPart(pendingId: string, minor: bigint, reason: string): readonly Posting[] {
  return minor === 0n ? [] : [{ kind: 'postPending', pendingId, minor, reason }]
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
