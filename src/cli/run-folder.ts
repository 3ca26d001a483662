import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputFault } from '../base/fault.ts'
import { nearestWord } from '../policy/near-miss.ts'

const journalName = 'journal.sqlite'

/**
 * The folder of a run: by its id in `runsFolder`, by the first characters of one, by its path, or `latest`.
 *
 * @throws InputFault when there is none, or the characters fit several.
 *
 * @example
 * findRunFolder('latest', 'runs')
 */
export function findRunFolder(run: string, runsFolder: string): string {
  if (run !== '' && isRun(run)) return run
  const named = join(runsFolder, run)
  if (run !== '' && isRun(named)) return named
  const ids = runIds(runsFolder)
  if (run === 'latest') {
    const newest = ids.toSorted((a, b) => changedAt(runsFolder, b) - changedAt(runsFolder, a) || (a < b ? -1 : 1))[0]
    if (newest !== undefined) return join(runsFolder, newest)
  }
  const fitting = run === '' ? [] : ids.filter((id) => id.startsWith(run))
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return join(runsFolder, only)
  throw new InputFault({
    file: runsFolder,
    place: `run ${JSON.stringify(run)}`,
    expected: 'the id of a run, the path of its folder, or latest',
    found: findingOf(run, ids, fitting),
  })
}

/**
 * Whether a folder is that of a run: it holds a manifest or a journal.
 *
 * @example
 * isRun('runs/2020-03-12')
 */
export function isRun(folder: string): boolean {
  return existsSync(join(folder, 'manifest.json')) || existsSync(join(folder, journalName))
}

/**
 * The journal of a run, given the run's folder or the journal itself; `undefined` for any other file.
 *
 * @example
 * journalPath('runs/1') // 'runs/1/journal.sqlite'
 */
export function journalPath(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  if (statSync(path).isDirectory()) return join(path, journalName)
  return path.endsWith('.sqlite') ? path : undefined
}

function runIds(runsFolder: string): readonly string[] {
  if (!existsSync(runsFolder) || !statSync(runsFolder).isDirectory()) return []
  return readdirSync(runsFolder)
    .filter((name) => isRun(join(runsFolder, name)))
    .sort()
}

function changedAt(runsFolder: string, id: string): number {
  const times = ['manifest.json', journalName].map((name) => statSync(join(runsFolder, id, name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return Math.max(...times)
}

function findingOf(run: string, ids: readonly string[], fitting: readonly string[]): string {
  if (ids.length === 0) return 'no run in that folder'
  if (fitting.length > 1) return `${fitting.length} runs that begin so: ${listed(fitting)}`
  const near = nearestWord(run, ids)
  return near === undefined ? `no such run among ${listed(ids)}` : `no such run; did you mean ${near}?`
}

function listed(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`
}
