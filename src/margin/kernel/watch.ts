import { ArgumentError, requireFinite, requireNotNegative } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { boxHolds, type BandBox, type MarketPoint } from './band-box.ts'
import { moveBandGrid } from './band-grid.ts'
import { requireCountable } from './require-countable.ts'
import { drawLines, hotRows, judgeHot } from './watch-hot.ts'
import { certify, poolOf, recentre } from './watch-certify.ts'
import { forgetRoom, leap } from './watch-leap.ts'
import { restAfterLeap } from './watch-rest.ts'
import { addRow, setRowSize } from './watch-rows.ts'
import type { Watch, WatchCounters, WatchUnderlying } from './watch-state.ts'
import { accountBalances, fitLists, noteSign, valuedBalance, type AccountBalance } from './watch-value.ts'

/** An underlying has moved. */
export type WatchTick = MarketPoint & Readonly<{ underlying: string }>

/** Accounts whose balance has fallen below zero, or is there no more, and what it took to know. */
export type WatchChanges = Readonly<{
  breached: readonly AccountBalance[]
  recovered: readonly AccountBalance[]
  counters: Readonly<WatchCounters>
}>

/**
 * Moves an underlying and says which accounts are on the other side of zero now. What is not named has not changed sides: its balance was
 * computed, or it is certain that it did not reach zero.
 *
 * @throws ArgumentError for an underlying that is not watched, a spot or volatility factor below 0, beyond 2^53 or none.
 *
 * @example
 * const markets = [{ underlying: 'BTC', spot: 60_000, volatilityFactor: 1, at: timeUs(0) }]
 * const instruments = [{ kind: 'linear', name: 'BTC-PERP', underlying: 'BTC' }]
 * const scenarios = [{ spotFactor: 0.9 }, { spotFactor: 1.1 }]
 * const accounts = [{ name: 'fund-7', cash: -50_000, positions: [{ instrument: 0, size: 1 }] }]
 * const watch = createWatch({ markets, instruments, scenarios, accounts })
 * tick(watch, { underlying: 'BTC', spot: 55_000, volatilityFactor: 1, at: timeUs(1e6) }).breached[0]?.balance // -500
 */
export function tick(watch: Watch, { underlying: name, ...point }: WatchTick): WatchChanges {
  requireNotNegative('spot', point.spot)
  requireCountable('spot', point.spot)
  requireNotNegative('volatilityFactor', point.volatilityFactor)
  requireCountable('volatilityFactor', point.volatilityFactor)
  requireFinite('at', point.at)
  const underlying = indexOfUnderlying(watch, name)
  const moved = watch.underlyings[underlying] as WatchUnderlying
  begin(watch)
  const level = moved.boxes.findIndex((box: BandBox) => !boxHolds(box, point))
  const { pending } = watch
  // What a leap left to be done is done where the market stood then, unless it would be done again.
  const rests = pending !== undefined && !(pending.underlying === underlying && level >= 0 && level <= pending.level)
  if (rests) restAfterLeap(watch, pending)
  watch.pending = undefined
  moved.point = point
  moveBandGrid(watch.now, underlying, point)
  if (level >= 0) {
    watch.counters.leftLevel = level
    recentre(watch, underlying, level)
    const count = poolOf(watch, underlying, level)
    if (count > watch.mostAtOnce) leap(watch, { underlying, level, count })
    else certify(watch, { count, from: level })
  }
  // The tick after a leap has done enough: until there are lines, hot accounts are computed.
  if (watch.pending === undefined && !rests) drawLines(watch, underlying)
  if (level < 0) judgeHot(watch, underlying)
  return finish(watch, underlying)
}

/**
 * Sets what an account holds of an instrument.
 *
 * @param change - `account` and `instrument` by index; `size` in units, negative for short, 0 for none.
 * @returns The account, if its balance is on the other side of zero now.
 * @throws ArgumentError for an account or instrument that is not there, or a size beyond 2^53 or none.
 *
 * @example
 * setPosition(watch, { account: 0, instrument: 0, size: 1.1 }).recovered[0]?.balance // 4450
 */
