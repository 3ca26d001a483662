import type { FileOutcome } from './run-conform.ts'

/** How many files of one family passed, failed, or ask for what there is not. */
export type FamilyCount = Readonly<{ family: string; passed: number; failed: number; notImplemented: number }>

/**
 * The family a file belongs to: the first word of its id.
 *
 * @example
 * familyOf('liq-roll') // 'liq'
 */
export function familyOf(id: string): string {
  return id.split(/[-_]/, 1)[0] ?? id
}

/**
 * Counts outcomes by family, in the order of the names. A file that holds cases counts as its cases.
 *
 * @example
 * countFamilies(outcomes)[0] // { family: 'bt', passed: 10, failed: 0, notImplemented: 0 }
 */
export function countFamilies(outcomes: readonly FileOutcome[]): readonly FamilyCount[] {
  const counts = new Map<string, { family: string; passed: number; failed: number; notImplemented: number }>()
  for (const outcome of outcomes) {
    const family = familyOf(outcome.id)
    const count = counts.get(family) ?? { family, passed: 0, failed: 0, notImplemented: 0 }
    count.passed += outcome.cases.passed
    count.failed += outcome.status === 'failed' ? Math.max(1, outcome.cases.failed) : 0
    count.notImplemented += outcome.status === 'notImplemented' ? 1 : 0
    counts.set(family, count)
  }
  return [...counts.values()].toSorted((a, b) => (a.family < b.family ? -1 : 1))
}
