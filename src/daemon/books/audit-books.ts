import { auditLedger, type AuditFinding } from '../../ledger/audit.ts'
import { compareRecords, type RecordsComparison } from '../../records/compare-records.ts'
import { distrustOf, runRow } from '../../records/run-row.ts'
import { verifyRun } from '../run-service.ts'
import { upToDate, withOpenBooks, type Books, type BooksOptions } from './with-books.ts'

/** What an audit of a run's books found, from the journal to the records. */
export type BooksAudit = Readonly<{
  run: string
  /** Whether nothing was found anywhere. */
  sound: boolean
  /** What is wrong with the journal; absent when it is as it was written. */
  journalProblem?: string
  /** Why the records are not of this journal; absent when they are. Then they are not compared: a rebuild makes them anew. */
  recordsProblem?: string
  /** Records against engine; absent where one of the two above stands. */
  comparison?: Omit<RecordsComparison, 'ledger'>
  /** What is wrong with the engine's own books at the end. */
  ledgerFindings: readonly AuditFinding[]
  /** Decimals of each asset. */
  scales: ReadonlyMap<string, number>
}>

/**
 * Audits a run's books from the ground: the journal against its chain, the engine's books against the laws of double entry, and every row and
 * balance of the records against what the engine concludes from the journal. Records that were not made yet are made first; records that were
 * made of another journal are told and left as they are.
 *
 * @throws InputFault when the folder holds no run; EnvironmentFault when records cannot be read or written.
 *
 * @example
 * (await auditBooks('runs/1', {})).sound // true
 */
export async function auditBooks(folder: string, options: BooksOptions): Promise<BooksAudit> {
  const { run, valid, problem } = verifyRun(folder)
  const empty = { run, sound: false, ledgerFindings: [], scales: new Map() }
  if (!valid) return { ...empty, journalProblem: problem ?? 'it is not as it was written' }
  return withOpenBooks(folder, options, async (open) => {
    const found = await runRow(open.records, open.source.run)
    const distrust = found && distrustOf(found, open.source)
    if (distrust !== undefined) return { ...empty, recordsProblem: distrust }
    return audited(await upToDate(open, options), options)
  })
}

async function audited({ records, row, source, scales }: Books, { onProgress }: BooksOptions): Promise<BooksAudit> {
  const { ledger, ...comparison } = await compareRecords(records, row, { ...source, ...(onProgress && { onProgress }) })
  const { findings: ledgerFindings } = auditLedger(ledger)
  const sound = comparison.found === 0 && ledgerFindings.length === 0
  return { run: source.run, sound, comparison, ledgerFindings, scales }
}
