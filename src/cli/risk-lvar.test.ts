import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { captureLine } from '../../test/feed-files.ts'
import { addRiskLvarCommand } from './risk-lvar.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-lvar-'))
const capture = join(folder, 'btcusdt.jsonl')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Two minutes of a book whose depth comes and goes, with prints. */
function writeCapture(): void {
  const levels = (start: number, step: number, first: number): string[][] =>
    Array.from({ length: 30 }, (_, i) => [(start + step * i).toFixed(1), (i === 0 ? first : 5).toFixed(3)])
  const snapshot = { lastUpdateId: 1, bids: levels(100_000, -5, 2), asks: levels(100_000.5, 5, 2) }
  const lines = [captureLine(0, snapshot)]
  for (let i = 1; i <= 120; i++) {
    const changed = [['100000.0', (1 + ((i * 7) % 5)).toFixed(3)]]
    const price = (99_990 + (i % 3) * 5).toFixed(1)
    lines.push(
      captureLine(i * 1_000_000, {
        e: 'depthUpdate',
        E: 1_723_161_600_000,
        T: 1_723_161_600_000,
        s: 'BTCUSDT',
        U: i + 1,
        u: i + 1,
        pu: i,
        b: changed,
        a: [['100000.5', '2.000']],
      }),
    )
    lines.push(
      captureLine(i * 1_000_000 + 5, {
        e: 'trade',
        E: 1_723_161_600_000,
        T: 1_723_161_600_000,
        s: 'BTCUSDT',
        t: i,
        p: price,
        q: '1.500',
        X: 'MARKET',
        m: true,
      }),
    )
  }
  writeFileSync(capture, `${lines.join('\n')}\n`)
}
writeCapture()

let out = ''
beforeEach(() => {
  out = ''
  vi.restoreAllMocks()
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true))
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
})

async function lvar(...args: readonly string[]): Promise<void> {
  const program = new Command()
  addRiskLvarCommand(program)
  await program.parseAsync(['node', 'seawall', 'lvar', ...args])
}

describe('seawall risk lvar', () => {
  const common = ['--data', capture, '--volatility', '0.6']

  test('default: a table that names every part and every assumption', async () => {
    await lvar('--position', '20BTC', ...common)
    for (const text of [
      '20BTC of BTC/USDT',
      'liquidity-adjusted VaR',
      'price risk while held',
      'walking the book',
      'together',
      'best schedule',
      'efficient frontier',
      'what this rests on',
      'given',
      'measured',
      'assumed',
    ]) {
      expect(out).toContain(text)
    }
    expect(out).not.toContain('NaN')
  })

  test('behavior: JSON whose parts sum to the whole, and a page', async () => {
    const html = join(folder, 'page.html')
    await lvar('--position=-1000000USDT', ...common, '--json', '--html', html, '--horizon', '8h')
    const answer = JSON.parse(out) as {
      position: { side: string }
      valueAtRisk: { total: number; parts: Record<string, number>; schedule: { trades: { units: number }[] } }
    }
    expect(answer.position.side).toBe('short')
    const parts = Object.values(answer.valueAtRisk.parts).reduce((sum, part) => sum + part, 0)
    expect(parts).toBeCloseTo(answer.valueAtRisk.total, 6)
    expect(answer.valueAtRisk.schedule.trades.reduce((sum, { units }) => sum + units, 0)).toBeCloseTo(1e6 / 100_000.25, 6)
    expect(readFileSync(html, 'utf8')).toContain('<!doctype html>')
  })

  test('behavior: leaving now, at a moment of the data, with liquidity withheld', async () => {
    await lvar('--position', '20BTC', ...common, '--horizon', '0', '--at', '2024-08-09T00:01:30', '--json')
    const calm = JSON.parse(out) as { atUs: number; valueAtRisk: { total: number; parts: { priceRisk: number } } }
    expect(calm.atUs).toBe(1_723_161_689_000_000)
    expect(calm.valueAtRisk.parts.priceRisk).toBe(0)
    out = ''
    await lvar(
      '--position',
      '20BTC',
      ...common,
      '--horizon',
      '0',
      '--overlay',
      'withdraw=0.9@10s..110s',
      '--at',
      '2024-08-09T00:01:30',
      '--json',
    )
    expect((JSON.parse(out) as typeof calm).valueAtRisk.total).toBeGreaterThan(calm.valueAtRisk.total)
  })

  test.each([
    [['--position', '20'], /^--position/],
    [['--position', '20ETH'], /expected an amount of BTC or USDT, found 20ETH/],
    [['--position', '20BTC', '--confidence', '0.4'], /^--confidence/],
    [['--position', '20BTC', '--confidence', '1'], /^--confidence/],
    [['--position', '20BTC', '--horizon', '1'], /^--horizon: value: expected a time of at most a year with its unit/],
    [['--position', '20BTC', '--within', '0'], /^--within/],
    [['--position', '20BTC', '--trades', '1'], /^--trades/],
    [['--position', '20BTC', '--impact-factor', '0'], /^--impact-factor/],
    [['--position', '20BTC', '--history', 'x.csv'], /^--history/],
  ])('error: %j', async (args, message) => {
    await expect(lvar(...args, ...common)).rejects.toThrow(message)
  })
})
