import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalCumulative } from '../num/normal.ts'
import { buyShare } from './bulk-volume.ts'
import { addToBuckets, createVolumeBuckets } from './volume-buckets.ts'
import { volumeSynchronisedImbalance } from './vpin.ts'

const normal = { kind: 'normal' } as const

/** Buyers' volume by interpolating its running total at whole buckets. */
function slowBuckets(bars: readonly (readonly [volume: number, share: number])[], bucketVolume: number): readonly number[] {
  const total = bars.reduce((sum, [volume]) => sum + volume, 0)
  const boughtAt = (level: number): number => {
    let [reached, bought] = [0, 0]
    for (const [volume, share] of bars) {
      const part = Math.min(volume, level - reached)
      if (part <= 0) continue
      reached += part
      bought += part * share
    }
    return bought
  }
  const count = Math.floor(total / bucketVolume + 1e-9)
  return Array.from({ length: count }, (_, i) => boughtAt((i + 1) * bucketVolume) - boughtAt(i * bucketVolume))
}

describe('volumeSynchronisedImbalance', () => {
  const prices = [100, 101, 100, 103, 102]
  const volumes = [99, 4, 6, 10, 5]

  test('default: by hand', () => {
    const changes = [1, -1, 3, -1]
    const deviation = Math.sqrt(changes.reduce((sum, change) => sum + (change - 0.5) * (change - 0.5), 0) / 3)
    const shares = changes.map((change) => normalCumulative(change / deviation)) as [number, number, number, number]
    const found = volumeSynchronisedImbalance({ prices, volumes }, { bucketVolume: 10, window: 1, distribution: normal })
    const expected = [4 * shares[0] + 6 * shares[1], 10 * shares[2]]
    expect(found.ok && [...found.value.buyVolumes]).toEqual(expected.map((volume) => expect.closeTo(volume, 12) as unknown))
    expect(found.ok && [...found.value.series]).toEqual(
      expected.map((volume) => expect.closeTo(Math.abs(2 * volume - 10) / 10, 12) as unknown),
    )
    expect(found.ok && found.value.lastRank).toBe(1)
  })

  // Columns: window, values in the series.
  test.each([
    [1, 2],
    [2, 1],
    [3, 0],
  ])('table: a window of %d buckets of two gives %d values', (window, count) => {
    const found = volumeSynchronisedImbalance({ prices, volumes }, { bucketVolume: 10, window, distribution: normal })
    expect(found.ok && found.value.series.length).toBe(count)
    expect(found.ok && found.value.lastRank !== undefined).toBe(count > 0)
  })

  const bars = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 400 }).map((whole) => whole / 10),
      fc.nat(100).map((whole) => whole / 100),
    ),
    {
      maxLength: 30,
    },
  )

  test('property: buckets are those of the running total, and no volume is lost', () => {
    fc.assert(
      fc.property(bars, fc.integer({ min: 1, max: 300 }), (all, tenths) => {
        const bucketVolume = tenths / 10
        const buckets = createVolumeBuckets(bucketVolume)
        const found: number[] = []
        for (const [volume, share] of all) addToBuckets(buckets, { volume, buyShare: share }, (bought) => found.push(bought))
        const expected = slowBuckets(all, bucketVolume)
        expect(found.length).toBe(expected.length)
        found.forEach((bought, i) => {
          expect(bought).toBeCloseTo(expected[i] as number, 8)
        })
      }),
    )
  })

  test('property: VPIN lies between 0 and 1 and does not depend on the unit of volume or price', () => {
    const walk = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.nat(50)), { minLength: 5, maxLength: 40 })
    fc.assert(
      fc.property(walk, (steps) => {
        let price = 1_000
        const path = { prices: steps.map(([step]) => (price += step)), volumes: steps.map(([, volume]) => volume) }
        const scaled = { prices: path.prices.map((each) => each * 4), volumes: path.volumes.map((each) => each * 4) }
        const one = volumeSynchronisedImbalance(path, { bucketVolume: 40, window: 2, distribution: normal })
        const other = volumeSynchronisedImbalance(scaled, { bucketVolume: 160, window: 2, distribution: normal })
        if (!one.ok || !other.ok) {
          expect(one.ok).toBe(other.ok)
          return
        }
        expect(other.value.series).toEqual(one.value.series)
        expect(one.value.series.every((value) => value >= 0 && value <= 1)).toBe(true)
      }),
    )
  })

  test('table: shares of buyers', () => {
    expect(buyShare(0, normal)).toBe(0.5)
    expect(buyShare(1.959963984540054, normal)).toBeCloseTo(0.975, 12)
    // With one degree of freedom the distribution is Cauchy's: 1/2 + arctan(1) / pi.
    expect(buyShare(1, { kind: 'studentT', degreesOfFreedom: 1 })).toBeCloseTo(0.75, 12)
    expect(
      buyShare(-1, { kind: 'studentT', degreesOfFreedom: 0.25 }) + buyShare(1, { kind: 'studentT', degreesOfFreedom: 0.25 }),
    ).toBeCloseTo(1, 12)
  })

  test('behavior: a price that never moves says nothing of who began', () => {
    const found = volumeSynchronisedImbalance(
      { prices: [5, 5, 5], volumes: [1, 1, 1] },
      { bucketVolume: 1, window: 1, distribution: normal },
    )
    expect(found).toEqual({ ok: false, refusal: { reason: 'constantPrice' } })
  })

  const options = { bucketVolume: 10, window: 1, distribution: normal }
  const bad: readonly (readonly [string, () => unknown, string])[] = [
    ['two bars', () => volumeSynchronisedImbalance({ prices: [1, 2], volumes: [1, 1] }, options), 'prices'],
    ['a price of 0', () => volumeSynchronisedImbalance({ prices: [1, 0, 1], volumes: [1, 1, 1] }, options), 'prices[1]'],
    ['a volume below 0', () => volumeSynchronisedImbalance({ prices: [1, 2, 1], volumes: [1, -1, 1] }, options), 'volumes[1]'],
    ['fewer volumes', () => volumeSynchronisedImbalance({ prices: [1, 2, 1], volumes: [1, 1] }, options), 'volumes'],
    ['a bucket of nothing', () => volumeSynchronisedImbalance({ prices, volumes }, { ...options, bucketVolume: 0 }), 'bucketVolume'],
    ['no window', () => volumeSynchronisedImbalance({ prices, volumes }, { ...options, window: 0 }), 'window'],
    ['no degrees of freedom', () => buyShare(1, { kind: 'studentT', degreesOfFreedom: 0 }), 'degreesOfFreedom'],
  ]
  test.each(bad)('error: %s', (_, call, place) => {
    expect(call).toThrow(`${place}: expected`)
  })
})
