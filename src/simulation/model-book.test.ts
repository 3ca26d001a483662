import { describe, expect, test } from 'vitest'
import { InvariantError } from '../base/assert.ts'
import { encode } from '../base/codec.ts'
import { timeUs } from '../base/time.ts'
import { marketId, type MarketId } from '../market/instrument.ts'
import type { BarClosed, MarketInput } from '../market/market-input.ts'
import { modelBook, modelledInstruments, type ModelBookOptions } from './model-book.ts'
import { bitcoinTether } from './scenarios/bitcoin-tether.ts'

const other = { ...bitcoinTether, id: marketId('ETH/USDT:USDT') }
const minuteUs = 60_000_000

function barOf(market: MarketId, minute: number, minutes = 1): BarClosed {
  const startedAt = timeUs((minute - minutes) * minuteUs)
  const prices = { openTicks: 1_000, highTicks: 1_010, lowTicks: 990, closeTicks: 1_005 }
  return { kind: 'barClosed', at: timeUs(minute * minuteUs), market, startedAt, ...prices, volumeLots: 1_000 }
}

async function* batchesOf(batches: readonly (readonly MarketInput[])[]): AsyncIterable<readonly MarketInput[]> {
  yield* batches
}

async function modelled(
  batches: readonly (readonly MarketInput[])[],
  options: ModelBookOptions = { seed: 7 },
): Promise<readonly MarketInput[]> {
  const inputs: MarketInput[] = []
  for await (const batch of modelBook(batchesOf(batches), [bitcoinTether, other], options)) inputs.push(...batch)
  return inputs
}

function lotsOf(inputs: readonly MarketInput[], market: MarketId): number {
  return inputs.reduce((sum, input) => sum + (input.kind === 'tradeReceived' && input.market === market ? input.lots : 0), 0)
}

describe('modelBook', () => {
  test('behavior: of two markets everything comes out once, in time order', async () => {
    const bars = [1, 2, 3, 4].flatMap((minute) => [barOf(bitcoinTether.id, minute), barOf(other.id, minute)])
    const inputs = await modelled(bars.map((bar) => [bar]))
    expect(inputs.every((input, i) => i === 0 || input.at >= (inputs[i - 1] as MarketInput).at)).toBe(true)
    expect(inputs.filter((input) => input.kind === 'barClosed')).toEqual(bars)
    expect([lotsOf(inputs, bitcoinTether.id), lotsOf(inputs, other.id)]).toEqual([4_000, 4_000])
  })

  test('behavior: how bars are batched changes nothing', async () => {
    const bars = [1, 2, 3, 4, 5].flatMap((minute) => [barOf(bitcoinTether.id, minute), barOf(other.id, minute)])
    expect(encode(await modelled([bars]))).toBe(encode(await modelled(bars.map((bar) => [bar]))))
  })

  test('behavior: what is no bar passes through in its place', async () => {
    const at = timeUs(90 * 1e6)
    const quote = { updateId: 1, bidTicks: 1, bidLots: 1, askTicks: 2, askLots: 1 }
    const passing = { kind: 'quoteReceived' as const, at, venueAt: at, market: bitcoinTether.id, ...quote }
    const inputs = await modelled([[barOf(bitcoinTether.id, 1)], [passing], [barOf(bitcoinTether.id, 2)]])
    const place = inputs.indexOf(passing)
    expect(inputs[place - 1]?.at).toBeLessThanOrEqual(at)
    expect(inputs[place + 1]?.at).toBeGreaterThan(at)
  })

  test('behavior: a bar that reaches back behind what was given out is moved up, its volume kept', async () => {
    const bars = [barOf(bitcoinTether.id, 1), barOf(bitcoinTether.id, 2), barOf(bitcoinTether.id, 3), barOf(other.id, 4, 4)]
    const inputs = await modelled(bars.map((bar) => [bar]))
    expect(inputs.every((input, i) => i === 0 || input.at >= (inputs[i - 1] as MarketInput).at)).toBe(true)
    expect(lotsOf(inputs, other.id)).toBe(1_000)
  })

  test('behavior: bars up to the start only teach', async () => {
    const bars = [1, 2, 3].map((minute) => barOf(bitcoinTether.id, minute))
    const all = await modelled([bars])
    const taught = await modelled([bars], { seed: 7, givenOutFrom: timeUs(2 * minuteUs) })
    expect(encode(taught)).toBe(encode(all.filter((input) => input.at > 2 * minuteUs)))
  })

  test('error: a bar of an unknown market', async () => {
    await expect(modelled([[barOf(marketId('DOGE/USDT'), 1)]])).rejects.toThrow(InvariantError)
  })
})

test('default: modelled instruments are labelled and take snapshots only', () => {
  const recorded = { ...bitcoinTether, bookSource: 'recorded' as const, sequenceRule: 'binanceSpot' as const }
  expect(modelledInstruments([recorded])).toEqual([{ ...recorded, bookSource: 'modelled', sequenceRule: 'snapshotsOnly' }])
})
