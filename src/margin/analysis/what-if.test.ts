import { describe, expect, test } from 'vitest'
import { inDays, madeSnapshot } from '../../../test/margin.ts'
import { parseWhatIf, snapshotIf } from './what-if.ts'

const read = (text: string) => parseWhatIf(text, ['BTC', 'ETH'])

describe('parseWhatIf', () => {
  test.each([
    ['spot -10%, vol +20%', [{ spotMove: -0.1 }, { volatilityMove: 0.2 }]],
    ['Spot -10 %', [{ spotMove: -0.1 }]],
    ['spot +.5%', [{ spotMove: 0.005 }]],
    ['spot \u221210%', [{ spotMove: -0.1 }]],
    ['vol +20pts', [{ volatilityPoints: 0.2 }]],
    ['volatility -5 points', [{ volatilityPoints: -0.05 }]],
    [
      'BTC spot -10%, eth spot +5%',
      [
        { spotMove: -0.1, underlying: 'BTC' },
        { spotMove: 0.05, underlying: 'ETH' },
      ],
    ],
    ['time +1d', [{ passing: 86_400e6 }]],
    ['time +90min,spot -1%', [{ passing: 5_400e6 }, { spotMove: -0.01 }]],
    ['spot -99.5%', [{ spotMove: -0.995 }]],
  ])('table: %s', (text, shocks) => {
    expect(read(text)).toEqual({ ok: true, value: { text, shocks } })
  })

  test.each([
    ['', 'empty', ''],
    ['spot', 'notUnderstood', 'spot'],
    ['spot 10%', 'notUnderstood', 'spot 10%'],
    ['spot -10%, ', 'notUnderstood', ''],
    ['spott -10%', 'notUnderstood', 'spott -10%'],
    ['rate +1%', 'notUnderstood', 'rate +1%'],
    ['BTC time +1d', 'notUnderstood', 'BTC time +1d'],
    ['spot -10', 'unitWrong', 'spot -10'],
    ['spot -10pts', 'unitWrong', 'spot -10pts'],
    ['vol +20bps', 'unitWrong', 'vol +20bps'],
    ['time +1', 'unitWrong', 'time +1'],
    ['time +1%', 'unitWrong', 'time +1%'],
    ['time +99999d', 'unitWrong', 'time +99999d'],
    ['spot -100%', 'belowZero', 'spot -100%'],
    ['vol -100%', 'belowZero', 'vol -100%'],
    ['time -1d', 'backwards', 'time -1d'],
    ['DOGE spot -10%', 'underlyingUnknown', 'DOGE spot -10%'],
    ['spot -10%, spot -5%', 'saidTwice', 'spot -5%'],
    ['spot -10%, BTC spot -5%', 'saidTwice', 'BTC spot -5%'],
    ['vol +10%, vol +5pts', 'saidTwice', 'vol +5pts'],
  ])('error: %j', (text, reason, part) => {
    expect(read(text)).toEqual({ ok: false, refusal: { reason, part } })
  })
})

test('behavior: the markets asked about, one shock after the other', () => {
  const asked = read('BTC spot -10%, vol +50%, time +1d')
  if (!asked.ok) throw new Error(asked.refusal.reason)
  const moved = snapshotIf(madeSnapshot(), asked.value)
  expect(moved.at).toBe(inDays(1))
  expect(moved.underlyings.get('BTC')?.indexPrice).toBeCloseTo(54_000, 9)
  expect(moved.underlyings.get('ETH')?.indexPrice).toBe(3_000)
  expect(moved.marks.get('BTC-10D-60000-C')?.volatility).toBeCloseTo(0.9, 12)
})
