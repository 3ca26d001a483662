import type { TimeUs } from '../../base/time.ts'
import type { OptionKind } from '../../pricing/option-terms.ts'

/** One option of a chain as a venue showed it. What the file does not say is absent. */
export type ChainRow = Readonly<{
  kind: OptionKind
  strike: number
  expiry: TimeUs
  /** Forward price for the expiry. */
  forward?: number
  index?: number
  /** Prices in coin. */
  bid?: number
  ask?: number
  mark?: number
  /** Volatilities as the venue gives them, per square root of a year. */
  bidVolatility?: number
  askVolatility?: number
  markVolatility?: number
  /** The venue's delta of the option in dollars. */
  delta?: number
}>

/** All options on one coin at one moment. */
export type OptionChain = Readonly<{
  file: string
  underlying: string
  at: TimeUs
  rows: readonly ChainRow[]
}>
