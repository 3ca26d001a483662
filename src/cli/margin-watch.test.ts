import { describe, expect, test } from 'vitest'
import { createCommandLine, type Answer } from '../../test/command-line.ts'
import { countLatency, createLatencyHistogram, latencySummary } from '../lab/margin-watch/latency-histogram.ts'
import { readRecordedMoves } from '../lab/margin-watch/recorded-moves.ts'
import type { WatchMarginSummary } from '../lab/margin-watch/watch-margin.ts'
import { timeUs } from '../base/time.ts'
import { watchEventText, watchSummaryText } from './margin-watch-text.ts'

const { put, seawall, started } = createCommandLine()
const watch = (...args: readonly string[]): Answer => seawall('margin', 'watch', ...args)
const minute = (i: number): string => `2026-02-05T16:${String(i).padStart(2, '0')}:00Z`
const falling = ['time,close', ...Array.from({ length: 40 }, (_, i) => `${minute(i)},${60_000 - 400 * i}`)].join('\n')

describe('texts', () => {
  const at = timeUs(1_770_307_200_000_000)
  const balance = { account: 'account 7', index: 7, balance: -1_234.5, worst: [] }

  test('table: an event is a line, progress is not', () => {
    expect(watchEventText({ kind: 'breached', tick: 9, at, balance })).toBe('2026-02-05 16:00:00  tick 9  account 7 falls short by 1,235')
    expect(watchEventText({ kind: 'recovered', tick: 9, at, balance: { ...balance, balance: 5 } })).toMatch(
      /account 7 has 5 to spare again$/,
    )
    expect(watchEventText({ kind: 'checked', tick: 9, mismatches: 0 })).toBeUndefined()
    expect(watchEventText({ kind: 'checked', tick: 9, mismatches: 2 })).toBe('tick 9: 2 accounts differ from a full computation')
    expect(watchEventText({ kind: 'started', accounts: 5, positions: 17, instruments: 1, startMs: 3 })).toBe(
      'Watching 5 accounts with 17 positions in 1 instrument; all were computed in 3 ms.',
    )
    expect(
      watchEventText({ kind: 'progressed', tick: 9, breached: 0, hot: 0, latency: latencySummary(createLatencyHistogram()) }),
    ).toBeUndefined()
  })

  test('default: the summary with a bar for each doubling, as long as its share', () => {
    const histogram = createLatencyHistogram()
    for (const ms of [0.01, 0.01, 0.01, 0.01, 0.09]) countLatency(histogram, ms)
    const counts = {
      ticks: 5,
      accounts: 9,
      positions: 20,
      breaches: 2,
      recoveries: 1,
      breachedNow: 1,
      checks: 1,
      mismatches: 0,
      meanHot: 0,
    }
    const summary: WatchMarginSummary = { outcome: 'finished', ...counts, latency: latencySummary(histogram), histogram }
    const lines = watchSummaryText(summary, 70).split('\n')
    expect(lines[1]).toBe('Watched 5 ticks: 2 times an account fell short and 1 time one came back; 1 of 9 are short now.')
    expect(lines[2]).toBe('Compared with a full computation of all accounts 1 time: no difference.')
    expect(lines[3]).toMatch(/^A tick took 0\.026 ms in the mean, half at most 0\.01\d*, 99 of 100 at most 0\.09, the longest 0\.09\.$/)
    const bars = lines.slice(5)
    expect(bars).toHaveLength(4)
    expect(bars[0]).toMatch(/^ +to +0\.0128 ms +4 █{40}$/)
    expect(bars[1]).toMatch(/ 0$/)
    expect(bars[3]).toMatch(/^ +to +0\.102 ms +1 █{10}$/)
    expect(watchSummaryText({ ...summary, outcome: 'stopped', checks: 0 }, 70)).toMatch(/^\nStopped after 5 ticks: .*\nA tick took/)
  })
})

test('behavior: files of prices become moves of each underlying, in order of time', async () => {
  const eth = put('eth.csv', ['time,close', `${minute(0)},3000`, `${minute(1)},3030`, `${minute(3)},3000`].join('\n'))
  const files = [
    { underlying: undefined, value: put('xbtusd.csv', falling) },
    { underlying: 'ETH', value: eth },
  ]
  const { underlyings, at, moves } = await readRecordedMoves({ files, ticks: 4 })
  expect(underlyings.map(({ name, spot }) => [name, spot])).toEqual([
    ['BTC', 60_000],
    ['ETH', 3_000],
  ])
  expect(moves.map(({ underlying, spot }) => [underlying, spot])).toEqual([
    ['BTC', 59_600],
    ['ETH', 3_030],
    ['BTC', 59_200],
    ['BTC', 58_800],
  ])
  expect(at).toBe(moves[0]?.at)
  // Two steps of about a hundredth in three minutes.
  expect(underlyings[1]?.volatility).toBeCloseTo(Math.sqrt((2 * Math.log(1.01) ** 2 * 365 * 1_440) / 3), 6)
})

describe('seawall margin watch', () => {
  test('default: breaches as they happen, the same in every run, and none is missed', () => {
    put('falling.csv', falling)
    const args = ['--accounts', '200', '--data', 'BTC=falling.csv', '--check-every', '10']
    const [one, two] = [watch(...args), watch(...args)]
    expect(one).toMatchObject({ code: 0, err: '' })
    const lines = (answer: Answer) => answer.out.split('\n').filter((line) => line.includes('  tick '))
    expect(lines(one).length).toBeGreaterThan(0)
    expect(lines(two)).toEqual(lines(one))
    expect(one.out).toMatch(/Watched 39 ticks: .* of 200 are short now\./)
    expect(one.out).toContain('Compared with a full computation of all accounts 3 times: no difference.')
  })

  test('behavior: exactly one JSON object', () => {
    const answer = watch('--accounts', '50', '--ticks', '700', '--check-every', '350', '--json')
    expect(answer.code).toBe(0)
    const json = JSON.parse(answer.out) as { latencyCounts: readonly number[] }
    expect(json).toMatchObject({ outcome: 'finished', ticks: 700, accounts: 50, checks: 2, mismatches: 0 })
    expect(json.latencyCounts.reduce((sum, count) => sum + count, 0)).toBe(700)
  })

  test('behavior: a signal ends it with what was watched so far', async () => {
    const { process: child, ended } = started('margin', 'watch', '--accounts', '50', '--ticks', '50000000', '--check-every', '0')
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()))
    child.kill('SIGINT')
    const answer = await ended
    expect(answer.code).toBe(130)
    expect(answer.out).toMatch(/\nStopped after [\d,]+ ticks: /)
  })

  test.each([
    [['--accounts', '0'], '--accounts: value: expected a whole number from 1 to 1000000, found "0"'],
    [['--from', '2020-01-01'], '--from: value: expected none without --data, found "2020-01-01"'],
    [['--data', 'none.csv'], 'none.csv'],
    [['--data', 'a_btc.csv', 'b_btc.csv'], '--data: value: expected one file an underlying, named as ETH=FILE, found two of BTC'],
    [['--data', 'a_btc.csv', '--from', '2027-01-01'], 'a_btc.csv: range: expected at least two rows between --from and --to, found 0'],
  ])('error: %j', (args, text) => {
    put('a_btc.csv', falling)
    put('b_btc.csv', falling)
    const answer = watch(...args)
    expect(answer).toMatchObject({ code: 2, out: '' })
    expect(answer.err).toContain(text)
  })
})
