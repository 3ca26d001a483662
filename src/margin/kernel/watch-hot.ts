import type { BandBox } from './band-box.ts'
import { leastAlong, makeLines, seriesOfLines, type BandLines, type RowLines } from './band-lines.ts'
import { leastCertain, sumRoundingShare } from './band-moves.ts'
import { dropLines, type HotLines } from './hot-lines.ts'
import { placeRow, type WatchMembers } from './watch-members.ts'
import type { Watch, WatchUnderlying } from './watch-state.ts'
import { noteSign, valueAccounts, valuedBalance } from './watch-value.ts'

/** How many levels, from the narrowest on, have lines: in wider boxes volatility may move too far for them to be close. */
export const lineLevels = 1

/** How many rows get lines in one call; others of a larger hot set are computed until it is their turn. */
const mostRowsAtOnce = 4096

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
 * Gives lines to hot accounts of an underlying that have none. An account whose lines do not reach zero in a box of a level rests on that
 * level and is hot no more.
 *
 * @example
 * drawLines(watch, 0)
 */
export function drawLines(watch: Watch, underlying: number): void {
  const { hot, rows, levels } = watch
  const list = hotRows(watch, underlying)
  let chosen: number[] = []
  for (let at = 0; at < list.count && chosen.length < mostRowsAtOnce; at++) {
    const row = list.rows[at] as number
    if ((hot.placeOf[row] ?? 0) === 0) chosen.push(rows.account[row] as number)
  }
  for (let level = 0; level < levels.length && chosen.length > 0; level++) {
    const lines = watch.lines[level]
    if (lines !== undefined) chosen = sumInBatches(watch, { lines, level, chosen })
  }
}

/** @returns The accounts that do not rest on the level; their rows' lines are kept. */
function sumInBatches(
  watch: Watch,
  { lines, level, chosen }: Readonly<{ lines: BandLines; level: number; chosen: readonly number[] }>,
): number[] {
  const { rows, accounts } = watch
  const left: number[] = []
  let [batch, inBatch]: [number[], number[]] = [[], []]
  const close = (): void => {
    sumBatch(watch, lines, batch)
    judgeBatch(watch, { batch, accounts: inBatch, level, left })
    batch = []
    inBatch = []
  }
  for (const account of chosen) {
    for (let named = accounts.firstRow[account] as number; named > 0; named = rows.next[named - 1] as number) batch.push(named - 1)
    inBatch.push(account)
    if (batch.length > watch.hot.listed.length - watch.underlyings.length) close()
  }
  close()
  return left
}

function sumBatch({ hot, rows, market }: Watch, lines: BandLines, batch: readonly number[]): void {
  batch.forEach((row, at) => {
    const end = rows.starts[2 * row + 1] as number
    for (let position = rows.starts[2 * row] as number; position < end; position++) makeLines(lines, rows.columns[position] as number)
    hot.listed[at] = 2 * row
  })
  const arrays = [rows.starts, rows.columns, rows.sizes, lines.values, hot.outcomes].map((array) => array.byteOffset)
  market.kernel.code.sumLines(batch.length, hot.listed.byteOffset, market.width, ...arrays)
  market.kernel.code.boundLines(batch.length, market.width, hot.outcomes.byteOffset, hot.bounds.byteOffset)
}

function judgeBatch(
  watch: Watch,
  given: Readonly<{ batch: readonly number[]; accounts: readonly number[]; level: number; left: number[] }>,
): void {
  const { hot, rows, places } = watch
  let at = 0
  for (const account of given.accounts) {
    const first = at
    const cash = watch.accounts.cash[account] as number
    let [low, high, weight] = [cash, cash, Math.abs(cash)]
    for (; rows.account[given.batch[at] as number] === account && at < given.batch.length; at++) {
      const [lowest, highest] = [hot.bounds[2 * at] as number, hot.bounds[2 * at + 1] as number]
      low += lowest
      high += highest
      weight += Math.abs(lowest) + Math.abs(highest)
    }
    const rounding = weight * (at - first + 2) * sumRoundingShare + leastCertain
    const rests = low > rounding || high < -rounding
    // Its sign is known: it was computed somewhere in this box, and does not change in it.
    if (!rests) given.left.push(account)
    for (let position = first; position < at; position++) {
      const row = given.batch[position] as number
      if (rests) {
        dropLines(hot, row)
        placeRow(places, { row, underlying: rows.underlying[row] as number, level: given.level })
      } else {
        keepLines(hot, row, position)
        boundRow(watch, row)
      }
    }
  }
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
  const rounding = weight * count * sumRoundingShare + leastCertain
  if (low > rounding) noteSign(watch, account, false)
  else if (high < -rounding) noteSign(watch, account, true)
  else return false
  return true
}
