import { requireNotNegative, requireWhole } from '../../base/argument.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import { reserveIndexes, reserveNumbers, type Kernel } from './kernel.ts'

/** What a grid row is worth: the forward of its term (`linear`), or a European option on it, undiscounted. */
export type KernelInstrument =
  | Readonly<{ kind: 'linear'; term: number }>
  | Readonly<{
      kind: 'call' | 'put'
      term: number
      /** In quote, 0 or above. */
      strike: number
      /** Per square root of a year, 0 or above. */
      volatility: number
    }>

/** Instruments as the kernel reads them, a number of each in every array. Kinds: 0 linear, 1 call, 2 put. */
export type InstrumentTable = Readonly<{
  instruments: number
  kinds: Uint32Array
  termOf: Uint32Array
  strikes: Float64Array
  logStrikes: Float64Array
  volatilities: Float64Array
}>

const kindNumbers = { linear: 0, call: 1, put: 2 } as const

/**
 * Reserves a table of instruments, linear in term 0 at first.
 *
 * @example
 * const table = createInstrumentTable(kernel, 1536)
 */
export function createInstrumentTable(kernel: Kernel, instruments: number): InstrumentTable {
  requireWhole('instruments', instruments, { least: 1 })
  return {
    instruments,
    kinds: reserveIndexes(kernel, instruments),
    termOf: reserveIndexes(kernel, instruments),
    strikes: reserveNumbers(kernel, instruments),
    logStrikes: reserveNumbers(kernel, instruments),
    volatilities: reserveNumbers(kernel, instruments),
  }
}

/**
 * Writes one instrument.
 *
 * @param index - Its place, which is its row in every grid.
 * @throws ArgumentError for an index outside the table, or a strike or volatility that is below 0 or not finite.
 *
 * @example
 * setInstrument(table, 7, { kind: 'put', term: 1, strike: 50_000, volatility: 0.6 })
 */
export function setInstrument(table: InstrumentTable, index: number, instrument: KernelInstrument): void {
  requireWhole('index', index, { least: 0, most: table.instruments - 1 })
  requireWhole('term', instrument.term, { least: 0 })
  const { strike, volatility } = instrument.kind === 'linear' ? { strike: 0, volatility: 0 } : instrument
  requireNotNegative('strike', strike)
  requireNotNegative('volatility', volatility)
  table.kinds[index] = kindNumbers[instrument.kind]
  table.termOf[index] = instrument.term
  table.strikes[index] = strike
  table.logStrikes[index] = naturalLogarithm(strike)
  table.volatilities[index] = volatility
}
