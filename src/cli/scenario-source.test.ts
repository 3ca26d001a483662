import { describe, expect, test } from 'vitest'
import { InputFault } from '../base/fault.ts'
import { timeUs } from '../base/time.ts'
import type { Feed } from '../feed/feed-contract.ts'
import type { MarketInput } from '../market/market-input.ts'
import { timeText } from '../feed/parse-time.ts'
import { openScenarioSource, requireScenario, scenarioSeconds } from './scenario-source.ts'

async function inputsOf(feed: Feed): Promise<readonly MarketInput[]> {
  const all: MarketInput[] = []
  for await (const batch of feed.inputs) all.push(...batch)
  return all
}

describe('openScenarioSource', () => {
  test('default: without a range it is the scenario itself', () => {
    expect(openScenarioSource({ name: '2020-03-12', seed: 1 }).label).toBe(
      'Black Thursday: Bitcoin halves in a day (reconstruction, seed 1)',
    )
  })

  test('behavior: a part of it is that part of the whole, and begins with a book', async () => {
    const options = { name: '2020-03-12', seed: 3 }
    const part = await inputsOf(openScenarioSource({ ...options, from: '2020-03-12T01:00', to: '2020-03-12T01:30' }))
    const before = await inputsOf(openScenarioSource({ ...options, to: '2020-03-12T01:30' }))
    expect(timeText(part[0]?.at ?? timeUs(0))).toBe('2020-03-12T01:00:00Z')
    expect(part[0]?.kind).toBe('bookSnapshotReceived')
    expect(part.slice(1)).toEqual(
      before.filter(
        (input) => input.at >= 1_583_974_800_000_000 && !(input.kind === 'barClosed' && input.startedAt < 1_583_974_800_000_000),
      ),
    )
    expect(part.filter(({ kind }) => kind === 'barClosed')).toHaveLength(30)
  })

  test('behavior: name, seed and range tell identities apart', () => {
    const identities = [
      { name: '2020-03-12', seed: 1 },
      { name: '2020-03-12', seed: 2 },
      { name: '2021-05-19', seed: 1 },
      { name: '2020-03-12', seed: 1, to: '2020-03-12T06:00' },
      { name: '2020-03-12', seed: 1, to: '2020-03-12T07:00' },
      { name: '2020-03-12', seed: 1, from: '2020-03-12T06:00' },
    ].map((options) => openScenarioSource(options).identity)
    expect(new Set(identities).size).toBe(6)
  })

  test('behavior: its progress goes from 0 to 1 over the part', async () => {
    const feed = openScenarioSource({ name: '2020-03-12', seed: 1, from: '2020-03-12T02:00', to: '2020-03-12T08:00' })
    expect(feed.progress()).toBe(0)
    await inputsOf(feed)
    expect(feed.progress()).toBeGreaterThan(0.8)
    expect(feed.progress()).toBeLessThanOrEqual(1)
  })

  test.each([
    [
      { name: '2020-03-21' },
      '--scenario: value: expected the name of a scenario (2020-03-12, 2021-05-19, 2025-10-10), found "2020-03-21"; did you mean 2020-03-12?',
    ],
    [{ name: 'zebra' }, '--scenario: value: expected the name of a scenario (2020-03-12, 2021-05-19, 2025-10-10), found "zebra"'],
    [
      { from: '2020-03-14' },
      '--from: value: expected a time before the end of the scenario, 2020-03-12T00:00:00Z to 2020-03-14T00:00:00Z, found 2020-03-14',
    ],
    [
      { to: '2020-03-12' },
      '--to: value: expected a time after the start of the scenario, 2020-03-12T00:00:00Z to 2020-03-14T00:00:00Z, found 2020-03-12',
    ],
    [{ from: '2020-03-13', to: '2020-03-13' }, '--to: value: expected a time after --from 2020-03-13, found 2020-03-13'],
    [
      { from: 'noon' },
      '--from: value: expected a date or date-time in UTC since 1970, such as 2020-03-12 or 2020-03-12T10:30:00Z, found "noon"',
    ],
  ])('error: %j', (options, message) => {
    expect(() => openScenarioSource({ name: '2020-03-12', seed: 1, ...options })).toThrow(InputFault)
    expect(() => openScenarioSource({ name: '2020-03-12', seed: 1, ...options })).toThrow(message)
  })
})

test('scenarioSeconds: two days of March 2020', () => {
  expect(scenarioSeconds(requireScenario('2020-03-12'))).toBe(172_800)
})
