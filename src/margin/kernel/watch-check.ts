import { createBandGrid, moveBandGrid, priceInstrument, type BandGrid } from './band-grid.ts'
import { reserveIndexes, reserveNumbers } from './kernel.ts'
import type { Watch } from './watch-state.ts'

/** A watch, and room of its own to compute all of it. */
export type WatchCheck = { readonly watch: Watch; readonly grid: BandGrid; listed: Uint32Array; worst: Float64Array }

/**
 * Makes room to check a watch.
 *
 * @example
 * const check = createWatchCheck(watch)
 */
export function createWatchCheck(watch: Watch): WatchCheck {
  return { watch, grid: createBandGrid(watch.market), listed: new Uint32Array(0), worst: new Float64Array(0) }
}

/**
 * Prices everything anew, computes every account's balance, and counts the accounts whose sign the watch has otherwise. Nothing of what the
 * watch knows of values or boxes is used.
 *
 * @returns 0, if what the watch promises holds.
 *
 * @example
 * countMismatches(check) // 0
 */
export function countMismatches(check: WatchCheck): number {
  const { rows, market, underlyings, accounts } = check.watch
  if (check.listed.length < rows.count) {
    check.listed = reserveIndexes(market.kernel, rows.account.length)
    check.worst = reserveNumbers(market.kernel, 2 * rows.account.length)
  }
  const { grid, listed, worst } = check
  underlyings.forEach(({ point, instruments }, underlying) => {
    moveBandGrid(grid, underlying, point)
    for (const instrument of instruments) priceInstrument(grid, instrument)
  })
  for (let row = 0; row < rows.count; row++) listed[row] = 2 * row
  const arrays = [rows.starts, rows.columns, rows.sizes, grid.grid.values, worst].map((array) => array.byteOffset)
  market.kernel.code.sweepListed(rows.count, listed.byteOffset, market.width, ...arrays)
  let mismatches = 0
  for (let account = 0; account < accounts.names.length; account++) {
    let balance = accounts.cash[account] as number
    for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number)
      balance += worst[2 * (named - 1)] as number
    if (balance < 0 !== (accounts.below[account] === 1)) mismatches++
  }
  return mismatches
}
