import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marketId } from '../market/instrument.ts'
import type { MarketInput } from '../market/market-input.ts'
import { afterStart } from '../../test/feed-files.ts'
import { mergeSources, type MergedBatch } from './merge.ts'
import { batchSize, type SourcedBatch } from './source.ts'

function tradeAt(at: number, tradeId: number): MarketInput {
  const time = afterStart(at)
  return { kind: 'tradeReceived', at: time, venueAt: time, market: marketId('BTC/USDT'), tradeId, ticks: 1, lots: 1, taker: 'buy' }
}

async function* reading(times: readonly number[], batch: number): AsyncGenerator<SourcedBatch> {
  for (let start = 0; start < times.length; start += batch) {
    const part = times.slice(start, start + batch)
    yield await Promise.resolve({ inputs: part.map((at, i) => tradeAt(at, start + i)), lines: part.map((_, i) => start + i + 1) })
  }
}

async function merged(readings: readonly AsyncIterable<SourcedBatch>[]): Promise<readonly MergedBatch[]> {
  const batches: MergedBatch[] = []
  for await (const batch of mergeSources(readings)) batches.push(batch)
  return batches
}

function flat(batches: readonly MergedBatch[]): readonly (readonly [at: number, source: number, line: number])[] {
  return batches.flatMap(({ inputs, sources, lines }) =>
    inputs.map((input, i) => [input.at - afterStart(0), sources[i] ?? -1, lines[i] ?? -1] as const),
  )
}

describe('mergeSources', () => {
  test('behavior: by time, ties in the order of the sources', async () => {
    expect(flat(await merged([reading([1, 3, 3, 9], 2), reading([0, 3, 4], 2)]))).toEqual([
      [0, 1, 1],
      [1, 0, 1],
      [3, 0, 2],
      [3, 0, 3],
      [3, 1, 2],
      [4, 1, 3],
      [9, 0, 4],
    ])
  })

  test('behavior: files that follow each other are read one after the other, in full batches', async () => {
    const first = Array.from({ length: 1_500 }, (_, i) => i)
    const second = Array.from({ length: 1_500 }, (_, i) => 2_000 + i)
    const batches = await merged([reading(first, 1_000), reading(second, 1_000)])
    expect(batches.every(({ inputs }) => inputs.length <= batchSize)).toBe(true)
    expect(flat(batches).map(([at]) => at)).toEqual([...first, ...second])
  })

  test('behavior: nothing gives nothing', async () => {
    expect(await merged([])).toEqual([])
    expect(await merged([reading([], 1), reading([], 1)])).toEqual([])
  })

  test('behavior: a reader that stops early closes the sources', async () => {
    let closed = 0
    const endless = async function* (): AsyncGenerator<SourcedBatch> {
      try {
        for (let at = 0; ; at++) yield await Promise.resolve({ inputs: [tradeAt(at, at)], lines: [at] })
      } finally {
        closed += 1
      }
    }
    for await (const batch of mergeSources([endless(), endless()])) if (batch.inputs.length > 0) break
    expect(closed).toBe(2)
  })

  test('property: order is kept and nothing is lost or doubled', async () => {
    const times = fc.array(fc.nat(30), { maxLength: 60 }).map((list) => list.toSorted((a, b) => a - b))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(times, fc.integer({ min: 1, max: 9 })), { maxLength: 5 }), async (sources) => {
        const found = flat(await merged(sources.map(([list, batch]) => reading(list, batch))))
        const all = sources.flatMap(([list], source) => list.map((at, i) => [at, source, i + 1] as const))
        expect(found).toEqual(all.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]))
      }),
    )
  })
})
