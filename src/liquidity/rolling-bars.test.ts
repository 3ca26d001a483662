import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { normalCumulative } from '../num/normal.ts'
import { amihudIlliquidity } from './amihud.ts'
import { edgeSpread } from './edge-spread.ts'
import { kyleLambda } from './kyle-lambda.ts'
import { changeAutocovariance, rollSpread } from './roll-spread.ts'
import { addPeriod, createRollingAmihud, rollingAmihud } from './rolling-amihud.ts'
import { addBar, createRollingEdgeSpread, rollingEdgeSpread } from './rolling-edge-spread.ts'
import { addBin, createRollingKyleLambda, rollingKyleLambda } from './rolling-kyle-lambda.ts'
import { addPair, comomentsOf, createRollingPairs } from './rolling-pairs.ts'
import { addPrice, createRollingRollSpread, rollingRollSpread } from './rolling-roll-spread.ts'
import { addVpinBar, createRollingVpin, rollingVpin, type RollingVpin } from './rolling-vpin.ts'

const value = fc.integer({ min: -400, max: 400 }).map((whole) => whole / 16)
const price = fc.integer({ min: 800, max: 1_200 }).map((whole) => whole / 8)

describe('rolling pairs', () => {
  test('property: moments are those of the pairs held, however far the data have moved', () => {
    const steps = fc.array(fc.tuple(value, value, fc.constantFrom(0, 0, 0, 1e6)), { minLength: 3, maxLength: 40 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 3, max: 9 }), (all, window) => {
        const pairs = createRollingPairs(window)
        let level = 0
        const added = all.map(([x, y, jump]) => [x + (level += jump), y] as const)
        for (const [x, y] of added) addPair(pairs, x, y)
        const held = added.slice(-window)
        const mean = (of: (pair: readonly [number, number]) => number): number =>
          held.reduce((sum, pair) => sum + of(pair), 0) / held.length
        const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)]
        const found = comomentsOf(pairs)
        expect(found.count).toBe(held.length)
        expect(found.meanX).toBeCloseTo(meanX, 6)
        expect(found.meanY).toBeCloseTo(meanY, 6)
        const scale = Math.max(1, ...held.map(([x]) => Math.abs(x - meanX)))
        const sumXy = held.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
        expect(Math.abs(found.sumXy - sumXy)).toBeLessThan(1e-8 * scale)
      }),
    )
  })

  test('behavior: a constant is known to be one, also after it was not', () => {
    const pairs = createRollingPairs(4)
    for (const x of [0.1, 1e9, 3.3, 0.7, 0.7, 0.7, 0.7]) addPair(pairs, x, 1)
    expect(comomentsOf(pairs).sumXx).toBe(0)
    addPair(pairs, 0.8, 1)
    expect(comomentsOf(pairs).sumXx).toBeCloseTo(0.0075, 12)
  })

  test('behavior: no rounding outlives the pairs that caused it', () => {
    const pairs = createRollingPairs(5)
    for (let i = 0; i < 1_003; i++) addPair(pairs, i % 7 === 0 ? 1e25 / 3 : 0.1 * i, i % 3 === 0 ? 1e25 / 7 : 0.1)
    for (let i = 0; i < 12; i++) addPair(pairs, i, 2 * i)
    expect(comomentsOf(pairs)).toEqual({ count: 5, meanX: 9, meanY: 18, sumXx: 10, sumXy: 20 })
  })

  test('error: a window of two', () => {
    expect(() => createRollingPairs(2)).toThrow('window: expected')
    expect(() => createRollingRollSpread(4)).toThrow('prices: expected')
    expect(() => createRollingAmihud(0)).toThrow('periods: expected')
    expect(() => createRollingEdgeSpread(2)).toThrow('bars: expected')
    expect(() => createRollingVpin({ bucketVolume: 0, window: 1, distribution: { kind: 'normal' } })).toThrow('bucketVolume: expected')
    expect(() => createRollingVpin({ bucketVolume: 1, window: 0, distribution: { kind: 'normal' } })).toThrow('window: expected')
  })
})

