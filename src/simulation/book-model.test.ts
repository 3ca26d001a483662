import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../base/assert.ts'
import { decode, encode } from '../base/codec.ts'
import { timeUs } from '../base/time.ts'
import { marketId } from '../market/instrument.ts'
import type { BarClosed, BookSnapshotReceived, MarketInput, TradeReceived } from '../market/market-input.ts'
import { barToInputs } from './book-model.ts'
import { bookModelDefaults } from './book-model-parameters.ts'
import { createBookModelState, type BookModelState } from './book-model-state.ts'
import { bitcoinTether as instrument } from './scenarios/bitcoin-tether.ts'

const minuteUs = 60_000_000

function barOf(startedAt: number, prices: readonly [number, number, number, number], volumeLots: number, lengthUs = minuteUs): BarClosed {
  const [openTicks, highTicks, lowTicks, closeTicks] = prices
  const [start, end] = [timeUs(startedAt), timeUs(startedAt + lengthUs)]
  return { kind: 'barClosed', at: end, market: instrument.id, startedAt: start, openTicks, highTicks, lowTicks, closeTicks, volumeLots }
}

const tradesOf = (inputs: readonly MarketInput[]): readonly TradeReceived[] => inputs.filter((input) => input.kind === 'tradeReceived')
const booksOf = (inputs: readonly MarketInput[]): readonly BookSnapshotReceived[] =>
  inputs.filter((input) => input.kind === 'bookSnapshotReceived')

/** Bars of every shape: flat, without volume, from the lowest tick up, from a second to a day. */
const anyBar = fc
  .record({
    low: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 100_000, max: 2_000_000 })),
    range: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 200_000 })),
    open: fc.double({ min: 0, max: 1, noNaN: true }),
    close: fc.double({ min: 0, max: 1, noNaN: true }),
    volumeLots: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 20_000_000 })),
    lengthUs: fc.constantFrom(1_000_000, minuteUs, 5 * minuteUs, 60 * minuteUs, 240 * minuteUs),
  })
  .map(({ low, range, open, close, volumeLots, lengthUs }) => {
    const ticks = [low + Math.round(open * range), low + range, low, low + Math.round(close * range)] as const
    return barOf(1_584_000_000_000_000, ticks, volumeLots, lengthUs)
  })
const anySeed = fc.nat()

