import type { DuckDBConnection } from '@duckdb/node-api'
import { powerOfTen } from '../../base/decimal.ts'
import { InputFault } from '../../base/fault.ts'
import { later, timeUs } from '../../base/time.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { BarClosed } from '../../market/market-input.ts'
import type { TimeRange } from '../clip.ts'
import { timeText } from '../parse-time.ts'
import { batchSize, type SourcedBatch } from '../source.ts'
import type { BarField } from './columns.ts'
import { selectionOf, type BarOutline } from './outline.ts'
import { openDatabase, rowsOf, sqlName, unreadable } from './table.ts'

/** How the bars of a file are read. */
export type BarReading = Readonly<{
  outline: BarOutline
  instrument: Instrument
  stamp: 'start' | 'end'
  volumeIn: 'base' | 'quote'
  range: TimeRange
}>

/** How much of the stretch has been read, 0 to 1. Mutated while `readBars` runs. */
export type BarPosition = { share: number }

type Row = readonly (number | null)[]
type Last = { time: number; row: number }

/**
 * Streams a file's bars in batches of about 1,000, filtered by time in SQL. Prices go to the nearest tick, volumes to the
 * nearest lot. A bar's `at` is its end.
 *
 * @throws InputFault with row and column for a time or number that is none, a price of zero or less, a negative volume,
 * high below low, time that runs backwards or stands still, a price off the ticks given with `--tick`.
 *
 * @example
 * for await (const { inputs } of readBars(reading, { share: 0 })) ...
 */
export async function* readBars(reading: BarReading, position: BarPosition): AsyncGenerator<SourcedBatch> {
  const { table } = reading.outline
  position.share = 0
  const { connection, close } = await openDatabase()
  try {
    const where = filterOf(reading)
    const [bounds = []] = await rowsOf(
      connection,
      table.file,
      `select min(t)::double, max(t)::double from (select ${reading.outline.columns.sql.time} as t from ${table.relation} where ${where})`,
    )
    const last: Last = { time: -1, row: 0 }
    for await (const rows of chunksOf(connection, reading, where)) {
      for (let start = 0; start < rows.length; start += batchSize) {
        const part = rows.slice(start, start + batchSize)
        const inputs: BarClosed[] = []
        for (const row of part) inputs.push(barOf(row, reading, last) ?? (await throwBadRow(connection, reading, row, last)))
        position.share = shareOf(last.time, bounds)
        yield { inputs, lines: part.map((row) => row[6] ?? 0) }
      }
    }
    position.share = 1
  } finally {
    close()
  }
}

async function* chunksOf(connection: DuckDBConnection, reading: BarReading, where: string): AsyncGenerator<readonly Row[]> {
  const { table, columns } = reading.outline
  try {
    const result = await connection.stream(`select ${selectionOf(columns)} from ${table.relation} where ${where}`)
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) return
      yield chunk.getRows() as unknown as readonly Row[]
    }
  } catch (error) {
    throw error instanceof InputFault ? error : unreadable(table.file, error)
  }
}

// A row whose time cannot be read is kept, so that it is found rather than filtered away.
function filterOf({ outline, range, stamp }: BarReading): string {
  const time = outline.columns.sql.time
  const shift = stamp === 'start' ? 0 : outline.stepFor
  const bounds: string[] = []
  if (range.from !== undefined) bounds.push(`${time} >= ${range.from + shift}`)
  if (range.to !== undefined) bounds.push(`${time} < ${range.to + shift}`)
  return bounds.length === 0 ? 'true' : `((${bounds.join(' and ')}) or ${time} is null)`
}

