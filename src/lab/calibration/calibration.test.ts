import { describe, expect, test } from 'vitest'
import { drivePolicy } from '../../../test/engine-drive.ts'
import { afterStart, testInstrument } from '../../../test/feed-files.ts'
import { InputFault } from '../../base/fault.ts'
import { createPrng } from '../../base/prng.ts'
import { seconds } from '../../base/time.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import { marketId } from '../../market/instrument.ts'
import type { MarketInput } from '../../market/market-input.ts'
import { nextNormal } from '../../num/random.ts'
import { calibrateDetector } from './calibrate-detector.ts'
import { sampleSignal } from './sample-signal.ts'

const instrument = testInstrument({ id: marketId('BTC/USDT:USDT') })
const other = testInstrument({ id: marketId('ETH/USDT:USDT') })

/** A book each half second, its spread two ticks and growing by two a second. */
function feedOf(seconds_: number, instruments = [instrument]): Feed {
  const inputs: MarketInput[] = Array.from({ length: 2 * seconds_ }, (_, i) => {
    const half = 1 + Math.floor(i / 2)
    const at = afterStart(500_000 * i)
    const book = { bids: Float64Array.of(1_000 - half, 1_000), asks: Float64Array.of(1_000 + half, 1_000), updateId: i + 1 }
    return { kind: 'bookSnapshotReceived', market: instrument.id, at, venueAt: at, ...book } as unknown as MarketInput
  })
  async function* read(): AsyncGenerator<readonly MarketInput[]> {
    await Promise.resolve()
    yield inputs
  }
  return { label: 'made', identity: 'made', instruments, inputs: read(), progress: () => 1, faults: [], notes: [] }
}

const options = { policy: drivePolicy(), signal: 'spreadBps', every: seconds(1) } as const

describe('sampleSignal', () => {
  test('default: one value an interval, as the engine has it then', async () => {
    const { values, unknown, market } = await sampleSignal(feedOf(5), options)
    expect(market).toBe('BTC/USDT:USDT')
    expect(unknown).toBe(0)
    // The tick at a whole second comes before the book of that second.
    expect([...values].map((value) => Math.round(value))).toEqual([20, 40, 60, 80])
  })

  test('behavior: what is unknown is counted and left out', async () => {
    const found = await sampleSignal(feedOf(5), { ...options, signal: 'volumeRatio' })
    expect(found).toMatchObject({ values: new Float64Array(0), unknown: 4 })
  })

  test('error: several markets and none named, a market that is not there, nothing to read', async () => {
    await expect(sampleSignal(feedOf(2, [instrument, other]), options)).rejects.toThrow(InputFault)
    await expect(sampleSignal(feedOf(2), { ...options, symbol: 'SOL/USDT' })).rejects.toThrow('expected one of BTC/USDT:USDT')
    await expect(sampleSignal(feedOf(0), options)).rejects.toThrow('expected market data')
    const named = await sampleSignal(feedOf(2, [other, instrument]), { ...options, symbol: 'btc/usdt:usdt' })
    expect(named.values.length).toBe(1)
  })
})

describe('calibrateDetector', () => {
  const generator = createPrng(9)
  const values = Float64Array.from({ length: 5_000 }, () => 10 + 2 * nextNormal(generator))
  const asked = { direction: 'above', shiftDeviations: 1, runLength: 300, blockLength: 1, seed: 1 } as const

  test('default: norm, quantiles, threshold', () => {
    const found = calibrateDetector(values, asked)
    expect(found.observations).toBe(5_000)
    expect(found.mean).toBeCloseTo(10, 0)
    expect(found.deviation).toBeCloseTo(2, 0)
    expect(found.quantiles.map(([share]) => share)).toEqual([0.9, 0.95, 0.99])
    expect(found.quantiles[1]?.[1]).toBeCloseTo(10 + 2 * 1.645, 0)
    // For independent normal observations the derived threshold is 3.89.
    expect(Math.abs(found.cusum.threshold - 3.89)).toBeLessThan(0.3)
  })

  test('behavior: a signal bad when low has its quantiles below', () => {
    const found = calibrateDetector(values, { ...asked, direction: 'below' })
    expect(found.quantiles[1]?.[1]).toBeCloseTo(10 - 2 * 1.645, 0)
    const mirrored = calibrateDetector(
      values.map((value) => -value),
      asked,
    )
    expect(found.cusum).toEqual(mirrored.cusum)
  })

  test('error: too few, and all alike', () => {
    expect(() => calibrateDetector(values.slice(0, 99), asked)).toThrow('found 99 observations')
    expect(() => calibrateDetector(new Float64Array(200).fill(7), asked)).toThrow('found 200 times 7')
  })
})
