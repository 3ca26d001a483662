import { compensatedSum } from '../../num/compensated-sum.ts'
import { black76Price } from '../../pricing/black-76.ts'
import type { Scan } from '../margin-model.ts'
import type { ProfitRows } from '../scan/row-memory.ts'
import { priceNow, type OptionInstrument, type ScanLine } from '../scan/scan-instrument.ts'
import { lossOf, plainRows, scanRows } from '../scan/scan-lines.ts'
import { compositeDelta, type SpanTable } from './span-arrays.ts'

/** What an account holds of one commodity, and the commodity's numbers. */
export type SpanHoldings = Readonly<{
  commodity: string
  lines: readonly ScanLine[]
  table: SpanTable
  deltaWeights: readonly number[]
  /** Charged for every delta of a long offset by one of a short, in quote. */
  intraRate: number
  /** Least risk for the short options held, in quote. */
  shortOptionMinimum: number
  /** To value inverse contracts. */
  indexPrice: number
  /** Unit profits, where they are remembered from account to account. */
  rows?: ProfitRows
}>

/** A line's losses for one unit in the sixteen scenarios, and its composite delta. */
export type RiskArray = Readonly<{ losses: Float64Array; compositeDelta: number }>

/** A commodity before offsets with others, in quote. */
export type SpanCommodity = Readonly<{
  commodity: string
  /** One for every line, in their order. */
  arrays: readonly RiskArray[]
  scan: Scan
  scanRisk: number
  /** Mean loss of the scenarios in which only volatility and time move. */
  timeRisk: number
  /** What the worst price move loses beyond time risk. */
  priceRisk: number
  netDelta: number
  intraCharge: number
  shortOptionMinimum: number
  /** What the options are worth. */
  netOptionValue: number
}>

/**
 * Risk arrays, scanning risk, the charge for offsets within a commodity and what offsets with others are computed from.
 *
 * @see CME, SPAN technical specification.
 *
 * @example
 * spanCommodity(holdings).scanRisk
 */
export function spanCommodity(holdings: SpanHoldings): SpanCommodity {
  const { scenarios, range } = holdings.table
  const coins = { indexPrice: holdings.indexPrice, counting: 'quote' } as const
  const rowOf = holdings.rows ?? plainRows
  const rows = holdings.lines.map((line) => rowOf(line, scenarios, coins))
  const scan = scanRows({ underlying: holdings.commodity, lines: holdings.lines, scenarios, coins }, rows)
  const arrays = holdings.lines.map((line, i) => ({
    losses: (rows[i] as Float64Array).map((profit, at) => 0 - profit * (scenarios[at]?.weight ?? 1)),
    compositeDelta: compositeDelta(line.instrument, range, holdings.deltaWeights),
  }))
  const deltas = holdings.lines.map((line, i) => line.size * (arrays[i]?.compositeDelta ?? 0))
  const long = compensatedSum(deltas.filter((delta) => delta > 0))
  const short = 0 - compensatedSum(deltas.filter((delta) => delta < 0))
  return {
    commodity: holdings.commodity,
    arrays,
    scan,
    scanRisk: lossOf(scan),
    ...timeAndPriceRisk(scan),
    netDelta: long - short,
    intraCharge: holdings.intraRate * Math.min(long, short),
    shortOptionMinimum: holdings.shortOptionMinimum,
    netOptionValue: compensatedSum(holdings.lines.map((line) => optionValue(line, holdings.indexPrice))),
  }
}

/** The extremes have no partner of the other volatility. */
function timeAndPriceRisk(scan: Scan): Readonly<{ timeRisk: number; priceRisk: number }> {
  const lossAt = (index: number): number => 0 - (scan.scenarios[index]?.profit ?? 0)
  const timeRisk = (lossAt(0) + lossAt(1)) / 2
  const { worst } = scan
  const partner = worst >= 14 ? worst : worst % 2 === 0 ? worst + 1 : worst - 1
  return { timeRisk, priceRisk: Math.max(0, (lossAt(worst) + lossAt(partner)) / 2 - timeRisk) }
}

function optionValue({ instrument, size }: ScanLine, indexPrice: number): number {
  return instrument.kind === 'option' ? size * unitValue(instrument, indexPrice) : 0
}

function unitValue(instrument: OptionInstrument, indexPrice: number): number {
  const { option: kind, strike, timeYears, volatility } = instrument
  const forward = priceNow(instrument)
  const price = black76Price({ kind, forward, strike, timeYears, volatility })
  return instrument.payoff === 'linear' ? price : (price / forward) * indexPrice
}
