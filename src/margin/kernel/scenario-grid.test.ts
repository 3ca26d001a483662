import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeGrid, madeInstruments, madeScenarios } from '../../../test/kernel-grid.ts'
import { black76Price } from '../../pricing/black-76.ts'
import { dampenGridPlainly, priceGridPlainly } from './grid-oracle.ts'
import type { KernelInstrument } from './instrument-table.ts'
import { createKernel } from './kernel.ts'
import { kernelLogarithm } from './kernel-arithmetic.ts'
import { createScenarioGrid, dampenGrid, priceGrid, type ScenarioGrid } from './scenario-grid.ts'
import { basePlaces, createTermTable, seriesOfTerm, setTerm, type KernelScenario, type TermMarket } from './term-table.ts'

/** Bits, because 0 equals -0 and NaN does not equal NaN. */
const bitsOf = (numbers: Float64Array): BigUint64Array => new BigUint64Array(numbers.slice().buffer)

function expectEqualToOracle(grid: ScenarioGrid, lowestVolatility = 0): void {
  priceGrid(kernel, grid, { lowestVolatility })
  expect(bitsOf(grid.values)).toEqual(bitsOf(priceGridPlainly(grid, { lowestVolatility })))
}

const kernel = createKernel()

describe('a grid of Black-76 values', () => {
  test('property: has the bits of plain TypeScript, whatever the numbers', () => {
    const thousandths = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most }).map((n) => n / 1000)
    const market = fc.record({
      variableForward: fc.oneof(thousandths(0, 100_000_000), fc.double({ min: 0, max: 1e12, noNaN: true })),
      fixedForward: fc.oneof(fc.constant(0), thousandths(0, 1_000_000)),
      timeYears: fc.oneof(thousandths(0, 3_000), fc.constantFrom(0, 1e-12, 1e-7, 1 / 525_600)),
    })
    const instrument = fc.record({
      kind: fc.constantFrom('call' as const, 'put' as const, 'linear' as const),
      term: fc.integer({ min: 0, max: 1 }),
      strike: fc.oneof(fc.constant(0), thousandths(1, 300_000_000), fc.double({ min: 0, max: 1e12, noNaN: true })),
      volatility: fc.oneof(fc.constantFrom(0, 1e-9, 3), thousandths(1, 3_000)),
    })
    const scenario = fc.record({
      spotFactor: fc.oneof(fc.constant(0), thousandths(1, 3_000)),
      volatilityFactor: thousandths(0, 3_000),
      volatilityPoints: thousandths(-500, 500),
      passingYears: thousandths(0, 100),
    })
    fc.assert(
      fc.property(
        fc.tuple(market, market),
        fc.array(instrument, { minLength: 1, maxLength: 12 }),
        fc.array(scenario, { minLength: 1, maxLength: 33 }),
        fc.constantFrom(0, 0.001),
        (terms, instruments, scenarios, lowest) => expectEqualToOracle(madeGrid(kernel, { terms, instruments, scenarios }), lowest),
      ),
      { numRuns: 300 },
    )
  })

  test.each<[string, KernelInstrument, TermMarket]>([
    ['a strike of 0', { kind: 'call', term: 0, strike: 0, volatility: 0.6 }, { variableForward: 60_000, timeYears: 0.1 }],
    ['a put without a strike', { kind: 'put', term: 0, strike: 0, volatility: 0.6 }, { variableForward: 60_000, timeYears: 0.1 }],
    ['a forward of 0', { kind: 'put', term: 0, strike: 50_000, volatility: 0.6 }, { variableForward: 0, timeYears: 0.1 }],
    ['nothing at all', { kind: 'call', term: 0, strike: 0, volatility: 0 }, { variableForward: 0, timeYears: 0 }],
    ['no time', { kind: 'call', term: 0, strike: 55_000, volatility: 0.6 }, { variableForward: 60_000, timeYears: 0 }],
    ['no time at the strike', { kind: 'put', term: 0, strike: 60_000, volatility: 0.6 }, { variableForward: 60_000, timeYears: 0 }],
    ['no volatility', { kind: 'put', term: 0, strike: 65_000, volatility: 0 }, { variableForward: 60_000, timeYears: 1 }],
    ['a second left', { kind: 'call', term: 0, strike: 60_000, volatility: 0.6 }, { variableForward: 60_000, timeYears: 1 / 31_557_600 }],
    ['300 % volatility', { kind: 'call', term: 0, strike: 600, volatility: 3 }, { variableForward: 60_000, timeYears: 3 }],
    ['far out of the money', { kind: 'call', term: 0, strike: 6e9, volatility: 0.2 }, { variableForward: 60_000, timeYears: 0.01 }],
    ['far in the money', { kind: 'put', term: 0, strike: 6e9, volatility: 0.2 }, { variableForward: 60_000, timeYears: 0.01 }],
    ['numbers below the normal ones', { kind: 'call', term: 0, strike: 4e-320, volatility: 1 }, { variableForward: 5e-320, timeYears: 1 }],
  ])('table: %s has the bits of plain TypeScript and the value of the reference', (_, instrument, market) => {
    const grid = madeGrid(kernel, { terms: [market], instruments: [instrument] })

    expectEqualToOracle(grid)

    expectNearReference(grid, instrument, market)
  })

  test('property: is within 2e-15 of forward or strike, whichever is larger, of Black-76 with full relative accuracy', () => {
    const terms = [1 / 8_760, 0.02, 0.25, 2].map((timeYears) => ({ variableForward: 60_000, fixedForward: 500, timeYears }))
    const instruments = madeInstruments(400, terms.length)
    const grid = madeGrid(kernel, { terms, instruments })
    expectEqualToOracle(grid)
    const lone = { ...grid, values: grid.values }
    instruments.forEach((instrument, i) => {
      const own = { ...lone, values: grid.values.subarray(i * grid.terms.width, (i + 1) * grid.terms.width) }
      expectNearReference(own, instrument, terms[instrument.term] as TermMarket)
    })
  })

  test('behavior: dampened values go part of the way from those without a shock, with the bits of plain TypeScript', () => {
    const scenarios: KernelScenario[] = madeScenarios.map((scenario, s) => ({ ...scenario, weight: s < 28 ? 1 : (s - 27) / 8 }))
    const [terms, instruments] = [[{ variableForward: 60_000, timeYears: 0.1 }], madeInstruments(50, 1)]
    const grid = madeGrid(kernel, { terms, instruments, scenarios })
    const still = createTermTable(kernel, { terms: 1, width: basePlaces })
    setTerm(kernel, still, 0, { market: terms[0] as TermMarket, scenarios: [{}] })
    const base = createScenarioGrid(kernel, grid.instruments, still)
    priceGrid(kernel, grid)
    priceGrid(kernel, base)
    const plainly = dampenGridPlainly(grid, base)
    const before = grid.values.slice()

    dampenGrid(kernel, grid, base)

    expect(bitsOf(grid.values)).toEqual(bitsOf(plainly))
    expect(grid.values.subarray(0, 28)).toEqual(before.subarray(0, 28))
    const [price, shocked] = [base.values[2 * 3] as number, before[3 * 32 + 31] as number]
    expect(grid.values[3 * 32 + 31]).toBeCloseTo(price + 0.5 * (shocked - price), 9)
  })

  test('property: logarithms have the bits of plain TypeScript', () => {
    const table = createTermTable(kernel, { terms: 1, width: 16 })
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e300, noNaN: true }), (forward) => {
        setTerm(kernel, table, 0, { market: { variableForward: forward }, scenarios: [{}] })
        const found = table.numbers[table.width] as number
        expect(found).toBe(kernelLogarithm(forward))
        if (forward > 0) expect(Math.abs(found - Math.log(forward))).toBeLessThanOrEqual(2e-16 * Math.max(1, Math.abs(found)))
      }),
    )
  })

  test('error: terms and instruments out of range are refused', () => {
    const grid = madeGrid(kernel, { terms: [{ variableForward: 1 }], instruments: [{ kind: 'linear', term: 1 }] })

    expect(() => priceGrid(kernel, grid)).toThrow('an instrument names a term of the table')
    expect(() => setTerm(kernel, grid.terms, 1, { market: { variableForward: 1 }, scenarios: [{}] })).toThrow('term: expected')
    expect(() => setTerm(kernel, grid.terms, 0, { market: { variableForward: -1 }, scenarios: [{}] })).toThrow('variableForward: expected')
    expect(() => setTerm(kernel, grid.terms, 0, { market: { variableForward: 1 }, scenarios: [{}, { weight: 1.5 }] })).toThrow(
      'scenarios[1]: expected',
    )
  })
})

/** Compares each scenario with the pricing folder's Black-76, which is accurate to its last digits. */
function expectNearReference(grid: ScenarioGrid, instrument: KernelInstrument, market: TermMarket): void {
  const { numbers, width } = grid.terms
  grid.values.forEach((value, s) => {
    const at = (series: number): number => numbers[(instrument.term * seriesOfTerm + series) * width + s] as number
    const forward = at(0)
    const reference =
      instrument.kind === 'linear'
        ? forward
        : black76Price({
            ...instrument,
            forward,
            timeYears: market.timeYears ?? 0,
            volatility: instrument.volatility * at(3),
          })
    const scale = Math.max(forward, instrument.kind === 'linear' ? 0 : instrument.strike)
    expect(Math.abs(value - reference), `scenario ${s}: ${value} for ${reference}`).toBeLessThanOrEqual(2e-15 * scale + 1e-307)
  })
}
