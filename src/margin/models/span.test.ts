import { describe, expect, test } from 'vitest'
import { black76Price } from '../../pricing/black-76.ts'
import type { ScanInstrument } from '../scan/scan-instrument.ts'
import { compositeDelta, spanScenarios, spanTable } from './span-arrays.ts'
import { spanCommodity, type SpanCommodity, type SpanHoldings } from './span-commodity.ts'
import { spanPortfolio } from './span-spreads.ts'
import { spanTermSheet } from './span-terms.ts'
import { scanningRisk } from './span.ts'

const range = { priceRange: 0.1, volatilityRange: 0.2, extremeMultiple: 3, extremeCover: 0.33, lookAheadYears: 1 / 365 }
const future: ScanInstrument = { kind: 'deltaOne', payoff: 'linear', price: { moving: 100, fixed: 0 } }
const call: ScanInstrument = {
  kind: 'option',
  payoff: 'linear',
  option: 'call',
  strike: 100,
  price: { moving: 100, fixed: 0 },
  timeYears: 0.1,
  volatility: 0.6,
}
const holdings = (lines: SpanHoldings['lines'], changes: Partial<SpanHoldings> = {}): SpanCommodity =>
  spanCommodity({
    commodity: 'X',
    lines,
    table: spanTable(range),
    deltaWeights: spanTermSheet.deltaWeights,
    intraRate: 2,
    shortOptionMinimum: 0,
    indexPrice: 100,
    ...changes,
  })

describe('published arrays', () => {
  const arrays = { future: [0, -10, 10], call: [1, -8, 4] }

  test.each([
    ['the worst of a position', { future: 2 }, 20, 3],
    ['an option written against it', { future: 1, call: -1 }, 6, 3],
    ['what only gains risks nothing', { future: 0 }, 0, 1],
    ['nothing held', {}, 0, 0],
  ])('table: %s', (_name, quantities, risk, worst) => {
    expect(scanningRisk(arrays, quantities)).toEqual({ risk, worst })
  })

  test('error: a contract without an array is named', () => {
    expect(() => scanningRisk(arrays, { put: 1 })).toThrow('put')
  })
})

describe('scenarios', () => {
  test('table: sixteen, in order', () => {
    const scenarios = spanScenarios(range)
    const moves = [0, 0, 1 / 3, 1 / 3, -1 / 3, -1 / 3, 2 / 3, 2 / 3, -2 / 3, -2 / 3, 1, 1, -1, -1, 3, -3]
    expect(scenarios.map(({ spotMove }) => spotMove / 0.1).map((move) => Math.round(move * 3) / 3)).toEqual(moves)
    expect(scenarios.map(({ volatilityMove }) => volatilityMove).slice(0, 3)).toEqual(['up', 'down', 'up'])
    expect(scenarios.map(({ weight }) => weight).slice(13)).toEqual([1, 0.33, 0.33])
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(16)
    expect(scenarios[1]?.shockedVolatility(0.15, 1)).toBe(0)
  })

  test('behavior: composite deltas are 1 for a future, between those of the ends for an option, and as the weights say', () => {
    const weights = [0.25, 0.25, 0.25, 0.25, 0, 0, 0]
    expect(compositeDelta(future, range, weights)).toBe(1)
    expect(compositeDelta(call, range, weights)).toBeGreaterThan(0.5)
    expect(compositeDelta(call, range, [0, 0, 0, 0, 0, 1, 0])).toBeGreaterThan(compositeDelta(call, range, [0, 0, 0, 0, 0, 0, 1]))
    expect(compositeDelta(call, { ...range, lookAheadYears: 1 }, [0, 0, 0, 0, 0, 1, 0])).toBe(1)
  })
})

