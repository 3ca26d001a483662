import { expect, test } from 'vitest'
import { black76Greeks } from '../../pricing/black-76.ts'
import { inverseOptionValue } from '../../pricing/inverse-option.ts'
import { optionDelta, unitDelta } from './unit-delta.ts'

const put = { option: 'put', strike: 60_000, timeYears: 0.2, volatility: 0.7 } as const

test.each([
  ['below', 'call', 59_999.99, 0],
  ['at', 'call', 60_000, 0.5],
  ['above', 'call', 60_000.01, 1],
  ['below', 'put', 59_999.99, -1],
  ['at', 'put', 60_000, -0.5],
  ['above', 'put', 60_000.01, 0],
] as const)('table: without time, %s the strike of a %s', (_where, option, forward, expected) => {
  expect(optionDelta({ ...put, option, timeYears: 0 }, forward)).toBe(expected)
})

test('behavior: the deltas are those of the pricing module', () => {
  const terms = { kind: 'put', forward: 55_000, strike: 60_000, timeYears: 0.2, volatility: 0.7 } as const
  const greeks = black76Greeks(terms)
  const inverse = inverseOptionValue(terms)
  const instrument = { kind: 'option', payoff: 'inverse', price: { moving: 50_000, fixed: 5_000 }, ...put } as const
  expect(optionDelta(put, 55_000)).toBeCloseTo((greeks.ok && greeks.value.delta) as number, 14)
  expect(unitDelta(instrument, 'quote')).toBeCloseTo((greeks.ok && greeks.value.delta) as number, 14)
  expect(unitDelta(instrument, 'coin')).toBeCloseTo((inverse.ok && inverse.value.netDelta) as number, 12)
  expect(optionDelta(put, 0)).toBe(-1)
})
