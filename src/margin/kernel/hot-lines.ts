import { seriesOfLines } from './band-lines.ts'
import { reserveIndexes, reserveNumbers, type Kernel } from './kernel.ts'

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
  /** In the kernel's memory: the names of a batch of rows, their sums, and their bounds in the whole box, two numbers each. */
  readonly listed: Uint32Array
  readonly outcomes: Float64Array
  readonly bounds: Float64Array
}

const batchRows = 256

/**
 * Makes room for lines.
 *
 * @example
 * const hot = createHotLines(kernel, { width: 32, underlyings: 2 })
 */
export function createHotLines(kernel: Kernel, { width, underlyings }: Readonly<{ width: number; underlyings: number }>): HotLines {
  // An account has a row an underlying, and its rows are summed in one call.
  const rows = Math.max(batchRows, underlyings)
  return {
    width,
    ...{ sums: new Float64Array(0), free: [], placeOf: new Uint32Array(16), low: new Float64Array(16), high: new Float64Array(16) },
    listed: reserveIndexes(kernel, rows),
    outcomes: reserveNumbers(kernel, seriesOfLines * rows * width),
    bounds: reserveNumbers(kernel, 2 * rows),
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
