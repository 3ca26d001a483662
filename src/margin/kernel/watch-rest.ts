import { mostLevels } from './band-box.ts'
import { leastCertain, sumRoundingShare } from './band-moves.ts'
import { nearNumbers } from './near-grid.ts'
import { findLevels, unknownLevel } from './near-levels.ts'
import { certify, factorsOf, poolOf, sumMovesOf } from './watch-certify.ts'
import { dropLines } from './hot-lines.ts'
import type { LeftBoxes } from './watch-leap.ts'
import { placeRow, type WatchMembers } from './watch-members.ts'
import type { Watch } from './watch-state.ts'

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
 * Finds on which level the pool's accounts can rest, as if each had its first row alone; names and levels stand in `watch.listed` and
 * `watch.found`.
 *
 * @example
 * findPoolLevels(watch, count, { underlying: 0, level: 0 })
 */
export function findPoolLevels(watch: Watch, count: number, { underlying, level: from }: LeftBoxes): void {
  const { pool, listed, found, factors, leaps, levels, rows } = watch
  const { firstRow } = watch.accounts
  for (let at = 0; at < count; at++) listed[at] = 2 * ((firstRow[pool[at] as number] as number) - 1)
  factors.set(factorsOf(watch).subarray(underlying * mostLevels, (underlying + 1) * mostLevels))
  const search = { rows, listed, count, moves: watch.moves, factors, values: rows.near, stamp: leaps, from, to: levels.length, found }
  findLevels(watch.market.kernel, search)
}

/**
 * Lets accounts of one row rest, as most are: the kernel finds their levels.
 *
 * @returns How many accounts it leaves, of several rows or changed since the leap; they stand first in the pool.
 */
function restLoneRows(watch: Watch, count: number, left: LeftBoxes): number {
  findPoolLevels(watch, count, left)
  const { pool, listed, found, places, hot, rows } = watch
  const { underlying } = left
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
