import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { BarClosed } from '../../market/market-input.ts'
import { parseTime } from '../parse-time.ts'
import type { Source } from '../source.ts'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { faultOf, testFolder } from '../../../test/feed-files.ts'
import { barColumns, columnNames } from './columns.ts'
import { marketOfFile } from './market-of-file.ts'
import { openBars, overlappingBars, type BarsOptions } from './open-bars.ts'
import { outlineBars } from './outline.ts'
import { readBars } from './read-bars.ts'
import { rowsOf, sqlName, sqlText, withDatabase } from './table.ts'

const folder = testFolder()
afterAll(() => {
  folder.remove()
})

const header = 'timestamp,open,high,low,close,volume'
const rows: readonly string[] = [
  '2020-03-12 00:00:00,100.5,101.25,100,101,1.5',
  '2020-03-12 00:01:00,101,102,100.75,101.5,0',
  '2020-03-12 00:02:00,101.5,101.5,90,91,22.125',
]
const csv = [header, ...rows].join('\n')

async function barsOf(file: string, options: Partial<BarsOptions> = {}): Promise<readonly BarClosed[]> {
  const [source] = await openBars({ files: [file], range: {}, ...options })
  const bars: BarClosed[] = []
  for await (const { inputs } of (source as Source).read()) for (const input of inputs) if (input.kind === 'barClosed') bars.push(input)
  return bars
}

/** Writes a Parquet file from SQL. */
async function parquet(name: string, select: string): Promise<string> {
  const file = `${folder.path}/${name}`
  await withDatabase(async (connection) => connection.run(`copy (${select}) to ${sqlText(file)} (format parquet)`))
  return file
}

