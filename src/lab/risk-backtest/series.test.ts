import { afterAll, describe, expect, test } from 'vitest'
import { faultOf, testFolder } from '../../../test/feed-files.ts'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { sqlText, withDatabase } from '../../feed/bars/table.ts'
import { readLossSeries } from './series.ts'
import { clockFormOf, parseClock } from './series-clock.ts'
import { timeColumnOf, valueColumnOf } from './series-columns.ts'
import { sampledEvery, usualStep } from './series-time.ts'
import type { SeriesOptions } from './series-types.ts'

const folder = testFolder()
afterAll(() => folder.remove())

const usual: SeriesOptions = { position: 'long', returns: 'simple', gaps: 'auto', missing: 'fault' }
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) * 1000

async function read(content: string, options: Partial<SeriesOptions> = {}, name = 'series.csv') {
  return readLossSeries(folder.write(name, content), { ...usual, ...options })
}

const prices = 'Date,Close\n2024-01-01,100\n2024-01-02,110\n2024-01-03,99\n2024-01-04,99\n'

describe('readLossSeries', () => {
  test('default: prices by their name, as simple returns of a long position', async () => {
    const series = await read(prices)
    expect([...series.losses].map((loss) => Number(loss.toFixed(12)))).toEqual([-0.1, 0.1, 0])
    expect([...series.at]).toEqual(['2024-01-02', '2024-01-03', '2024-01-04'].map(day))
    expect(series).toMatchObject({ unit: 'fraction', clock: 'time', stepUs: 86_400e6, gaps: [], gapsDropped: false })
    expect(series.dataHash).toMatch(/^[0-9a-f]{64}$/)
    expect(series.notes[0]).toBe(
      'Column "Close" holds prices, by its name; losses are those of a long position, by simple returns; time is column "Date" (ISO text).',
    )
  })

  test('behavior: a short position loses what a long one earns, and logarithms are on request', async () => {
    expect([...(await read(prices, { position: 'short' })).losses].map((loss) => Number(loss.toFixed(12)))).toEqual([0.1, -0.1, 0])
    expect((await read(prices, { returns: 'log' })).losses[0]).toBeCloseTo(-Math.log(1.1), 15)
  })

  test('behavior: returns and losses are taken in the unit of the file, and no zero is negative', async () => {
    const text = 'row,return\n1,0.5\n2,-1\n3,0\n'
    expect(await read(text)).toMatchObject({ unit: 'asGiven', clock: 'count', losses: Float64Array.of(-0.5, 1, 0) })
    expect((await read(text, { position: 'short' })).losses).toEqual(Float64Array.of(0.5, -1, 0))
    expect((await read('row,loss\n1,0.5\n2,-1\n3,2\n')).losses).toEqual(Float64Array.of(0.5, -1, 2))
    expect(Object.is((await read(text)).losses[2], -0)).toBe(false)
  })

  test('behavior: a range, and variance by the time that passed instead of the number of rows', async () => {
    const series = await read(prices, { from: day('2024-01-02') })
    expect(series.losses).toHaveLength(2)
    const whole = await read('Date,Close\n2024-01-01,100\n2024-01-02,110\n2024-01-05,99\n2024-01-06,99\n')
    // 0.1 squared twice over five days.
    expect(whole.variancePerYear).toBeCloseTo((0.02 / 5) * 365, 12)
  })

  test('behavior: gaps are told; below a day the returns over them are left out', async () => {
    const minutes = (rows: readonly number[]): string => `ts,price\n${rows.map((m, i) => `${1.7e9 + 60 * m},${100 + i}`).join('\n')}\n`
    const dropped = await read(minutes([0, 1, 2, 9, 10, 11]))
    expect(dropped).toMatchObject({ gapsDropped: true, gaps: [{ fromUs: 1.7e15 + 120e6, toUs: 1.7e15 + 540e6 }] })
    expect(dropped.losses).toHaveLength(4)
    expect(dropped.notes.at(-1)).toMatch(/^1 gap in time, the longest of 7 steps .* the returns over them are left out\.$/)
    const kept = await read(minutes([0, 1, 2, 9, 10, 11]), { gaps: 'keep' })
    expect(kept.losses).toHaveLength(5)
    const days = await read('Date,Close\n2024-01-01,1\n2024-01-02,2\n2024-01-05,3\n2024-01-06,2\n')
    expect(days).toMatchObject({ gapsDropped: false, losses: { length: 3 } })
    expect(days.notes.at(-1)).toContain('Rows are of trading days: 1 times more than a day lies between two, at most 3')
  })

  test('behavior: an empty first return is left out, other missing values only on request', async () => {
    expect((await read('row,return\n1,\n2,0.5\n3,1\n4,2\n')).losses).toHaveLength(3)
    const holes = 'Date,Close\n2024-01-01,1\n2024-01-02,.\n2024-01-03,3\n2024-01-04,2\n'
    expect(await faultOf(() => read(holes))).toContain('line 3, column "Close": expected a price above zero (or --missing skip), found .')
    const skipped = await read(holes, { missing: 'skip' })
    expect(skipped.losses).toHaveLength(2)
    expect(skipped.notes[1]).toBe('One row without a value in column "Close" was left out.')
  })

  test('behavior: prices are sampled on whole multiples of a spacing', async () => {
    const rows = [0, 30, 60, 90, 120, 150, 180].map((second, i) => `${1.7e9 + 60 + second},${i + 1}`)
    const series = await read(`ts,price\n${rows.join('\n')}\n`, { everyUs: 60e6 })
    // Minutes end 40, 100, 160 and 220 seconds after the first row; the last is not over. Their prices are 2, 4 and 6.
    expect([...series.at]).toEqual([1.7e15 + 160e6, 1.7e15 + 220e6])
    expect([...series.losses]).toEqual([-1, -0.5])
  })

  test('behavior: bars are stamped with their start below a day, and with their end at the venue that does', async () => {
    const bars = `ts,open,high,low,close\n${[0, 1, 2, 3].map((m) => `${1.7e9 + 60 * m},1,1,1,${m + 1}`).join('\n')}\n`
    expect((await read(bars, {}, 'a_btcusdt_1m.csv')).at[0]).toBe(1.7e15 + 120e6)
    expect((await read(bars, {}, 'bitmex_xbtusd_1m.csv')).at[0]).toBe(1.7e15 + 60e6)
  })

  test('behavior: Parquet with times of its own', async () => {
    const file = `${folder.path}/a.parquet`
    const select = `select timestamp '2020-03-12' + interval (i) hour as ts, 100.0 + i as close from range(5) t(i)`
    await withDatabase(async (connection) => connection.run(`copy (${select}) to ${sqlText(file)} (format parquet)`))
    const series = await readLossSeries(file, usual)
    expect(series.at[0]).toBe(Date.UTC(2020, 2, 12, 1) * 1000)
    expect(series.losses).toHaveLength(4)
  })
})

