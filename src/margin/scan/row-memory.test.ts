import { expect, test } from 'vitest'
import { createRowMemory } from './row-memory.ts'
import { plainRows } from './scan-lines.ts'
import type { OptionInstrument } from './scan-instrument.ts'
import type { ScanScenario } from './scan-scenario.ts'

const option: OptionInstrument = {
  kind: 'option',
  payoff: 'inverse',
  option: 'call',
  strike: 100,
  price: { moving: 90, fixed: 10 },
  timeYears: 0.1,
  volatility: 0.6,
}
const scenarios = (spotMove: number): readonly ScanScenario[] => [
  { name: '', spotMove, volatilityMove: 'up', weight: 1, passingYears: 0, shockedVolatility: (volatility) => volatility + 0.1 },
]
const down = scenarios(-0.1)
const coins = { indexPrice: 100, counting: 'quote' } as const
const line = (changes: Partial<OptionInstrument> = {}) => ({ id: 'c', size: 1, instrument: { ...option, ...changes } })

test('behavior: the same option on the same market is priced once', () => {
  const rows = createRowMemory()
  expect(rows({ ...line(), size: -3 }, down, { ...coins })).toBe(rows(line({ price: { moving: 90, fixed: 10 } }), down, coins))
})

test.each([
  ['its moving price', line({ price: { moving: 91, fixed: 10 } }), down, coins],
  ['its fixed price', line({ price: { moving: 90, fixed: 11 } }), down, coins],
  ['its volatility', line({ volatility: 0.61 }), down, coins],
  ['its time', line({ timeYears: 0.11 }), down, coins],
  ['its strike', line({ strike: 101 }), down, coins],
  ['its kind', line({ option: 'put' }), down, coins],
  ['its payoff', line({ payoff: 'linear' }), down, coins],
  ['the scenarios', line(), scenarios(-0.2), coins],
  ['the index', line(), down, { ...coins, indexPrice: 101 }],
  ['the counting', line(), down, { ...coins, counting: 'coin' as const }],
] as const)('table: what is remembered is not used when %s differs', (_name, other, moved, counted) => {
  const rows = createRowMemory()
  const before = rows(line(), down, coins)
  const after = rows(other, moved, counted)
  expect(after).toEqual(plainRows(other, moved, counted))
  expect(after).not.toEqual(before)
  expect(rows(line(), down, coins)).toEqual(before)
})
