import { mostLevels } from './band-box.ts'
import { leastCertain, sumRoundingShare } from './band-moves.ts'
import { narrowGrid, nearNumbers, sweepNear } from './near-grid.ts'
import { certify, factorsOf, poolOf, sumMovesOf } from './watch-certify.ts'
import { findLevels, unknownLevel } from './near-levels.ts'
import { dropLines } from './watch-hot.ts'
import { placeRow, type WatchMembers } from './watch-members.ts'
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

function sweepPool(watch: Watch, count: number): void {
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

/** @returns How many accounts it leaves open; they stand first in the pool. */
function judgeNearly(watch: Watch, count: number): number {
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

/**
 * Lets each account that had to leave its boxes rest on the widest it cannot cross zero in. The market must stand where it leapt to.
 *
 * @example
 * restAfterLeap(watch, { underlying: 0, level: 0 })
 */
export function restAfterLeap(watch: Watch, left: LeftBoxes): void {
  const count = poolOf(watch, left.underlying, left.level)
  emptyLists(watch, left)
  const others = restLoneRows(watch, count, left)
  sumMovesOf(watch, watch.pool.subarray(0, others))
  const changed = restNearly(watch, others, left.level)
  watch.counters.certified += count - changed
  certify(watch, { count: changed, from: left.level })
}

/**
 * Lets accounts of one row rest, as most are: the kernel finds their levels.
 *
 * @returns How many accounts it leaves, of several rows or changed since the leap; they stand first in the pool.
 */
function restLoneRows(watch: Watch, count: number, { underlying, level: from }: LeftBoxes): number {
  const { pool, listed, found, factors, places, hot, leaps, levels, rows } = watch
  const { firstRow } = watch.accounts
  for (let at = 0; at < count; at++) listed[at] = 2 * ((firstRow[pool[at] as number] as number) - 1)
  factors.set(factorsOf(watch).subarray(underlying * mostLevels, (underlying + 1) * mostLevels))
  const search = { rows, listed, count, moves: watch.moves, factors, values: rows.near, stamp: leaps, from, to: levels.length, found }
  findLevels(watch.market.kernel, search)
  let others = 0
  for (let at = 0; at < count; at++) {
    const row = (listed[at] as number) >> 1
    const level = found[at] as number
    if (level === unknownLevel || rows.next[row] !== 0) pool[others++] = pool[at] as number
    else {
      if ((hot.placeOf[row] ?? 0) !== 0) dropLines(hot, row)
      placeRow(places, { row, underlying, level })
    }
  }
  return others
}

/** All rows of these lists are placed anew: taking them out one by one would take longer. */
function emptyLists({ places }: Watch, { underlying, level }: LeftBoxes): void {
  const { levelOf } = places
  for (const list of (places.lists[underlying] as WatchMembers[]).slice(level)) {
    for (let at = 0; at < list.count; at++) levelOf[list.rows[at] as number] = 0
    list.count = 0
  }
}

/**
 * What `restLoneRows` does, for accounts of any number of rows.
 *
 * @returns How many accounts have changed since the leap, or were not there; they stand first in the pool, and rest nowhere yet.
 */
function restNearly(watch: Watch, count: number, from: number): number {
  const { pool, leaps, places, hot } = watch
  const { near, next, underlying } = watch.rows
  const { cash, firstRow } = watch.accounts
  const factors = factorsOf(watch)
  let changed = 0
  for (let at = 0; at < count; at++) {
    const account = pool[at] as number
    const first = firstRow[account] as number
    let balance = cash[account] as number
    let error = 0
    let weight = Math.abs(balance)
    let addends = 2
    let known = true
    for (let named = first; named > 0; named = next[named - 1] as number) {
      const place = nearNumbers * (named - 1)
      const worst = near[place] as number
      known = known && near[place + 2] === leaps
      balance += worst
      error += near[place + 1] as number
      weight += Math.abs(worst)
      addends++
    }
    if (!known) {
      pool[changed++] = account
      continue
    }
    const level = levelFor(watch, { first, from, factors, balance: Math.abs(balance) - error, weight: weight + error, addends })
    for (let named = first; named > 0; named = next[named - 1] as number) {
      const row = named - 1
      if ((hot.placeOf[row] ?? 0) !== 0) dropLines(hot, row)
      placeRow(places, { row, underlying: underlying[row] as number, level })
    }
  }
  return changed
}

type Judged = Readonly<{ first: number; from: number; factors: Float64Array; balance: number; weight: number; addends: number }>

/** The widest level in whose boxes the account's rows move by less than its balance is away from zero at least. */
function levelFor({ rows, levels }: Watch, { first, from, factors, balance, weight, addends }: Judged): number {
  const { next, underlying, moves } = rows
  for (let level = from; level < levels.length; level++) {
    let move = 0
    for (let named = first; named > 0; named = next[named - 1] as number) {
      const factor = factors[(underlying[named - 1] as number) * mostLevels + level] as number
      move += factor * (moves[2 * mostLevels * (named - 1) + level] as number)
    }
    if (balance > move + (weight + move) * addends * sumRoundingShare + leastCertain) return level
  }
  return levels.length
}
