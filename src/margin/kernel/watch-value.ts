import { priceInstrument } from './band-grid.ts'
import { reserveIndexes } from './kernel.ts'
import { longer } from './watch-members.ts'
import type { Watch, WatchUnderlying } from './watch-state.ts'

/** An account and its balance: cash plus, of each underlying, the worst value of what it holds there. */
export type AccountBalance = Readonly<{
  account: string
  /** Its place among the watch's accounts. */
  index: number
  /** In quote; breached below 0. */
  balance: number
  /** Of each underlying it holds anything of: the first worst scenario, by position, and the value under it. */
  worst: readonly WorstOfUnderlying[]
}>

/**
 * Computes the worst value of each row of some accounts where the market is, unless it is known. Instruments are priced as they are needed.
 *
 * @example
 * valueAccounts(watch, watch.pool, 3)
 */
export function valueAccounts(watch: Watch, accounts: ArrayLike<number>, count: number): void {
  const { rows, now } = watch
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
  if (many) priceAll(watch)
  const offsets = [rows.starts, rows.columns, rows.sizes, now.grid.values, rows.worst].map((array) => array.byteOffset)
  if (listed > 0) now.market.kernel.code.sweepListed(listed, watch.listed.byteOffset, now.market.width, ...offsets)
  watch.counters.computed += count
}

/**
 * Prices every instrument where its underlying is, unless it is.
 *
 * @example
 * priceAll(watch)
 */
export function priceAll({ underlyings, now }: Watch): void {
  for (const { instruments } of underlyings) for (const instrument of instruments) priceInstrument(now, instrument)
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
 * The balances of accounts, with the first worst scenario of each of their rows.
 *
 * @example
 * accountBalances(watch, [3])[0]?.worst
 */
export function accountBalances(watch: Watch, accounts: readonly number[]): readonly AccountBalance[] {
  valueAccounts(watch, accounts, accounts.length)
  const { rows, now, outcomes, underlyings } = watch
  // A row may have been valued with a full set of instruments that has since been priced anew for none but a few.
  const many = accounts.length > now.grid.instruments.instruments / 4
  if (many) priceAll(watch)
  let listed = 0
  for (const account of accounts) {
    for (let named = watch.accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) {
      if (!many) priceRow(watch, named - 1)
      watch.listed[listed++] = 2 * (named - 1)
    }
  }
  const arrays = [rows.starts, rows.columns, rows.sizes, now.grid.values, outcomes, rows.scenario].map((array) => array.byteOffset)
  if (listed > 0) now.market.kernel.code.nameWorst(listed, watch.listed.byteOffset, now.market.width, ...arrays)
  return accounts.map((index) => {
    const worst: WorstOfUnderlying[] = []
    for (let named = watch.accounts.firstRow[index] as number; named > 0; named = rows.next[named - 1] as number) {
      const underlying = (underlyings[rows.underlying[named - 1] as number] as WatchUnderlying).name
      worst.push({ underlying, scenario: rows.scenario[2 * (named - 1)] as number, value: rows.worst[2 * (named - 1)] as number })
    }
    return { account: watch.accounts.names[index] as string, index, balance: valuedBalance(watch, index), worst }
  })
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
  if (watch.listed.length < watch.rows.account.length) {
    watch.listed = reserveIndexes(kernel, watch.rows.account.length)
    watch.found = reserveIndexes(kernel, watch.rows.account.length)
  }
  while (watch.pool.length < watch.accounts.names.length) watch.pool = longer(watch.pool)
}
