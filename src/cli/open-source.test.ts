import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Feed } from '../feed/feed-contract.ts'
import type { MarketInput } from '../market/market-input.ts'
import { openSource } from './open-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-source-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bars = join(folder, 'BTCUSDT-1m.csv')
const rows = Array.from({ length: 20 }, (_, i) => `${1_583_971_200_000 + i * 60_000},7900,${7910 + i},7890,${7900 + i},12.5`)
writeFileSync(bars, `timestamp,open,high,low,close,volume\n${rows.join('\n')}\n`)

async function kindsOf(feed: Feed): Promise<readonly MarketInput['kind'][]> {
  const kinds = new Set<MarketInput['kind']>()
  for await (const batch of feed.inputs) for (const { kind } of batch) kinds.add(kind)
  return [...kinds].sort()
}

describe('openSource', () => {
  test('default: a scenario brings its name and sources', async () => {
    const { name, sources } = await openSource({ data: [], scenario: '2020-03-12', seed: 1 })
    expect(name).toBe('2020-03-12')
    expect(sources?.length).toBeGreaterThan(2)
  })

  test('behavior: bars get a book of their own, labelled modelled, and the seed is part of the identity', async () => {
    const open = async (seed: number): Promise<Feed> => (await openSource({ data: [bars], seed, symbol: 'BTC/USDT:USDT' })).feed
    const feed = await open(1)
    expect(feed.instruments.map(({ bookSource, sequenceRule }) => [bookSource, sequenceRule])).toEqual([['modelled', 'snapshotsOnly']])
    expect(await kindsOf(feed)).toEqual(['barClosed', 'bookSnapshotReceived', 'tradeReceived'])
    expect(feed.notes.at(-1)).toBe('the book model draws from seed 1')
    expect((await open(1)).identity).toBe(feed.identity)
    expect((await open(2)).identity).not.toBe(feed.identity)
  })

  test('behavior: a file gives its name without its endings', async () => {
    expect((await openSource({ data: [bars], seed: 1, symbol: 'BTC/USDT:USDT' })).name).toBe('BTCUSDT-1m')
  })

  test.each([
    [{ data: [] }, '--data, --scenario: options: expected exactly one of the two, found neither'],
    [{ data: [bars], scenario: '2020-03-12' }, '--data, --scenario: options: expected exactly one of the two, found both'],
    [
      { data: [], scenario: '2020-03-12', overlay: 'withdraw=0.9@60s..240s' },
      '--overlay: option: expected this option with files only, found "withdraw=0.9@60s..240s"',
    ],
    [{ data: [], scenario: '2020-03-12', volumeIn: 'base' }, '--volume-in: option: expected this option with files only, found "base"'],
    [{ data: [folder, bars] }, '--data: value: expected one run alone, or files, found'],
    [{ data: [folder] }, 'journal.sqlite: journal: expected a journal, found no such file'],
    [{ data: [folder], from: '2020-03-12' }, '--from: option: expected this option with files only, found "2020-03-12"'],
    [{ data: [join(folder, 'absent.csv')] }, 'absent.csv: '],
  ])('error: %j', async (options, message) => {
    await expect(openSource({ seed: 1, ...options })).rejects.toThrow(message)
  })
})
