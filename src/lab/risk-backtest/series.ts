import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { InputFault } from '../../base/fault.ts'
import { sizeOf } from '../../feed/lines.ts'
import { withDatabase } from '../../feed/bars/table.ts'
import { naturalLogarithm } from '../../num/elementary.ts'
import type { ClockForm } from './series-clock.ts'
import { clockText, readSeriesRows, type SeriesRows } from './series-rows.ts'
import { clippedTo, sampledEvery, usualStep } from './series-time.ts'
import type { LossSeries, SeriesGap, SeriesOptions } from './series-types.ts'

const dayUs = 86_400e6
const yearUs = 365 * dayUs

/**
 * Reads a file of prices, returns or losses as a series of losses, and says in `notes` how each column was understood.
 *
 * @throws InputFault as `readSeriesRows`; when fewer than two rows lie in the range; for options that do not fit the column.
 *
 * @example
 * const series = await readLossSeries('coingecko_btcusd_daily.csv.gz', { position: 'long', returns: 'simple', gaps: 'auto', missing: 'fault' })
 */
export async function readLossSeries(file: string, options: SeriesOptions): Promise<LossSeries> {
  await sizeOf(file)
  const read = await withDatabase((connection) => readSeriesRows(connection, file, options))
  const rows = inRange(file, read, options)
  const losses = lossesOf(file, rows, options)
  return { ...losses, file, dataHash: await hashOfFile(file) }
}

async function hashOfFile(file: string): Promise<string> {
  const sum = createHash('sha256')
  for await (const block of createReadStream(file)) sum.update(block as Buffer)
  return sum.digest('hex')
}

function inRange(file: string, rows: SeriesRows, options: SeriesOptions): SeriesRows {
  const isCounted = rows.form === 'count'
  if (isCounted && (options.from !== undefined || options.to !== undefined || options.everyUs !== undefined)) {
    const expected = 'a column of times for --from, --to and --every'
    throw new InputFault({ file, place: 'columns', expected, found: 'rows without times' })
  }
  if (options.everyUs !== undefined && rows.column.kind !== 'price') {
    throw new InputFault({
      file: '--every',
      place: 'value',
      expected: 'a column of prices to sample',
      found: `one of ${rows.column.kind}s`,
    })
  }
  const clipped = clippedTo(stampedAtEnd(file, rows), options)
  const sampled = options.everyUs === undefined ? clipped : sampledEvery(clipped, options.everyUs)
  if (sampled.at.length >= 3) return { ...rows, ...sampled, notes: [...rows.notes, ...stampNotes(file, rows)] }
  const found = sampled.at.length === 0 ? 'none' : `${sampled.at.length} of ${rows.at.length}`
  throw new InputFault({ file, place: 'range', expected: 'at least three rows between --from and --to', found })
}

/** A bar's close is of its end. Bars of a day keep their date, which is how people name the day's loss. */
function stampedAtEnd(file: string, rows: SeriesRows): SeriesRows {
  if (!isStampedAtStart(file, rows)) return rows
  const step = usualStep(rows.at)
  return { ...rows, at: rows.at.map((at) => at + step) }
}

function isStampedAtStart(file: string, rows: SeriesRows): boolean {
  return rows.areBars && rows.form !== 'count' && usualStep(rows.at) < dayUs && !isBitmex(file)
}

// As in the bar feed: this venue alone stamps its bars with their end.
function isBitmex(file: string): boolean {
  return basename(file).toLowerCase().startsWith('bitmex')
}

function stampNotes(file: string, rows: SeriesRows): readonly string[] {
  if (isStampedAtStart(file, rows)) return ['Bars are read as stamped with their start, so their close is known one bar later.']
  return rows.areBars && rows.form !== 'count' && isBitmex(file) ? ['Bars are read as stamped with their end.'] : []
}

type Losses = Omit<LossSeries, 'file' | 'dataHash'>

function lossesOf(file: string, rows: SeriesRows, options: SeriesOptions): Losses {
  const { kind } = rows.column
  if (kind === 'loss' && options.position === 'short') {
    throw new InputFault({ file: '--position', place: 'value', expected: 'long: a loss has its side already', found: '"short"' })
  }
  const isPrice = kind === 'price'
  const all = isPrice ? ofPrices(rows.values, options) : ofValues(rows.values, kind, options)
  const at = isPrice ? rows.at.subarray(1) : rows.at
  const stepUs = rows.form === 'count' ? 0 : usualStep(rows.at)
  const gaps = rows.form === 'count' ? [] : gapsOf(rows.at, stepUs)
  const gapsDropped = isPrice && gaps.length > 0 && dropsGaps(options, stepUs)
  const kept = gapsDropped ? withoutGaps(at, all, gaps) : { at: Float64Array.from(at), losses: all }
  if (kept.losses.length < 2) throw new InputFault({ file, place: 'whole file', expected: 'at least two losses', found: 'fewer' })
  const spanUs = (rows.at.at(-1) ?? 0) - (rows.at[0] ?? 0)
  return {
    column: rows.column,
    ...(rows.timeColumn === undefined ? {} : { timeColumn: rows.timeColumn }),
    position: options.position,
    returns: options.returns,
    unit: isPrice ? 'fraction' : 'asGiven',
    clock: rows.form === 'count' ? 'count' : 'time',
    ...kept,
    stepUs,
    gaps,
    gapsDropped,
    ...(rows.form === 'count' ? {} : { variancePerYear: (sumOfSquares(all) / spanUs) * yearUs }),
    notes: [columnNote(rows, options), ...rows.notes, ...gapNotes(gaps, { stepUs, dropped: gapsDropped, rowCount: rows.at.length })],
  }
}