describe('openBars', () => {
  const start = parseTime('2020-03-12', '')
  const expected = [
    [start, start + 60_000_000, 10050, 10125, 10000, 10100, 1500],
    [start + 60_000_000, start + 120_000_000, 10100, 10200, 10075, 10150, 0],
    [start + 120_000_000, start + 180_000_000, 10150, 10150, 9000, 9100, 22125],
  ]
  const numbers = (bars: readonly BarClosed[]): unknown =>
    bars.map((bar) => [bar.startedAt, bar.at, bar.openTicks, bar.highTicks, bar.lowTicks, bar.closeTicks, bar.volumeLots])
  const inSeconds = rows.map((row, i) => row.replace(/^[^,]*/, String(start / 1_000_000 + 60 * i)))
  // Columns: name, content.
  test.each([
    ['kraken_btcusdc_plain.csv', csv],
    ['kraken_btcusdc_zipped.csv.gz', csv],
    ['kraken_btcusdc_iso.csv', csv.replaceAll(/(\d{2}) (\d{2}:\d{2}:\d{2})/g, '$1T$2Z')],
    ['kraken_btcusdc_offset.csv', csv.replaceAll(/(\d{2}:\d{2}:\d{2})/g, '$1+00:00')],
    ['kraken_btcusdc_capitals.csv', csv.replace(header, 'Time;Open;High;Low;Close;Volume').replaceAll(',', ';')],
    ['kraken_btcusdc_shuffled.csv', [`note,${header}`, ...rows.map((row) => `x,${row}`)].join('\r\n')],
    ['kraken_btcusdc_headerless.csv', inSeconds.join('\n')],
    ['kraken_btcusdc_headerless_count.csv.gz', inSeconds.map((row) => `${row},7`).join('\n')],
    ['kraken_btcusdc_ms.csv', [header, ...inSeconds.map((row) => row.replace(',', '000,'))].join('\n')],
    ['kraken_btcusdc_us.csv', [header, ...inSeconds.map((row) => row.replace(',', '000000,'))].join('\n')],
    ['kraken_btcusdc_ns.csv', [header, ...inSeconds.map((row) => row.replace(',', '000000000,'))].join('\n')],
  ])('table: %s', async (name, content) => {
    const [source] = await openBars({ files: [folder.write(name, content)], range: {} })
    expect(source?.instruments).toMatchObject([
      { id: 'BTC/USDC', tickUnits: 5, priceDecimals: 2, sizeDecimals: 3, bookSource: 'modelled', sequenceRule: 'snapshotsOnly' },
    ])
    expect(numbers(await barsOf(`${folder.path}/${name}`, { tick: '0.01' }))).toEqual(expected)
  })

  test.each([
    ['timestamp', `timestamp '2020-03-12' + interval (i) minute`],
    ['timestamp with time zone', `timestamptz '2020-03-12 00:00:00+00' + interval (i) minute`],
    ['seconds', `1583971200 + 60 * i`],
    ['milliseconds', `1583971200000 + 60000 * i`],
  ])('table: Parquet with %s', async (name, time) => {
    const values = `(values (0, 100.5, 101.25, 100.0, 101.0, 1.5), (1, 101.0, 102.0, 100.75, 101.5, 0.0), (2, 101.5, 101.5, 90.0, 91.0, 22.125)) v(i, o, h, l, c, volume)`
    const file = await parquet(
      `kraken_spot_btcusdc_${name.slice(0, 4)}.parquet`,
      `select ${time} as ts, o::double as o, h, l, c, volume from ${values}`,
    )
    expect(numbers(await barsOf(file, { tick: '0.01' }))).toEqual(expected)
  })

  test('behavior: --stamp end, --volume-in quote, --symbol and --lot', async () => {
    const file = folder.write('kraken_btcusdc_options.csv', csv)
    const options = { stamp: 'end', volumeIn: 'quote', symbol: 'ETH/USDT:USDT', lot: '0.0001' }
    const [bar] = await barsOf(file, options)
    // 1.5 of quote at a typical price of (101.25 + 100 + 101) / 3 = 100.75.
    expect(bar).toMatchObject({ market: 'ETH/USDT:USDT', startedAt: start - 60_000_000, at: start, volumeLots: 149 })
  })

  test('behavior: from and to are of bars as a whole, whatever their stamp', async () => {
    const file = folder.write('kraken_btcusdc_range.csv', csv)
    const range = { from: parseTime('2020-03-12T00:01', ''), to: parseTime('2020-03-12T00:02', '') }
    expect((await barsOf(file, { range })).map(({ startedAt }) => startedAt)).toEqual([range.from])
    expect((await barsOf(file, { range, stamp: 'end' })).map(({ startedAt }) => startedAt)).toEqual([range.from])
  })

  test('behavior: two files of one market get the step both fit', async () => {
    const halves = folder.write('a_btcusdc_1.csv', [header, '2020-03-12,100.5,101,100,101,1', '2020-03-13,100.5,101,100,101,1'].join('\n'))
    const tenths = folder.write(
      'a_btcusdc_2.csv',
      [header, '2020-03-14,100.3,101,100,101,1.25', '2020-03-15,100.5,101,100,101,1'].join('\n'),
    )
    const sources = await openBars({ files: [halves, tenths], range: {} })
    for (const source of sources) expect(source.instruments).toMatchObject([{ tickUnits: 1, priceDecimals: 1, sizeDecimals: 2 }])
  })

  test('behavior: progress goes from 0 to 1 in batches of about 1,000', async () => {
    const file = await parquet(
      'a_btcusdc_1m_long.parquet',
      `select 1583971200 + 60 * i as ts, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close, 1 as volume from range(5000) t(i)`,
    )
    const [source] = await openBars({ files: [file], range: {} })
    const seen: number[] = []
    let count = 0
    for await (const { inputs, lines } of (source as Source).read()) {
      expect(inputs.length).toBeLessThanOrEqual(1_000)
      count += inputs.length
      expect(lines.at(-1)).toBe(count)
      seen.push((source as Source).progress())
    }
    expect(count).toBe(5_000)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect((source as Source).progress()).toBe(1)
  })
})

