import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { captureLine, depthMessage, faultOf, goodLines, snapshotMessage, testFolder, tradeMessage } from '../../../test/feed-files.ts'
import type { Source } from '../source.ts'
import { openCapture } from './capture.ts'
import { instrumentOf, outlineCapture, parseStep } from './infer.ts'
import { openCaptures } from './open-captures.ts'

const folder = testFolder()
afterAll(() => {
  folder.remove()
})

async function readOf(source: Source): Promise<readonly (readonly [string, number])[]> {
  const read: (readonly [string, number])[] = []
  for await (const { inputs, lines } of source.read()) inputs.forEach((input, i) => read.push([input.kind, lines[i] ?? 0]))
  return read
}

async function readFile(
  file: string,
  options: Readonly<{ tick?: string; lot?: string }> = {},
): Promise<readonly (readonly [string, number])[]> {
  const [source] = await openCaptures({ files: [file], ...options })
  return readOf(source as Source)
}

describe('openCapture', () => {
  const expected = [
    ['bookDeltaReceived', 1],
    ['bookDeltaReceived', 2],
    ['bookSnapshotReceived', 3],
    ['tradeReceived', 4],
    ['bookDeltaReceived', 5],
  ]

  test.each([
    ['plain', 'good.jsonl', goodLines.join('\n') + '\n'],
    ['zipped', 'good.jsonl.gz', goodLines.join('\n') + '\n'],
    ['without a last line end', 'unended.jsonl', goodLines.join('\n')],
    ['with carriage returns', 'crlf.jsonl', goodLines.join('\r\n')],
    ['zipped under a plain name', 'misnamed.jsonl', gzipSync(goodLines.join('\n'))],
  ])('behavior: a capture is read, %s', async (_, name, content) => {
    expect(await readFile(folder.write(name, content))).toEqual(expected)
  })

  test('behavior: reading twice gives the same, and progress ends at 1', async () => {
    const file = folder.write('twice.jsonl.gz', goodLines.join('\n'))
    const outlines = await outlineCapture(file)
    const source = await openCapture({ file, instruments: new Map([...outlines].map(([symbol, one]) => [symbol, instrumentOf(one, {})])) })
    expect(await readOf(source)).toEqual(await readOf(source))
    expect(source.progress()).toBe(1)
  })

  test('behavior: batches hold about 1,000 inputs', async () => {
    const file = folder.write('many.jsonl', Array.from({ length: 2_500 }, (_, i) => captureLine(i, tradeMessage(i))).join('\n'))
    const sizes: number[] = []
    const [source] = await openCaptures({ files: [file] })
    for await (const { inputs } of (source as Source).read()) sizes.push(inputs.length)
    expect(sizes).toEqual([1_000, 1_000, 500])
  })
})

describe('error: a capture that cannot be read', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => captureLine(i, tradeMessage(i, `${1_000 + ((i * 7_919) % 1_000)}.5`)))
  const zipped = gzipSync(many.join('\n'))
  const damaged = Buffer.from(zipped)
  // The last eight bytes of gzip are the checksum and the length of what it holds.
  damaged.fill(0x55, damaged.length - 8)
  // Columns: file name, content, message.
  const table: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['empty.jsonl', '', /^empty.jsonl: line 1: expected a capture line .*, found an empty file$/],
    ['empty.jsonl.gz', '', /^empty.jsonl.gz: line 1: expected a capture line .*, found an empty file$/],
    ['zero.jsonl.gz', new Uint8Array(0), /found an empty file$/],
    ['other.jsonl', 'hello\nworld\n', /^other.jsonl: line 1: expected a Binance capture line .*, found "hello"$/],
    [
      'cut.jsonl.gz',
      zipped.subarray(0, zipped.length >> 1),
      /^cut.jsonl.gz: line \d{4,5}, byte \d+: expected a complete gzip stream, found the end of the file inside it$/,
    ],
    ['head.jsonl.gz', zipped.subarray(0, 12), /^head.jsonl.gz: line 1, byte 12: expected a complete gzip stream, found the end/],
    ['damaged.jsonl.gz', damaged, /^damaged.jsonl.gz: line \d+, byte \d+: expected a complete gzip stream, found damage/],
    [
      'json.jsonl',
      [...goodLines, '1723161600000500000 {"stream":'].join('\n'),
      /^json.jsonl: line 6: expected a JSON message behind the local time, found "1723161600000500000 .*$/,
    ],
    [
      'time.jsonl',
      [...goodLines, '{"stream":1}'].join('\n'),
      /^time.jsonl: line 6: expected a local time in nanoseconds and a JSON message, found/,
    ],
    [
      'zero-price.jsonl',
      [...goodLines, captureLine(500, tradeMessage(2, '0.0'))].join('\n'),
      /^zero-price.jsonl: line 6, field "p": expected a positive price, found "0.0"$/,
    ],
    [
      'negative.jsonl',
      [...goodLines, captureLine(500, depthMessage(19, 20, 18, [['-5.0', '1.000']]))].join('\n'),
      /line 6, field "b": expected a positive price, found "-5.0"$/,
    ],
    [
      'text.jsonl',
      [...goodLines, captureLine(500, tradeMessage(2, 'cheap'))].join('\n'),
      /line 6, field "p": expected a positive price, found "cheap"$/,
    ],
    [
      'other-market.jsonl',
      [...many.slice(0, 2_000), captureLine(30_000, { ...(tradeMessage(1) as object), s: 'XRPUSDT' })].join('\n'),
      /line 2001: expected a market named in the first lines of the capture, found XRPUSDT$/,
    ],
    [
      'backwards.jsonl',
      [...goodLines, captureLine(399, tradeMessage(2))].join('\n'),
      /^backwards.jsonl: line 6: expected a local time not before 2024-08-09T00:00:00.000400Z of line 5, found 2024-08-09T00:00:00.000399Z$/,
    ],
    [
      'finer.jsonl',
      [...many, captureLine(30_000, tradeMessage(2, '100.25'))].join('\n'),
      /^finer.jsonl: line 20001, field "p": expected a price in steps of 0.1 \(set a finer one with --tick\), found 100.25$/,
    ],
    [
      'finer-size.jsonl',
      [...many, captureLine(30_000, tradeMessage(2, '100.5', '0.1234'))].join('\n'),
      /line 20001, field "q": expected a size in steps of 0.001 \(set a finer one with --lot\), found 0.1234$/,
    ],
  ]
  test.each(table)('table: %s', async (name, content, message) => {
    expect(await faultOf(() => readFile(folder.write(name, content)))).toMatch(message)
  })

  test('behavior: --tick and --lot take what the first lines did not show', async () => {
    const file = folder.write('options.jsonl', [...many, captureLine(30_000, tradeMessage(2, '100.25', '0.1234'))].join('\n'))
    expect(await readFile(file, { tick: '0.05', lot: '0.0001' })).toHaveLength(20_001)
    expect(await faultOf(() => readFile(file, { tick: '0.1', lot: '0.0001' }))).toContain('expected a price in steps of 0.1')
  })

  test('error: no such file', async () => {
    expect(await faultOf(() => readFile(`${folder.path}/none.jsonl`))).toBe(
      'none.jsonl: whole file: expected an existing file, found no file of that name',
    )
  })
})

