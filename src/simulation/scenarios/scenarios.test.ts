import { describe, expect, test } from 'vitest'
import { encode } from '../../base/codec.ts'
import { lotSize, tickSize } from '../../market/instrument.ts'
import type { BarClosed, BookSnapshotReceived, MarketInput } from '../../market/market-input.ts'
import { findScenario, openScenario, scenarios } from './library.ts'
import { scenarioBars, scenarioMinutes } from './scenario-bars.ts'
import { anchor, type Scenario } from './scenario.ts'

const seed = 7
const hourUs = 3_600_000_000

async function readAll(scenario: Scenario, drawnFrom: number): Promise<readonly MarketInput[]> {
  const inputs: MarketInput[] = []
  for await (const batch of openScenario(scenario, drawnFrom).inputs) inputs.push(...batch)
  return inputs
}

test('default: three events, each under its date and found by it', () => {
  expect(scenarios.map((scenario) => scenario.id)).toEqual(['2020-03-12', '2021-05-19', '2025-10-10'])
  for (const scenario of scenarios) expect(findScenario(scenario.id)).toBe(scenario)
  expect(findScenario('2020-03-13')).toBeUndefined()
})

test('behavior: an anchor is a time, a price and what follows', () => {
  expect(anchor('1970-01-01T00:01Z', 5, { volatilityBps: 1, volumePerMinute: 2 })).toEqual({
    at: 60_000_000,
    price: 5,
    volatilityBps: 1,
    volumePerMinute: 2,
  })
  expect(() => anchor('yesterday', 5, { volatilityBps: 1, volumePerMinute: 2 })).toThrow('a time is')
})

