import { formatDecimal } from '../../base/decimal.ts'
import { isoMicroseconds, type ExportedBooks } from './books-export.ts'

const header = ['number', 'id', 'seq', 'at', 'kind', 'reason', 'debit', 'credit', 'asset', 'amount', 'minor', 'pending_id']

/**
 * The transfers of a run as CSV (RFC 4180 with plain line ends): a header, then a line each. `amount` is in whole units of the asset, `minor`
 * in its minor units, both exact; `at` is UTC to the microsecond; `pending_id` is empty where there is none.
 *
 * @example
 * for await (const line of csvLines(books)) process.stdout.write(line)
 */
export async function* csvLines({ transfers, scales }: ExportedBooks): AsyncIterable<string> {
  yield `${header.join(',')}\n`
  for await (const { number, id, seq, at, kind, reason, debit, credit, asset, minor, pendingId } of transfers) {
    const amount = formatDecimal(minor, scales.get(asset) ?? 0)
    const cells = [number, id, seq, isoMicroseconds(at), kind, reason, debit, credit, asset, amount, minor, pendingId ?? '']
    yield `${cells.map((cell) => quoted(String(cell))).join(',')}\n`
  }
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