describe('error: bars that cannot be read', () => {
  const withRow = (row: string): string => [header, ...rows, row].join('\n')
  // Columns: name, content, message.
  const table: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['empty.csv', '', 'empty.csv: whole file: expected bars, found an empty file'],
    ['empty.csv.gz', '', 'empty.csv.gz: whole file: expected bars, found an empty file'],
    ['header.csv', `${header}\n`, 'header.csv: whole file: expected at least one bar, found none'],
    ['words.csv', 'hello\nworld\n', 'words.csv: columns "time", "open", "high", "low", "close", "volume": expected a time'],
    ['lacking.csv', 'timestamp,open,high,close\n1,2,3,4', 'lacking.csv: columns "low", "volume": expected a time (ts, timestamp, '],
    ['narrow.csv', '1583971200,1,2,3\n', 'narrow.csv: line 1: expected a header, or numbers for ts, open, high, low, close, volume, found'],
    ['text.csv', withRow('2020-03-12 00:03:00,n/a,1,1,1,1'), 'text.csv: line 5, column "open": expected a price above zero, found n/a'],
    ['nan.csv', withRow('2020-03-12 00:03:00,1,NaN,1,1,1'), 'nan.csv: line 5, column "high": expected a price above zero, found NaN'],
    ['inf.csv', withRow('2020-03-12 00:03:00,1,inf,1,1,1'), 'inf.csv: line 5, column "high": expected a price above zero, found inf'],
    ['zero.csv', withRow('2020-03-12 00:03:00,1,1,0,1,1'), 'zero.csv: line 5, column "low": expected a price above zero, found 0'],
    [
      'negative.csv',
      withRow('2020-03-12 00:03:00,1,1,1,-7,1'),
      'negative.csv: line 5, column "close": expected a price above zero, found -7',
    ],
    [
      'volume.csv',
      withRow('2020-03-12 00:03:00,1,1,1,1,-2'),
      'volume.csv: line 5, column "volume": expected a volume of zero or more, found -2',
    ],
    ['short.csv', withRow('2020-03-12 00:03:00,1,1'), 'short.csv: line 5, column "low": expected a price above zero, found nothing'],
    [
      'crossed.csv',
      withRow('2020-03-12 00:03:00,5,5,6,5,1'),
      'crossed.csv: line 5, column "low": expected a low not above the high 5, found 6',
    ],
    [
      'back.csv',
      withRow('2020-03-12 00:01:30,1,1,1,1,1'),
      'back.csv: line 5, column "timestamp": expected a time after 2020-03-12T00:02:00Z of line 4, found 2020-03-12T00:01:30Z',
    ],
    [
      'again.csv',
      withRow('2020-03-12 00:02:00,1,1,1,1,1'),
      'again.csv: line 5, column "timestamp": expected a time after 2020-03-12T00:02:00Z of line 4, found 2020-03-12T00:02:00Z, again',
    ],
    ['when.csv', withRow('soon,1,1,1,1,1'), 'when.csv: line 5, column "timestamp": expected a time: ISO text'],
    ['single.csv', [header, rows[0]].join('\n'), 'single.csv: whole file: expected two bars whose distance tells their length'],
    [
      'cut.csv.gz',
      gzipSync(
        Array.from({ length: 5_000 }, (_, i) => `${i * 60 + 1_583_971_200},${i + 1},${i + 1},${i + 1},${i + 1},1`).join('\n'),
      ).subarray(0, -2_000),
      'cut.csv.gz: line ',
    ],
    ['text.parquet', 'hello', 'text.parquet: whole file: expected a complete Parquet file, found'],
    [
      'cut.parquet',
      `PAR1${'x'.repeat(500)}`,
      'cut.parquet: whole file: expected a complete Parquet file, found No magic bytes found at end of file',
    ],
    ['empty.parquet', '', 'empty.parquet: whole file: expected bars, found an empty file'],
  ]
  test.each(table)('table: %s', async (name, content, message) => {
    expect(await faultOf(() => barsOf(folder.write(name, content), { symbol: 'BTC/USDC' }))).toContain(message)
  })

  test('behavior: a gzip that is cut off says so, though DuckDB would take it for whole', async () => {
    const content = gzipSync(Array.from({ length: 5_000 }, (_, i) => `${i * 60 + 1_583_971_200},1,1,1,1,1`).join('\n'))
    expect(await faultOf(() => barsOf(folder.write('kraken_btcusdc_cut.csv.gz', content.subarray(0, -9))))).toContain(
      'expected a complete gzip stream',
    )
  })

  test('behavior: a Parquet row is named by its place in the file, also behind a filter', async () => {
    const file = await parquet(
      'a_btcusdc_1m_bad.parquet',
      `select timestamp '2020-03-12' + interval (i) minute as ts, 1.5 as open, 2.0 as high, 1.0 as low, case when i = 70 then -1 else 1.5 end as close, 1 as volume from range(100) t(i)`,
    )
    const message = 'a_btcusdc_1m_bad.parquet: row 71, column "close": expected a price above zero, found -1.0'
    expect(await faultOf(() => barsOf(file, { range: { from: parseTime('2020-03-12T01:00', '') } }))).toBe(message)
    expect(await barsOf(file, { range: { to: parseTime('2020-03-12T01:00', '') } })).toHaveLength(60)
  })

  test('error: Parquet without the columns of a bar', async () => {
    const file = await parquet('a_btcusdc_1m_lacking.parquet', 'select 1 as ts, 2 as price')
    expect(await faultOf(() => barsOf(file))).toContain('columns "open", "high", "low", "close", "volume": expected')
  })

  test('error: a price off the tick that was given', async () => {
    const file = folder.write('kraken_btcusdc_tick.csv', csv)
    expect(await faultOf(() => barsOf(file, { tick: '0.5' }))).toBe(
      'kraken_btcusdc_tick.csv: line 2, column "high": expected a price in steps of 0.5 (set a finer one with --tick), found 101.25',
    )
  })

  test('error: two bars of one market and time', () => {
    expect(overlappingBars({ file: 'b.csv', line: 7, id: 'BTC/USDC', time: 'T' }).message).toContain(
      'b.csv: row 7: expected one bar of BTC/USDC at a time',
    )
  })
})

