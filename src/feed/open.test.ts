import { afterAll, describe, expect, test } from 'vitest'
import type { MarketInput } from '../market/market-input.ts'
import { hasShared, sharedFile } from '../../test/shared-data.ts'
import { captureLine, collect, depthMessage, faultOf, goodLines, snapshotMessage, testFolder, tradeMessage } from '../../test/feed-files.ts'
import type { Feed } from './feed-contract.ts'
import { openFeed } from './open.ts'

const folder = testFolder()
afterAll(() => {
  folder.remove()
})

const bars = ['timestamp,open,high,low,close,volume', '2024-08-08 23:59:00,100,101,99,100,1', '2024-08-09 00:00:00,100,101,99,100,1'].join(
  '\n',
)

function countsOf(inputs: readonly MarketInput[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { kind } of inputs) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function faultsOf(feed: Feed): readonly string[] {
  return feed.faults.map(({ place, expected, found }) => `${place}: expected ${expected}, found ${found}`)
}

describe('openFeed', () => {
  test('behavior: one capture: label, instruments, inputs, no faults, progress to 1', async () => {
    const feed = await openFeed({ paths: [folder.write('good.jsonl.gz', goodLines.join('\n'))] })
    const inputs = await collect(feed.inputs)
    expect([feed.label, feed.instruments.length, inputs.length, feed.faults.length, feed.notes.length, feed.progress()]).toEqual([
      'good.jsonl.gz',
      1,
      5,
      0,
      0,
      1,
    ])
    expect(feed.identity).toMatch(/^[0-9a-f]{64}$/)
    expect(await collect(feed.inputs)).toEqual(inputs)
  })

  test('behavior: captures and bars together come in time order, and bars only as bars', async () => {
    const capture = folder.write('mixed.jsonl', goodLines.join('\n'))
    const feed = await openFeed({ paths: [folder.write('kraken_ethusdt.csv', bars), capture] })
    const inputs = await collect(feed.inputs)
    expect(inputs.map(({ kind }) => kind)).toEqual([
      'barClosed',
      ...(await collect((await openFeed({ paths: [capture] })).inputs)).map(({ kind }) => kind),
      'barClosed',
    ])
    expect(feed.instruments.map(({ id }) => id)).toEqual(['ETH/USDT', 'BTC/USDT:USDT'])
    expect(feed.notes).toEqual(['the order book of ETH/USDT is modelled from bars'])
  })

  test('behavior: the identity changes with the options, not with the folder', async () => {
    const paths = [folder.write('good.jsonl', goodLines.join('\n'))]
    const identities = [
      await openFeed({ paths }),
      await openFeed({ paths, from: '2024-08-09' }),
      await openFeed({ paths, overlay: 'withdraw=0.9@0s..1s' }),
    ]
    expect(new Set(identities.map(({ identity }) => identity)).size).toBe(3)
  })

  test('behavior: --from and --to keep a stretch, beginning with the book', async () => {
    const lines = [...goodLines, captureLine(2_000_000, depthMessage(20, 21, 18)), captureLine(4_000_000, depthMessage(22, 23, 21))]
    const paths = [folder.write('clip.jsonl', lines.join('\n'))]
    const feed = await openFeed({ paths, from: '2024-08-09T00:00:01', to: '2024-08-09T00:00:03Z' })
    expect(await collect(feed.inputs)).toMatchObject([
      { kind: 'bookSnapshotReceived', updateId: 18 },
      { kind: 'bookDeltaReceived', lastId: 21 },
    ])
    expect(feed.faults).toEqual([])
  })
})

describe('faults that do not stop the reading', () => {
  // Columns: what, lines, faults.
  const table: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      'a duplicated diff',
      [...goodLines, captureLine(500, depthMessage(16, 18, 15))],
      ['line 6: expected pu 18, found u 18, which was there before (duplicated)'],
    ],
    ['a missing diff', [...goodLines, captureLine(500, depthMessage(30, 31, 25))], ['line 6: expected pu 18, found pu 25 (missing diffs)']],
    [
      'a crossed snapshot',
      [captureLine(0, tradeMessage(1)), captureLine(0, snapshotMessage(15, '100.6'))],
      ['line 2: expected a snapshot whose best bid is below its best ask, found a crossed one, bid 1006 and ask 1005 ticks'],
    ],
  ]
  test.each(table)('table: %s', async (_, lines, faults) => {
    const feed = await openFeed({ paths: [folder.write('faulty.jsonl', lines.join('\n'))] })
    expect(await collect(feed.inputs)).toHaveLength(lines.length)
    expect(faultsOf(feed)).toEqual(faults)
    await collect(feed.inputs)
    expect(feed.faults).toHaveLength(faults.length)
  })

  test('behavior: a chain is followed across files, and a fault names its file', async () => {
    const first = folder.write('first.jsonl', goodLines.join('\n'))
    const next = folder.write('next.jsonl', captureLine(900, depthMessage(19, 20, 18)))
    const gap = folder.write('gap.jsonl', captureLine(900, depthMessage(29, 30, 28)))
    const whole = await openFeed({ paths: [first, next] })
    const broken = await openFeed({ paths: [first, gap] })
    await collect(whole.inputs)
    await collect(broken.inputs)
    expect(whole.faults).toEqual([])
    expect(broken.faults).toMatchObject([{ file: gap, place: 'line 1', expected: 'pu 18' }])
  })
})