describe('error: series that cannot be read', () => {
  // Columns: name, content, options, message.
  const table: readonly (readonly [string, string, Partial<SeriesOptions>, string])[] = [
    ['empty.csv', '', {}, 'whole file: expected bars, found an empty file'],
    ['header.csv', 'Date,Close\n', {}, 'whole file: expected rows, found none'],
    [
      'one.csv',
      'Date,Close\n2024-01-01,1\n2024-01-02,1\n',
      {},
      'range: expected at least three rows between --from and --to, found 2 of 2',
    ],
    ['nan.csv', `${prices}2024-01-05,NaN\n`, {}, 'line 6, column "Close": expected a price above zero, found NaN'],
    ['word.csv', `${prices}2024-01-05,n/a\n`, {}, 'line 6, column "Close": expected a price above zero, found n/a'],
    ['infinite.csv', `${prices}2024-01-05,Infinity\n`, {}, 'line 6, column "Close": expected a price above zero, found Infinity'],
    ['negative.csv', `${prices}2024-01-05,-7\n`, {}, 'line 6, column "Close": expected a price above zero, found -7'],
    ['zero.csv', `${prices}2024-01-05,0\n`, {}, 'line 6, column "Close": expected a price above zero, found 0'],
    ['short.csv', `${prices}2024-01-05\n`, {}, 'line 6, column "Close": expected a price above zero (or --missing skip), found nothing'],
    ['back.csv', `${prices}2024-01-02,5\n`, {}, 'line 6, column "Date": expected a time after 2024-01-04 of line 5, found 2024-01-02'],
    ['again.csv', `${prices}2024-01-04,5\n`, {}, 'found 2024-01-04, again'],
    ['when.csv', `${prices}soon,5\n`, {}, 'line 6, column "Date": expected a time as in the rows before (iso), found soon'],
    ['never.csv', 'Date,Close\nx,1\ny,2\nz,3\n', {}, 'line 2, column "Date": expected a time: ISO text'],
    ['unclear.csv', 'Date,Close\n1/2/2024,1\n1/3/2024,2\n1/4/2024,3\n', {}, 'month/day/year with a day above 12 somewhere'],
    ['day.csv', 'Date,Close\n2024-02-29,1\n2024-02-30,2\n2024-03-01,3\n', {}, 'found 2024-02-30'],
    [
      'kind.csv',
      'row,value\n1,1\n2,2\n',
      {},
      'column "value": expected --kind price, --kind return or --kind loss, found a name that does not',
    ],
    ['dax.csv', 'row,DAX,SMI\n1,1,1\n', {}, 'header: expected a column of prices, returns or losses known by its name'],
    ['two.csv', 'Date,Close,return\n2024-01-01,1,1\n', {}, 'header: expected prices, returns or losses, not several of them, or --column'],
    ['column.csv', prices, { column: 'Open' }, 'column "Open": expected one of the columns of the file, found the columns Date, Close'],
    ['time.csv', prices, { time: 'when' }, 'column "when": expected one of the columns of the file, or none'],
    ['range.csv', prices, { from: day('2025-01-01') }, 'range: expected at least three rows between --from and --to, found none'],
    ['count.csv', 'row,return\n1,1\n2,2\n3,1\n', { from: 5 }, 'columns: expected a column of times for --from, --to and --every'],
    ['every.csv', 'Date,return\n2024-01-01,1\n2024-01-02,2\n', { everyUs: 60e6 }, '--every: value: expected a column of prices to sample'],
    ['side.csv', 'row,loss\n1,1\n2,2\n3,1\n', { position: 'short' }, '--position: value: expected long: a loss has its side already'],
  ]
  test.each(table)('error: %s', async (name, content, options, message) => {
    expect(await faultOf(() => read(content, options, name))).toContain(message)
  })

  test('error: no file', async () => {
    expect(await faultOf(() => readLossSeries('nowhere.csv', usual))).toContain('expected an existing file')
  })
})