describe.each(scenarios)('$id', (scenario) => {
  const bars = [...scenarioBars(scenario, seed)]
  const step = tickSize(scenario.instrument)

  test('behavior: says what it is and where it comes from', () => {
    expect(scenario.label).toBe('reconstruction')
    expect(scenario.about).toMatch(/^A reconstruction: /)
    expect(scenario.sources.length).toBeGreaterThanOrEqual(3)
    for (const source of scenario.sources) expect(source.title.length > 10 && URL.canParse(source.url)).toBe(true)
    const { notes, label } = openScenario(scenario, seed)
    expect(label).toContain('reconstruction')
    expect(notes[0]).toMatch(/^A reconstruction: /)
    expect(notes.some((note) => note.includes('modelled'))).toBe(true)
    for (const note of notes) expect(note.endsWith('.')).toBe(false)
  })

  test('behavior: has at most 20 anchors, on whole minutes, in order, within the published extremes', () => {
    expect(scenario.anchors.length).toBeLessThanOrEqual(20)
    scenario.anchors.forEach((here, i) => {
      expect(here.at % 60_000_000).toBe(0)
      expect(here.at).toBeGreaterThan(scenario.anchors[i - 1]?.at ?? 0)
      expect(here.price >= scenario.lowestPrice && here.price <= scenario.highestPrice).toBe(true)
    })
  })

  test('behavior: its bars meet every anchor, follow each other and keep within the extremes', () => {
    expect(bars).toHaveLength(scenarioMinutes(scenario))
    for (const { at, price } of scenario.anchors) {
      const ticks = Math.round(price / step)
      const [from, to] = [bars.find((bar) => bar.startedAt === at), bars.find((bar) => bar.at === at)]
      if (from !== undefined) expect(from.openTicks).toBe(ticks)
      if (to !== undefined) expect(to.closeTicks).toBe(ticks)
    }
    bars.forEach((bar, i) => {
      const before = bars[i - 1]
      if (before !== undefined) expect([bar.startedAt, bar.openTicks]).toEqual([before.at, before.closeTicks])
      expect(bar.lowTicks * step).toBeGreaterThanOrEqual(scenario.lowestPrice - step)
      expect(bar.highTicks * step).toBeLessThanOrEqual(scenario.highestPrice + step)
    })
    expect(Math.min(...bars.map((bar) => bar.lowTicks)) * step).toBeCloseTo(scenario.lowestPrice, 0)
  })

  test('behavior: even a path that swings far too widely keeps within the extremes', () => {
    const anchors = scenario.anchors.map((here) => ({ ...here, volatilityBps: here.volatilityBps * 50 }))
    for (const bar of scenarioBars({ ...scenario, anchors }, seed)) {
      expect(bar.lowTicks * step >= scenario.lowestPrice - step && bar.highTicks * step <= scenario.highestPrice + step).toBe(true)
    }
  })

  test('behavior: begins with four calm hours and ends with two', () => {
    const hours = [...bars.slice(0, 240), ...bars.slice(-120)]
    for (const bar of hours) expect((bar.highTicks - bar.lowTicks) / bar.lowTicks).toBeLessThan(0.01)
    const wildest = Math.max(...bars.map((bar) => (bar.highTicks - bar.lowTicks) / bar.lowTicks))
    expect(wildest).toBeGreaterThan(0.02)
  })

  test('behavior: the same seed gives the same inputs, another one another path between the same anchors', async () => {
    const [first, again, other] = [await readAll(scenario, seed), await readAll(scenario, seed), await readAll(scenario, seed + 1)]
    expect(encode(again)).toBe(encode(first))
    expect(closesOf(other)).not.toEqual(closesOf(first))
    expect(openScenario(scenario, seed).identity).toBe(openScenario(scenario, seed).identity)
    expect(openScenario(scenario, seed + 1).identity).not.toBe(openScenario(scenario, seed).identity)
  })

  test('behavior: inputs are in time order, books ten seconds apart, and the feed tells how far it is', async () => {
    const feed = openScenario(scenario, seed)
    const shares: number[] = []
    const times: number[] = []
    const bookTimes: number[] = []
    for await (const batch of feed.inputs) {
      shares.push(feed.progress())
      for (const input of batch) {
        times.push(input.at)
        if (input.kind === 'bookSnapshotReceived') bookTimes.push(input.at)
      }
    }
    expect(times.every((at, i) => i === 0 || at >= (times[i - 1] as number))).toBe(true)
    expect(bookTimes.every((at, i) => i === 0 || at - (bookTimes[i - 1] as number) === 10_000_000)).toBe(true)
    expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1)).toBe(true)
    expect(feed.progress()).toBe(1)
    expect(feed.faults).toEqual([])
  })

  test('behavior: depth within 100 bps falls by 70 % and more, and is back above 60 % by the last hour', async () => {
    const depths = new Map<number, number[]>()
    for (const input of await readAll(scenario, seed)) {
      if (input.kind !== 'bookSnapshotReceived') continue
      const hour = Math.floor((input.at - (scenario.anchors[0]?.at ?? 0)) / hourUs)
      depths.set(hour, [...(depths.get(hour) ?? []), depthOf(scenario, input)])
    }
    const hourly = [...depths.values()].map(median)
    const calm = median(hourly.slice(0, 4))
    expect(Math.min(...hourly) / calm).toBeLessThan(0.3)
    expect((hourly.at(-1) ?? 0) / calm).toBeGreaterThan(0.5)
  })
})

test('behavior: 48 hours are made in less than three seconds', async () => {
  const [scenario] = scenarios
  const startedAt = performance.now()
  const inputs = scenario === undefined ? [] : await readAll(scenario, seed)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
  expect(inputs.length).toBeGreaterThan(60_000)
})

function closesOf(inputs: readonly MarketInput[]): readonly number[] {
  return inputs.filter((input): input is BarClosed => input.kind === 'barClosed').map((bar) => bar.closeTicks)
}

function depthOf(scenario: Scenario, book: BookSnapshotReceived): number {
  const midTicks = ((book.bids[0] ?? 0) + (book.asks[0] ?? 0)) / 2
  let depth = 0
  for (const levels of [book.bids, book.asks]) {
    for (let i = 0; i < levels.length; i += 2) {
      const [ticks, lots] = [levels[i] as number, levels[i + 1] as number]
      if (Math.abs(ticks - midTicks) <= midTicks / 100) depth += ticks * tickSize(scenario.instrument) * lots * lotSize(scenario.instrument)
    }
  }
  return depth
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
