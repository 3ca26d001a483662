import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sqliteCode, sqliteFault } from '../journal/sqlite-fault.ts'

const busy = 5

/** The right to write in one run folder, held until closed or until the process ends, however it ends. */
export type RunLock = Readonly<{ close: () => void }>

/**
 * Takes the right to write in a run folder; `undefined` when another holds it, in this process or in another.
 *
 * It is a lock of the operating system on `run.lock`, taken through SQLite, so a killed process leaves nothing to clean up.
 * The file itself stays and means nothing. It must not be opened by other means while the lock is held: on POSIX systems
 * closing any handle on a file drops the process's locks on it.
 *
 * @throws EnvironmentFault when the folder is not there or not writable; InputFault when `run.lock` is something else.
 *
 * @example
 * const lock = acquireRunLock('runs/1')
 * if (lock === undefined) throw new EnvironmentFault({ file: 'runs/1', place: 'run', expected: 'one writer', found: 'another' })
 */
export function acquireRunLock(folder: string): RunLock | undefined {
  const file = join(folder, 'run.lock')
  let database: DatabaseSync | undefined
  try {
    const opened = new DatabaseSync(file, { timeout: 0 })
    database = opened
    opened.exec('BEGIN EXCLUSIVE')
    return {
      close: () => {
        if (opened.isOpen) opened.close()
      },
    }
  } catch (error) {
    database?.close()
    if (sqliteCode(error) === busy) return undefined
    throw sqliteFault(error, { file, place: 'run lock', expected: 'a folder that can be written' })
  }
}