export function setPosition(watch: Watch, change: Readonly<{ account: number; instrument: number; size: number }>): WatchChanges {
  const { account, instrument, size } = change
  requireAccount(watch, account)
  requireCountable('size', size)
  requireInstrument(watch, instrument)
  begin(watch)
  setRowSize(watch.rows, rowFor(watch, account, instrument), { instrument, size })
  return certifyAgain(watch, account)
}

/**
 * Sets an account's cash.
 *
 * @returns The account, if its balance is on the other side of zero now.
 * @throws ArgumentError for an account that is not there, or cash beyond 2^53 or none.
 *
 * @example
 * setCash(watch, { account: 0, cash: -60_000 }).breached[0]?.balance // -5550
 */
export function setCash(watch: Watch, { account, cash }: Readonly<{ account: number; cash: number }>): WatchChanges {
  requireAccount(watch, account)
  requireCountable('cash', cash)
  begin(watch)
  watch.accounts.cash[account] = cash
  forgetRoom(watch, account)
  return certifyAgain(watch, account)
}

/**
 * Computes an account's balance where the market is.
 *
 * @throws ArgumentError for an account that is not there.
 *
 * @example
 * balanceOf(watch, 0).balance // -5550
 */
export function balanceOf(watch: Watch, account: number): AccountBalance {
  requireAccount(watch, account)
  return accountBalances(watch, [account])[0] as AccountBalance
}

/**
 * The accounts whose balance is below zero, by index.
 *
 * @example
 * breachedAccounts(watch) // [0]
 */
export function breachedAccounts({ accounts }: Watch): readonly number[] {
  const found: number[] = []
  for (let account = 0; account < accounts.names.length; account++) if (accounts.below[account] === 1) found.push(account)
  return found
}

function begin(watch: Watch): void {
  watch.changed.length = 0
  watch.counters = { leftLevel: watch.levels.length, certified: 0, hot: 0, computed: 0 }
}

function certifyAgain(watch: Watch, account: number): WatchChanges {
  watch.pool[0] = account
  certify(watch, { count: 1, from: 0 })
  // Without positions there is no row to be listed by, and no move to wait for.
  noteSign(watch, account, valuedBalance(watch, account) < 0)
  return finish(watch, undefined)
}

function finish(watch: Watch, underlying: number | undefined): WatchChanges {
  const { changed, accounts, counters } = watch
  const [breached, recovered]: [AccountBalance[], AccountBalance[]] = [[], []]
  for (const found of accountBalances(watch, changed)) {
    invariant(found.balance < 0 === (accounts.below[found.index] === 1), 'a certified sign is the sign of the balance')
    if (found.balance < 0) breached.push(found)
    else recovered.push(found)
  }
  if (underlying !== undefined) counters.hot = hotRows(watch, underlying).count
  return { breached, recovered, counters }
}

function rowFor(watch: Watch, account: number, instrument: number): number {
  const { rows, accounts, market } = watch
  const term = market.terms[market.instruments.termOf[instrument] as number] as Readonly<{ underlying: number }>
  let last = 0
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) {
    if (rows.underlying[named - 1] === term.underlying) return named - 1
    last = named
  }
  const row = addRow(rows, { account, underlying: term.underlying, room: 4 })
  if (last === 0) accounts.firstRow[account] = row + 1
  else rows.next[last - 1] = row + 1
  fitLists(watch)
  return row
}

function indexOfUnderlying({ underlyings }: Watch, name: string): number {
  const index = underlyings.findIndex((underlying) => underlying.name === name)
  if (index >= 0) return index
  const expected = `one of ${underlyings.map((underlying) => underlying.name).join(', ')}`
  throw new ArgumentError('underlying', { expected, found: name })
}

function requireAccount({ accounts }: Watch, account: number): void {
  if (account in accounts.names) return
  throw new ArgumentError('account', { expected: `a whole number below ${accounts.names.length}`, found: String(account) })
}

function requireInstrument({ instrumentNames }: Watch, instrument: number): void {
  if (instrument in instrumentNames) return
  throw new ArgumentError('instrument', { expected: `a whole number below ${instrumentNames.length}`, found: String(instrument) })
}
