import type { ColumnType, Kysely } from 'kysely'

/**
 * Money as a database holds it: the decimal digits of a whole number of minor units. `numeric` in PostgreSQL and text in SQLite, whose
 * own numbers end at 64 bits or are floats; both come back as text, and text becomes `bigint`.
 */
export type MinorText = ColumnType<string, string, string>

/** One run and how far its records go. The progress is changed in the transaction that stores what it speaks of. */
export type RunTable = {
  /** Stands for the run in every other table. */
  number: number
  run: string
  /** The engine that concluded what is stored; another version may conclude something else from the same journal. */
  engine_version: string
  /** Last input stored, the journal's chain hash there, and its time in microseconds since the epoch. */
  seq: number
  hash: string
  at: number
  /** Number of the last transfer stored. */
  transfers: number
  /** Number of the last account stored. */
  accounts: number
}

/** How many decimals an asset's amounts have. */
export type AssetTable = { run: number; asset: string; decimals: number }

/** Inputs as the journal holds them. */
export type InputTable = { run: number; seq: number; at: number; kind: string; json: string }

/** Decisions in order; `json` is the whole of one, money as decimal text. */
export type DecisionTable = {
  run: number
  seq: number
  idx: number
  id: string
  at: number
  kind: string
  account: string | null
  market: string | null
  json: string
}

/** Accounts in the order in which they were opened, numbered from 1. */
export type AccountTable = { run: number; number: number; id: string; asset: string; must_stay_in_credit: number }

/** Transfers in the order in which they were booked, numbered from 1. */
export type TransferTable = {
  run: number
  number: number
  id: string
  seq: number
  idx: number
  at: number
  kind: string
  debit: string
  credit: string
  asset: string
  minor: MinorText
  pending_id: string | null
  reason: string
}

/** What a transfer left in each of its two accounts: the account's four columns after it. */
export type EntryTable = {
  run: number
  /** Number of the account. */
  account: number
  /** Number of the transfer. */
  transfer: number
  debits_posted: MinorText
  credits_posted: MinorText
  debits_pending: MinorText
  credits_pending: MinorText
}

/** Every table of the records. */
export type RecordTables = {
  runs: RunTable
  assets: AssetTable
  inputs: InputTable
  decisions: DecisionTable
  accounts: AccountTable
  transfers: TransferTable
  entries: EntryTable
}

/** The tables that hold rows of runs, in the order in which they are stored. */
export const rowTables = ['inputs', 'decisions', 'accounts', 'transfers', 'entries'] as const

/** A table that holds rows of runs. */
export type RowTable = (typeof rowTables)[number]

/** An open database of records. */
export type Records = Readonly<{
  db: Kysely<RecordTables>
  dialect: 'sqlite' | 'postgres'
  /** What faults name: the file, or the database without its password. */
  place: string
  close: () => Promise<void>
}>
