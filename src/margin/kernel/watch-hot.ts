import type { BandBox } from './band-box.ts'
import { highestInBox, leastAlong, lowestInBox, makeLines, seriesOfLines, type RowLines } from './band-lines.ts'
import { sumRoundingShare } from './band-moves.ts'
import { reserveIndexes, reserveNumbers, type Kernel } from './kernel.ts'
import { placeRow, type WatchMembers } from './watch-members.ts'
import type { Watch, WatchUnderlying } from './watch-state.ts'
import { noteSign, valueAccounts, valuedBalance } from './watch-value.ts'

/** Lines of hot rows, kept while their underlying's narrowest box lasts; and room to sum them in. */
export type HotLines = {
  readonly width: number
  /** Places of lines, four series each; and those that are free. */
  sums: Float64Array
  readonly free: number[]
  /** Of each row: its place plus one, 0 for none. */
  placeOf: Uint32Array
  /** The least and the greatest that a row's worst value can be where its underlying stands. */
  low: Float64Array
  high: Float64Array
  /** In the kernel's memory: rows of a batch, four for each row, and their sums. */
  readonly starts: Uint32Array
  readonly columns: Uint32Array
  readonly sizes: Float64Array
  readonly outcomes: Float64Array
}

const batchRows = 256
const batchPositions = 65_536
/** How many rows get lines in one call; others of a larger hot set are computed until it is their turn. */
const mostRowsAtOnce = 4096

/**
 * Makes room for lines.
 *
 * @example
 * const hot = createHotLines(kernel, 32)
 */
export function createHotLines(kernel: Kernel, width: number): HotLines {
  return {
    width,
    ...{ sums: new Float64Array(0), free: [], placeOf: new Uint32Array(16), low: new Float64Array(16), high: new Float64Array(16) },
    starts: reserveIndexes(kernel, seriesOfLines * batchRows + 1),
    columns: reserveIndexes(kernel, batchPositions),
    sizes: reserveNumbers(kernel, batchPositions),
    outcomes: reserveNumbers(kernel, seriesOfLines * batchRows * width),
  }
}

/**
 * Forgets a row's lines, if it has any.
 *
 * @example
 * dropLines(watch.hot, row)
 */
export function dropLines(hot: HotLines, row: number): void {
  const place = hot.placeOf[row] ?? 0
  if (place === 0) return
  hot.placeOf[row] = 0
  hot.free.push(place - 1)
}

/**
 * The rows of an underlying whose accounts may cross zero within its narrowest box.
 *
 * @example
 * hotRows(watch, 0).count
 */
export function hotRows({ places, levels }: Watch, underlying: number): WatchMembers {
  return (places.lists[underlying] as WatchMembers[])[levels.length] as WatchMembers
}

/**
 * Gives lines to hot accounts of an underlying that have none. An account whose lines do not reach zero in the narrowest box rests on that
 * box and is hot no more.
 *
 * @example
 * drawLines(watch, 0)
 */
export function drawLines(watch: Watch, underlying: number): void {
  const { hot, rows, accounts } = watch
  const list = hotRows(watch, underlying)
  const chosen: number[] = []
  for (let at = 0; at < list.count && chosen.length < mostRowsAtOnce; at++) {
    const row = list.rows[at] as number
    if ((hot.placeOf[row] ?? 0) === 0) chosen.push(rows.account[row] as number)
  }
  const batch: number[] = []
  let positions = 0
  for (const account of chosen) {
    for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) {
      const row = named - 1
      const more = seriesOfLines * ((rows.starts[2 * row + 1] as number) - (rows.starts[2 * row] as number))
      if (batch.length === batchRows || positions + more > batchPositions) {
        sumLines(watch, batch)
        batch.length = 0
        positions = 0
      }
      batch.push(row)
      positions += more
    }
  }
  sumLines(watch, batch)
  for (const account of chosen) restOnNarrowest(watch, account)
}

/** Four rows of the kernel for each: the side of an instrument's lines goes by the sign of the size. */
function sumLines(watch: Watch, batch: readonly number[]): void {
  const { hot, rows, lines, market } = watch
  let [to, line] = [0, 0]
  for (const row of batch) {
    const [start, end] = [rows.starts[2 * row] as number, rows.starts[2 * row + 1] as number]
    for (let at = start; at < end; at++) makeLines(lines, rows.columns[at] as number)
    for (let series = 0; series < seriesOfLines; series++) {
      hot.starts[line++] = to
      // Of the lower line a short position takes the upper one, and the other way round; ends stay.
      const other = series < 2 ? series + 2 : series - 2
      for (let at = start; at < end; at++) {
        const size = rows.sizes[at] as number
        hot.columns[to] = seriesOfLines * (rows.columns[at] as number) + (size > 0 ? series : other)
        hot.sizes[to++] = size
      }
    }
  }
  hot.starts[line] = to
  const arrays = [hot.starts, hot.columns, hot.sizes, lines.values, hot.outcomes].map((array) => array.byteOffset)
  market.kernel.code.sumRows(0, line, market.width, ...arrays)
  batch.forEach((row, position) => keepLines(hot, row, position))
}

