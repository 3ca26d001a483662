import type { Instrument } from '../market/instrument.ts'
import type { MarketInput } from '../market/market-input.ts'

/** Inputs in time order with the place each came from: `lines[i]` is the line (or row) of `inputs[i]`, counted from 1. */
export type SourcedBatch = Readonly<{ inputs: readonly MarketInput[]; lines: readonly number[] }>

/** One file opened for reading. `read` may be called again and gives the same inputs. */
export type Source = Readonly<{
  /** The file's path as it was given. */
  file: string
  bytes: number
  instruments: readonly Instrument[]
  notes: readonly string[]
  read: () => AsyncIterable<SourcedBatch>
  /** How much of the current reading is done, 0 to 1. */
  progress: () => number
}>

/** About how many inputs a batch holds. */
export const batchSize = 1_000
