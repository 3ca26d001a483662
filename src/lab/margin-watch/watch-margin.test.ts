import { describe, expect, test } from 'vitest'
import { timeUs } from '../../base/time.ts'
import { countLatency, createLatencyHistogram, latencySummary } from './latency-histogram.ts'
import { watchMargin, type WatchMarginEvent, type WatchMarginOptions } from './watch-margin.ts'

const underlyings = [
  { name: 'BTC', spot: 60_000, volatility: 0.6 },
  { name: 'ETH', spot: 2_500, volatility: 3 },
]
const options: WatchMarginOptions = { accounts: 800, seed: 7, underlyings, ticks: 1_500, ticksPerSecond: 0.1, checkEvery: 250 }

async function eventsOf(given: WatchMarginOptions): Promise<readonly WatchMarginEvent[]> {
  const events: WatchMarginEvent[] = []
  await watchMargin(given, (event) => events.push(event))
  return events
}

describe('watching simulated accounts', () => {
  test('behavior: tells of breaches as they happen, and full computations find nothing else', async () => {
    const events: WatchMarginEvent[] = []

    const summary = await watchMargin(options, (event) => events.push(event))

    const breached = events.flatMap((event) => (event.kind === 'breached' ? [event] : []))
    expect(summary).toMatchObject({ outcome: 'finished', ticks: 1_500, checks: 6, mismatches: 0, breaches: breached.length })
    expect(summary.breachedNow).toBe(summary.breaches - summary.recoveries)
    expect(breached.length).toBeGreaterThan(10)
    for (const { balance } of breached) expect(balance.balance).toBeLessThan(0)
    expect(summary.latency.count).toBe(1_500)
  })

  test('behavior: the same seed gives the same events', async () => {
    const plain = async (): Promise<unknown> =>
      (await eventsOf(options)).flatMap((event) => (event.kind === 'breached' || event.kind === 'recovered' ? [event] : []))

    expect(await plain()).toEqual(await plain())
  })

  test('behavior: a signal stops it between ticks', async () => {
    const stop = new AbortController()

    const summary = await watchMargin({ ...options, signal: stop.signal }, (event) => {
      if (event.kind === 'progressed') stop.abort()
    })

    expect(summary).toMatchObject({ outcome: 'stopped', ticks: 500 })
  })

  test('behavior: recorded moves are watched instead of simulated ones', async () => {
    const at = timeUs(1_770_000_000_000_000)
    const moves = [0.9, 0.5].map((share) => ({ underlying: 'BTC', spot: 60_000 * share, volatilityFactor: 1.5, at }))

    const summary = await watchMargin({ ...options, moves }, () => undefined)

    expect(summary.ticks).toBe(2)
    expect(summary.breaches).toBeGreaterThan(100)
  })
})

describe('a histogram of latencies', () => {
  test('table: quantiles are at most 6 % above the true ones, and the maximum is exact', () => {
    const histogram = createLatencyHistogram()
    for (let i = 1; i <= 1_000; i++) countLatency(histogram, i / 100)

    const { p50Ms, p99Ms, maxMs, meanMs, count } = latencySummary(histogram)

    expect(count).toBe(1_000)
    expect(p50Ms / 5).toBeGreaterThanOrEqual(1)
    expect(p50Ms / 5).toBeLessThan(1.06)
    expect(p99Ms / 9.9).toBeGreaterThanOrEqual(1)
    expect(p99Ms).toBeLessThanOrEqual(10)
    expect(maxMs).toBe(10)
    expect(meanMs).toBeCloseTo(5.005, 9)
  })

  test('table: nothing counted is 0, and what is longer than the last bucket is the maximum', () => {
    const histogram = createLatencyHistogram()
    expect(latencySummary(histogram)).toEqual({ count: 0, meanMs: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 })

    countLatency(histogram, 1e9)

    expect(latencySummary(histogram).maxMs).toBe(1e9)
    expect(latencySummary(histogram).p99Ms).toBeGreaterThan(1e5)
  })
})
