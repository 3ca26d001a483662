import type { PositionRows, RowRange } from './position-rows.ts'
import type { ScenarioGrid } from './scenario-grid.ts'

/**
 * What `sumRows` writes, in plain TypeScript: equal to the last bit.
 *
 * @returns `width` numbers a row.
 *
 * @example
 * sumRowsPlainly({ rows, grid }, { from: 17, to: 18 })
 */
export function sumRowsPlainly(
  { rows, grid }: Readonly<{ rows: PositionRows; grid: ScenarioGrid }>,
  { from = 0, to = rows.rows }: RowRange = {},
): Float64Array {
  const { width } = grid.terms
  const sums = new Float64Array((to - from) * width)
  for (let row = from; row < to; row++) {
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++) {
      const [size, values] = [rows.sizes[at] as number, (rows.columns[at] as number) * width]
      for (let s = 0; s < width; s++) {
        const place = (row - from) * width + s
        sums[place] = (sums[place] as number) + size * (grid.values[values + s] as number)
      }
    }
  }
  return sums
}

/**
 * What `sweepRows` writes, in plain TypeScript: equal to the last bit.
 *
 * @returns The worst value of each row of the range.
 *
 * @example
 * sweepRowsPlainly({ rows, grid })[17]
 */
export function sweepRowsPlainly(sweep: Readonly<{ rows: PositionRows; grid: ScenarioGrid }>, range: RowRange = {}): Float64Array {
  const sums = sumRowsPlainly(sweep, range)
  const { width } = sweep.grid.terms
  return Float64Array.from({ length: sums.length / width }, (_, row) => {
    let worst = Infinity
    for (const sum of sums.subarray(row * width, (row + 1) * width)) if (sum < worst) worst = sum
    return worst
  })
}