describe('marketOfFile', () => {
  // Columns: file, id, stamp, volume in.
  test.each([
    ['bitmex_xbtusd_perp_1m_2019-2021.parquet', 'BTC/USD:USD', 'end', 'base'],
    ['binance_perp_btcusdt_5m_2023-2024.parquet', 'BTC/USDT:USDT', 'start', 'base'],
    ['binance_spot_ethusdt_1h_2017-2022.parquet', 'ETH/USDT', 'start', 'base'],
    ['ftx_btc-perp_1m_2021-12-31_2022-02-01.csv.gz', 'BTC/USD:USD', 'start', 'quote'],
    ['kraken_btcusdc_1m_20230301_20230321.csv.gz', 'BTC/USDC', 'start', 'base'],
    ['binanceus_btcusd_1m_20230301_20230321.csv.gz', 'BTC/USD', 'start', 'base'],
  ])('table: %s', (file, id, stamp, volumeIn) => {
    expect(marketOfFile(`/some_spot_place/${file}`, {})).toMatchObject({ instrument: { id, payoff: 'linear' }, stamp, volumeIn })
  })

  test('behavior: assumptions are noted', () => {
    const notes = marketOfFile('bitmex_xbtusd_perp_1m.parquet', {}).notes.join('. ')
    expect(notes).toContain('inverse contract at the venue and is read as a linear one')
    expect(notes).toContain('stamped with their end')
    expect(marketOfFile('ftx_btc-perp_1m.csv.gz', {}).notes.join('. ')).toContain('divided by each bar')
  })

  test.each([
    ['bars.parquet', {}, 'bars.parquet: file name: expected <venue>_<spot|perp>_<symbol>_...'],
    ['bars.parquet', { symbol: 'BTCUSDT' }, '--symbol: value: expected BASE/QUOTE for spot'],
    ['bars.parquet', { symbol: 'BTC/USD:BTC' }, '--symbol: value: expected BASE/QUOTE for spot'],
    ['bars.parquet', { symbol: 'BTC/USDT', stamp: 'middle' }, '--stamp: value: expected start or end, found "middle"'],
    ['bars.parquet', { symbol: 'BTC/USDT', volumeIn: 'coins' }, '--volume-in: value: expected base or quote, found "coins"'],
  ])('error: %s with %o', async (file, options, message) => {
    expect(await faultOf(() => marketOfFile(file, options))).toContain(message)
  })
})