function keepLines(hot: HotLines, row: number, position: number): void {
  if (row >= hot.placeOf.length) growRows(hot, row)
  const length = seriesOfLines * hot.width
  if ((hot.placeOf[row] as number) === 0) {
    if (hot.free.length === 0) growPlaces(hot, length)
    hot.placeOf[row] = (hot.free.pop() as number) + 1
  }
  hot.sums.set(hot.outcomes.subarray(position * length, (position + 1) * length), ((hot.placeOf[row] as number) - 1) * length)
}

function growRows(hot: HotLines, row: number): void {
  const length = Math.max(2 * hot.placeOf.length, row + 1)
  const placeOf = new Uint32Array(length)
  placeOf.set(hot.placeOf)
  hot.placeOf = placeOf
  const [low, high] = [new Float64Array(length), new Float64Array(length)]
  low.set(hot.low)
  high.set(hot.high)
  hot.low = low
  hot.high = high
}

function growPlaces(hot: HotLines, length: number): void {
  const before = hot.sums.length / length
  const after = 2 * before + 64
  const sums = new Float64Array(after * length)
  sums.set(hot.sums)
  hot.sums = sums
  for (let place = after - 1; place >= before; place--) hot.free.push(place)
}

function linesOf({ sums, placeOf, width }: HotLines, row: number): RowLines {
  return { sums, at: ((placeOf[row] as number) - 1) * seriesOfLines * width, width }
}

function restOnNarrowest(watch: Watch, account: number): void {
  const { hot, rows, places, accounts, levels } = watch
  const cash = accounts.cash[account] as number
  let [low, high, weight, count] = [cash, cash, Math.abs(cash), 2]
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) {
    const row = linesOf(hot, named - 1)
    const [lowest, highest] = [lowestInBox(row), highestInBox(row)]
    low += lowest
    high += highest
    weight += Math.abs(lowest) + Math.abs(highest)
    count++
  }
  const rounding = weight * count * sumRoundingShare
  const rests = low > rounding || high < -rounding
  // Its sign was last seen where the market was, which may be a move ago.
  if (rests) noteSign(watch, account, high < -rounding)
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) {
    const row = named - 1
    if (!rests) boundRow(watch, row)
    else {
      dropLines(hot, row)
      placeRow(places, { row, underlying: rows.underlying[row] as number, level: levels.length - 1 })
    }
  }
}

/** Where the row's underlying stands, from its lines. */
function boundRow({ hot, rows, underlyings, levels }: Watch, row: number): void {
  const { point, boxes } = underlyings[rows.underlying[row] as number] as WatchUnderlying
  const { lowSpot, highSpot } = boxes[levels.length - 1] as BandBox
  const along = highSpot > lowSpot ? (point.spot - lowSpot) / (highSpot - lowSpot) : 0
  const lines = linesOf(hot, row)
  hot.low[row] = leastAlong(lines, 0, along)
  hot.high[row] = leastAlong(lines, 2, along)
}

/**
 * Finds on which side of zero each hot account of an underlying is: from its lines, and where these leave it open by computing it.
 *
 * @example
 * judgeHot(watch, 0)
 */
export function judgeHot(watch: Watch, underlying: number): void {
  const { hot, rows } = watch
  const list = hotRows(watch, underlying)
  let open = 0
  for (let at = 0; at < list.count; at++) {
    const row = list.rows[at] as number
    const account = rows.account[row] as number
    if ((hot.placeOf[row] ?? 0) === 0) watch.pool[open++] = account
    else {
      boundRow(watch, row)
      if (!judgeByLines(watch, account)) watch.pool[open++] = account
    }
  }
  valueAccounts(watch, watch.pool, open)
  for (let at = 0; at < open; at++) noteSign(watch, watch.pool[at] as number, valuedBalance(watch, watch.pool[at] as number) < 0)
}

function judgeByLines(watch: Watch, account: number): boolean {
  const { hot, rows, accounts } = watch
  const cash = accounts.cash[account] as number
  let [low, high, weight, count] = [cash, cash, Math.abs(cash), 2]
  for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) {
    const [lowest, highest] = [hot.low[named - 1] as number, hot.high[named - 1] as number]
    low += lowest
    high += highest
    weight += Math.abs(lowest) + Math.abs(highest)
    count++
  }
  const rounding = weight * count * sumRoundingShare
  if (low > rounding) noteSign(watch, account, false)
  else if (high < -rounding) noteSign(watch, account, true)
  else return false
  return true
}
