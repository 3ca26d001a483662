import type { ColumnKind, ValueColumn } from './series-columns.ts'

/** On which side of the price the position stands: `long` loses when it falls. */
export type PositionSide = 'long' | 'short'

/** How a series is to be read. Times are microseconds since 1970 in UTC. */
export type SeriesOptions = Readonly<{
  column?: string
  kind?: ColumnKind
  /** The column of times, or `none` to number the rows. */
  time?: string
  /** The first moment read, and the moment before which reading ends. */
  from?: number
  to?: number
  /** Prices are sampled on whole multiples of this; absent takes every row. */
  everyUs?: number
  position: PositionSide
  /** Of prices: `p1 / p0 - 1`, which is what a position earns, or the logarithm of `p1 / p0`. */
  returns: 'simple' | 'log'
  /** What to do with a return over a gap in time: it is of more time than the others. */
  gaps: 'auto' | 'keep' | 'drop'
  /** What to do with a row without a value. */
  missing: 'fault' | 'skip'
}>

/** A distance between two rows that is longer than the usual one. */
export type SeriesGap = Readonly<{ fromUs: number; toUs: number }>

/** Losses in order of time, with all that must be said of where they come from. */
export type LossSeries = Readonly<{
  file: string
  /** SHA-256 of the file's bytes. */
  dataHash: string
  column: ValueColumn
  /** The column of times; absent when rows are numbered. */
  timeColumn?: string
  position: PositionSide
  returns: SeriesOptions['returns']
  /** `fraction` of the price; `asGiven` for columns of returns or losses, whose unit the file alone knows. */
  unit: 'fraction' | 'asGiven'
  /** Whether `at` holds times, or numbers of rows. */
  clock: 'time' | 'count'
  /** When each loss was known, rising: microseconds since 1970, or the number of its row. */
  at: Float64Array
  /** A loss is positive. */
  losses: Float64Array
  /** The usual distance of two rows, in microseconds; 0 when rows are numbered. */
  stepUs: number
  /** Gaps in time, in order, and whether the returns over them were dropped. */
  gaps: readonly SeriesGap[]
  gapsDropped: boolean
  /** Variance of the losses about zero a year of 365 days: their squares' sum over the time they cover, gaps and all. Absent without a clock. */
  variancePerYear?: number
  /** What was found out and decided while reading: whole sentences. */
  notes: readonly string[]
}>