describe('one commodity', () => {
  test('behavior: what offsets within it is charged by the smaller side', () => {
    const one = holdings([
      { id: 'near', size: 3, instrument: future },
      { id: 'far', size: -1, instrument: future },
    ])
    expect(one).toMatchObject({ netDelta: 2, intraCharge: 2, timeRisk: 0, netOptionValue: 0 })
    expect(one.scanRisk).toBeCloseTo(20, 12)
    expect(one.priceRisk).toBeCloseTo(20, 12)
  })

  test('table: what options are worth is their Black-76 price for each unit, of coin-settled ones in coin at the index', () => {
    const worth = black76Price({ kind: 'call', forward: 100, strike: 100, timeYears: 0.1, volatility: 0.6 })
    const valueOf = (instrument: ScanInstrument) => holdings([{ id: 'c', size: -3, instrument }], { indexPrice: 98 }).netOptionValue
    expect(valueOf(call)).toBeCloseTo(-3 * worth, 12)
    expect(valueOf({ ...call, payoff: 'inverse' })).toBeCloseTo(-3 * worth * 0.98, 12)
    expect(valueOf(future)).toBe(0)
  })

  test('behavior: arrays are losses of one unit after cover, and deltas those of the sizes held', () => {
    const one = holdings([
      { id: 'c', size: -3, instrument: call },
      { id: 'f', size: 5, instrument: future },
    ])
    const [option, linear] = one.arrays
    for (const [i, { profit }] of one.scan.scenarios.entries())
      expect(profit).toBeCloseTo(3 * (option?.losses[i] ?? NaN) - 5 * (linear?.losses[i] ?? NaN), 10)
    expect(linear?.losses[14]).toBeCloseTo(-30 * 0.33, 12)
    const sold = 3 * (option?.compositeDelta ?? NaN)
    expect(one.netDelta).toBeCloseTo(5 - sold, 12)
    expect(one.intraCharge).toBeCloseTo(2 * sold, 12)
  })

  test('table: price risk is the mean of the worst scenario and its partner of the other volatility, less time risk', () => {
    const lossesOf = (one: SpanCommodity): readonly number[] => one.scan.scenarios.map(({ profit }) => -profit)
    const [up, down] = [holdings([{ id: 'c', size: -1, instrument: call }]), holdings([{ id: 'c', size: 1, instrument: call }])]
    expect([up.scan.worst, down.scan.worst]).toEqual([10, 13])
    const [upLosses, downLosses] = [lossesOf(up), lossesOf(down)]
    expect(up.priceRisk).toBeCloseTo(((upLosses[10] ?? NaN) + (upLosses[11] ?? NaN)) / 2 - up.timeRisk, 12)
    expect(down.priceRisk).toBeCloseTo(((downLosses[12] ?? NaN) + (downLosses[13] ?? NaN)) / 2 - down.timeRisk, 12)
    expect(up.priceRisk).not.toBeCloseTo(up.scanRisk - up.timeRisk, 3)
  })

  test('behavior: the extremes have no partner, and count a third', () => {
    const sold = { ...call, strike: 125 }
    const one = holdings([{ id: 'c', size: -1, instrument: sold }], { table: spanTable({ ...range, volatilityRange: 0.01 }) })
    const worst = one.scan.worst
    expect(worst).toBe(14)
    const [up, down] = one.arrays[0]?.losses ?? []
    expect(one.timeRisk).toBeCloseTo(-((up ?? 0) + (down ?? 0)) / 2, 12)
    expect(one.priceRisk).toBeCloseTo(one.scanRisk - one.timeRisk, 12)
    expect(one.netOptionValue).toBeLessThan(0)
  })
})

test('behavior: where volatility is what loses most there is no price risk, and none that is negative', () => {
  const near: ScanInstrument = { ...call, option: 'put', timeYears: 0.02 }
  const one = holdings([
    { id: 'c', size: -3, instrument: { ...call, strike: 110 } },
    { id: 'f', size: 2, instrument: future },
    { id: 'p', size: 2, instrument: near },
  ])
  const lossAt = (scenario: number): number => -(one.scan.scenarios[scenario]?.profit ?? Number.NaN)
  expect(one.scan.worst).toBe(6)
  expect((lossAt(6) + lossAt(7)) / 2).toBeLessThan(one.timeRisk - 1)
  expect(one.priceRisk).toBe(0)
})

