import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { createCommandLine, type Answer } from '../../test/command-line.ts'
import { chainAt, chainCsv, madeChain } from '../../test/option-chain.ts'

const { at, put, seawall } = createCommandLine()
const history = (...args: readonly string[]): Answer => seawall('margin', 'history', ...args)

/** The made chain twice, a day apart, the second with everything in it a tenth lower but the strikes. */
function twoDays(): string {
  const chain = madeChain()
  const lower = chain.rows.map((row) => ({ ...row, forward: 0.9 * (row.forward ?? 0) }))
  const second = chainCsv({ ...chain, at: timeUs(chainAt + 86_400e6), rows: lower })
    .split('\n')
    .slice(1)
  return [chainCsv(), ...second].join('\n')
}

test('default: models in the order of the names, the page where it was asked for, and one JSON object', () => {
  put('chains.csv', twoDays())
  const answer = history('--data', 'chains.csv', '--model', 'span', 'tims', '--json', '--html', 'page.html')
  expect(answer.code).toBe(0)
  const found = JSON.parse(answer.out) as {
    series: readonly { portfolio: string; model: string; points: readonly { initialMargin: number }[] }[]
  }
  expect(found).toMatchObject({ underlying: 'BTC', near: '2026-02-15T16:00:00.000Z', market: [{ at: '2026-02-05T16:00:00.000Z' }, {}] })
  const long = found.series.find(({ portfolio, model }) => portfolio === 'long-perpetual' && model === 'tims')
  // 15 % of one coin, which has no index in this file and is taken at the nearest forward.
  expect(long?.points[1]?.initialMargin).toBeCloseTo(0.9 * (long?.points[0]?.initialMargin ?? 0), 6)
  expect(readFileSync(at('page.html'), 'utf8')).toContain('Every contract is taken as settled in dollars')
})

test('behavior: the table has a line for each model and each portfolio, and says what could not be margined', () => {
  put('chains.csv', twoDays())
  const { code, out } = history('--data', 'chains.csv', '--model', 'span', 'fhs-es')
  expect(code).toBe(0)
  expect(out).toMatch(/^12 portfolios on BTC, 2 snapshots/)
  expect(out).toMatch(/ {2}span +\d/)
  expect(out).toMatch(/ {2}fhs-es +- +- +- +0 +0 of 0 +24/)
  // Puts deep in the money by the second day are marked below what they would pay, and have no volatility.
  expect(out).toMatch(
    /Unknown:\n {2}fhs-es: historyMissing \(BTC\), 19 times\n {2}span: volatilityMissing \(BTC-15FEB26-60000-P\), 3 times/,
  )
})

test('error: what cannot be read or asked is refused, with its place', () => {
  put('chains.csv', twoDays())
  expect(history('--data', 'nothing.csv').err).toContain('nothing.csv: path: expected an option chain')
  expect(history('--data', 'chains.csv', '--model', 'spam').err).toContain('did you mean span?')
  expect(history('--data', 'chains.csv', '--from', '2027-01-01').err).toContain('expected times with chains: 2026-02-05 to 2026-02-06')
  expect(history('--data', 'chains.csv', '--html', 'nowhere/page.html').err).toContain('expected a file in a folder that is there')
})
