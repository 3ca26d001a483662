import type { PositionRows } from './position-rows.ts'

/** Rows whose positions are read; a row may be any that `starts` has a beginning and an end for. */
export type OracleRows = Pick<PositionRows, 'starts' | 'columns' | 'sizes'>

/**
 * What `sumMoves` writes for one row, in plain TypeScript: equal to the last bit.
 *
 * @param moves - Four numbers an instrument.
 * @returns Of each of the four, the sum of size, without its sign, times move.
 *
 * @example
 * sumMovesPlainly(rows, moves, 17)[0]
 */
export function sumMovesPlainly({ starts, columns, sizes }: OracleRows, moves: Float64Array, row: number): readonly number[] {
  return [0, 1, 2, 3].map((level) => {
    let sum = 0
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++)
      sum += Math.abs(sizes[at] as number) * (moves[4 * (columns[at] as number) + level] as number)
    return sum
  })
}

/** Values or lines, `width` numbers a series. */
export type OracleSeries = Readonly<{ values: Float64Array; width: number }>

/**
 * What `nameWorst` writes for one row, in plain TypeScript.
 *
 * @returns The first scenario of the least sum.
 *
 * @example
 * nameWorstPlainly(rows, { values: grid.values, width: 32 }, 17)
 */
export function nameWorstPlainly({ starts, columns, sizes }: OracleRows, { values, width }: OracleSeries, row: number): number {
  let [worst, least] = [0, Infinity]
  for (let s = 0; s < width; s++) {
    let sum = 0
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++)
      sum += (sizes[at] as number) * (values[(columns[at] as number) * width + s] as number)
    if (sum < least) [worst, least] = [s, sum]
  }
  return worst
}

/**
 * What `sumLines` writes for one row, in plain TypeScript: equal to the last bit. A position above 0 has the instrument's series as they
 * are; one of 0 or below has its upper line for the lower and the lower for the upper.
 *
 * @param lines - Four series an instrument: the lower line at the lowest and highest spot, the upper at both.
 * @returns The four series of the row's sums.
 *
 * @example
 * sumLinesPlainly(rows, { values: lines.values, width: 32 }, 17)
 */
export function sumLinesPlainly({ starts, columns, sizes }: OracleRows, lines: OracleSeries, row: number): Float64Array {
  const { values, width } = lines
  const sums = new Float64Array(4 * width)
  for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
    const size = sizes[at] as number
    for (let series = 0; series < 4; series++) {
      const side = size > 0 ? series : (series + 2) % 4
      for (let s = 0; s < width; s++) {
        const value = values[(4 * (columns[at] as number) + side) * width + s] as number
        sums[series * width + s] = (sums[series * width + s] as number) + size * value
      }
    }
  }
  return sums
}

/**
 * What `boundLines` writes for one row, in plain TypeScript.
 *
 * @param sums - As `sumLinesPlainly` gives them.
 * @returns The least of the lower lines at both ends; and the least, over scenarios, of the greater end of the upper line.
 *
 * @example
 * const [low, high] = boundLinesPlainly(sums, 32)
 */
export function boundLinesPlainly(sums: Float64Array, width: number): readonly [number, number] {
  const at = (series: number, s: number): number => sums[series * width + s] as number
  let [low, high] = [Infinity, Infinity]
  for (let s = 0; s < width; s++) {
    const lower = at(1, s) < at(0, s) ? at(1, s) : at(0, s)
    const upper = at(2, s) < at(3, s) ? at(3, s) : at(2, s)
    if (lower < low) low = lower
    if (upper < high) high = upper
  }
  return [low, high]
}
