import { createWriteStream, statSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Books } from '../daemon/books/with-books.ts'
import { balancesOf } from '../records/balances.ts'
import { beancountLines } from '../records/export/beancount.ts'
import { bookedTransfers } from '../records/export/booked-transfers.ts'
import type { ExportedBooks } from '../records/export/books-export.ts'
import { csvLines } from '../records/export/csv.ts'
import { optionFault } from './option.ts'
import { printJson, printText } from './write.ts'

/** What an export is asked for. */
export type ExportFlags = Readonly<{ format: 'csv' | 'beancount'; output?: string; json?: true }>

/**
 * Writes a run's books to a file, which is whole or not there, or to stdout.
 *
 * @throws InputFault when the file's folder is not there, or `--json` is asked for without a file: then stdout holds one object and nothing else.
 *
 * @example
 * await exportBooks(books, { format: 'csv', output: 'transfers.csv' })
 */
export async function exportBooks(books: Books, { format, output, json }: ExportFlags): Promise<void> {
  if (json === true && output === undefined) throw optionFault('--json', 'an export to a file, with -o', 'one to stdout')
  if (output !== undefined && statSync(dirname(output), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw optionFault('--output', 'a file in a folder that is there', output)
  }
  const { records, row, scales } = books
  const exported: ExportedBooks = {
    run: row.run,
    accounts: await balancesOf(records, row),
    transfers: bookedTransfers(records, row),
    scales,
  }
  const lines = format === 'csv' ? csvLines(exported) : beancountLines(exported)
  if (output === undefined) return writeAll(lines, process.stdout)
  await writeAll(lines, createWriteStream(`${output}.part`, { flush: true }))
  await rename(`${output}.part`, output)
  if (json === true) printJson({ run: row.run, format, file: output, transfers: row.transfers, accounts: row.accounts })
  else printText(`${output}: ${row.transfers.toLocaleString('en-US')} transfers of ${row.accounts.toLocaleString('en-US')} accounts`)
}

/** Lines are short and many: written one by one they would cost more than they hold. */
const chunkLength = 65_536

async function writeAll(lines: AsyncIterable<string>, to: Writable): Promise<void> {
  await pipeline(Readable.from(chunks(lines)), to, { end: to !== process.stdout })
}

async function* chunks(lines: AsyncIterable<string>): AsyncIterable<string> {
  let waiting = ''
  for await (const line of lines) {
    waiting += line
    if (waiting.length < chunkLength) continue
    yield waiting
    waiting = ''
  }
  if (waiting !== '') yield waiting
}