/** The bar of a row, or `undefined` when something is wrong with it: what it is is found out apart, since it happens once. */
function barOf(row: Row, reading: BarReading, last: Last): BarClosed | undefined {
  if (badField(row, last) !== undefined) return undefined
  const [time, open, high, low, close, volume] = row as readonly [number, number, number, number, number, number]
  const { instrument, outline, stamp } = reading
  const perTick = powerOfTen(instrument.priceDecimals)
  const ticks = [open, high, low, close].map((price) => Math.round((price * perTick) / instrument.tickUnits))
  const [openTicks = 0, highTicks = 0, lowTicks = 0, closeTicks = 0] = ticks
  if (lowTicks <= 0) return undefined
  if (isOffTick(row, instrument) !== undefined) return undefined
  const base = reading.volumeIn === 'base' ? volume : volume / ((high + low + close) / 3)
  const startedAt = timeUs(stamp === 'start' ? time : time - outline.stepFor)
  last.time = time
  last.row = row[6] ?? 0
  return {
    kind: 'barClosed',
    at: later(startedAt, outline.stepFor),
    market: instrument.id,
    startedAt,
    openTicks,
    highTicks,
    lowTicks,
    closeTicks,
    volumeLots: Math.round((base * powerOfTen(instrument.sizeDecimals)) / instrument.lotUnits),
  }
}

function badField(row: Row, last: Last): BarField | undefined {
  const time = row[0]
  if (!isTime(time) || time <= last.time) return 'time'
  if (!isPrice(row[1])) return 'open'
  if (!isPrice(row[2])) return 'high'
  if (!isPrice(row[3]) || row[3] > row[2]) return 'low'
  if (!isPrice(row[4])) return 'close'
  const volume = row[5]
  return volume === null || volume === undefined || !Number.isFinite(volume) || volume < 0 ? 'volume' : undefined
}

// From a day after 1970 to 2200: room for a bar before and behind.
function isTime(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && value >= 86_400_000_000 && value <= 7_258_118_400_000_000
}

function isPrice(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value) && value > 0
}

// A hundred-millionth of a tick is the noise of a double; more than a thousandth is a price between ticks.
function isOffTick(row: Row, { tickUnits, priceDecimals }: Instrument): BarField | undefined {
  if (priceDecimals >= 8) return undefined
  for (const [i, field] of (['open', 'high', 'low', 'close'] as const).entries()) {
    const steps = ((row[i + 1] ?? 0) * powerOfTen(priceDecimals)) / tickUnits
    if (Math.abs(steps - Math.round(steps)) > 0.001) return field
  }
  return undefined
}

async function throwBadRow(connection: DuckDBConnection, reading: BarReading, row: Row, last: Last): Promise<never> {
  const { table, columns } = reading.outline
  const place = `${table.rowWord} ${row[6]}`
  const field = badField(row, last) ?? isOffTick(row, reading.instrument) ?? 'low'
  const name = columns.names[field]
  const raw = await rowsOf(
    connection,
    table.file,
    `select cast(${sqlName(name)} as varchar) from ${table.relation} where seawall_row = ${row[6]}`,
  )
  const text = raw[0]?.[0]
  const found = typeof text === 'string' ? text : 'nothing'
  const time = row[0]
  if (field === 'time' && isTime(time)) {
    const expected = `a time after ${timeText(timeUs(last.time))} of ${table.rowWord} ${last.row}`
    const again = time === last.time ? ', again' : ''
    throw new InputFault({ file: table.file, place: `${place}, column "${name}"`, expected, found: `${timeText(timeUs(time))}${again}` })
  }
  throw new InputFault({ file: table.file, place: `${place}, column "${name}"`, expected: expectedOf(field, row, reading), found })
}

function expectedOf(field: BarField, row: Row, { instrument }: BarReading): string {
  if (field === 'time') return 'a time: ISO text, a timestamp, or seconds or milliseconds since 1970'
  if (field === 'volume') return 'a volume of zero or more'
  const value = row[['time', 'open', 'high', 'low', 'close'].indexOf(field)]
  if (!isPrice(value)) return 'a price above zero'
  if (field === 'low' && value > (row[2] ?? 0)) return `a low not above the high ${row[2]}`
  return `a price in steps of ${instrument.tickUnits / powerOfTen(instrument.priceDecimals)} (set a finer one with --tick)`
}

function shareOf(time: number, [first, latest]: readonly unknown[]): number {
  const span = Number(latest) - Number(first)
  return span > 0 ? Math.min(1, Math.max(0, (time - Number(first)) / span)) : 1
}
