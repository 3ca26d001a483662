import type { NearGrid, NearSweep } from './near-grid.ts'
import type { ScenarioGrid } from './scenario-grid.ts'

const mostValue = Math.fround(1e30)
const leastPeak = 8.673617379884035e-19
const leastValue = 5.169878828456423e-26

/**
 * What `narrowGrid` writes, in plain TypeScript: equal to the last bit.
 *
 * @example
 * narrowGridPlainly(grid).peaks[0]
 */
export function narrowGridPlainly({ values, instruments, terms }: ScenarioGrid): NearGrid {
  const narrow = Float32Array.from(values, (value) => (Math.abs(Math.fround(value)) < leastValue ? 0 : value))
  const peaks = Float32Array.from({ length: instruments.instruments }, (_, instrument) => {
    const most = Math.max(leastPeak, ...narrow.subarray(instrument * terms.width, (instrument + 1) * terms.width).map(Math.abs))
    return most < mostValue ? most : Infinity
  })
  return { narrow, peaks }
}

/**
 * What `sweepNear` finds for one of the listed rows, in plain TypeScript: equal to the last bit.
 *
 * @param name - The row as `listed` names it.
 *
 * @example
 * sweepNearPlainly(sweep, 17).error
 */
export function sweepNearPlainly({ rows, grid, near }: NearSweep, name: number): Readonly<{ worst: number; error: number }> {
  const { width } = grid.terms
  const sums = new Float32Array(width)
  const [start, end] = [rows.starts[name] as number, rows.starts[name + 1] as number]
  let gross = 0
  for (let at = start; at < end; at++) {
    const [size, instrument] = [Math.fround(rows.sizes[at] as number), rows.columns[at] as number]
    // A product of two numbers in single precision is exact in double; writing to `sums` rounds once more.
    for (let s = 0; s < width; s++) sums[s] = (sums[s] as number) + Math.fround(size * (near.narrow[instrument * width + s] as number))
    gross = Math.fround(gross + Math.fround(Math.abs(size) * (near.peaks[instrument] as number)))
  }
  const count = end - start
  const error = gross < mostValue ? (count + 8) * 6.020069122314453e-8 * gross + count * 1e-15 : Infinity
  return { worst: sums.reduce((least, sum) => (sum < least ? sum : least), Infinity), error }
}
