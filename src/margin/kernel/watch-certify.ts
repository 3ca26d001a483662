import { boxAround, mostLevels, type BandBox, type BandLevel } from './band-box.ts'
import { setLinesBox } from './band-lines.ts'
import { leastCertain, movesOfTerm, moveWithin, sumRoundingShare, type TermMoves } from './band-moves.ts'
import { dropLines } from './hot-lines.ts'
import { placeRow, type WatchMembers } from './watch-members.ts'
import type { Watch, WatchUnderlying } from './watch-state.ts'
import { noteSign, valueAccounts, valuedBalance } from './watch-value.ts'

/**
 * Sets an underlying's boxes of a level and all narrower ones around where it stands.
 *
 * @example
 * recentre(watch, 0, 2)
 */
export function recentre(watch: Watch, underlying: number, level: number): void {
  const { levels, now } = watch
  const changed = watch.underlyings[underlying] as WatchUnderlying
  for (let k = level; k < levels.length; k++) {
    changed.boxes[k] = boxAround(changed.point, levels[k] as BandLevel)
    changed.madeAt[k] = now.moved[underlying] as number
    writeMoves(watch, underlying, k)
    const lines = watch.lines[k]
    if (lines !== undefined) setLinesBox(lines, underlying, changed.boxes[k] as BandBox)
  }
}

function writeMoves({ market, moves, underlyings }: Watch, underlying: number, level: number): void {
  const { instruments, boxes } = underlyings[underlying] as WatchUnderlying
  const { termOf, kinds, strikes, volatilities } = market.instruments
  const ofTerm: (TermMoves | undefined)[] = market.terms.map((term) =>
    term.underlying === underlying ? movesOfTerm(market, term, boxes[level] as BandBox) : undefined,
  )
  for (const i of instruments) {
    const moved = ofTerm[termOf[i] as number] as TermMoves
    moves[mostLevels * i + level] = moveWithin(moved, kinds[i] === 0, strikes[i] as number, volatilities[i] as number)
  }
}

/**
 * Lists the accounts of an underlying that rest on a level's box or a narrower one.
 *
 * @returns How many stand in `watch.pool`.
 *
 * @example
 * const count = poolOf(watch, 0, 2)
 */
export function poolOf({ places, pool, rows }: Watch, underlying: number, level: number): number {
  const lists = places.lists[underlying] as WatchMembers[]
  let expected = 0
  for (let k = level; k < lists.length; k++) expected += (lists[k] as WatchMembers).count
  const { account, underlying: of } = rows
  const { levelOf } = places
  let count = 0
  if (expected > rows.count / 16) {
    // Lists grow out of order, and many rows read out of order cost more than the reading.
    for (let row = 0; row < Math.min(rows.count, levelOf.length); row++)
      if ((levelOf[row] as number) > level && of[row] === underlying) pool[count++] = account[row] as number
    return count
  }
  for (let k = level; k < lists.length; k++) {
    const { rows: listed, count: members } = lists[k] as WatchMembers
    for (let at = 0; at < members; at++) pool[count++] = account[listed[at] as number] as number
  }
  return count
}

/**
 * Computes the balances of the pool's accounts and lets each rest on the widest level, from a given one on, whose boxes it cannot cross
 * zero in. Those that could in the narrowest are hot.
 *
 * @example
 * certify(watch, { count, from: 0 })
 */
export function certify(watch: Watch, { count, from }: Readonly<{ count: number; from: number }>): void {
  const factors = factorsOf(watch)
  // A batch's positions are read twice, and are still near the second time.
  for (let start = 0; start < count; start += batchAccounts) {
    const batch = watch.pool.subarray(start, Math.min(count, start + batchAccounts))
    valueAccounts(watch, batch, batch.length)
    sumMovesOf(watch, batch)
    restBatch(watch, batch, { from, factors })
  }
  watch.counters.certified += count
}

const batchAccounts = 2048

type Resting = Readonly<{ from: number; factors: Float64Array }>

