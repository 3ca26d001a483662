import { judgeNearly, sweepPool } from './watch-leap.ts'
import { findPoolLevels } from './watch-rest.ts'
import type { Watch } from './watch-state.ts'

const batchAccounts = 2048

/**
 * Goes through a leap's work without a leap. What runs for the first time is compiled quickly and not well, and takes four times as long; the
 * first leap should not. Nothing changes but near values, which are out of date with the next leap.
 *
 * @example
 * rehearseLeap(watch)
 */
export function rehearseLeap(watch: Watch): void {
  const { pool } = watch
  const { firstRow, names } = watch.accounts
  for (let start = 0; start < names.length; start += batchAccounts) {
    const end = Math.min(names.length, start + batchAccounts)
    let count = 0
    for (let account = start; account < end; account++) if (firstRow[account] !== 0) pool[count++] = account
    sweepPool(watch, count)
    findPoolLevels(watch, count, { underlying: 0, level: 0 })
    judgeNearly(watch, count)
  }
}
