import { expect, test } from 'vitest'
import { deltaExposure, minimumDeltaMargin, scenarioMargin } from './paradex.ts'
import { paradexShocks, shockScenarios } from './paradex-scenarios.ts'
import { paradexTermSheet } from './paradex-terms.ts'

const terms = paradexTermSheet.underlyings.get('BTC') ?? paradexTermSheet.otherwise

test('table: twenty-four scenarios, of which the outermost ordinary ones and the tails know volatility only up', () => {
  const shocks = paradexShocks(terms)
  expect(shocks.map(({ spotMove }) => spotMove)).toEqual([
    ...[0.16, 0.12, 0.12, 0.08, 0.08, 0.04, 0.04, 0, 0, -0.04, -0.04, -0.08, -0.08, -0.12, -0.12, -0.16],
    ...[-0.66, -0.33, 0.5, 1, 2, 3, 4, 5],
  ])
  expect(shocks.filter(({ volatilityShock }) => volatilityShock < 0).length).toBe(7)
  expect(shockScenarios(shocks, terms)[15]?.name).toBe('spot -16 %, volatility up')
})

test.each([
  ['up, below the floor', 0, 0.1, 0.4],
  ['up, at the floor', 0, 0.4 / 1.4, 0.4],
  ['up, above the floor', 0, 0.5, 0.7],
  ['down has no floor', 2, 0.1, 0.078],
] as const)('table: volatility at thirty days %s', (_name, index, volatility, expected) => {
  expect(shockScenarios(paradexShocks(terms), terms)[index]?.shockedVolatility(volatility, 30 / 365)).toBeCloseTo(expected, 12)
})

test.each([
  ['the documented example', [1, -1.5], -0.5, 1, 1_400],
  ['nothing offset', [1, 2], 3, 0, 4_200],
  ['all offset', [2, -2], 0, 2, 1_400],
  ['nothing', [], 0, 0, 0],
] as const)('table: net and hedged delta: %s', (_name, deltas, net, hedged, charge) => {
  const exposure = deltaExposure(deltas)
  expect(exposure).toEqual({ net, hedged })
  expect(minimumDeltaMargin(exposure, 70_000, terms)).toBeCloseTo(charge, 9)
})

test('behavior: the larger of scan and least for delta is asked, maintenance halves it, and the provision is asked of both', () => {
  const future = (id: string, size: number) =>
    ({ id, size, instrument: { kind: 'deltaOne', payoff: 'linear', price: { moving: 100, fixed: 0 } } }) as const
  const margin = (sizes: readonly number[]) =>
    scenarioMargin(
      {
        underlying: 'BTC',
        lines: sizes.map((size, i) => future(String(i), size)),
        scenarios: shockScenarios(paradexShocks(terms), terms),
        coins: { indexPrice: 100, counting: 'quote' },
      },
      { ...terms, maintenanceShare: 0.5, provision: 3 },
    )
  expect(margin([10])).toMatchObject({ scanLoss: 160, net: 160, initial: 163, maintenance: 83 })
  expect(margin([10, -10])).toMatchObject({ scanLoss: 0, net: 10, initial: 13, maintenance: 8 })
})