describe('estimators over rolling bars', () => {
  test('property: Kyle: streaming equals batch on the same bins', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 }), fc.integer({ min: 3, max: 12 }), (all, window) => {
        const rolling = createRollingKyleLambda(window)
        for (const [priceChange, signedVolume] of all) addBin(rolling, { priceChange, signedVolume })
        const held = all.slice(-window)
        const batch = kyleLambda(
          held.map(([change]) => change),
          held.map(([, volume]) => volume),
          { lags: 0 },
        )
        const found = rollingKyleLambda(rolling)
        if (!batch.ok || !found.ok) {
          expect(found).toEqual(batch)
          return
        }
        expect(found.value.lambda).toBeCloseTo(batch.value.lambda, 8)
        expect(found.value.alpha).toBeCloseTo(batch.value.alpha, 8)
      }),
    )
  })

  test('property: Roll: streaming equals batch on the same prices', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 4, maxLength: 40 }), fc.integer({ min: 5, max: 12 }), (prices, window) => {
        const rolling = createRollingRollSpread(window)
        for (const each of prices) addPrice(rolling, each)
        const held = prices.slice(-window)
        const [found, batch] = [rollingRollSpread(rolling), rollSpread(held)]
        // Where the covariance is nearly nought, either side of it may be found.
        if (Math.abs(changeAutocovariance(held)) < 1e-9) return
        expect(found.ok).toBe(batch.ok)
        if (found.ok && batch.ok) expect(found.value).toBeCloseTo(batch.value, 8)
      }),
    )
  })

  test('table: Roll: three prices are too few', () => {
    const rolling = createRollingRollSpread(5)
    for (const each of [100, 101, 100]) addPrice(rolling, each)
    expect(rollingRollSpread(rolling)).toEqual({ ok: false, refusal: { reason: 'tooFewObservations', observations: 1 } })
    addPrice(rolling, 101)
    expect(rollingRollSpread(rolling)).toMatchObject(rollSpread([100, 101, 100, 101]))
  })

  test('property: Amihud: streaming equals batch on the same periods', () => {
    const period = fc.tuple(price, fc.constantFrom(0, 0, 5e5, 1e6, 3e6))
    fc.assert(
      fc.property(fc.array(period, { minLength: 2, maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (all, window) => {
        const rolling = createRollingAmihud(window)
        for (const [close, quoteVolume] of all) addPeriod(rolling, { close, quoteVolume })
        const held = all.slice(-window - 1)
        const batch = amihudIlliquidity(
          held.map(([close]) => close),
          held.map(([, volume]) => volume),
        )
        const found = rollingAmihud(rolling)
        if (!batch.ok || !found.ok) {
          expect(found).toEqual(batch)
          return
        }
        expect(found.value).toBeCloseTo(batch.value.mean, 12)
      }),
    )
  })

  test('property: EDGE: streaming equals batch on the same bars', () => {
    const bar = fc.tuple(price, fc.nat(20), fc.nat(20), fc.nat(100), fc.nat(100)).map(([low, up, , a, b]) => ({
      low,
      high: low + up,
      open: low + (up * a) / 100,
      close: low + (up * b) / 100,
    }))
    fc.assert(
      fc.property(fc.array(bar, { minLength: 1, maxLength: 30 }), fc.integer({ min: 3, max: 12 }), (all, window) => {
        const rolling = createRollingEdgeSpread(window)
        for (const each of all) addBar(rolling, each)
        const held = all.slice(-window)
        const column = (name: 'open' | 'high' | 'low' | 'close'): readonly number[] => held.map((each) => each[name])
        const batch = edgeSpread({ opens: column('open'), highs: column('high'), lows: column('low'), closes: column('close') })
        expect(rollingEdgeSpread(rolling)).toEqual(batch)
      }),
    )
    expect(rollingEdgeSpread(createRollingEdgeSpread(3))).toMatchObject({ refusal: { reason: 'tooFewTradedPeriods' } })
  })
})

describe('rolling VPIN', () => {
  type VpinBar = Readonly<{ price: number; volume: number }>

  /** Every bar judged by the deviation of the changes up to it, volumes laid out on one line and cut. */
  function slowVpin(bars: readonly VpinBar[], bucketVolume: number, window: number): number | undefined {
    const parts: (readonly [volume: number, share: number])[] = []
    const changes: number[] = []
    bars.slice(1).forEach((bar, i) => {
      changes.push(bar.price - (bars[i] as VpinBar).price)
      const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length
      const squares = changes.reduce((sum, change) => sum + (change - mean) * (change - mean), 0)
      if (changes.length < 2 || squares < 1e-18) return
      parts.push([bar.volume, normalCumulative((changes.at(-1) as number) / Math.sqrt(squares / (changes.length - 1)))])
    })
    const boughtAt = (level: number): number => {
      let [reached, bought] = [0, 0]
      for (const [volume, share] of parts) {
        const part = Math.max(0, Math.min(volume, level - reached))
        reached += part
        bought += part * share
      }
      return bought
    }
    const count = Math.floor(parts.reduce((sum, [volume]) => sum + volume, 0) / bucketVolume)
    if (count < window) return undefined
    let sum = 0
    for (let b = count - window; b < count; b++) {
      sum += Math.abs(2 * (boughtAt((b + 1) * bucketVolume) - boughtAt(b * bucketVolume)) - bucketVolume)
    }
    return sum / (window * bucketVolume)
  }

  const bar = fc.record({ price, volume: fc.nat(40) })
  const make = (): RollingVpin => createRollingVpin({ bucketVolume: 32, window: 3, distribution: { kind: 'normal' } })
  const addAll = (vpin: RollingVpin, bars: readonly VpinBar[]): RollingVpin => {
    for (const each of bars) addVpinBar(vpin, each)
    return vpin
  }

  test('property: equal to the definition, which knows no future', () => {
    fc.assert(
      fc.property(fc.array(bar, { maxLength: 40 }), (bars) => {
        const found = rollingVpin(addAll(make(), bars))
        const expected = slowVpin(bars, 32, 3)
        if (expected === undefined) {
          expect(found).toMatchObject({ ok: false, refusal: { reason: 'tooFewBuckets' } })
          return
        }
        expect(found.ok && found.value).toBeCloseTo(expected, 9)
      }),
    )
  })

  test('property: cutting the run in two changes nothing', () => {
    fc.assert(
      fc.property(fc.array(bar, { maxLength: 30 }), fc.nat(30), (bars, cut) => {
        const restored = decode(encode(addAll(make(), bars.slice(0, cut)))) as RollingVpin
        expect(addAll(restored, bars.slice(cut))).toEqual(addAll(make(), bars))
      }),
    )
  })
})
