import { leastCertain, sumRoundingShare } from './band-moves.ts'
import { narrowGrid, nearNumbers, sweepNear } from './near-grid.ts'
import type { Watch } from './watch-state.ts'
import { noteSign, priceAll, valueAccounts, valuedBalance } from './watch-value.ts'

/** The boxes of an underlying that were left: those of a level and all narrower ones. */
export type LeftBoxes = Readonly<{ underlying: number; level: number }>

/**
 * Finds on which side of zero the pool's accounts are, and leaves it to the next tick to find boxes for them. Balances are computed in single
 * precision first; those that its rounding leaves open are computed exactly.
 *
 * @param given - How many accounts stand in the pool, and which boxes they rested on.
 *
 * @example
 * leap(watch, { underlying: 0, level: 0, count: poolOf(watch, 0, 0) })
 */
export function leap(watch: Watch, { underlying, level, count }: LeftBoxes & Readonly<{ count: number }>): void {
  sweepPool(watch, count)
  const open = judgeNearly(watch, count)
  watch.counters.computed += count - open
  valueAccounts(watch, watch.pool, open)
  for (let at = 0; at < open; at++) noteSign(watch, watch.pool[at] as number, valuedBalance(watch, watch.pool[at] as number) < 0)
  watch.pending = { underlying, level }
}

/**
 * Sums the rows of the pool's accounts in single precision, where the market stands.
 *
 * @example
 * sweepPool(watch, count)
 */
export function sweepPool(watch: Watch, count: number): void {
  const { rows, near, now, accounts, pool, listed } = watch
  const { kernel } = now.market
  priceAll(watch)
  narrowGrid(kernel, now.grid, near)
  const { firstRow } = accounts
  const { next } = rows
  let inList = 0
  for (let at = 0; at < count; at++)
    for (let named = firstRow[pool[at] as number] as number; named > 0; named = next[named - 1] as number)
      listed[inList++] = 2 * (named - 1)
  watch.leaps++
  sweepNear(kernel, { rows, grid: now.grid, near, listed, count: inList, stamp: watch.leaps, values: rows.near })
}

/**
 * Notes signs of the pool's accounts from what `sweepPool` found, and how far each may move.
 *
 * @returns How many accounts it leaves open; they stand first in the pool.
 *
 * @example
 * const open = judgeNearly(watch, count)
 */
export function judgeNearly(watch: Watch, count: number): number {
  const { pool } = watch
  const { near, next } = watch.rows
  const { cash, firstRow, below } = watch.accounts
  let open = 0
  for (let at = 0; at < count; at++) {
    const account = pool[at] as number
    let balance = cash[account] as number
    let error = 0
    let weight = Math.abs(balance)
    let addends = 2
    for (let named = firstRow[account] as number; named > 0; named = next[named - 1] as number) {
      const worst = near[nearNumbers * (named - 1)] as number
      balance += worst
      error += near[nearNumbers * (named - 1) + 1] as number
      weight += Math.abs(worst)
      addends++
    }
    const room = (Math.abs(balance) - error - (weight + error) * 2 * addends * sumRoundingShare - leastCertain) * (1 - 8 * sumRoundingShare)
    if (addends === 3) near[nearNumbers * ((firstRow[account] as number) - 1) + 3] = room
    // What is not a number is above nothing, and so is left open.
    if (!(room > 0)) pool[open++] = account
    else if ((below[account] === 1) !== balance < 0) noteSign(watch, account, balance < 0)
  }
  return open
}

/**
 * Has an account computed exactly when it is to rest after a leap, because its cash has changed since.
 *
 * @example
 * forgetRoom(watch, 3)
 */
export function forgetRoom({ accounts, rows }: Watch, account: number): void {
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number)
    rows.near[nearNumbers * (named - 1) + 2] = 0
}
