import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ScanLine } from './scan-instrument.ts'
import { lossOf, scanLines } from './scan-lines.ts'
import { scenarioName, unchangedVolatility, type ScanScenario } from './scan-scenario.ts'

const coins = { indexPrice: 100, counting: 'quote' } as const
const scenario = (spotMove: number, changes: Partial<ScanScenario> = {}): ScanScenario => ({
  name: scenarioName(spotMove, 'unchanged'),
  spotMove,
  volatilityMove: 'unchanged',
  weight: 1,
  passingYears: 0,
  shockedVolatility: unchangedVolatility,
  ...changes,
})
const scan = (lines: readonly ScanLine[], scenarios: readonly ScanScenario[]) => scanLines({ underlying: 'X', lines, scenarios, coins })
const future: ScanLine = { id: 'future', size: 2, instrument: { kind: 'deltaOne', payoff: 'linear', price: { moving: 100, fixed: 0 } } }

test.each([
  ['a loss within the dampener is gone', -0.5, 100, 0, 0],
  ['a loss beyond it is made smaller', -0.5, 30, -20, 0.2],
  ['so is a gain', 0.5, 30, 20, 0.2],
  ['without one the weight counts', -0.5, 0, -50, 0.5],
] as const)('table: half the profit counts, and %s', (_name, spotMove, dampening, profit, weight) => {
  const { scenarios, contributions } = scan([future], [scenario(spotMove, { weight: 0.5, dampening })])
  expect(scenarios[0]?.profit).toBeCloseTo(profit, 12)
  expect(scenarios[0]?.weight).toBeCloseTo(weight, 12)
  expect(contributions[0]?.amount).toBeCloseTo(-profit, 12)
})

test('behavior: the first of equally bad scenarios is the worst, also where all gain', () => {
  expect(scan([future], [scenario(0.2), scenario(0.1), scenario(0.1, { name: 'again' })])).toMatchObject({ worst: 1 })
  expect(lossOf(scan([future], [scenario(0.2), scenario(0.1)]))).toBe(0)
  expect(scan([], [scenario(-0.1)])).toEqual({
    underlying: 'X',
    scenarios: [{ name: 'spot -10 %, volatility unchanged', spotMove: -0.1, volatilityMove: 'unchanged', weight: 1, profit: 0 }],
    worst: 0,
    contributions: [],
  })
})

const line = fc.record({
  size: fc.integer({ min: -500, max: 500 }).map((hundredths) => hundredths / 100),
  strike: fc.integer({ min: 60, max: 150 }),
  kind: fc.constantFrom('call', 'put', 'future'),
})
const lines = fc.array(line, { maxLength: 8 }).map((made) =>
  made.map(({ size, strike, kind }, i): ScanLine => {
    const price = { moving: 100, fixed: 0 }
    if (kind === 'future') return { id: `f${i}`, size, instrument: { kind: 'deltaOne', payoff: 'linear', price } }
    const terms = { kind: 'option', payoff: 'linear', option: kind, strike, price } as const
    return { id: `o${i}`, size, instrument: { ...terms, timeYears: 0.1, volatility: 0.6 } }
  }),
)
const grid = [-0.3, -0.1, 0, 0.1, 0.3].flatMap((move) =>
  [0.8, 1.4].map((by) => scenario(move, { shockedVolatility: (v) => v * by, weight: 0.9 })),
)
const opposite = (held: readonly ScanLine[]) => held.map((one) => ({ ...one, id: `${one.id}-short`, size: -one.size }))

test('property: positions and their opposites lose nothing, and add nothing to others', () => {
  fc.assert(
    fc.property(lines, lines, (held, hedged) => {
      expect(lossOf(scan([...held, ...opposite(held)], grid))).toBeCloseTo(0, 8)
      expect(lossOf(scan([...held, ...hedged, ...opposite(hedged)], grid))).toBeCloseTo(lossOf(scan(held, grid)), 8)
    }),
  )
})

test('property: two portfolios lose together no more than apart, contributions add up, and their order changes no bit', () => {
  fc.assert(
    fc.property(lines, lines, fc.integer({ min: 1, max: 64 }), (one, two, factor) => {
      const renamed = two.map((held) => ({ ...held, id: `${held.id}-two` }))
      const together = scan([...one, ...renamed], grid)
      expect(lossOf(together)).toBeLessThanOrEqual(lossOf(scan(one, grid)) + lossOf(scan(renamed, grid)) + 1e-9)
      const contributed = together.contributions.reduce((sum, { amount }) => sum + amount, 0)
      expect(contributed).toBeCloseTo(-(together.scenarios[together.worst]?.profit ?? NaN), 9)
      expect(scan([...renamed.toReversed(), ...one], grid)).toEqual(together)
      const scaled = scan(
        one.map((held) => ({ ...held, size: held.size * factor })),
        grid,
      )
      expect(lossOf(scaled)).toBeCloseTo(factor * lossOf(scan(one, grid)), 6)
    }),
  )
})