function ofPrices(prices: Float64Array, { returns, position }: SeriesOptions): Float64Array {
  const sign = position === 'long' ? -1 : 1
  return Float64Array.from({ length: prices.length - 1 }, (_, i) => {
    const ratio = (prices[i + 1] as number) / (prices[i] as number)
    return sign * (returns === 'log' ? naturalLogarithm(ratio) : ratio - 1) + 0
  })
}

function ofValues(values: Float64Array, kind: 'return' | 'loss' | 'price', { position }: SeriesOptions): Float64Array {
  const sign = kind === 'loss' || position === 'short' ? 1 : -1
  return values.map((value) => sign * value + 0)
}

// Trading days have weekends between them and count as neighbours; a market that never closes has no reason for a gap.
function dropsGaps({ gaps }: SeriesOptions, stepUs: number): boolean {
  return gaps === 'auto' ? stepUs < dayUs : gaps === 'drop'
}

function gapsOf(at: Float64Array, stepUs: number): readonly SeriesGap[] {
  const gaps: SeriesGap[] = []
  for (let i = 1; i < at.length; i++) {
    const [fromUs, toUs] = [at[i - 1] as number, at[i] as number]
    if (toUs - fromUs > 1.5 * stepUs) gaps.push({ fromUs, toUs })
  }
  return gaps
}

function withoutGaps(at: Float64Array, losses: Float64Array, gaps: readonly SeriesGap[]) {
  const ends = new Set(gaps.map(({ toUs }) => toUs))
  const keep = (_: number, i: number): boolean => !ends.has(at[i] as number)
  return { at: at.filter(keep), losses: losses.filter(keep) }
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}

function columnNote(rows: SeriesRows, { returns, position }: SeriesOptions): string {
  const { name, kind, knownFrom } = rows.column
  const clock = rows.timeColumn === undefined ? 'rows are numbered' : clockWords(rows.timeColumn, rows.form)
  const known = knownFrom === 'its name' ? 'by its name' : 'as --kind says'
  if (kind === 'price')
    return `Column "${name}" holds prices, ${known}; losses are those of a ${position} position, by ${returns} returns; ${clock}.`
  const side = kind === 'return' ? `losses are those of a ${position} position, in` : 'in'
  return `Column "${name}" holds ${kind === 'loss' ? 'losses' : 'returns'}, ${known}; ${side} the unit of the file; ${clock}.`
}

function gapNotes(gaps: readonly SeriesGap[], about: Readonly<{ stepUs: number; dropped: boolean; rowCount: number }>): readonly string[] {
  const { stepUs, dropped, rowCount } = about
  const longest = gaps.reduce<SeriesGap | undefined>(
    (most, gap) => (most === undefined || gap.toUs - gap.fromUs > most.toUs - most.fromUs ? gap : most),
    undefined,
  )
  if (longest === undefined) return []
  const where = `${clockText(longest.fromUs, 'iso')} to ${clockText(longest.toUs, 'iso')}`
  const done = dropped ? 'the returns over them are left out' : 'the returns over them are kept as one step'
  if (isTradingDays(gaps, rowCount, stepUs)) {
    const days = Math.round((longest.toUs - longest.fromUs) / dayUs)
    return [`Rows are of trading days: ${gaps.length} times more than a day lies between two, at most ${days} (${where}); ${done}.`]
  }
  const times = ((longest.toUs - longest.fromUs) / stepUs).toFixed(1).replace('.0', '')
  return [`${gaps.length} gap${gaps.length === 1 ? '' : 's'} in time, the longest of ${times} steps (${where}); ${done}.`]
}

const formWords: Readonly<Record<ClockForm, string>> = {
  iso: 'ISO text',
  monthDayYear: 'month/day/year',
  dayMonthYear: 'day/month/year',
  yearMonthDay: 'year, month and day in digits',
  seconds: 'seconds since 1970',
  milliseconds: 'milliseconds since 1970',
  microseconds: 'timestamps',
  nanoseconds: 'nanoseconds since 1970',
  count: '',
}

function clockWords(column: string, form: ClockForm): string {
  return form === 'count' ? `column "${column}" numbers the rows` : `time is column "${column}" (${formWords[form]})`
}

/** Weekends alone are a fifth of the days; a market that never closes has no gap so often. */
function isTradingDays(gaps: readonly SeriesGap[], rowCount: number, stepUs: number): boolean {
  return stepUs === dayUs && gaps.length > 0.1 * rowCount
}
