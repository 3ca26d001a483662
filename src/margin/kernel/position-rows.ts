import { ArgumentError, requireFinite, requireWhole } from '../../base/argument.ts'
import { reserveIndexes, reserveNumbers, type Kernel } from './kernel.ts'
import type { ScenarioGrid } from './scenario-grid.ts'

/**
 * Positions of accounts, row by row: row `r` holds the positions from `starts[r]` to `starts[r + 1]`, each with its instrument in `columns`
 * and its size in `sizes`. A row is what one account holds on one underlying.
 */
export type PositionRows = Readonly<{ rows: number; starts: Uint32Array; columns: Uint32Array; sizes: Float64Array }>

/** One position of a row: which grid row it is in, and how many units; negative is short. */
export type RowPosition = Readonly<{ instrument: number; size: number }>

/**
 * Puts rows of positions into the kernel's memory. Sizes may be written to later; a position that may come later is put in with size 0.
 *
 * @throws ArgumentError for an instrument that is not a whole number or a size that is not finite, naming the row.
 *
 * @example
 * const rows = createPositionRows(kernel, [[{ instrument: 0, size: 2 }], []])
 */
export function createPositionRows(kernel: Kernel, positions: readonly (readonly RowPosition[])[]): PositionRows {
  const count = positions.reduce((sum, row) => sum + row.length, 0)
  const rows = reservePositionRows(kernel, { rows: positions.length, positions: count })
  let next = 0
  positions.forEach((row, position) => {
    for (const { instrument, size } of row) {
      requireWhole(`rows[${position}].instrument`, instrument, { least: 0 })
      requireFinite(`rows[${position}].size`, size)
      rows.columns[next] = instrument
      rows.sizes[next] = size
      next++
    }
    rows.starts[position + 1] = next
  })
  return rows
}

/**
 * Reserves room for rows whose arrays the caller writes, where a list of objects would be too slow to make. All rows are empty at first.
 *
 * @example
 * const room = reservePositionRows(kernel, { rows: 100, positions: 1_700 })
 */
export function reservePositionRows(kernel: Kernel, size: Readonly<{ rows: number; positions: number }>): PositionRows {
  requireWhole('rows', size.rows, { least: 0 })
  requireWhole('positions', size.positions, { least: 0 })
  return {
    rows: size.rows,
    starts: reserveIndexes(kernel, size.rows + 1),
    columns: reserveIndexes(kernel, size.positions),
    sizes: reserveNumbers(kernel, size.positions),
  }
}

/**
 * Requires that rows are in order and that each position names an instrument of the grid; the kernel itself does not look.
 *
 * @throws ArgumentError naming the row or position.
 *
 * @example
 * requireRows(rows, grid)
 */
export function requireRows(rows: PositionRows, grid: Readonly<{ instruments: Readonly<{ instruments: number }> }>): void {
  const { starts, columns, sizes } = rows
  const known = grid.instruments.instruments
  for (let row = 0; row < rows.rows; row++) {
    const [start, end] = [starts[row] as number, starts[row + 1] as number]
    if (start <= end && end <= columns.length) continue
    throw new ArgumentError('starts', { position: row, expected: `an end from ${start} to ${columns.length}`, found: String(end) })
  }
  for (let at = 0; at < columns.length; at++) {
    if ((columns[at] as number) >= known)
      throw new ArgumentError('columns', { position: at, expected: `an instrument below ${known}`, found: String(columns[at]) })
    if (!Number.isFinite(sizes[at]))
      throw new ArgumentError('sizes', { position: at, expected: 'a finite number', found: String(sizes[at]) })
  }
}

/** Rows from one to before another; all when absent. */
export type RowRange = Readonly<{ from?: number; to?: number }>

/**
 * Finds the worst value of every row: the least, over scenarios, of the sum of size times value. A row without positions has 0. The rows must
 * have passed `requireRows`.
 *
 * Sums are taken in the order of positions, so the bits are those of `sweepRowsPlainly`, whatever part of the rows a thread takes.
 *
 * @param worst - Of the kernel's memory, a number a row.
 *
 * @example
 * const worst = reserveNumbers(kernel, rows.rows)
 * sweepRows(kernel, { rows, grid, worst })
 * worst[0] // 108000
 */
export function sweepRows(kernel: Kernel, sweep: Sweep, { from = 0, to = sweep.rows.rows }: RowRange = {}): void {
  const { rows, grid, worst } = sweep
  requireWhole('to', to, { least: 0, most: rows.rows })
  requireWhole('from', from, { least: 0, most: to })
  const { starts, columns, sizes } = rows
  const { sweepRows: code } = kernel.code
  code(from, to, grid.terms.width, starts.byteOffset, columns.byteOffset, sizes.byteOffset, grid.values.byteOffset, worst.byteOffset)
}

/** What a sweep reads, and where it writes. */
export type Sweep = Readonly<{ rows: PositionRows; grid: ScenarioGrid; worst: Float64Array }>

/**
 * As `sweepRows`, for the first `count` of the rows named in `listed`, each once or more; the others' places are left as they are.
 *
 * @param listed - Of the kernel's memory.
 *
 * @example
 * const listed = reserveIndexes(kernel, 1)
 * sweepListedRows(kernel, { rows, grid, worst }, { listed, count: 1 })
 * worst[0] // 108000
 */
export function sweepListedRows(kernel: Kernel, sweep: Sweep, { listed, count }: Readonly<{ listed: Uint32Array; count: number }>): void {
  const { rows, grid, worst } = sweep
  requireWhole('count', count, { least: 0, most: listed.length })
  const { starts, columns, sizes } = rows
  const offsets = [starts, columns, sizes, grid.values, worst].map((array) => array.byteOffset)
  kernel.code.sweepListed(count, listed.byteOffset, grid.terms.width, ...offsets)
}

/**
 * What each of the rows is worth under each scenario: `outcomes[(row - from) * width + scenario]`.
 *
 * @param outcomes - Of the kernel's memory, room for `(to - from) * width` numbers.
 *
 * @example
 * const outcomes = reserveNumbers(kernel, grid.terms.width)
 * sumRows(kernel, { rows, grid, outcomes }, { from: 0, to: 1 })
 * outcomes[1] // 132000
 */
export function sumRows(
  kernel: Kernel,
  { rows, grid, outcomes }: Readonly<{ rows: PositionRows; grid: ScenarioGrid; outcomes: Float64Array }>,
  { from = 0, to = rows.rows }: RowRange = {},
): void {
  requireWhole('to', to, { least: 0, most: rows.rows })
  requireWhole('from', from, { least: 0, most: to })
  requireWhole('outcomes.length', outcomes.length, { least: (to - from) * grid.terms.width })
  const offsets = [rows.starts, rows.columns, rows.sizes, grid.values, outcomes].map((array) => array.byteOffset)
  kernel.code.sumRows(from, to, grid.terms.width, ...offsets)
}

/**
 * The first of the least of some outcomes, as `Scan` names a worst scenario.
 *
 * @returns The index, -1 of none.
 *
 * @example
 * worstOutcome([3, -2, -2]) // 1
 */
export function worstOutcome(outcomes: ArrayLike<number>): number {
  let worst = outcomes.length === 0 ? -1 : 0
  for (let s = 1; s < outcomes.length; s++) if ((outcomes[s] as number) < (outcomes[worst] as number)) worst = s
  return worst
}
