import fc from 'fast-check'
import { expect, test } from 'vitest'
import { black76Price } from '../../pricing/black-76.ts'
import type { ScanInstrument } from './scan-instrument.ts'
import { unchangedVolatility, type ScanScenario } from './scan-scenario.ts'
import { unitDelta } from './unit-delta.ts'
import { unitProfits } from './unit-profits.ts'

const scenario = (spotMove: number, changes: Partial<ScanScenario> = {}): ScanScenario => ({
  name: String(spotMove),
  spotMove,
  volatilityMove: 'unchanged',
  weight: 1,
  passingYears: 0,
  shockedVolatility: unchangedVolatility,
  ...changes,
})
const coin = { indexPrice: 60_000, counting: 'coin' } as const
const quote = { indexPrice: 60_000, counting: 'quote' } as const
const future = (changes: object = {}): ScanInstrument => ({
  kind: 'deltaOne',
  payoff: 'linear',
  price: { moving: 61_000, fixed: 0 },
  ...changes,
})
const call: ScanInstrument = {
  kind: 'option',
  payoff: 'linear',
  option: 'call',
  strike: 65_000,
  price: { moving: 61_000, fixed: 0 },
  timeYears: 0.1,
  volatility: 0.6,
}
const premium = (forward: number, timeYears = 0.1, volatility = 0.6) =>
  black76Price({ kind: 'call', forward, strike: 65_000, timeYears, volatility })

test.each([
  ['a future moves by its own price', future(), quote, -6_100],
  ['what an averaging window has fixed does not move', future({ price: { moving: 1_000, fixed: 60_000 } }), quote, -100],
  ['an inverse future in coin: (1/p - 1/p1) at the index', future({ payoff: 'inverse' }), coin, (60_000 / 61_000) * (-0.1 / 0.9)],
  [
    'an inverse future in quote moves like what its dollars bought',
    future({ payoff: 'inverse', entryPrice: 50_000 }),
    quote,
    -0.1 * (60_000 / 50_000),
  ],
  ['an option', call, quote, premium(54_900) - premium(61_000)],
  ['an inverse option in coin', { ...call, payoff: 'inverse' }, coin, (premium(54_900) / 54_900 - premium(61_000) / 61_000) * 60_000],
  ['an inverse option in quote', { ...call, payoff: 'inverse' }, quote, (premium(54_900) - premium(61_000)) * (60_000 / 61_000)],
] as const)('table: 10 %% down: %s', (_name, instrument, coins, expected) => {
  expect(unitProfits(instrument, [scenario(-0.1)], coins)[0]).toBeCloseTo(expected, 8)
})

test('behavior: options lose time and change volatility, and a forward does not fall below nothing', () => {
  const shock = scenario(0, { passingYears: 0.04, shockedVolatility: (volatility, timeYears) => volatility + timeYears })
  expect(unitProfits(call, [shock], quote)[0]).toBeCloseTo(premium(61_000, 0.06, 0.7) - premium(61_000), 9)
  expect(unitProfits(call, [scenario(-1.2)], quote)[0]).toBeCloseTo(-premium(61_000), 9)
  expect(unitProfits(future(), [scenario(-1.2)], quote)[0]).toBeCloseTo(-73_200, 9)
})

test('error: an inverse contract has no price at or below nothing', () => {
  expect(() => unitProfits(future({ payoff: 'inverse' }), [scenario(-1)], coin)).toThrow('above 0')
})

test('property: deltas are the slopes of profits', () => {
  const instrument = fc.record({
    kind: fc.constantFrom('deltaOne', 'option'),
    payoff: fc.constantFrom('linear', 'inverse'),
    option: fc.constantFrom('call', 'put'),
    strike: fc.integer({ min: 30_000, max: 90_000 }),
    volatility: fc.integer({ min: 200, max: 1_500 }).map((thousandths) => thousandths / 1000),
    timeYears: fc.integer({ min: 10, max: 1_000 }).map((thousandths) => thousandths / 1000),
    price: fc.constant({ moving: 60_000, fixed: 0 }),
    entryPrice: fc.integer({ min: 40_000, max: 90_000 }),
  })
  fc.assert(
    fc.property(instrument, fc.constantFrom(coin, quote), (made, coins) => {
      const one = made as ScanInstrument
      const [up, down] = unitProfits(one, [scenario(1e-5), scenario(-1e-5)], coins) as unknown as [number, number]
      expect((up - down) / 2e-5 / 60_000).toBeCloseTo(unitDelta(one, coins.counting), 6)
    }),
  )
})
