import { join } from 'node:path'
import { decode } from '../../base/codec.ts'
import type { EngineState } from '../../engine/state.ts'
import { engineVersion } from '../../engine/version.ts'
import { openSqliteJournalReader, type JournalReader } from '../../journal/sqlite.ts'
import { openForReading } from '../../journal/sqlite-file.ts'
import { storedHead } from '../../journal/sqlite-rows.ts'
import type { RecordSource } from '../../records/source.ts'

/** A run's journal as records are made of it. */
export type JournalSource = Readonly<{ source: RecordSource; close: () => void }>

/**
 * Opens the journal in a run's folder to make records of it. What is appended later is not seen.
 *
 * @throws InputFault when there is none or it is no journal.
 *
 * @example
 * const { source, close } = openJournalSource('runs/1', '1')
 */
export function openJournalSource(folder: string, run: string): JournalSource {
  const path = join(folder, 'journal.sqlite')
  const journal = openSqliteJournalReader(path)
  try {
    const hashes = openForReading(path)
    const source = {
      run,
      engineVersion,
      head: journal.head(),
      read: journal.read,
      hashAt: (seq: number) => storedHead(hashes, seq).hash,
      stateBefore: (seq: number) => snapshotBefore(journal, seq),
    }
    return {
      source,
      close: () => {
        hashes.close()
        journal.close()
      },
    }
  } catch (error) {
    journal.close()
    throw error
  }
}

/** A snapshot of another engine may be of another shape: then the run is stepped from its start. */
function snapshotBefore(journal: JournalReader, seq: number): EngineState | undefined {
  const snapshot = journal.lastSnapshot(seq)
  if (snapshot === undefined) return undefined
  const state = decode(snapshot.state) as EngineState
  return state.terms?.engineVersion === engineVersion ? state : undefined
}
