import { invariant } from '../base/assert.ts'
import type { Decision } from '../engine/decision.ts'
import type { SequencedInput } from '../engine/input.ts'
import type { EngineState } from '../engine/state.ts'
import type { Outcome } from '../engine/turn.ts'
import type { Account } from '../ledger/account.ts'
import type { Transfer } from '../ledger/transfer.ts'
import type { AccountTable, DecisionTable, EntryTable, InputTable, TransferTable } from './tables.ts'

type WithoutRun<Row> = Omit<Row, 'run'>

/** Rows of consecutive inputs, without the run's number: what a rebuild stores and an audit compares. */
export type Rows = Readonly<{
  inputs: WithoutRun<InputTable>[]
  decisions: WithoutRun<DecisionTable>[]
  accounts: WithoutRun<AccountTable>[]
  transfers: WithoutRun<Columns<TransferTable>>[]
  entries: WithoutRun<Columns<EntryTable>>[]
}>

/** A row as it is stored: money is its digits. */
type Columns<Row> = { [Name in keyof Row]: Row[Name] extends string | number | null ? Row[Name] : string }

/** An account's four columns in minor units, as far as its transfers were followed. */
type Followed = {
  readonly number: number
  debitsPosted: bigint
  creditsPosted: bigint
  debitsPending: bigint
  creditsPending: bigint
}

/**
 * Turns what the engine concluded into rows. It follows each account's columns itself, transfer by transfer, so that the records are a
 * second opinion on the engine's balances and not a copy of them.
 */
export type RowMaker = Readonly<{
  /** Adds the rows of one input and what it led to. */
  note: (sequenced: SequencedInput, outcome: Outcome) => void
  /** The rows noted since the last call. */
  take: () => Rows
  /** Rows noted since the last `take`: inputs and transfers. */
  waiting: () => number
  /** Numbers of the last account and the last transfer noted. */
  numbers: () => Readonly<{ accounts: number; transfers: number }>
}>

/**
 * Makes rows from where a state stands: accounts and transfers before it are taken as noted.
 *
 * @param state - The state that `step` changes; read after each step.
 *
 * @example
 * const rows = createRowMaker(state)
 * rows.note(sequenced, step(state, sequenced))
 */
export function createRowMaker(state: EngineState): RowMaker {
  const followed = new Map<string, Followed>()
  // A map's iterator sees what is added later as long as it was not asked beyond the end: no account is looked at twice.
  const opened = state.ledger.accounts.values()
  let transfers = state.counts.transfers
  let rows = emptyRows()
  const newlyOpened = (): readonly Account[] =>
    Array.from({ length: state.ledger.accounts.size - followed.size }, () => {
      const account = opened.next().value
      invariant(account !== undefined, 'accounts are never closed')
      return account
    })
  for (const account of newlyOpened()) followed.set(account.id, { number: followed.size + 1, ...columnsOf(account) })
  return {
    note: (sequenced, outcome) => {
      for (const account of newlyOpened()) {
        const number = followed.size + 1
        // What this input booked in it is in the state already, and follows from its transfers below.
        followed.set(account.id, { number, debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n })
        rows.accounts.push(accountRow(account, number))
      }
      rows.inputs.push(inputRow(sequenced))
      for (const decision of outcome.decisions) rows.decisions.push(decisionRow(decision, rows.decisions))
      for (const transfer of outcome.transfers) {
        transfers += 1
        rows.transfers.push(transferRow(transfer, transfers))
        rows.entries.push(...entryRows(followed, transfer, transfers))
      }
    },
    take: () => {
      const taken = rows
      rows = emptyRows()
      return taken
    },
    waiting: () => rows.inputs.length + rows.transfers.length,
    numbers: () => ({ accounts: followed.size, transfers }),
  }
}

function emptyRows(): Rows {
  return { inputs: [], decisions: [], accounts: [], transfers: [], entries: [] }
}

function columnsOf({ debitsPosted, creditsPosted, debitsPending, creditsPending }: Account): Omit<Followed, 'number'> {
  return { debitsPosted, creditsPosted, debitsPending, creditsPending }
}

function accountRow({ id, asset, mustStayInCredit }: Account, number: number): Rows['accounts'][number] {
  return { number, id, asset, must_stay_in_credit: mustStayInCredit ? 1 : 0 }
}

function inputRow({ seq, input }: SequencedInput): Rows['inputs'][number] {
  return { seq, at: input.at, kind: input.kind, json: JSON.stringify(input) }
}

function decisionRow(decision: Decision, before: Rows['decisions']): Rows['decisions'][number] {
  const last = before.at(-1)
  const idx = last?.seq === decision.seq ? last.idx + 1 : 0
  const { id, seq, at, market, body } = decision
  const account = 'account' in body && typeof body.account === 'string' ? body.account : null
  return { seq, idx, id, at, kind: body.kind, account, market: market ?? null, json: moneyJson(decision) }
}

function transferRow(transfer: Transfer, number: number): Rows['transfers'][number] {
  const { id, at, kind, debit, credit, asset, minor, pendingId, reason } = transfer
  const [seq = 0, idx = 0] = id.split(':').map(Number)
  return { number, id, seq, idx, at, kind, debit, credit, asset, minor: String(minor), pending_id: pendingId ?? null, reason }
}

function entryRows(followed: ReadonlyMap<string, Followed>, transfer: Transfer, number: number): Rows['entries'] {
  const [debit, credit] = [followed.get(transfer.debit), followed.get(transfer.credit)]
  invariant(debit !== undefined && credit !== undefined, 'transfers are between accounts that were opened')
  follow(debit, credit, transfer)
  return [entryRow(debit, number), entryRow(credit, number)]
}

function follow(debit: Followed, credit: Followed, { kind, minor }: Transfer): void {
  if (kind === 'posted' || kind === 'postPending') {
    debit.debitsPosted += minor
    credit.creditsPosted += minor
  }
  if (kind === 'posted') return
  const reserved = kind === 'pending' ? minor : -minor
  debit.debitsPending += reserved
  credit.creditsPending += reserved
}

function entryRow(account: Followed, transfer: number): Rows['entries'][number] {
  return {
    account: account.number,
    transfer,
    debits_posted: String(account.debitsPosted),
    credits_posted: String(account.creditsPosted),
    debits_pending: String(account.debitsPending),
    credits_pending: String(account.creditsPending),
  }
}

function moneyJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))
}
