import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marketId } from '../../market/instrument.ts'
import {
  afterStart,
  captureLine,
  captureStart,
  depthMessage,
  snapshotMessage,
  testInstrument,
  tradeMessage,
} from '../../../test/feed-files.ts'
import { parseCaptureLine, shapeOf, splitLine, type CaptureMarkets } from './parse.ts'

const instrument = testInstrument()
const markets: CaptureMarkets = { bySymbol: new Map([['BTCUSDT', instrument]]), sole: instrument }
const spot = testInstrument({ id: marketId('BTC/USDT'), kind: 'spot', sequenceRule: 'binanceSpot', priceDecimals: 2, sizeDecimals: 5 })
const spotMarkets: CaptureMarkets = { bySymbol: new Map([['BTCUSDT', spot]]), sole: spot }

describe('parseCaptureLine', () => {
  test('behavior: a depth diff keeps U, u and pu and counts ticks and lots', () => {
    expect(parseCaptureLine(captureLine(5, depthMessage(10, 12, 9)), markets)).toEqual({
      ok: true,
      value: {
        kind: 'bookDeltaReceived',
        at: afterStart(5),
        venueAt: afterStart(0),
        market: 'BTC/USDT:USDT',
        firstId: 10,
        lastId: 12,
        previousId: 9,
        bids: [1000, 1000],
        asks: [1005, 2000],
      },
    })
  })

  test('behavior: a snapshot without a symbol is of the sole market', () => {
    const parsed = parseCaptureLine(captureLine(5, snapshotMessage(15)), markets)
    expect(parsed).toMatchObject({
      ok: true,
      value: { kind: 'bookSnapshotReceived', updateId: 15, bids: [1000, 1000, 995, 3000], asks: [1005, 2000] },
    })
  })

  test('behavior: the buyer being the maker means that the taker sold', () => {
    const takerOf = (m: boolean): unknown => parseCaptureLine(captureLine(0, tradeMessage(7, '100.5', '0.250', m)), markets)
    expect(takerOf(true)).toMatchObject({ value: { tradeId: 7, ticks: 1005, lots: 250, taker: 'sell' } })
    expect(takerOf(false)).toMatchObject({ value: { taker: 'buy' } })
  })

  test('behavior: a spot quote has no type and no time: the venue time is ours', () => {
    const quote = { u: 3, s: 'BTCUSDT', b: '100.01000000', B: '0.00100000', a: '100.02000000', A: '2.00000000' }
    expect(parseCaptureLine(captureLine(9, quote), spotMarkets)).toEqual({
      ok: true,
      value: {
        kind: 'quoteReceived',
        at: afterStart(9),
        venueAt: afterStart(9),
        market: 'BTC/USDT',
        updateId: 3,
        bidTicks: 10001,
        bidLots: 100,
        askTicks: 10002,
        askLots: 200000,
      },
    })
  })

  test('behavior: a spot diff has no pu, and E stands in for T', () => {
    const diff = { e: 'depthUpdate', E: captureStart / 1000 + 3, s: 'BTCUSDT', U: 1, u: 2, b: [], a: [] }
    const parsed = parseCaptureLine(captureLine(9, diff), spotMarkets)
    expect(parsed).toMatchObject({ value: { venueAt: afterStart(3_000) } })
    expect(parsed.ok && parsed.value !== 'ignored' && 'previousId' in parsed.value).toBe(false)
  })

  // Columns: local time as text, microseconds.
  test.each([
    ['1723161255030314667', 1_723_161_255_030_314],
    ['1723161255030314999', 1_723_161_255_030_314],
    ['1723161255030315000', 1_723_161_255_030_315],
  ])('table: %s ns are rounded down without losing a digit', (text, at) => {
    expect(splitLine(`${text} {}`)).toEqual({ ok: true, value: { at, message: {} } })
  })

  // Columns: what the line is, the line.
  test.each([
    ['an answer to a subscription', captureLine(0, { result: null, id: 1 })],
    ['another stream', captureLine(0, { e: 'aggTrade', s: 'BTCUSDT', p: '1', q: '1' })],
    ['a trade of no size', captureLine(0, tradeMessage(1, '0', '0'))],
    ['a quote with an empty side', captureLine(0, { e: 'bookTicker', u: 1, s: 'BTCUSDT', b: '0.0', B: '0.000', a: '1.0', A: '1' })],
  ])('table: %s is ignored', (_, line) => {
    expect(parseCaptureLine(line, markets)).toEqual({ ok: true, value: 'ignored' })
  })

  // Columns: line, refusal.
  test.each([
    ['', { kind: 'localTimeMissing' }],
    ['{"a":1}', { kind: 'localTimeMissing' }],
    ['12x4567890 {}', { kind: 'localTimeMissing' }],
    ['9999999999999999999 {}', { kind: 'localTimeMissing' }],
    ['1723161600000000000 [1]', { kind: 'notJson', reason: 'no object' }],
    ['1723161600000000000 {"a":', { kind: 'notJson' }],
    [captureLine(0, { ...(tradeMessage(1) as object), s: 'XRPUSDT' }), { kind: 'marketUnknown', symbol: 'XRPUSDT' }],
    [captureLine(0, tradeMessage(1, '0')), { kind: 'fieldInvalid', field: 'p', expected: 'a positive price', found: '"0"' }],
    [captureLine(0, tradeMessage(1, '-1.5')), { kind: 'fieldInvalid', field: 'p', found: '"-1.5"' }],
    [captureLine(0, tradeMessage(1, '-1.555')), { kind: 'fieldInvalid', field: 'p', found: '"-1.555"' }],
    [captureLine(0, tradeMessage(1, 'NaN')), { kind: 'fieldInvalid', field: 'p', found: '"NaN"' }],
    [captureLine(0, tradeMessage(1, '1e5')), { kind: 'fieldInvalid', field: 'p' }],
    [captureLine(0, tradeMessage(1, '100.55')), { kind: 'finerThanTick', field: 'p', found: '100.55', step: '0.1' }],
    [captureLine(0, tradeMessage(1, '100.5', '-1')), { kind: 'fieldInvalid', field: 'q', expected: 'a size of zero or more' }],
    [captureLine(0, tradeMessage(1, '100.5', '0.0001')), { kind: 'finerThanLot', field: 'q', found: '0.0001', step: '0.001' }],
    [captureLine(0, { ...(tradeMessage(1) as object), m: 'yes' }), { kind: 'fieldInvalid', field: 'm', found: '"yes"' }],
    [captureLine(0, depthMessage(1.5, 2, 0)), { kind: 'fieldInvalid', field: 'U', expected: 'a whole number', found: '1.5' }],
    [captureLine(0, { ...(depthMessage(1, 2, 0) as object), pu: undefined }), { kind: 'fieldInvalid', field: 'pu', found: 'nothing' }],
    [captureLine(0, { ...(depthMessage(1, 2, 0) as object), b: 7 }), { kind: 'fieldInvalid', field: 'b', expected: 'a list of levels' }],
    [captureLine(0, { ...(depthMessage(1, 2, 0) as object), b: [7] }), { kind: 'fieldInvalid', field: 'b' }],
    [captureLine(0, { ...(snapshotMessage(1) as object), bids: [['99.5', '0.000']] }), { kind: 'fieldInvalid', field: 'bids, asks' }],
  ])('table: %s is refused', (line, refusal) => {
    expect(parseCaptureLine(line, markets)).toMatchObject({ ok: false, refusal })
  })

  test('behavior: a tick of several units takes its multiples only', () => {
    const halves: CaptureMarkets = { bySymbol: new Map([['BTCUSDT', testInstrument({ tickUnits: 5 })]]), sole: undefined }
    expect(parseCaptureLine(captureLine(0, tradeMessage(1, '100.5')), halves)).toMatchObject({ value: { ticks: 201 } })
    expect(parseCaptureLine(captureLine(0, tradeMessage(1, '100.4')), halves)).toMatchObject({
      refusal: { kind: 'finerThanTick', step: '0.5' },
    })
  })

  test('property: no text makes it throw', () => {
    const near = fc.constantFrom(captureLine(0, depthMessage(1, 2, 0)), captureLine(0, tradeMessage(1)), captureLine(0, snapshotMessage(1)))
    const damaged = fc
      .tuple(near, fc.nat(400), fc.string())
      .map(([line, at, text]) => line.slice(0, at) + text + line.slice(at + text.length))
    const odd = fc.json().map((json) => `1723161600000000000 ${json}`)
    fc.assert(
      fc.property(fc.oneof(fc.string(), damaged, odd), (line) => {
        expect(typeof parseCaptureLine(line, markets).ok).toBe('boolean')
      }),
    )
  })
})

test('shapeOf: a message is known by its fields', () => {
  expect(
    [depthMessage(1, 2, 0), snapshotMessage(1), tradeMessage(1), {}].map((message) => shapeOf(message as Record<string, unknown>)),
  ).toEqual(['depth', 'snapshot', 'trade', 'other'])
})
