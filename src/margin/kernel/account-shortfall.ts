import { ArgumentError, requireWhole } from '../../base/argument.ts'
import type { Ratio } from '../../base/ratio.ts'
import { quantileRank } from '../../num/quantile.ts'
import { meanOfTail } from '../../risk/expected-shortfall.ts'
import { reserveNumbers, type Kernel } from './kernel.ts'
import type { PositionRows } from './position-rows.ts'

/**
 * Profit of one unit of every instrument under many scenarios, as of history. Scenarios stand in tiles of sixteen, tile by tile and in each
 * instrument by instrument, so that one tile of all instruments fits a processor's cache.
 */
export type ProfitTiles = Readonly<{ instruments: number; scenarios: number; tiles: number; values: Float64Array }>

/**
 * Reserves profits, 0 at first.
 *
 * @example
 * const profits = createProfitTiles(kernel, { instruments: 2, scenarios: 100 })
 */
export function createProfitTiles(kernel: Kernel, size: Readonly<{ instruments: number; scenarios: number }>): ProfitTiles {
  requireWhole('instruments', size.instruments, { least: 1 })
  requireWhole('scenarios', size.scenarios, { least: 1 })
  const tiles = Math.ceil(size.scenarios / 16)
  return { ...size, tiles, values: reserveNumbers(kernel, tiles * 16 * size.instruments) }
}

/**
 * Where the profit of an instrument under a scenario stands in `values`.
 *
 * @example
 * profits.values[profitPlace(profits, 0, 17)] = -120
 */
export function profitPlace({ instruments }: ProfitTiles, instrument: number, scenario: number): number {
  return (Math.floor(scenario / 16) * instruments + instrument) * 16 + (scenario % 16)
}

/** Results of accounts, a number a row, and the room to find them in. All in the unit of the profits; a loss is positive. */
export type AccountShortfalls = Readonly<{
  valueAtRisk: Float64Array
  expectedShortfall: Float64Array
  room: Readonly<{
    block: number
    outcomes: Float64Array
    thresholds: Float64Array
    candidates: Float64Array
    heap: Float64Array
    ranked: Float64Array
    sums: Float64Array
  }>
}>

/** Rows, the profits of what they hold, and how far into the tail. The rows name instruments of the profits; the kernel does not look. */
export type ShortfallTask = Readonly<{ rows: PositionRows; profits: ProfitTiles; confidence: Ratio }>

/** Rows whose outcomes are held at once. Fewer would load the tiles too often, more would leave the cache. */
const rowsOfBlock = 2_048

/**
 * Reserves room for the results of a task.
 *
 * @param block - Rows at a time; it changes the time alone.
 *
 * @example
 * const task = { rows, profits, confidence: ratio(0.99) }
 * const shortfalls = createAccountShortfalls(kernel, task)
 */
export function createAccountShortfalls(kernel: Kernel, task: ShortfallTask, block = rowsOfBlock): AccountShortfalls {
  requireWhole('block', block, { least: 1 })
  const { rows, profits } = task
  return {
    valueAtRisk: reserveNumbers(kernel, rows.rows),
    expectedShortfall: reserveNumbers(kernel, rows.rows),
    room: {
      block,
      outcomes: reserveNumbers(kernel, Math.min(block, rows.rows) * profits.tiles * 16),
      // Above everything: the first time all outcomes are candidates.
      thresholds: reserveNumbers(kernel, rows.rows).fill(Infinity),
      candidates: reserveNumbers(kernel, profits.scenarios + 1),
      heap: reserveNumbers(kernel, worstOf(task) + 1),
      ranked: reserveNumbers(kernel, rows.rows),
      sums: reserveNumbers(kernel, rows.rows),
    },
  }
}

/**
 * Finds value at risk and expected shortfall of every row by historical simulation, as `historicalExpectedShortfall` defines them.
 *
 * What a row's tail was the last time tells where to look first; a row whose tail has moved away is looked through whole, so results do not
 * depend on it. The bits are those of `accountShortfallsPlainly`.
 *
 * @param shortfalls - Made for a task with as many rows, scenarios and the same confidence.
 * @throws ArgumentError when it was made for another.
 *
 * @example
 * findShortfalls(kernel, task, shortfalls)
 * shortfalls.expectedShortfall[0] // 240
 */
export function findShortfalls(kernel: Kernel, task: ShortfallTask, shortfalls: AccountShortfalls): void {
  const { rows, profits } = task
  const { room } = shortfalls
  const rank = worstOf(task) + 1
  if (room.ranked.length !== rows.rows || room.heap.length !== rank || room.candidates.length !== profits.scenarios + 1)
    throw new ArgumentError('shortfalls', { expected: 'room made for this task', found: `room for ${room.ranked.length} rows` })
  const [starts, columns, sizes] = [rows.starts.byteOffset, rows.columns.byteOffset, rows.sizes.byteOffset]
  const { outcomes, thresholds, candidates, heap, ranked, sums } = room
  for (let from = 0; from < rows.rows; from += room.block) {
    const to = Math.min(rows.rows, from + room.block)
    const offset = from * 8
    const { values, tiles, instruments, scenarios } = profits
    kernel.code.sumTiles(from, to, tiles, instruments, starts, columns, sizes, values.byteOffset, outcomes.byteOffset)
    const inputs = [outcomes.byteOffset, thresholds.byteOffset + offset, candidates.byteOffset, heap.byteOffset]
    kernel.code.selectTails(to - from, scenarios, tiles * 16, rank, ...inputs, ranked.byteOffset + offset, sums.byteOffset + offset)
  }
  const [count, worstCount, confidence] = [profits.scenarios, rank - 1, task.confidence]
  for (let row = 0; row < rows.rows; row++) {
    const valueAtRisk = 0 - (ranked[row] as number)
    shortfalls.valueAtRisk[row] = valueAtRisk
    shortfalls.expectedShortfall[row] = meanOfTail({ count, confidence, worstSum: 0 - (sums[row] as number), worstCount, valueAtRisk })
  }
}

/** How many outcomes rank below the value at risk. */
function worstOf({ profits, confidence }: ShortfallTask): number {
  return profits.scenarios - quantileRank(profits.scenarios, confidence)
}
