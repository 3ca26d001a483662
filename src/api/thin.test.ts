import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RecordedHistory } from './session.ts'
import { phaseNames, thinHistory } from './thin.ts'

type Column = (number | null)[]

function recorded(atUs: number[], spread: Column, phase: Column = spread.map(() => 0)): RecordedHistory {
  const none: Column = spread.map(() => null)
  const names = ['price', 'bid', 'ask', 'spreadBps', 'depth10Bps', 'depth25Bps', 'depth50Bps', 'depth100Bps', 'costToTradeBps'] as const
  const more = ['volumeRatio', 'ewmaVolatility', 'realisedVolatility', 'valueAtRisk', 'expectedShortfall', 'priceGap'] as const
  const series = Object.fromEntries([...names, ...more].map((name) => [name, none])) as Record<(typeof names | typeof more)[number], Column>
  return {
    market: 'M',
    quote: 'USDT',
    modelled: false,
    atUs,
    series: { ...series, spreadBps: spread, depth10Bps: spread, price: spread },
    phases: [{ trigger: 'depthLoss', values: phase }],
    reserves: [{ asset: 'USDT', available: spread, committed: none, deployed: none, unrealised: none, realised: none }],
  }
}

const everySecond = (count: number): number[] => Array.from({ length: count }, (_, i) => 1_584_000_000_000_000 + i * 1_000_000)

describe('thinHistory', () => {
  test('behavior: up to 3,000 points every one is kept', () => {
    const history = recorded(
      everySecond(3_000),
      Array.from({ length: 3_000 }, (_, i) => i),
    )
    const thin = thinHistory(history)
    expect(thin.bucketUs).toBe(0)
    expect(thin.whole).toBe(true)
    expect(thin.atUs).toEqual(history.atUs)
    expect(thin.series.spreadBps).toEqual(history.series.spreadBps)
  })

  test('behavior: one more, and points become buckets of the next width', () => {
    const history = recorded(
      everySecond(3_001),
      Array.from({ length: 3_001 }, (_, i) => i),
    )
    const thin = thinHistory(history)
    expect(thin.bucketUs).toBe(2_000_000)
    expect(thin.atUs.length).toBeLessThanOrEqual(1_502)
  })

  test('behavior: a spike, a hole in the depth and the gravest phase survive; unknown stays unknown', () => {
    const count = 10_000
    const values: Column = Array.from({ length: count }, () => 5)
    values[5_000] = 99
    values[7_000] = 1
    for (let i = 8_000; i < 8_100; i++) values[i] = null
    const phase: Column = values.map(() => phaseNames.indexOf('watch'))
    phase[6_000] = phaseNames.indexOf('active')
    phase[6_001] = phaseNames.indexOf('recovering')
    const thin = thinHistory(recorded(everySecond(count), values, phase))
    expect(thin.atUs.length).toBeLessThanOrEqual(3_000)
    expect(thin.series.spreadBps).toContain(99)
    expect(thin.series.depth10Bps).toContain(1)
    expect(thin.series.depth10Bps).not.toContain(99)
    expect(thin.series.spreadBps).toContain(null)
    expect(thin.series.bid.every((value) => value === null)).toBe(true)
    expect(thin.phases[0]?.values).toContain(phaseNames.indexOf('active'))
  })

  test('behavior: what comes after a point begins with its bucket, unless the width changed', () => {
    const history = recorded(
      everySecond(9_000),
      Array.from({ length: 9_000 }, (_, i) => i),
    )
    const whole = thinHistory(history)
    const place = 1_000
    const rest = thinHistory(history, { afterUs: whole.atUs[place] ?? 0, bucketUs: whole.bucketUs })
    expect(rest.whole).toBe(false)
    expect(rest.atUs).toEqual(whole.atUs.slice(place))
    expect(rest.series.spreadBps).toEqual(whole.series.spreadBps.slice(place))
    expect(thinHistory(history, { afterUs: whole.atUs[place] ?? 0, bucketUs: 1 }).whole).toBe(true)
  })

  test('default: an empty history is empty', () => {
    expect(thinHistory(recorded([], [])).atUs).toEqual([])
  })

  test('property: never more than 3,001 points, all of one length, ending at the last time and price', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 90_000_000 }), { minLength: 1, maxLength: 9_000, size: 'max' })
    fc.assert(
      fc.property(gaps, (steps) => {
        let at = 1_584_000_000_000_000
        const atUs = steps.map((step) => (at += step))
        const thin = thinHistory(recorded(atUs, steps))
        expect(thin.atUs.length).toBeLessThanOrEqual(3_001)
        expect(thin.atUs.at(-1)).toBe(atUs.at(-1))
        expect(thin.series.price.at(-1)).toBe(steps.at(-1))
        expect(Math.max(...thin.series.spreadBps.map(Number))).toBe(Math.max(...steps))
        for (const column of Object.values(thin.series)) expect(column.length).toBe(thin.atUs.length)
      }),
      { numRuns: 30 },
    )
  })
})
