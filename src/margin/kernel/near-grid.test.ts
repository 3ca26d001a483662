import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeGrid, madeInstruments, madeRows } from '../../../test/kernel-grid.ts'
import { createPrng } from '../../base/prng.ts'
import { createKernel, reserveIndexes, reserveNumbers } from './kernel.ts'
import { createNearGrid, narrowGrid, nearNumbers, sweepNear, type NearSweep } from './near-grid.ts'
import { narrowGridPlainly, sweepNearPlainly } from './near-oracle.ts'
import { createPositionRows, type RowPosition } from './position-rows.ts'
import { sweepRowsPlainly } from './sweep-oracle.ts'
import { priceGrid, type ScenarioGrid } from './scenario-grid.ts'

const kernel = createKernel()

/** Every other place is a row, as a watch names them. */
function madeSweep(grid: ScenarioGrid, positions: readonly (readonly RowPosition[])[]): NearSweep {
  const rows = createPositionRows(
    kernel,
    positions.flatMap((row) => [row, []]),
  )
  const near = createNearGrid(kernel, grid)
  const listed = reserveIndexes(kernel, positions.length)
  listed.set(positions.map((_, row) => 2 * row))
  narrowGrid(kernel, grid, near)
  const values = reserveNumbers(kernel, nearNumbers * positions.length)
  return { rows, grid, near, listed, count: positions.length, stamp: 7, values }
}

function expectNear(sweep: NearSweep): readonly number[] {
  sweepNear(kernel, sweep)
  const { values, listed, grid } = sweep
  const plainly = narrowGridPlainly(grid)
  expect(sweep.near.narrow).toEqual(plainly.narrow)
  expect(sweep.near.peaks).toEqual(plainly.peaks)
  const exact = sweepRowsPlainly({ rows: { ...sweep.rows, rows: sweep.rows.starts.length - 1 }, grid })
  return [...listed].map((name, row) => {
    const [worst, error, stamp] = values.subarray(nearNumbers * row, nearNumbers * (row + 1))
    expect({ worst, error, stamp }).toEqual({ ...sweepNearPlainly(sweep, name), stamp: 7 })
    if (error !== Infinity) expect(Math.abs((worst as number) - (exact[name] as number))).toBeLessThanOrEqual(error as number)
    return error as number
  })
}

function linearGrid(values: readonly number[]): ScenarioGrid {
  const grid = madeGrid(kernel, {
    terms: [{ variableForward: 1 }],
    instruments: values.map(() => ({ kind: 'linear', term: 0 })),
    scenarios: [{}],
  })
  values.forEach((value, instrument) => grid.values.fill(value, instrument * grid.terms.width, (instrument + 1) * grid.terms.width))
  return grid
}

describe('a sweep in single precision', () => {
  test.each([16, 32, 33])('behavior: under %i scenarios it has the bits of plain TypeScript, and its error holds', (count) => {
    const scenarios = Array.from({ length: count }, (_, s) => ({ spotFactor: 0.7 + 0.02 * s, volatilityFactor: 1 + (s % 3) / 4 }))
    const terms = [{ variableForward: 60_000, timeYears: 0.1 }, { variableForward: 3_000 }]
    const grid = madeGrid(kernel, { terms, instruments: madeInstruments(300, 2), scenarios })
    priceGrid(kernel, grid)

    const errors = expectNear(madeSweep(grid, [[], ...madeRows(2_000, 300, createPrng(5))]))

    expect(errors[0]).toBe(0)
    expect(Math.max(...errors)).toBeLessThan(60)
  })

  test('property: its error holds for values and sizes of any magnitude', () => {
    const magnitude = fc.record({ digits: fc.integer({ min: -9_999, max: 9_999 }), power: fc.integer({ min: -60, max: 45 }) })
    const number = magnitude.map(({ digits, power }) => (digits / 1000) * 10 ** power)
    const value = number.map(Math.abs)
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), fc.array(number, { minLength: 1, maxLength: 40 }), (values, sizes) => {
        const row = sizes.map((size, at) => ({ instrument: at % values.length, size }))
        expectNear(madeSweep(linearGrid(values), [row]))
      }),
    )
  })

  test.each([
    ['a value above single precision', [1e39], 1e-3],
    ['a size above it', [1], 1e39],
    ['nothing of a value above it', [1e39], 0],
    ['a sum above it', [9e29], 1e9],
    ['what is not a number', [Number.NaN], 1],
  ])('table: %s has no bound', (_, values, size) => {
    const sweep = madeSweep(linearGrid(values), [[{ instrument: 0, size }]])
    sweepNear(kernel, sweep)
    expect(sweep.values[1]).toBe(Infinity)
    expect(sweepNearPlainly(sweep, 0).error).toBe(Infinity)
  })
})