describe('a modelled bar', () => {
  test('property: its prints sum to its volume, stay inside it, and touch all four prices when there are four lots', () => {
    fc.assert(
      fc.property(anyBar, anySeed, (bar, seed) => {
        const trades = tradesOf(barToInputs(createBookModelState(), bar, { instrument, seed }).inputs)
        expect(trades.reduce((sum, trade) => sum + trade.lots, 0)).toBe(bar.volumeLots)
        for (const { ticks, lots } of trades) {
          expect(ticks >= bar.lowTicks && ticks <= bar.highTicks && Number.isSafeInteger(ticks)).toBe(true)
          expect(Number.isSafeInteger(lots) && lots > 0).toBe(true)
        }
        if (bar.volumeLots >= 4) {
          const ticks = trades.map((trade) => trade.ticks)
          expect([ticks[0], Math.max(...ticks), Math.min(...ticks), ticks.at(-1)]).toEqual([
            bar.openTicks,
            bar.highTicks,
            bar.lowTicks,
            bar.closeTicks,
          ])
        }
      }),
    )
  })

  test('property: its books are whole numbers, never crossed, ordered from the touch outwards', () => {
    fc.assert(
      fc.property(anyBar, anySeed, (bar, seed) => {
        const books = booksOf(barToInputs(createBookModelState(), bar, { instrument, seed }).inputs)
        expect(books.length).toBeGreaterThan(0)
        for (const { bids, asks } of books) {
          expect(bids.length >= 2 && asks.length >= 2).toBe(true)
          expect(bids[0]).toBeLessThan(asks[0] as number)
          for (const [levels, direction] of [[bids, -1] as const, [asks, 1] as const]) {
            for (let i = 0; i < levels.length; i += 2) {
              const [ticks, lots, next] = [levels[i] as number, levels[i + 1] as number, levels[i + 2]]
              expect(Number.isSafeInteger(ticks) && ticks > 0 && Number.isSafeInteger(lots) && lots > 0).toBe(true)
              if (next !== undefined) expect((next - ticks) * direction).toBeGreaterThan(0)
            }
          }
        }
      }),
    )
  })

  test('property: its inputs come strictly in time order within the bar, the bar last, books and prints numbered without gaps', () => {
    fc.assert(
      fc.property(anyBar, anySeed, (bar, seed) => {
        const state: BookModelState = { ...createBookModelState(), nextUpdateId: 7, nextTradeId: 9 }
        const { state: after, inputs } = barToInputs(state, bar, { instrument, seed })
        expect(inputs.at(-1)).toBe(bar)
        for (let i = 1; i < inputs.length; i++) expect(inputs[i]?.at).toBeGreaterThan(inputs[i - 1]?.at as number)
        expect(inputs[0]?.at).toBeGreaterThan(bar.startedAt)
        const [books, trades] = [booksOf(inputs), tradesOf(inputs)]
        expect(books.map((book) => book.updateId)).toEqual(books.map((_, i) => 7 + i))
        expect(trades.map((trade) => trade.tradeId)).toEqual(trades.map((_, i) => 9 + i))
        expect([after.nextUpdateId, after.nextTradeId]).toEqual([7 + books.length, 9 + trades.length])
      }),
    )
  })

  test('property: the same seed gives the same inputs, memory is not changed, and a restored memory goes on identically', () => {
    fc.assert(
      fc.property(fc.array(anyBar, { minLength: 1, maxLength: 8 }), anySeed, fc.nat(), (bars, seed, cut) => {
        const play = (restoreAt: number): string => {
          let state = createBookModelState()
          const inputs: MarketInput[] = []
          bars.forEach((bar, i) => {
            if (i === restoreAt) state = decode(encode(state)) as BookModelState
            const before = encode(state)
            const made = barToInputs(state, bar, { instrument, seed })
            expect(encode(state)).toBe(before)
            state = made.state
            inputs.push(...made.inputs)
          })
          return encode({ state, inputs })
        }
        expect(play(cut % bars.length)).toBe(play(-1))
      }),
      { numRuns: 50 },
    )
  })

  test('behavior: a print above the one before was bought, one below sold, and a price that stays is hit from both sides', () => {
    const bar = barOf(0, [600_000, 600_900, 599_500, 600_300], 500_000)
    const trades = tradesOf(barToInputs(createBookModelState(), bar, { instrument, seed: 7 }).inputs)
    trades.slice(1).forEach(({ ticks, taker }, i) => {
      const before = trades[i]?.ticks as number
      if (ticks !== before) expect(taker).toBe(ticks > before ? 'buy' : 'sell')
    })
    const flat = barOf(0, [600_000, 600_000, 600_000, 600_000], 500_000)
    const takers = tradesOf(barToInputs(createBookModelState(), flat, { instrument, seed: 7 }).inputs).map((trade) => trade.taker)
    expect(takers.filter((taker) => taker === 'buy')).toHaveLength(takers.length / 2)
  })

  test('behavior: another seed, market time or market gives another path', () => {
    const bar = barOf(0, [600_000, 600_900, 599_500, 600_300], 500_000)
    const pricesOf = (of: BarClosed, seed: number): readonly number[] =>
      tradesOf(barToInputs(createBookModelState(), of, { instrument, seed }).inputs).map((trade) => trade.ticks)
    expect(pricesOf(bar, 8)).not.toEqual(pricesOf(bar, 7))
    expect(pricesOf(barOf(minuteUs, [600_000, 600_900, 599_500, 600_300], 500_000), 7)).not.toEqual(pricesOf(bar, 7))
    expect(pricesOf({ ...bar, market: marketId('ETH/USDT:USDT') }, 7)).not.toEqual(pricesOf(bar, 7))
  })

  // Columns: length of the bar in seconds, frames.
  test.each([
    [1, 1],
    [14, 1],
    [15, 2],
    [60, 6],
    [300, 30],
    [3_600, 60],
    [86_400, 1_440],
  ])('table: a bar of %d s has %d frames', (seconds, frames) => {
    const bar = barOf(0, [600_000, 600_900, 599_500, 600_300], 500_000, seconds * 1e6)
    expect(booksOf(barToInputs(createBookModelState(), bar, { instrument, seed: 7 }).inputs)).toHaveLength(frames)
  })

  test('behavior: frames of one-minute bars come every ten seconds, across bars too', () => {
    let state = createBookModelState()
    const times: number[] = []
    for (let minute = 0; minute < 5; minute++) {
      const made = barToInputs(state, barOf(minute * minuteUs, [600_000, 600_900, 599_500, 600_300], 500_000), { instrument, seed: 7 })
      state = made.state
      times.push(...booksOf(made.inputs).map((book) => book.at))
    }
    for (let i = 1; i < times.length; i++) expect((times[i] as number) - (times[i - 1] as number)).toBe(10_000_000)
  })

  // BitMEX states the previous close as open. Columns: open, the first print of a bar between 500 and 600.
  test.each([
    [499, 500],
    [500, 500],
    [600, 600],
    [601, 600],
  ])('table: a stated open of %d is first traded at %d', (openTicks, expected) => {
    const bar = barOf(0, [openTicks, 600, 500, 550], 1_000)
    const { inputs } = barToInputs(createBookModelState(), bar, { instrument, seed: 7 })
    expect(tradesOf(inputs)[0]?.ticks).toBe(expected)
    expect(inputs.at(-1)).toBe(bar)
  })

  const bad: readonly (readonly [string, BarClosed])[] = [
    ['no length', barOf(0, [5, 5, 5, 5], 1, 0)],
    ['a high below its close', barOf(0, [5, 5, 4, 6], 1)],
    ['a low above its close', barOf(0, [5, 5, 4, 3], 1)],
    ['a price of zero', barOf(0, [5, 5, 0, 5], 1)],
    ['a volume below zero', barOf(0, [5, 5, 4, 5], -1)],
    ['part of a lot', barOf(0, [5, 5, 4, 5], 0.5)],
  ]
  test.each(bad)('error: a bar with %s', (_name, bar) => {
    expect(() => barToInputs(createBookModelState(), bar, { instrument, seed: 7 })).toThrow(InvariantError)
  })
})

describe('no look ahead', () => {
  test('behavior: a book does not depend on what its bar does afterwards', () => {
    const calm = barOf(0, [600_000, 600_400, 599_700, 600_100], 500_000)
    const { state } = barToInputs(createBookModelState(), calm, { instrument, seed: 7 })
    const parameters = { ...bookModelDefaults, pathNoise: 0 }
    // Both rise to the same high at the same moment; then one falls a little and the other by a tenth.
    const bars = [599_000, 540_000].map((low) => barOf(minuteUs, [600_100, 600_700, low, low], 500_000))
    for (let seed = 0; seed < 50; seed++) {
      const [mild = [], wild = []] = bars.map((bar) => barToInputs(state, bar, { instrument, seed, parameters }).inputs)
      const same = mild.findIndex((input, i) => input.kind === 'tradeReceived' && encode(input) !== encode(wild[i]))
      expect(same).toBeGreaterThan(1)
      expect(encode(booksOf(mild.slice(0, same)))).toBe(encode(booksOf(wild.slice(0, same))))
    }
  })
})
