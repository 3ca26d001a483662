import type { FaultDetails } from '../base/fault.ts'
import type { Instrument } from '../market/instrument.ts'
import type { MarketInput } from '../market/market-input.ts'

/** One source of market inputs in time order. Reading it twice gives the same inputs. */
export type Feed = Readonly<{
  /** What it is, for people: file names or the scenario's name. */
  label: string
  /** Content identity: hash of the files' names, sizes and modification, or of the scenario and seed. Part of a run's id. */
  identity: string
  instruments: readonly Instrument[]
  /** Batches in time order. Throws `InputFault` at the first place that cannot be read. */
  inputs: AsyncIterable<readonly MarketInput[]>
  /** How much has been read, 0 to 1. */
  progress: () => number
  /** Faults that do not stop the reading (duplicated or missing sequence numbers, a crossed snapshot), as found so far. */
  faults: readonly FaultDetails[]
  /** What a reader of the results ought to know of the data: assumptions made, things missing. Sentences without a full stop. */
  notes: readonly string[]
}>
