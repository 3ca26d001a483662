import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fakeHistory } from '../../test/fake-session.ts'
import { historySchema } from './schema.ts'
import { phaseNames, thinHistory } from './thin.ts'

const startUs = 1_583_971_200_000_000
const count = 12_000

/** One point a second from midnight, thinned to 5 seconds: 2,400 points. A column is null but at the given seconds. */
const column = (values: Readonly<Record<number, number>>): (number | null)[] => Array.from({ length: count }, (_, i) => values[i] ?? null)
const everySecond = Array.from({ length: count }, (_, i) => i)
const phase = (name: (typeof phaseNames)[number]): number => phaseNames.indexOf(name)

describe('thinHistory', () => {
  test('up to 3,000 points are left as they are, one more is thinned', () => {
    const most = Array.from({ length: 3_000 }, (_, i) => i / 10)
    const left = thinHistory(fakeHistory(most))
    expect(left).toMatchObject({ bucketUs: 0, whole: true })
    expect(left.atUs).toHaveLength(3_000)
    expect(thinHistory(fakeHistory([...most, 300])).bucketUs).toBe(250_000)
  })

  test('property: any length and pace gives at most 3,000 points, in order, ending with the last, columns as long as times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000 }), fc.double({ min: 0.001, max: 90_000, noNaN: true }), (length, pace) => {
        const recorded = fakeHistory(Array.from({ length }, (_, i) => i * pace))
        const thin = thinHistory(recorded)
        expect(thin.atUs.length).toBeLessThanOrEqual(3_000)
        expect(thin.atUs.at(-1)).toBe(recorded.atUs.at(-1))
        expect(thin.atUs.every((at, i) => i === 0 || at >= (thin.atUs[i - 1] ?? 0))).toBe(true)
        for (const values of Object.values(thin.series)) expect(values).toHaveLength(thin.atUs.length)
      }),
      { numRuns: 25 },
    )
  })

  test('property: at any irregular pace, the worst of all survives and the last price is the last', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 9_000, size: 'max' }), (steps) => {
        let at = 0
        const times = steps.map((step) => (at += step / 1_000))
        const thin = thinHistory(fakeHistory(times, { spreadBps: steps, depth10Bps: steps, price: steps }))
        expect(thin.atUs.length).toBeLessThanOrEqual(3_000)
        expect(Math.max(...thin.series.spreadBps.map(Number))).toBe(Math.max(...steps))
        expect(Math.min(...thin.series.depth10Bps.map(Number))).toBe(Math.min(...steps))
        expect(thin.series.price.at(-1)).toBe(steps.at(-1))
      }),
      // Shrinking nine thousand steps takes minutes; the seed is printed.
      { numRuns: 25, endOnFailure: true },
    )
  })

  test('no point and one point', () => {
    expect(thinHistory(fakeHistory([])).atUs).toStrictEqual([])
    expect(thinHistory(fakeHistory([4])).atUs).toStrictEqual([startUs + 4_000_000])
  })

  // Columns: series, the values of the first 5 seconds, what stands for them.
  test.each([
    ['spreadBps', [1, 60, 2, null, 3], 60],
    ['costToTradeBps', [1, 60, 2, null, 3], 60],
    ['volumeRatio', [1, 60, 2, null, 3], 60],
    ['ewmaVolatility', [1, 60, 2, null, 3], 60],
    ['realisedVolatility', [1, 60, 2, null, 3], 60],
    ['valueAtRisk', [1, 60, 2, null, 3], 60],
    ['expectedShortfall', [1, 60, 2, null, 3], 60],
    ['depth10Bps', [9, 1, null, 8, 7], 1],
    ['depth25Bps', [9, 0, null, 8, 7], 0],
    ['depth50Bps', [9, 1, null, 8, 7], 1],
    ['depth100Bps', [9, 1, null, 8, 7], 1],
    ['price', [9, 1, 8, 7, null], 7],
    ['bid', [9, 1, 8, 7, 5], 5],
    ['ask', [9, 1, 8, 7, 5], 5],
    ['priceGap', [-0.1, -0.9, 0.2, 0.1, null], 0.1],
    ['spreadBps', [null, null, null, null, null], null],
    ['depth25Bps', [null, null, null, null, null], null],
    ['price', [null, null, null, null, null], null],
  ] as const)('table: %s %j stands as %d', (name, values, kept) => {
    const filled = [...values, ...column({}).slice(values.length)]
    const thin = thinHistory(fakeHistory(everySecond, { [name]: filled }))
    expect(thin).toMatchObject({ bucketUs: 5_000_000, whole: true })
    expect(thin.atUs).toHaveLength(2_400)
    expect(thin.series[name].slice(0, 2)).toStrictEqual([kept, null])
  })

  test('phases: the gravest of a bucket stands, though its integer be lower than recovering', () => {
    const phases = everySecond.map((second): number | null => {
      if (second < 5) return [phase('calm'), phase('active'), phase('recovering'), phase('calm'), phase('watch')][second] ?? null
      if (second < 10) return second === 7 ? phase('recovering') : phase('stressed')
      return second < 15 ? null : phase('calm')
    })
    const thin = thinHistory(fakeHistory(everySecond, {}, phases))
    expect(thin.phaseNames).toStrictEqual(['calm', 'watch', 'stressed', 'active', 'recovering'])
    expect(thin.phases[0]?.values.slice(0, 4)).toStrictEqual([phase('active'), phase('recovering'), null, phase('calm')])
  })

  test('reserves are the last of a bucket, as is its time', () => {
    const thin = thinHistory(fakeHistory(everySecond))
    expect(thin.reserves[0]?.available.slice(0, 3)).toStrictEqual([4, 9, 14])
    expect(thin.reserves[0]?.committed[0]).toBeNull()
    expect(thin.atUs.slice(0, 2)).toStrictEqual([startUs + 4_000_000, startUs + 9_000_000])
  })

  test('with the same width, only the bucket of afterUs and later ones are given; with another, all', () => {
    const recorded = fakeHistory(everySecond, { spreadBps: column({ 11_991: 70, 11_999: 80 }) })
    const tail = thinHistory(recorded, { afterUs: startUs + 11_992_000_000, bucketUs: 5_000_000 })
    expect(tail).toMatchObject({ whole: false, bucketUs: 5_000_000, atUs: [startUs + 11_994_000_000, startUs + 11_999_000_000] })
    expect(tail.series.spreadBps).toStrictEqual([70, 80])
    const other = thinHistory(recorded, { afterUs: startUs + 11_992_000_000, bucketUs: 2_000_000 })
    expect(other.whole).toBe(true)
    expect(other.atUs).toHaveLength(2_400)
  })

  test('appending what comes gives what all of it gives', () => {
    const spreads = everySecond.map((second) => (second * 7_919) % 101)
    const all = thinHistory(fakeHistory(everySecond, { spreadBps: spreads }))
    const half = everySecond.slice(0, 11_993)
    const before = thinHistory(fakeHistory(half, { spreadBps: spreads.slice(0, half.length) }))
    const held = before.atUs.at(-1) ?? 0
    const tail = thinHistory(fakeHistory(everySecond, { spreadBps: spreads }), { afterUs: held, bucketUs: before.bucketUs })
    expect([...before.series.spreadBps.slice(0, -1), ...tail.series.spreadBps]).toStrictEqual(all.series.spreadBps)
    expect([...before.atUs.slice(0, -1), ...tail.atUs]).toStrictEqual(all.atUs)
  })

  test('unthinned, afterUs gives that point and later ones; beyond the end, none', () => {
    const recorded = fakeHistory([0, 1, 2], { price: [5, 6, 7] })
    const tail = thinHistory(recorded, { afterUs: startUs + 1_000_000, bucketUs: 0 })
    expect(tail).toMatchObject({ whole: false, atUs: [startUs + 1_000_000, startUs + 2_000_000] })
    expect(tail.series.price).toStrictEqual([6, 7])
    expect(thinHistory(recorded, { afterUs: startUs + 9_000_000, bucketUs: 0 }).atUs).toStrictEqual([])
  })

  test('what is given has the published shape', () => {
    const thin = thinHistory(fakeHistory([0, 1], { spreadBps: [1, null] }))
    expect(historySchema.strict().parse(thin)).toStrictEqual(thin)
  })
})