describe('error: what openFeed does not take', () => {
  const good = folder.write('good.jsonl', goodLines.join('\n'))
  const goodBars = folder.write('kraken_btcusdt.csv', bars)
  // Columns: what, options, message.
  test.each([
    ['no file', { paths: [] }, '--data: value: expected at least one file: .jsonl or .jsonl.gz'],
    [
      'a missing file',
      { paths: [`${folder.path}/none.jsonl`] },
      'none.jsonl: whole file: expected an existing file, found no file of that name',
    ],
    ['a folder', { paths: [folder.path] }, 'expected a data file, found a folder'],
    [
      'another kind',
      { paths: [folder.write('notes.txt', 'x')] },
      'notes.txt: whole file: expected a file of a known kind: .jsonl or .jsonl.gz',
    ],
    ['an empty file', { paths: [folder.write('nothing', '')] }, 'nothing: whole file: expected a file of a known kind'],
    ['a file twice', { paths: [good, good] }, 'good.jsonl: whole file: expected each file once, found it twice'],
    ['a bad --from', { paths: [good], from: 'noon' }, '--from: value: expected a date or date-time in UTC'],
    [
      '--to before --from',
      { paths: [good], from: '2024-08-10', to: '2024-08-09' },
      '--to: value: expected a time after --from 2024-08-10, found 2024-08-09',
    ],
    ['a bad --overlay', { paths: [good], overlay: 'withdraw=2@1s..2s' }, '--overlay: value: expected a share above 0'],
    [
      'an overlay on bars',
      { paths: [goodBars], overlay: 'withdraw=0.9@1s..2s' },
      '--overlay: value: expected recorded order books to withhold from, found bars only',
    ],
    ['a bad --tick', { paths: [good], tick: 'fine' }, '--tick: value: expected a positive step'],
    ['a bad --stamp', { paths: [goodBars], stamp: 'noon' }, '--stamp: value: expected start or end'],
    ['a market recorded and modelled', { paths: [good, goodBars], symbol: 'BTC/USDT:USDT' }, 'expected another market than BTC/USDT:USDT'],
  ])('table: %s', async (_, options, message) => {
    expect(await faultOf(() => openFeed(options))).toContain(message)
  })

  test.each([
    ['a capture', good, 'from 2025-01-01T00:00:00Z to the end: expected at least one input between --from and --to, found none'],
    ['bars', goodBars, 'expected at least one input between --from and --to, found none'],
  ])('behavior: a stretch without inputs in %s', async (_, path, message) => {
    expect(await faultOf(async () => collect((await openFeed({ paths: [path], from: '2025-01-01' })).inputs))).toContain(message)
  })

  test('behavior: bars of one market from two files at one time', async () => {
    const other = folder.write('binance_btcusdt.csv', bars)
    const feed = await openFeed({ paths: [goodBars, other] })
    expect(await faultOf(() => collect(feed.inputs))).toBe(
      'binance_btcusdt.csv: row 2: expected one bar of BTC/USDT at a time (read one of the files, or name its market with --symbol), found a second one that ends at 2024-08-09T00:00:00Z',
    )
  })

  test('behavior: inputs before a broken line are read', async () => {
    const many = Array.from({ length: 1_500 }, (_, i) => captureLine(i, tradeMessage(i)))
    const feed = await openFeed({ paths: [folder.write('late.jsonl', [...many, 'x'].join('\n'))] })
    let read = 0
    const message = await faultOf(async () => {
      for await (const batch of feed.inputs) read += batch.length
    })
    expect(message).toContain('late.jsonl: line 1501: expected a local time in nanoseconds')
    expect(read).toBe(1_000)
  })
})

