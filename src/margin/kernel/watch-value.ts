import { priceInstrument } from './band-grid.ts'
import { reserveIndexes } from './kernel.ts'
import { longer } from './watch-members.ts'
import type { Watch, WatchUnderlying } from './watch-state.ts'

/**
 * Calls for each row of an account, in the order in which balances add them.
 *
 * @example
 * eachRow(watch, 3, (row) => rows.push(row))
 */
export function eachRow(watch: Watch, account: number, call: (row: number) => void): void {
  const { rows, accounts } = watch
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) call(named - 1)
}

/**
 * Computes the worst value of each row of some accounts where the market is, unless it is known. Instruments are priced as they are needed.
 *
 * @example
 * valueAccounts(watch, watch.pool, 3)
 */
export function valueAccounts(watch: Watch, accounts: ArrayLike<number>, count: number): void {
  const { rows, now, underlyings } = watch
  // With many accounts nearly every instrument is used, and looking at each position costs more than pricing the few that are not.
  const many = count > now.grid.instruments.instruments / 4
  let listed = 0
  for (let at = 0; at < count; at++) {
    for (let named = watch.accounts.firstRow[accounts[at] as number] as number; named > 0; named = rows.next[named - 1] as number) {
      const row = named - 1
      const underlying = rows.underlying[row] as number
      const moved = now.moved[underlying] as number
      if (rows.valued[row] === moved) continue
      rows.valued[row] = moved
      watch.listed[listed++] = 2 * row
      if (!many) priceRow(watch, row)
    }
  }
  if (many) for (const { instruments } of underlyings) for (const instrument of instruments) priceInstrument(now, instrument)
  const offsets = [rows.starts, rows.columns, rows.sizes, now.grid.values, rows.worst].map((array) => array.byteOffset)
  if (listed > 0) now.market.kernel.code.sweepListed(listed, watch.listed.byteOffset, now.market.width, ...offsets)
  watch.counters.computed += count
}

function priceRow({ rows, now }: Watch, row: number): void {
  const end = rows.starts[2 * row + 1] as number
  for (let at = rows.starts[2 * row] as number; at < end; at++) priceInstrument(now, rows.columns[at] as number)
}

/**
 * The balance of an account whose rows are valued: cash plus the worst value of each row.
 *
 * @example
 * const balance = valuedBalance(watch, 3)
 */
export function valuedBalance({ accounts, rows }: Watch, account: number): number {
  let balance = accounts.cash[account] as number
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number)
    balance += rows.worst[2 * (named - 1)] as number
  return balance
}

/** The worst scenario of one of an account's underlyings. */
export type WorstOfUnderlying = Readonly<{ underlying: string; scenario: number; value: number }>

/**
 * The first worst scenario of each of an account's rows.
 *
 * @example
 * worstScenarios(watch, 3)[0]?.scenario
 */
export function worstScenarios(watch: Watch, account: number): readonly WorstOfUnderlying[] {
  valueAccounts(watch, [account], 1)
  const { rows, now, outcomes } = watch
  const found: WorstOfUnderlying[] = []
  eachRow(watch, account, (row) => {
    priceRow(watch, row)
    const arrays = [rows.starts, rows.columns, rows.sizes, now.grid.values, outcomes].map((array) => array.byteOffset)
    now.market.kernel.code.sumRows(2 * row, 2 * row + 1, now.market.width, ...arrays)
    const value = rows.worst[2 * row] as number
    const { name } = watch.underlyings[rows.underlying[row] as number] as WatchUnderlying
    found.push({ underlying: name, scenario: outcomes.subarray(0, now.market.scenarios.length).indexOf(value), value })
  })
  return found
}

/**
 * Notes whether an account's balance is below zero; a change is reported when the call ends.
 *
 * @example
 * noteSign(watch, 3, balance < 0)
 */
export function noteSign({ accounts, changed }: Watch, account: number, isBelow: boolean): void {
  const below = isBelow ? 1 : 0
  if (accounts.below[account] === below) return
  accounts.below[account] = below
  changed.push(account)
}

/**
 * Makes room for as many names as there are rows and accounts.
 *
 * @example
 * fitLists(watch)
 */
export function fitLists(watch: Watch): void {
  const { kernel } = watch.market
  if (watch.listed.length < watch.rows.account.length) watch.listed = reserveIndexes(kernel, watch.rows.account.length)
  while (watch.pool.length < watch.accounts.names.length) watch.pool = longer(watch.pool)
}
