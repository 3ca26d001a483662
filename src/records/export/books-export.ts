import type { RecordedBalance } from '../balances.ts'
import type { BookedTransfer } from './booked-transfers.ts'

/** What an export is made of. */
export type ExportedBooks = Readonly<{
  run: string
  /** Accounts in the order in which they were opened, as they stand at the end. */
  accounts: readonly RecordedBalance[]
  transfers: AsyncIterable<BookedTransfer>
  /** Decimals of each asset; one that is not there has none. */
  scales: ReadonlyMap<string, number>
}>

/**
 * A time in microseconds since the epoch as ISO text in UTC, to the microsecond.
 *
 * @example
 * isoMicroseconds(1_583_971_200_000_001) // '2020-03-12T00:00:00.000001Z'
 */
export function isoMicroseconds(at: number): string {
  const microseconds = at % 1_000_000
  return `${new Date((at - microseconds) / 1_000).toISOString().slice(0, 19)}.${String(microseconds).padStart(6, '0')}Z`
}