function restBatch(watch: Watch, batch: Uint32Array, resting: Resting): void {
  const { rows, accounts } = watch
  for (let at = 0; at < batch.length; at++) {
    const account = batch[at] as number
    const first = accounts.firstRow[account] as number
    if (first > 0 && rows.next[first - 1] === 0) restRow(watch, account, first - 1, resting)
    else restRows(watch, account, resting)
  }
}

/** What `restRows` does, for an account of one row, as most are. */
function restRow(watch: Watch, account: number, row: number, { from, factors }: Resting): void {
  const { rows, accounts, places, hot, levels } = watch
  const cash = accounts.cash[account] as number
  const worst = rows.worst[2 * row] as number
  const underlying = rows.underlying[row] as number
  const balance = cash + worst
  if ((accounts.below[account] === 1) !== balance < 0) noteSign(watch, account, balance < 0)
  const weight = Math.abs(cash) + Math.abs(worst)
  let level = from
  for (; level < levels.length; level++) {
    const move = (factors[underlying * mostLevels + level] as number) * (rows.moves[2 * mostLevels * row + level] as number)
    if (Math.abs(balance) > move + (weight + move) * 3 * sumRoundingShare + leastCertain) break
  }
  if ((hot.placeOf[row] ?? 0) !== 0) dropLines(hot, row)
  if (places.levelOf[row] !== level + 1) placeRow(places, { row, underlying, level })
}

function restRows(watch: Watch, account: number, { from, factors }: Resting): void {
  const { rows, accounts, places } = watch
  const balance = valuedBalance(watch, account)
  noteSign(watch, account, balance < 0)
  const level = widestLevel(watch, { account, balance, from, factors })
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) {
    dropLines(watch.hot, named - 1)
    placeRow(places, { row: named - 1, underlying: rows.underlying[named - 1] as number, level })
  }
}

/**
 * Sums how far the rows of some accounts can move within the boxes of each level.
 *
 * @example
 * sumMovesOf(watch, watch.pool.subarray(0, 3))
 */
export function sumMovesOf(watch: Watch, batch: Uint32Array): void {
  const { rows, accounts, market } = watch
  let listed = 0
  for (const account of batch) {
    for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number)
      watch.listed[listed++] = 2 * (named - 1)
  }
  const offsets = [watch.listed, rows.starts, rows.columns, rows.sizes, watch.moves, rows.moves].map((array) => array.byteOffset)
  if (listed > 0) market.kernel.code.sumMoves(listed, ...offsets)
}

/**
 * How often an underlying's moves of a level count, at `underlying * mostLevels + level`: moves are from a box's middle, so once where that
 * is where the market stands, twice where it stands anywhere in the box.
 *
 * @example
 * const factors = factorsOf(watch)
 */
export function factorsOf({ underlyings, now, levels }: Watch): Float64Array {
  const factors = new Float64Array(underlyings.length * mostLevels)
  underlyings.forEach(({ madeAt }, underlying) => {
    for (let k = 0; k < levels.length; k++) factors[underlying * mostLevels + k] = madeAt[k] === now.moved[underlying] ? 1 : 2
  })
  return factors
}

function widestLevel(
  { rows, accounts, levels }: Watch,
  { account, balance, from, factors }: Readonly<{ account: number; balance: number; from: number; factors: Float64Array }>,
): number {
  const first = accounts.firstRow[account] as number
  let weight = Math.abs(accounts.cash[account] as number)
  let count = 2
  for (let named = first; named > 0; named = rows.next[named - 1] as number) {
    weight += Math.abs(rows.worst[2 * (named - 1)] as number)
    count++
  }
  for (let level = from; level < levels.length; level++) {
    let move = 0
    for (let named = first; named > 0; named = rows.next[named - 1] as number) {
      const row = named - 1
      const factor = factors[(rows.underlying[row] as number) * mostLevels + level] as number
      move += factor * (rows.moves[2 * mostLevels * row + level] as number)
    }
    // A balance of zero is not below zero, but one a hair lower is: both sides are kept away from it.
    if (Math.abs(balance) > move + (weight + move) * count * sumRoundingShare + leastCertain) return level
  }
  return levels.length
}
