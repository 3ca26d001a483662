import { yearsLeft, type BandMarket } from './band-market.ts'
import type { MarketPoint } from './band-box.ts'
import { createScenarioGrid, type ScenarioGrid } from './scenario-grid.ts'
import { basePlaces, createTermTable, seriesOfTerm, type KernelScenario } from './term-table.ts'

/** Values of instruments where the market stands, each priced when it is asked for and kept until its underlying moves. */
export type BandGrid = Readonly<{
  market: BandMarket
  grid: ScenarioGrid
  /** Values without a shock; absent when every scenario counts in full. */
  base?: ScenarioGrid
  points: MarketPoint[]
  /** How often each underlying has moved, and at which count its terms were written. */
  moved: number[]
  written: number[]
  /** The count at which an instrument was priced; 0 for never. */
  priced: Float64Array
}>

/**
 * Makes a grid; `moveBandGrid` must say where an underlying stands before its instruments are priced.
 *
 * @example
 * const grid = createBandGrid(market)
 */
export function createBandGrid(market: BandMarket): BandGrid {
  const { kernel, instruments, mostTerms, width, extremes } = market
  const gridOf = (places: number): ScenarioGrid =>
    createScenarioGrid(kernel, instruments, createTermTable(kernel, { terms: mostTerms, width: places }))
  const priced = new Float64Array(instruments.instruments)
  const grid = { market, grid: gridOf(width), points: [], moved: [], written: [], priced }
  return extremes.dampened ? { ...grid, base: gridOf(basePlaces) } : grid
}

/**
 * Moves an underlying. Nothing is computed yet.
 *
 * @example
 * moveBandGrid(grid, 0, { spot: 60_000, volatilityFactor: 1, at })
 */
export function moveBandGrid(grid: BandGrid, underlying: number, point: MarketPoint): void {
  grid.points[underlying] = point
  grid.moved[underlying] = (grid.moved[underlying] ?? 0) + 1
}

/**
 * Prices an instrument unless it is priced where its underlying stands. The bits are those of `priceGrid` and `dampenGrid`.
 *
 * @example
 * priceInstrument(grid, 7)
 */
export function priceInstrument(band: BandGrid, instrument: number): void {
  const { market, grid, base, priced } = band
  const { kinds, termOf, strikes, logStrikes, volatilities } = grid.instruments
  const underlying = (market.terms[termOf[instrument] as number] as Readonly<{ underlying: number }>).underlying
  const moved = band.moved[underlying] as number
  if (priced[instrument] === moved) return
  if (band.written[underlying] !== moved) writeTerms(band, underlying)
  priced[instrument] = moved
  const { code } = market.kernel
  const price = (into: ScenarioGrid): void =>
    code.priceGrid(
      instrument, instrument + 1, into.terms.width,
      kinds.byteOffset, termOf.byteOffset, strikes.byteOffset, logStrikes.byteOffset, volatilities.byteOffset,
      into.terms.numbers.byteOffset, 0, into.values.byteOffset,
    ) // prettier-ignore
  price(grid)
  if (base === undefined) return
  price(base)
  const offsets = [termOf, grid.terms.numbers, base.values, grid.values].map((array) => array.byteOffset)
  code.dampenGrid(instrument, instrument + 1, grid.terms.width, ...offsets)
}

function writeTerms(band: BandGrid, underlying: number): void {
  const { market, grid, base } = band
  market.terms.forEach((term, index) => {
    if (term.underlying !== underlying) return
    writeTerm(band, { into: grid, index, scenarios: market.scenarios })
    if (base !== undefined) writeTerm(band, { into: base, index, scenarios: [{}] })
  })
  band.written[underlying] = band.moved[underlying] as number
}

/** As `setTerm` with the same numbers; this one is on the path of every tick and its scenarios have been checked. */
function writeTerm(
  { market, points }: BandGrid,
  { into, index, scenarios }: Readonly<{ into: ScenarioGrid; index: number; scenarios: readonly KernelScenario[] }>,
): void {
  const term = market.terms[index] as BandMarket['terms'][number]
  const { spot, volatilityFactor, at } = points[term.underlying] as MarketPoint
  const forward = spot * term.forwardRatio
  const left = yearsLeft(term, at)
  const { numbers, width } = into.terms
  const start = index * seriesOfTerm * width
  for (let s = 0; s < width; s++) {
    const scenario = scenarios[s < scenarios.length ? s : scenarios.length - 1] as KernelScenario
    const after = left - (scenario.passingYears ?? 0)
    numbers[start + s] = forward * (scenario.spotFactor ?? 1)
    numbers[start + 2 * width + s] = after > 0 ? Math.sqrt(after) : 0
    numbers[start + 3 * width + s] = volatilityFactor * (scenario.volatilityFactor ?? 1)
    numbers[start + 4 * width + s] = scenario.volatilityPoints ?? 0
    numbers[start + 5 * width + s] = scenario.weight ?? 1
  }
  const offset = numbers.byteOffset + start * 8
  market.kernel.code.takeLogarithms(width, offset, offset + width * 8)
}