describe('columns', () => {
  test('table: the column of values by its name, by option, by being the only one', () => {
    expect(valueColumnOf('f', ['ts', 'open', 'close'], {})).toEqual({ name: 'close', kind: 'price', knownFrom: 'its name' })
    expect(valueColumnOf('f', ['x', 'DAX'], { column: 'dax', kind: 'price' })).toEqual({ name: 'DAX', kind: 'price', knownFrom: '--kind' })
    expect(valueColumnOf('f', ['time', 'value'], { kind: 'loss' })).toEqual({ name: 'value', kind: 'loss', knownFrom: '--kind' })
    expect(valueColumnOf('f', ['Close', 'Adj Close'], {}).name).toBe('Close')
    expect(valueColumnOf('f', ['Close', 'return'], { kind: 'return' }).name).toBe('return')
  })

  test('table: the column of times', () => {
    expect(timeColumnOf('f', ['rownames', 'dat'], {})).toBeUndefined()
    expect(timeColumnOf('f', ['snapped_at', 'price'], {})).toBe('snapped_at')
    expect(timeColumnOf('f', ['ts', 'price'], { time: 'none' })).toBeUndefined()
  })
})

describe('clocks', () => {
  test('table: how a column of times is written', () => {
    expect(clockFormOf(['2024-01-01 00:00:00 UTC'])).toBe('iso')
    expect(clockFormOf(['1/4/1999', '1/13/1999'])).toBe('monthDayYear')
    expect(clockFormOf(['1/4/1999', '13/4/1999'])).toBe('dayMonthYear')
    expect(clockFormOf(['1', '2'])).toBe('count')
    expect(clockFormOf(['800102', '800103'])).toBe('yearMonthDay')
    expect(clockFormOf(['20240102'])).toBe('yearMonthDay')
    expect(['1700000000', '1700000000000', '1700000000000000', '1700000000000000000'].map((text) => clockFormOf([text]))).toEqual([
      'seconds',
      'milliseconds',
      'microseconds',
      'nanoseconds',
    ])
    expect(clockFormOf(['soon'])).toBeUndefined()
  })

  test('table: times', () => {
    expect(parseClock('2024-01-01T10:30:15.25Z', 'iso')).toBe(Date.parse('2024-01-01T10:30:15.250Z') * 1000)
    expect(parseClock('1950-01-03', 'iso')).toBe(day('1950-01-03'))
    expect(parseClock('2024-01-01 25:00', 'iso')).toBeUndefined()
    expect(parseClock('800102', 'yearMonthDay')).toBe(day('1980-01-02'))
    expect(parseClock('13/4/1999', 'dayMonthYear')).toBe(day('1999-04-13'))
    expect(parseClock('1700000000', 'seconds')).toBe(1.7e15)
    expect(parseClock('1700000000000000000', 'nanoseconds')).toBe(1.7e15)
  })
})

