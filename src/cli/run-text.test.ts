import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDecimal } from '../base/decimal.ts'
import type { RunSummary } from '../daemon/run-types.ts'
import { moneyText, signedDifference, summaryText } from './run-text.ts'

const summary: RunSummary = {
  run: 'march-1a2b',
  inputs: 92_480,
  from: '2020-03-12T00:00:01.250Z',
  to: '2020-03-14T00:00:01.250Z',
  decisions: 4944,
  transfers: 8548,
  effects: 1778,
  activations: [
    { market: 'BTC/USD:USD', trigger: 'depthLoss', firedAt: '2020-03-12T10:29:31.250Z', releasedAt: '2020-03-12T13:27:41.250Z' },
    { market: 'BTC/USD:USD', trigger: 'fireSale', firedAt: '2020-03-13T23:00:00.000Z', releasedAt: null },
  ],
  reserves: [{ asset: 'USD', opening: '50000000.000000', closing: '48696174.757000', peakUse: '31324908.360000' }],
  stateHash: 'aa',
  journalHash: 'bb',
  policyHash: 'cc',
  inputsPerSecond: 50_002,
  resumed: false,
  faults: [],
  notes: ['The order book is modelled from bars'],
  report: 'runs/march-1a2b/report.html',
}

describe('summaryText', () => {
  test('default: one screen with everything that a run comes to', () => {
    expect(summaryText(summary, 'Black Thursday')).toBe(`
Run march-1a2b
  Black Thursday

Market time  2020-03-12 00:00:01 to 2020-03-14 00:00:01 UTC, 2 d 0 h
Inputs       92,480, 50,002 a second
Decisions    4,944, 8,548 transfers, 1,778 effects

Market       Trigger    Fired (UTC)          Released (UTC)       Length
BTC/USD:USD  depthLoss  2020-03-12 10:29:31  2020-03-12 13:27:41  2 h 58 min
BTC/USD:USD  fireSale   2020-03-13 23:00:00  not released

Reserve  Opening        Closing        Result         Peak use
USD      50,000,000.00  48,696,174.75  -1,303,825.24  31,324,908.36

State hash    aa
Journal hash  bb
Policy hash   cc
Report        runs/march-1a2b/report.html

Note: The order book is modelled from bars`)
  })

  test('behavior: says that nothing fired, and that a run went on', () => {
    const text = summaryText({ ...summary, activations: [], resumed: true, notes: [] }, 'x')
    expect(text).toContain('No activation: no trigger fired.')
    expect(text).toContain('Run march-1a2b (gone on from an earlier start)')
    expect(text.endsWith('report.html')).toBe(true)
  })
})

describe('signedDifference', () => {
  test.each([
    ['50.25', '50.00', '+0.25'],
    ['1', '2', '-1'],
    ['1.5', '2', '-0.5'],
    ['-1.5', '-2.25', '+0.75'],
    ['0.000001', '0', '+0.000001'],
    ['5', '5', '+0'],
  ])('table: %s - %s', (later, earlier, expected) => {
    expect(signedDifference(later, earlier)).toBe(expected)
  })

  test('property: exact at any size', () => {
    const amount = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const text = formatDecimal(a - b, 6)
        expect(signedDifference(formatDecimal(a, 6), formatDecimal(b, 6))).toBe(text.startsWith('-') ? text : `+${text}`)
      }),
    )
  })
})

test.each([
  ['0', '0.00'],
  ['-1234567.899', '-1,234,567.89'],
  ['+12.5', '+12.50'],
  ['999', '999.00'],
])('moneyText: %s', (text, expected) => {
  expect(moneyText(text)).toBe(expected)
})