describe.skipIf(!hasShared)('shared captures', () => {
  const capture = (name: string): string => sharedFile(`data/l2/binance_raw_${name}.jsonl.gz`)
  // Columns: files, market, snapshots, deltas, quotes, trades, notes.
  test.each([
    [['usdm_btcusdt_20240808'], 'BTC/USDT:USDT', 1, 6_551, 66_089, 21_313, 0],
    [['cm_btcusd_perp_20240808'], 'BTC/USD:BTC', 1, 26_847, 19_136, 2_286, 0],
    [['cm_btcusd_perp_20240809'], 'BTC/USD:BTC', undefined, 17_948, 29_219, 2_949, 1],
    [['spot_btcusdt_20240808'], 'BTC/USDT', 1, 3_451, 28_040, 9_757, 0],
    [['spot_btcusdt_20240809'], 'BTC/USDT', undefined, 3_044, 45_134, 10_147, 1],
    [['spot_ethusdt_20240808'], 'ETH/USDT', 1, 3_434, 24_077, 6_106, 0],
    [['spot_ethusdt_20240809'], 'ETH/USDT', undefined, 3_036, 34_681, 8_409, 1],
    [['cm_btcusd_perp_20240808', 'cm_btcusd_perp_20240809'], 'BTC/USD:BTC', 1, 44_795, 48_355, 5_235, 0],
    [['spot_btcusdt_20240809', 'spot_btcusdt_20240808'], 'BTC/USDT', 1, 6_495, 73_174, 19_904, 0],
    [['spot_ethusdt_20240808', 'spot_ethusdt_20240809'], 'ETH/USDT', 1, 6_470, 58_758, 14_515, 0],
  ])('table: %o', async (names, id, snapshots, deltas, quotes, trades, notes) => {
    const feed = await openFeed({ paths: names.map(capture) })
    const inputs = await collect(feed.inputs)
    expect(countsOf(inputs)).toEqual({
      ...(snapshots === undefined ? {} : { bookSnapshotReceived: snapshots }),
      bookDeltaReceived: deltas,
      quoteReceived: quotes,
      tradeReceived: trades,
    })
    expect(feed.faults).toEqual([])
    expect(feed.notes).toHaveLength(notes)
    expect(feed.instruments.map((instrument) => instrument.id)).toEqual([id])
    let last = 0
    expect(inputs.every(({ at }) => at >= last && (last = at) > 0)).toBe(true)
  })

  test('behavior: three markets merge in time order', async () => {
    const feed = await openFeed({ paths: ['usdm_btcusdt_20240808', 'spot_btcusdt_20240808', 'spot_ethusdt_20240808'].map(capture) })
    const inputs = await collect(feed.inputs)
    expect(inputs).toHaveLength(93_954 + 41_249 + 33_618)
    expect(inputs.findIndex((input, i) => input.at < (inputs[i - 1]?.at ?? 0))).toBe(-1)
    expect(feed.faults).toEqual([])
  })

  test('error: a capture of another venue', async () => {
    const message = await faultOf(() => openFeed({ paths: [sharedFile('data/l2/hyperliquid_raw_btcusd_20250126.jsonl.gz')] }))
    expect(message).toContain('line 1: expected a Binance capture line')
  })

  test('error: Parquet that holds no bars', async () => {
    const paths = [sharedFile('data/funding/binance_btcusdt_funding_8h_2023-2025.parquet')]
    expect(await faultOf(() => openFeed({ paths, symbol: 'BTC/USDT' }))).toContain('columns "high", "low", "close", "volume": expected')
  })
})