describe('outlineCapture', () => {
  const spotQuote = (b: string, B: string): string => captureLine(0, { u: 3, s: 'BTCUSDT', b, B, a: '200.00000000', A: '2.00000000' })

  test('behavior: padding zeros do not make a tick finer; lots keep two decimals for rarer sizes', async () => {
    const file = folder.write('spot.jsonl', [spotQuote('100.50000000', '0.00100000'), spotQuote('100.00000000', '1.00000000')].join('\n'))
    const outline = (await outlineCapture(file)).get('BTCUSDT')
    expect(outline).toMatchObject({ name: { id: 'BTC/USDT' }, priceDecimals: 1, sizeDecimals: 3, hasSnapshot: false, hasDeltas: false })
    expect(outline === undefined ? undefined : instrumentOf(outline, {})).toMatchObject({ priceDecimals: 1, sizeDecimals: 5 })
  })

  test('behavior: the snapshot counts, and lots are not finer than sizes are written', async () => {
    const file = folder.write('perpetual.jsonl', [...goodLines.slice(0, 2), captureLine(200, snapshotMessage(15, '99.95'))].join('\n'))
    const [outline] = (await outlineCapture(file)).values()
    expect(outline === undefined ? undefined : instrumentOf(outline, {})).toMatchObject({
      id: 'BTC/USDT:USDT',
      priceDecimals: 2,
      sizeDecimals: 2,
    })
  })

  test('behavior: coin-margined contracts are inverse and worth 100 USD', async () => {
    const data = { ...(depthMessage(1, 2, 0, [['100.5', '7']]) as object), s: 'BTCUSD_PERP', ps: 'BTCUSD', a: [] }
    const [source] = await openCaptures({ files: [folder.write('coin.jsonl', captureLine(0, data))] })
    expect(source?.instruments).toMatchObject([{ id: 'BTC/USD:BTC', payoff: 'inverse', contractSize: 100, sizeDecimals: 0 }])
  })
})

describe('openCaptures', () => {
  test('behavior: two files of one market are read in the finer ticks of both', async () => {
    const coarse = folder.write('coarse.jsonl', captureLine(0, tradeMessage(1, '100')))
    const fine = folder.write('fine.jsonl', captureLine(9, tradeMessage(2, '100.25', '0.0005')))
    const sources = await openCaptures({ files: [coarse, fine] })
    expect(sources.map(({ instruments }) => [instruments[0]?.priceDecimals, instruments[0]?.sizeDecimals])).toEqual([
      [2, 4],
      [2, 4],
    ])
  })

  test('behavior: diffs without a snapshot in any file are noted', async () => {
    const without = folder.write('without.jsonl', goodLines.slice(0, 2).join('\n'))
    const withOne = folder.write('with.jsonl', goodLines.join('\n'))
    expect((await openCaptures({ files: [without] }))[0]?.notes[0]).toContain('no snapshot of BTC/USDT:USDT')
    expect((await openCaptures({ files: [without, withOne] })).flatMap(({ notes }) => notes)).toEqual([])
  })

  test('behavior: --symbol keeps one market', async () => {
    const other = captureLine(50, { ...(tradeMessage(5) as object), s: 'ETHUSDT' })
    const file = folder.write('two.jsonl', [captureLine(0, tradeMessage(1)), other].join('\n'))
    const [source] = await openCaptures({ files: [file], symbol: 'ETH/USDT:USDT' })
    expect(await readOf(source as Source)).toEqual([['tradeReceived', 2]])
    expect(source?.instruments.map(({ id }) => id)).toEqual(['ETH/USDT:USDT'])
    const message = '--symbol: value: expected one of the markets captured: BTC/USDT:USDT, ETH/USDT:USDT, found XRP/USDT'
    expect(await faultOf(() => openCaptures({ files: [file], symbol: 'XRP/USDT' }))).toBe(message)
  })

  test.each(['0', '-1', 'x', '0.0000000001', '1e3', ''])('error: %s is no step', async (text) => {
    expect(await faultOf(() => parseStep(text, '--tick'))).toMatch(/^--tick: value: expected a positive step/)
  })
})
