import { requireNotNegative, requireWhole } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import type { InstrumentTable } from './instrument-table.ts'
import { reserveNumbers, type Kernel } from './kernel.ts'
import type { TermTable } from './term-table.ts'

/** Values of one unit of every instrument under every scenario, in quote: `values[instrument * width + scenario]`. */
export type ScenarioGrid = Readonly<{ instruments: InstrumentTable; terms: TermTable; values: Float64Array }>

/** Which instruments to price; all when absent. */
export type GridPart = Readonly<{
  /** First instrument. */
  from?: number
  /** The one after the last. */
  to?: number
  /** Volatilities under a scenario never fall below it. 0 when absent. */
  lowestVolatility?: number
}>

/**
 * Reserves a grid of instruments under the scenarios of a table of terms. Several grids may share either.
 *
 * @example
 * const grid = createScenarioGrid(kernel, instruments, terms)
 */
export function createScenarioGrid(kernel: Kernel, instruments: InstrumentTable, terms: TermTable): ScenarioGrid {
  return { instruments, terms, values: reserveNumbers(kernel, instruments.instruments * terms.width) }
}

/**
 * Prices instruments under every scenario: the forward for linear ones, undiscounted Black-76 for options. The error is below 2e-15 of the
 * larger of forward and strike. A value is never below the intrinsic value, and is that without time or volatility.
 *
 * The bits are those of `priceGridPlainly`.
 *
 * @throws InvariantError when an instrument names a term that is not there.
 *
 * @example
 * priceGrid(kernel, grid)
 * grid.values[0] // 54000
 */
export function priceGrid(kernel: Kernel, grid: ScenarioGrid, part: GridPart = {}): void {
  const { from, to, lowestVolatility } = checkedPart(grid, part)
  const { kinds, termOf, strikes, logStrikes, volatilities } = grid.instruments
  const arrays = [kinds, termOf, strikes, logStrikes, volatilities, grid.terms.numbers].map((array) => array.byteOffset)
  kernel.code.priceGrid(from, to, grid.terms.width, ...arrays, lowestVolatility, grid.values.byteOffset)
}

/**
 * Dampens a priced grid by the weights of its scenarios: a value becomes `(1 - weight) * base + weight * value`. Not needed where all
 * weights are 1, which changes nothing.
 *
 * @param base - The same instruments priced without a shock, in a table of `basePlaces`.
 *
 * @example
 * dampenGrid(kernel, grid, base)
 */
export function dampenGrid(kernel: Kernel, grid: ScenarioGrid, base: ScenarioGrid, part: GridPart = {}): void {
  invariant(base.instruments === grid.instruments && base.terms.width === 2, 'the base prices the same instruments without a shock')
  const { from, to } = checkedPart(grid, part)
  const arrays = [grid.instruments.termOf, grid.terms.numbers, base.values, grid.values].map((array) => array.byteOffset)
  kernel.code.dampenGrid(from, to, grid.terms.width, ...arrays)
}

/**
 * A part with its defaults, checked against the grid.
 *
 * @throws ArgumentError for a range outside the grid; InvariantError when an instrument names a term that is not there.
 *
 * @example
 * checkedPart(grid, {}).to // grid.instruments.instruments
 */
export function checkedPart({ instruments, terms }: ScenarioGrid, part: GridPart): Required<GridPart> {
  const { from = 0, to = instruments.instruments, lowestVolatility = 0 } = part
  requireWhole('to', to, { least: 0, most: instruments.instruments })
  requireWhole('from', from, { least: 0, most: to })
  requireNotNegative('lowestVolatility', lowestVolatility)
  for (let i = from; i < to; i++) invariant((instruments.termOf[i] as number) < terms.terms, 'an instrument names a term of the table')
  return { from, to, lowestVolatility }
}
