import { expect, test } from 'vitest'
import { createCommandLine, type Answer } from '../../test/command-line.ts'

const { put, seawall } = createCommandLine()

/** 400 minutes of a price that goes round. */
const bars = Array.from({ length: 400 }, (_, i) => {
  const time = new Date(Date.UTC(2024, 0, 1, 0, i)).toISOString()
  const close = 10_000 + 40 * Math.sin(i) + 25 * Math.sin(2.7 * i)
  return `${time},${close},${close + 5},${close - 5},${close},12`
})
put('btcusdt_1m.csv', `ts,open,high,low,close,volume\n${bars.join('\n')}\n`)

const calibrate = (...args: readonly string[]): Answer =>
  seawall('policy', 'calibrate', '--data', 'btcusdt_1m.csv', '--symbol', 'BTC/USDT', ...args)

test('default: lines for a policy, and the same numbers as JSON', () => {
  const text = calibrate('--signal', 'ewmaVolatility', '--run-length', '200')
  expect(text.err).toBe('')
  expect(text.code).toBe(0)
  expect(text.out).toMatch(/calm: \{ mean: [\d.]+, deviation: [\d.]+ \}\nshiftDeviations: 1\nthreshold: [\d.]+ # /)
  const json = calibrate('--signal', 'ewmaVolatility', '--run-length', '200', '--json')
  expect(JSON.parse(json.out)).toMatchObject({ signal: 'ewmaVolatility', everySeconds: 60, runLength: 200, direction: 'above' })
})

test.each([
  [['--signal', 'ewmaVolatilty'], 'a signal, such as ewmaVolatility'],
  [['--signal', 'ewmaVolatility', '--run-length', '9'], 'a number of observations from 10 to 2000000'],
  [['--signal', 'ewmaVolatility', '--block', '0.5'], 'a number of observations, 1 or above'],
  [['--signal', 'valueAtRisk', '--to', '2024-01-01T02:00'], 'at least 100 observations that are not all alike'],
])('error: %o', (args, said) => {
  const { code, out, err } = calibrate(...args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(said)
})
