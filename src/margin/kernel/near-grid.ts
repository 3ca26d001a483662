import { reserveSingles, type Kernel } from './kernel.ts'
import type { PositionRows } from './position-rows.ts'
import type { ScenarioGrid } from './scenario-grid.ts'

/** A grid's values in single precision, and of each instrument the largest of them, `Infinity` where single precision has no bound. */
export type NearGrid = Readonly<{ narrow: Float32Array; peaks: Float32Array }>

/** Numbers of a row's near value: the worst sum in single precision, how far it may be from the exact one, the stamp, and one unused. */
export const nearNumbers = 4

/**
 * Reserves room for a grid in single precision.
 *
 * @example
 * const near = createNearGrid(kernel, grid)
 */
export function createNearGrid(kernel: Kernel, { values, instruments }: ScenarioGrid): NearGrid {
  return { narrow: reserveSingles(kernel, values.length), peaks: reserveSingles(kernel, instruments.instruments) }
}

/**
 * Copies all of a grid's values.
 *
 * @example
 * narrowGrid(kernel, grid, near)
 */
export function narrowGrid(kernel: Kernel, { values, instruments, terms }: ScenarioGrid, { narrow, peaks }: NearGrid): void {
  kernel.code.narrowGrid(0, instruments.instruments, terms.width, values.byteOffset, narrow.byteOffset, peaks.byteOffset)
}

/** What a near sweep reads and writes. A row's four numbers begin at four times its name in `listed`. */
export type NearSweep = Readonly<{
  rows: Pick<PositionRows, 'starts' | 'columns' | 'sizes'>
  grid: ScenarioGrid
  near: NearGrid
  listed: Uint32Array
  count: number
  /** Written beside each result, to tell it from an older one. */
  stamp: number
  /** Of the kernel's memory. */
  values: Float64Array
}>

/**
 * Finds the worst value of each listed row in single precision, which is quicker, and how far it may be from the exact
 * value: each of n products and sums loses at most 2^-24 of what the row holds without signs, and the share is taken of the largest values.
 * A row with values or sums above 1e30 has no bound: its error is `Infinity`. The bits are those of `sweepNearPlainly`.
 *
 * @example
 * sweepNear(kernel, { rows, grid, near, listed, count, stamp: 1, values })
 */
export function sweepNear(kernel: Kernel, { rows, grid, near, listed, count, stamp, values }: NearSweep): void {
  const offsets = [rows.starts, rows.columns, rows.sizes, near.narrow, near.peaks].map((array) => array.byteOffset)
  if (count > 0) kernel.code.sweepNear(count, listed.byteOffset, grid.terms.width, ...offsets, stamp, values.byteOffset)
}