describe('spreads between commodities', () => {
  const made = (commodity: string, netDelta: number, changes: Partial<SpanCommodity> = {}): SpanCommodity => ({
    ...holdings([{ id: 'f', size: netDelta, instrument: future }]),
    commodity,
    ...changes,
  })
  const spread = (first: string, second: string, ratio: number) => ({
    legs: [
      [first, 1],
      [second, ratio],
    ] as const,
    credit: 0.5,
  })

  test.each([
    ['the leg that runs out first decides', [made('A', 3), made('B', -4)], [spread('A', 'B', 2)], [2], [10, 20]],
    ['deltas of one sign form none', [made('A', 3), made('B', 4)], [spread('A', 'B', 2)], [0], [0, 0]],
    ['a commodity that is not held forms none', [made('A', 3)], [spread('A', 'B', 2)], [0], [0]],
    [
      'what the first rule took is gone for the second',
      [made('A', 3), made('B', -2), made('C', -9)],
      [spread('A', 'B', 1), spread('A', 'C', 1)],
      [2, 1],
      [15, 10, 5],
    ],
    ['no net delta, no credit', [made('A', 0), made('B', -4)], [spread('A', 'B', 2)], [0], [0, 0]],
  ] as const)('table: %s', (_name, commodities, spreads, formed, credits) => {
    const portfolio = spanPortfolio(commodities, spreads)
    expect(portfolio.spreadsFormed).toEqual(formed)
    for (const [i, credit] of credits.entries()) expect(portfolio.charges[i]?.interCredit).toBeCloseTo(credit, 12)
  })

  test('table: risk is scanning risk and charge less credit, and everything adds up', () => {
    const [a, b] = [made('A', 3, { intraCharge: 4, netOptionValue: 6 }), made('B', -2)]
    const { charges, totalRisk, totalRequirement } = spanPortfolio([a, b], [spread('A', 'B', 1)])
    expect(charges[0]?.risk).toBeCloseTo(30 + 4 - 10, 12)
    expect(charges[1]?.risk).toBeCloseTo(20 - 10, 12)
    expect(totalRisk).toBeCloseTo(34, 12)
    expect(totalRequirement).toBeCloseTo(34 - 6, 12)
  })

  test('table: a rule of three legs needs both others against the first, and takes of each what its ratio says', () => {
    const three = {
      legs: [
        ['A', 1],
        ['B', 2],
        ['C', 0.5],
      ] as const,
      credit: 0.5,
    }
    expect(spanPortfolio([made('A', 9), made('B', -4), made('C', -2)], [three]).spreadsFormed).toEqual([2])
    expect(spanPortfolio([made('A', 9), made('B', -4), made('C', 2)], [three]).spreadsFormed).toEqual([0])
    const after = spanPortfolio([made('A', 9), made('B', -4), made('C', -2)], [three, spread('A', 'C', 1)])
    expect(after.spreadsFormed).toEqual([2, 1])
    for (const [i, credit] of [15, 20, 10].entries()) expect(after.charges[i]?.interCredit).toBeCloseTo(credit, 12)
  })

  test('table: a rule of one leg or none forms nothing', () => {
    const alone = { legs: [['A', 1]] as const, credit: 0.5 }
    expect(spanPortfolio([made('A', 3)], [alone, { legs: [], credit: 0.5 }]).spreadsFormed).toEqual([0, 0])
  })

  test('behavior: without net delta nothing is charged for a delta', () => {
    const level = made('A', 3, { netDelta: 0 })
    expect(spanPortfolio([level], []).charges[0]?.priceRiskPerDelta).toBe(0)
  })

  test('table: risk is at least the short option minimum, and the requirement is less what options are worth', () => {
    const at = (shortOptionMinimum: number) => spanPortfolio([made('A', 1, { shortOptionMinimum, netOptionValue: -7 })], []).charges[0]
    expect(at(9.99)?.risk).toBeCloseTo(10, 12)
    expect(at(10.01)).toMatchObject({ risk: 10.01, requirement: 17.009999999999998 })
  })
})
