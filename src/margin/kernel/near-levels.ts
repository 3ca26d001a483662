import type { Kernel } from './kernel.ts'
import { nearNumbers } from './near-grid.ts'
import type { PositionRows } from './position-rows.ts'

/** Rows, and how far they may move. Arrays are of the kernel's memory. */
export type LevelSearch = Readonly<{
  rows: Pick<PositionRows, 'starts' | 'columns' | 'sizes'>
  /** Names of rows, of which the first `count` are looked for. */
  listed: Uint32Array
  count: number
  /** How far one unit of each instrument can move in the boxes of each of four levels; and by what a level's moves are multiplied. */
  moves: Float64Array
  factors: Float64Array
  /** Near values, of which the fourth number is a row's room: how far it may move. Those of another stamp are out of date. */
  values: Float64Array
  stamp: number
  /** Levels from `from` to before `to`. */
  from: number
  to: number
  /** One number for each listed row, in the order of the list. */
  found: Uint32Array
}>

/** What stands in `found` for a row whose near value is out of date. */
export const unknownLevel = 255

/**
 * Finds for each listed row the first level in whose boxes it moves by less than its room: `to` where there is none. What
 * `findLevelPlainly` finds.
 *
 * @example
 * findLevels(kernel, search)
 */
export function findLevels(kernel: Kernel, search: LevelSearch): void {
  const { rows, listed, moves, factors, values } = search
  const offsets = [listed, rows.starts, rows.columns, rows.sizes, moves, factors, values].map((array) => array.byteOffset)
  kernel.code.findLevels(search.count, ...offsets, search.stamp, search.from, search.to, unknownLevel, search.found.byteOffset)
}

/**
 * What `findLevels` finds for one row, in plain TypeScript.
 *
 * @param name - The row as `listed` names it.
 *
 * @example
 * findLevelPlainly(search, 34)
 */
export function findLevelPlainly({ rows, moves, factors, values, stamp, from, to }: LevelSearch, name: number): number {
  const place = (nearNumbers / 2) * name
  if (values[place + 2] !== stamp) return unknownLevel
  for (let level = from; level < to; level++) {
    let move = 0
    for (let at = rows.starts[name] as number; at < (rows.starts[name + 1] as number); at++)
      move += Math.abs(rows.sizes[at] as number) * (moves[4 * (rows.columns[at] as number) + level] as number)
    if ((values[place + 3] as number) > move * (factors[level] as number)) return level
  }
  return to
}
