import type { Fields } from '../fields.ts'
import type { CaseOutcome } from '../procedure.ts'
import type { Mismatch } from '../vector-file.ts'

/** How near a computed number must be. */
export type Nearness = Readonly<{ rel: number; abs: number }>

/** Collects what differs in one case. */
export type Checker = Readonly<{
  mismatches: Mismatch[]
  /** An expected number that is absent or null is not looked at. */
  near: (path: string, expected: unknown, actual: number) => void
  same: (path: string, expected: unknown, actual: unknown) => void
}>

/**
 * A checker that takes numbers within `allowed` for equal.
 *
 * @example
 * const check = createChecker({ rel: 1e-8, abs: 1e-8 })
 * check.near('IM', 10, 10.1)
 * check.mismatches.length // 1
 */
export function createChecker(allowed: Nearness): Checker {
  const mismatches: Mismatch[] = []
  return {
    mismatches,
    near: (path, expected, actual) => {
      if (expected === undefined || expected === null) return
      const isNear = typeof expected === 'number' && Math.abs(actual - expected) <= allowed.abs + allowed.rel * Math.abs(expected)
      if (!isNear) mismatches.push({ path, expected, actual })
    },
    same: (path, expected, actual) => {
      if (expected !== actual) mismatches.push({ path, expected, actual })
    },
  }
}

/**
 * Whether a number is the expected one once cut to whole dollars toward zero. The venue counts in whole 1e-18; a float that lies a rounding
 * below a whole dollar is that dollar.
 *
 * @example
 * isWholeDollars(880, 879.9999999999999) // true
 */
export function isWholeDollars(expected: number, actual: number): boolean {
  const rounding = 1e-9 * Math.max(1, Math.abs(actual))
  return [actual - rounding, actual, actual + rounding].some((near) => Math.trunc(near) === expected)
}

/**
 * The margins of a portfolio case, added up, that are not the expected whole dollars.
 *
 * @example
 * wholeDollarMismatches(one.fields('expected'), margins) // []
 */
export function wholeDollarMismatches(
  expected: Fields,
  margins: readonly Readonly<{ initialBalance: number; maintenanceBalance: number }>[],
): readonly Mismatch[] {
  const im = margins.reduce((sum, { initialBalance }) => sum + initialBalance, 0)
  const mm = margins.reduce((sum, { maintenanceBalance }) => sum + maintenanceBalance, 0)
  return (
    [
      ['im', im],
      ['mm', mm],
    ] as const
  )
    .filter(([name, actual]) => !isWholeDollars(expected.number(name), actual))
    .map(([name, actual]) => ({ path: name, expected: expected.number(name), actual }))
}

/**
 * One case's outcome; what is thrown fails that case and no other.
 *
 * @example
 * outcomeOf('Test1', () => mismatchesOf(one))
 */
export function outcomeOf(name: string, mismatchesOf: () => readonly Mismatch[]): CaseOutcome {
  try {
    return { name, mismatches: mismatchesOf() }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { name, mismatches: [{ path: 'error', expected: 'an answer', actual: error.message }] }
  }
}
