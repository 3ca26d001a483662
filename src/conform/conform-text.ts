import { countFamilies, familyOf } from './family.ts'
import type { FileOutcome } from './run-conform.ts'
import type { Mismatch } from './vector-file.ts'

/** Families of which every procedure is here: a file of theirs that asks for an unknown one is a fault of ours. */
export const supportedFamilies: ReadonlySet<string> = new Set([
  'liq',
  'vol',
  'var',
  'evt',
  'lvar',
  'bt',
  'exec',
  'impact',
  'firesale',
  'seq',
  'trigger',
  'opt',
  'margin',
  'adl',
  'auction',
])

/**
 * Whether nothing failed and nothing of a supported family is absent.
 *
 * @example
 * hasPassed([]) // true
 */
export function hasPassed(outcomes: readonly FileOutcome[]): boolean {
  return outcomes.every(({ status, id }) => status === 'passed' || (status === 'notImplemented' && !supportedFamilies.has(familyOf(id))))
}

/**
 * What `conform --json` prints. `passed`, `failed` and `notImplemented` count files.
 *
 * @example
 * conformJson(outcomes)
 */
export function conformJson(outcomes: readonly FileOutcome[]): unknown {
  const count = (status: FileOutcome['status']): number => outcomes.filter((outcome) => outcome.status === status).length
  return {
    passed: count('passed'),
    failed: count('failed'),
    notImplemented: count('notImplemented'),
    files: outcomes.map(({ id, procedure, status, cases, worst, skipped }) => ({
      id,
      procedure,
      status,
      cases,
      worst: worst === undefined ? null : plain(worst),
      ...(skipped !== undefined && { skipped }),
    })),
  }
}

/** JSON has no NaN: as a text it can be read. */
function plain(mismatch: Mismatch): Mismatch {
  const { actual } = mismatch
  const absent = actual === undefined || (typeof actual === 'number' && !Number.isFinite(actual))
  return absent ? { ...mismatch, actual: String(actual) } : mismatch
}

/**
 * The table by family, and a line for each file that failed and for each case that was not looked at.
 *
 * @example
 * conformText(outcomes)
 */
export function conformText(outcomes: readonly FileOutcome[]): string {
  const families = countFamilies(outcomes)
  const total = families.reduce(
    (sum, each) => ({
      family: 'all',
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      notImplemented: sum.notImplemented + each.notImplemented,
    }),
    { family: 'all', passed: 0, failed: 0, notImplemented: 0 },
  )
  const rows = [...families, total].map(({ family, passed, failed, notImplemented }) =>
    [family, passed, failed, notImplemented].map(String),
  )
  const table = [['family', 'passed', 'failed', 'not implemented'], ...rows].map((cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(10) : cell.padStart(column === 3 ? 17 : 8))).join(''),
  )
  const failures = outcomes.filter(({ status }) => status === 'failed').map(failureLine)
  const skips = outcomes.flatMap(({ id, skipped = [] }) => skipped.map(({ name, why }) => `skipped: ${id} ${name}: ${why}`))
  const notes = [...failures, ...skips]
  return [...table, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n')
}

function failureLine({ id, procedure, worst }: FileOutcome): string {
  if (worst === undefined) return `failed: ${id} (${procedure}): holds no case`
  return `failed: ${id} (${procedure}): ${worst.path}: expected ${shown(worst.expected)}, found ${shown(worst.actual)}`
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 80)
}
