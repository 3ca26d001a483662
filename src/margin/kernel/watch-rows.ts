import { ArgumentError } from '../../base/argument.ts'
import { mostRowPositions } from './band-moves.ts'
import { reserveIndexes, reserveNumbers, type Kernel } from './kernel.ts'
import { nearNumbers } from './near-grid.ts'

/**
 * Rows whose positions come and go: a row is what an account holds on an underlying. Row `r` has its positions from `starts[2 r]` to
 * `starts[2 r + 1]` and room up to `ends[r]`; the kernel is given `2 r` for its name, so what lies between rows is never looked at.
 *
 * Arrays are replaced by longer ones when they are full, so read them from here each time.
 */
export type WatchRows = {
  readonly kernel: Kernel
  count: number
  /** Positions given out, with the room between rows. */
  used: number
  account: Uint32Array
  underlying: Uint32Array
  /** The account's next row plus one, 0 for none. */
  next: Uint32Array
  ends: Uint32Array
  starts: Uint32Array
  columns: Uint32Array
  sizes: Float64Array
  /** Of row `r` at `2 r`: its worst value. */
  worst: Float64Array
  /** Of row `r` at `2 r`: the first scenario under which it is worth that, where it was asked for. */
  scenario: Uint32Array
  /** Of row `r` from `4 r`: its worst value in single precision, how far that is from the exact one, and the leap at which it was found. */
  near: Float64Array
  /** Of row `r` from `8 r`: how far it can move in the box of each level. */
  moves: Float64Array
  /** The count of its underlying's moves at which `worst` was found. */
  valued: Float64Array
}

/**
 * Makes a place for rows.
 *
 * @example
 * const rows = createWatchRows(kernel)
 */
export function createWatchRows(kernel: Kernel): WatchRows {
  const indexes = (count: number): Uint32Array => reserveIndexes(kernel, count)
  const numbers = (count: number): Float64Array => reserveNumbers(kernel, count)
  return {
    kernel,
    ...{ count: 0, used: 0 },
    ...{ account: new Uint32Array(16), underlying: new Uint32Array(16), next: new Uint32Array(16), ends: new Uint32Array(16) },
    ...{ starts: indexes(33), columns: indexes(128), sizes: numbers(128), worst: numbers(32), scenario: indexes(32), moves: numbers(128) },
    near: numbers(64),
    valued: new Float64Array(16),
  }
}

/**
 * Adds a row with room for `room` positions.
 *
 * @returns Its index.
 *
 * @example
 * const row = addRow(rows, { account: 3, underlying: 0, room: 8 })
 */
export function addRow(rows: WatchRows, given: Readonly<{ account: number; underlying: number; room: number }>): number {
  if (rows.count === rows.account.length) growRows(rows)
  const row = rows.count++
  rows.account[row] = given.account
  rows.underlying[row] = given.underlying
  rows.next[row] = 0
  rows.valued[row] = 0
  rows.near[nearNumbers * row + 2] = 0
  giveRoom(rows, row, given.room)
  return row
}

/**
 * Sets what a row holds of an instrument. A size of 0 stays as a position of 0, which changes no sum, until the row moves.
 *
 * @throws ArgumentError for more than `mostRowPositions` positions.
 *
 * @example
 * setRowSize(rows, row, { instrument: 7, size: -2 })
 */
export function setRowSize(rows: WatchRows, row: number, { instrument, size }: Readonly<{ instrument: number; size: number }>): void {
  rows.valued[row] = 0
  rows.near[nearNumbers * row + 2] = 0
  const start = rows.starts[2 * row] as number
  const end = rows.starts[2 * row + 1] as number
  for (let at = start; at < end; at++) {
    if (rows.columns[at] !== instrument) continue
    rows.sizes[at] = size
    return
  }
  if (size === 0) return
  if (end === rows.ends[row]) moveRow(rows, row)
  const held = (rows.starts[2 * row + 1] as number) - (rows.starts[2 * row] as number)
  if (held >= mostRowPositions)
    throw new ArgumentError('positions', { expected: `at most ${mostRowPositions} of an account on an underlying`, found: 'more' })
  const at = rows.starts[2 * row + 1] as number
  rows.columns[at] = instrument
  rows.sizes[at] = size
  rows.starts[2 * row + 1] = at + 1
}

/** Puts a row where it has more room, without its positions of 0. */
function moveRow(rows: WatchRows, row: number): void {
  const [start, end] = [rows.starts[2 * row] as number, rows.starts[2 * row + 1] as number]
  giveRoom(rows, row, 2 * (end - start) + 4)
  const to = rows.starts[2 * row] as number
  let kept = to
  for (let at = start; at < end; at++) {
    if (rows.sizes[at] === 0) continue
    rows.columns[kept] = rows.columns[at] as number
    rows.sizes[kept++] = rows.sizes[at] as number
  }
  rows.starts[2 * row + 1] = kept
}

function giveRoom(rows: WatchRows, row: number, room: number): void {
  const needed = rows.used + room
  if (needed > rows.columns.length) {
    const length = Math.max(needed, 2 * rows.columns.length)
    rows.columns = longerIndexes(rows.kernel, rows.columns, length)
    rows.sizes = longerNumbers(rows.kernel, rows.sizes, length)
  }
  rows.starts[2 * row] = rows.used
  rows.starts[2 * row + 1] = rows.used
  rows.ends[row] = needed
  rows.used = needed
}

function growRows(rows: WatchRows): void {
  const length = 2 * rows.account.length
  const plain = (array: Uint32Array): Uint32Array => {
    const longer = new Uint32Array(length)
    longer.set(array)
    return longer
  }
  rows.account = plain(rows.account)
  rows.underlying = plain(rows.underlying)
  rows.next = plain(rows.next)
  rows.ends = plain(rows.ends)
  rows.starts = longerIndexes(rows.kernel, rows.starts, 2 * length + 1)
  rows.worst = longerNumbers(rows.kernel, rows.worst, 2 * length)
  rows.scenario = longerIndexes(rows.kernel, rows.scenario, 2 * length)
  rows.moves = longerNumbers(rows.kernel, rows.moves, 8 * length)
  rows.near = longerNumbers(rows.kernel, rows.near, nearNumbers * length)
  const valued = new Float64Array(length)
  valued.set(rows.valued)
  rows.valued = valued
}

function longerIndexes(kernel: Kernel, array: Uint32Array, length: number): Uint32Array {
  const longer = reserveIndexes(kernel, length)
  longer.set(array)
  return longer
}

function longerNumbers(kernel: Kernel, array: Float64Array, length: number): Float64Array {
  const longer = reserveNumbers(kernel, length)
  longer.set(array)
  return longer
}