describe('columns and tables', () => {
  const table = {
    file: 'f',
    relation: '',
    rowWord: 'row' as const,
    columns: ['TS', 'open', 'high', 'low', 'close', 'volume_usd', 'volume_btc'].map((name) => ({ name, type: 'DOUBLE' })),
  }

  test('behavior: the volume in base goes before any other', () => {
    expect(columnNames(table, 'BTC')).toMatchObject({ time: 'TS', volume: 'volume_btc' })
    expect(barColumns(table, columnNames(table, 'BTC'), '1583971200').sql.time).toContain('* 1000000)')
  })

  test('behavior: names and texts are quoted for SQL', async () => {
    const [row] = await withDatabase((connection) => rowsOf(connection, 'f', `select ${sqlText("it's")} as ${sqlName('a"b')}`))
    expect(row).toEqual(["it's"])
  })

  test('behavior: outlines say the bar length, and a file name says it of a single bar', async () => {
    const outlineOf = (file: string): Promise<number> =>
      withDatabase(async (connection) => (await outlineBars(connection, file, 'BTC')).stepFor)
    expect(await outlineOf(folder.write('a_btcusdc_x.csv', csv))).toBe(60_000_000)
    expect(await outlineOf(folder.write('a_btcusdc_15m_x.csv', [header, rows[0]].join('\n')))).toBe(900_000_000)
  })
})

describe.skipIf(!hasShared)('shared bars', () => {
  // Columns: file, bars, id, tick units and decimals, size decimals.
  test.each([
    ['bars/binance_perp_btcusdt_5m_2023-2024.parquet', 143_900, 'BTC/USDT:USDT', [1, 1, 3]],
    ['bars/binance_spot_xtzusdt_5m_2019-09_2020-06.parquet', 77_459, 'XTZ/USDT', [1, 4, 2]],
    ['bars/ftx_btc-perp_1m_2021-12-31_2022-02-01.csv.gz', 45_031, 'BTC/USD:USD', undefined],
    ['depeg_2023-03/kraken_btcusdc_1m_20230301_20230321.csv.gz', 56_717, 'BTC/USDC', undefined],
    ['depeg_2023-03/binanceus_btcusd_1m_20230301_20230321.csv.gz', 30_240, 'BTC/USD', [1, 2, 6]],
  ])('table: %s has %i bars', async (path, count, id, steps) => {
    const [source] = await openBars({ files: [sharedFile(`data/${path}`)], range: {} })
    const instrument = source?.instruments[0]
    expect(instrument?.id).toBe(id)
    if (steps !== undefined) expect([instrument?.tickUnits, instrument?.priceDecimals, instrument?.sizeDecimals]).toEqual(steps)
    let read = 0
    for await (const { inputs } of (source as Source).read()) read += inputs.length
    expect(read).toBe(count)
  })

  test('behavior: 12 and 13 March 2020 on BitMEX: every minute, the known low, the volume in coins', async () => {
    const file = sharedFile('data/bars/bitmex_xbtusd_perp_1m_2019-2021.parquet')
    const range = { from: parseTime('2020-03-12', ''), to: parseTime('2020-03-14', '') }
    const bars = await barsOf(file, { range })
    expect([bars.length, bars[0]?.startedAt, bars.at(-1)?.at]).toEqual([2_880, range.from, range.to])
    const [source] = await openBars({ files: [file], range })
    const instrument = source?.instruments[0]
    expect(instrument).toMatchObject({ id: 'BTC/USD:USD', tickUnits: 5, priceDecimals: 1 })
    expect(Math.min(...bars.map(({ lowTicks }) => lowTicks)) * 0.5).toBe(3_596)
    const coins = bars.reduce((sum, { volumeLots }) => sum + volumeLots, 0) / 10 ** (instrument?.sizeDecimals ?? 0)
    expect(coins).toBeGreaterThan(2_000_000)
    expect(coins).toBeLessThan(4_000_000)
  })

  test('behavior: reading without opening through a source', async () => {
    const file = sharedFile('data/bars/bybit_perp_btcusdt_5m_2025-09-15_2025-10-15.parquet')
    const [source] = await openBars({ files: [file], range: {} })
    const instrument = source?.instruments[0]
    if (instrument === undefined) throw new Error('one instrument')
    const outline = await withDatabase((connection) => outlineBars(connection, file, 'BTC'))
    const position = { share: 0 }
    for await (const batch of readBars({ outline, instrument, stamp: 'start', volumeIn: 'base', range: {} }, position))
      expect(batch.inputs.length).toBeGreaterThan(0)
    expect(position.share).toBe(1)
  })
})