describe('steps', () => {
  test('table: the usual step is the commonest, the shorter of equals', () => {
    expect(usualStep(Float64Array.of(0, 60, 120, 300))).toBe(60)
    expect(usualStep(Float64Array.of(0, 60, 180))).toBe(60)
    expect(usualStep(Float64Array.of(0, 120, 180))).toBe(60)
    expect(usualStep(Float64Array.of(5))).toBe(0)
  })

  test('behavior: a stretch without a value is missing, not filled', () => {
    const sampled = sampledEvery({ at: Float64Array.of(60, 61, 250, 300), values: Float64Array.of(1, 2, 3, 4) }, 60)
    expect([[...sampled.at], [...sampled.values]]).toEqual([
      [60, 120, 300],
      [1, 2, 4],
    ])
  })
})

describe.skipIf(!hasShared)('shared series', () => {
  // Columns: file, options, losses, the largest.
  test.each<readonly [string, Partial<SeriesOptions>, number, number]>([
    ['reference/coingecko_btcusd_daily.csv.gz', {}, 4_702, 0.3519],
    ['reference/sp500_daily.csv.gz', {}, 5_030, 0.0903],
    ['reference/dem_gbp_markpound.csv.gz', { kind: 'return' }, 1_974, 2.1443],
    ['reference/danish_fire.csv.gz', { kind: 'loss' }, 2_167, 263.2504],
    ['reference/eu_stock_markets.csv.gz', { column: 'DAX', kind: 'price' }, 1_859, 0.0918],
    ['reference/wti_daily.csv.gz', { kind: 'price', missing: 'skip' }, 8_320, 0.334],
    ['bars/binance_spot_btcusdt_1h_2017-2022.parquet', {}, 45_317, 0.1821],
  ])('table: %s', async (path, options, count, largest) => {
    const series = await readLossSeries(sharedFile(`data/${path}`), { ...usual, ...options })
    expect(series.losses).toHaveLength(count)
    expect(series.losses.reduce((most, loss) => Math.max(most, loss))).toBeCloseTo(largest, 4)
  })
})
