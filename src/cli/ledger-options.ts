import { Option, type Command } from 'commander'
import { RebuildInterrupted, withBooks, type Books, type BooksOptions } from '../daemon/books/with-books.ts'
import { parseTime } from '../feed/parse-time.ts'
import type { Moment } from '../records/moment.ts'
import { exitCodes } from './exit.ts'
import { listenForInterruption } from './interruption.ts'
import { optionFault, withExamples, withRun } from './option.ts'
import { findRunFolder } from './run-folder.ts'
import { createTaskBar } from './task-bar.ts'
import { tell } from './write.ts'

/** What every command about a run's books has. */
export type LedgerFlags = Readonly<{ runs: string; database?: string; json?: true; anew?: true }>

/**
 * Adds what every command about a run's books has: the run, where its records are, and `--json`.
 *
 * @example
 * withRecords(ledger.command('check'), ['seawall ledger check latest'])
 */
export function withRecords(command: Command, examples: readonly string[]): Command {
  withRun(command).addOption(
    new Option('--database <url>', 'records in PostgreSQL, postgres://user@host:port/database (default: records.sqlite in the run)'),
  )
  return withExamples(command, examples)
}

/**
 * Does work on a run's books, once its records are up to date. Ctrl-C while they are made ends with 130, and what was stored by then stays.
 *
 * @example
 * await onBooks('latest', flags, async (books) => printText(await answer(books)))
 */
export async function onBooks(run: string, flags: LedgerFlags, work: (books: Books) => Promise<void>): Promise<void> {
  await withProgress(flags, (options) => withBooks(findRunFolder(run, flags.runs), options, work))
}

/**
 * Does work that may make records first, with a bar on a terminal.
 *
 * @example
 * await withProgress(flags, (options) => auditBooks(folder, options))
 */
export async function withProgress<Answer>(
  flags: LedgerFlags,
  work: (options: BooksOptions) => Promise<Answer>,
): Promise<Answer | undefined> {
  const bar = createTaskBar()
  const interruption = listenForInterruption(() => undefined)
  try {
    return await work({
      ...(flags.database !== undefined && { database: flags.database }),
      ...(flags.anew === true && { anew: true }),
      tell,
      onProgress: ({ seq, of }) => bar.update(seq, of, 'inputs'),
      isInterrupted: interruption.came,
    })
  } catch (error) {
    if (!(error instanceof RebuildInterrupted)) throw error
    tell(`seawall: ${error.message}`)
    process.exitCode = exitCodes.interrupted
    return undefined
  } finally {
    interruption.end()
    bar.end()
  }
}

/**
 * Reads a moment: an input's sequence number, or a time in UTC.
 *
 * @throws InputFault that names the option.
 *
 * @example
 * momentOf('1042', '--at') // { kind: 'input', seq: 1042 }
 */
export function momentOf(text: string, option: string): Moment {
  if (/^\d+$/.test(text)) {
    const seq = Number(text)
    if (Number.isSafeInteger(seq)) return { kind: 'input', seq }
  }
  try {
    return { kind: 'time', at: parseTime(text, option) }
  } catch {
    throw optionFault(option, 'the sequence number of an input, or a time in UTC such as 2020-03-12 or 2020-03-12T10:30:00Z', text)
  }
}
