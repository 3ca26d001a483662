import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeGrid, madeInstruments, madeRows } from '../../../test/kernel-grid.ts'
import { createPrng } from '../../base/prng.ts'
import { attachKernel, createKernel, reserveIndexes, reserveNumbers } from './kernel.ts'
import { createPositionRows, requireRows, sumRows, sweepListedRows, sweepRows, worstOutcome, type RowPosition } from './position-rows.ts'
import { priceGrid } from './scenario-grid.ts'
import { sumRowsPlainly, sweepRowsPlainly } from './sweep-oracle.ts'

const kernel = createKernel()

describe('a sweep over rows of positions', () => {
  test.each([16, 32, 33])('behavior: under %i scenarios it has the bits of plain TypeScript', (count) => {
    const scenarios = Array.from({ length: count }, (_, s) => ({ spotFactor: 0.7 + 0.02 * s, volatilityFactor: 1 + (s % 3) / 4 }))
    const terms = [{ variableForward: 60_000, timeYears: 0.1 }, { variableForward: 3_000 }]
    const grid = madeGrid(kernel, { terms, instruments: madeInstruments(300, 2), scenarios })
    priceGrid(kernel, grid)
    const rows = createPositionRows(kernel, madeRows(2_000, 300, createPrng(5)))
    requireRows(rows, grid)
    const worst = reserveNumbers(kernel, rows.rows)
    const outcomes = reserveNumbers(kernel, rows.rows * grid.terms.width)

    sweepRows(kernel, { rows, grid, worst })
    sumRows(kernel, { rows, grid, outcomes })

    const plainly = sumRowsPlainly({ rows, grid })
    expect(worst).toEqual(sweepRowsPlainly({ rows, grid }))
    expect(outcomes).toEqual(plainly)
    const row = worst.findIndex((value) => value < -100)
    const ofRow = outcomes.subarray(row * grid.terms.width, row * grid.terms.width + count)
    expect(ofRow[worstOutcome(ofRow)]).toBe(worst[row])
  })

  test('behavior: listed rows alone are computed, each as in a full sweep', () => {
    const grid = madeGrid(kernel, { terms: [{ variableForward: 60_000, timeYears: 0.1 }], instruments: madeInstruments(50, 1) })
    priceGrid(kernel, grid)
    const rows = createPositionRows(kernel, madeRows(200, 50, createPrng(6)))
    const [worst, full] = [reserveNumbers(kernel, 200).fill(7), reserveNumbers(kernel, 200)]
    const listed = reserveIndexes(kernel, 3)
    listed.set([199, 0, 17])

    sweepListedRows(kernel, { rows, grid, worst }, { listed, count: 2 })
    sweepRows(kernel, { rows, grid, worst: full })

    expect([worst[199], worst[0], worst[17], worst[1]]).toEqual([full[199], full[0], 7, 7])
  })

  test('property: parts of the rows computed apart, in another instance over the same memory, make the same bits', () => {
    const grid = madeGrid(kernel, { terms: [{ variableForward: 60_000, timeYears: 0.1 }], instruments: madeInstruments(50, 1) })
    priceGrid(kernel, grid)
    const rows = createPositionRows(kernel, madeRows(100, 50, createPrng(8)))
    const worst = reserveNumbers(kernel, 100)
    const other = attachKernel(kernel.memory)
    const whole = sweepRowsPlainly({ rows, grid })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (middle) => {
        worst.fill(Number.NaN)
        sweepRows(kernel, { rows, grid, worst }, { to: middle })
        sweepRows(other, { rows, grid, worst }, { from: middle })
        expect(worst).toEqual(whole)
      }),
    )
  })

  test('behavior: a row without positions has 0, and no rows at all are swept in no time', () => {
    const grid = madeGrid(kernel, { terms: [{ variableForward: 100 }], instruments: [{ kind: 'linear', term: 0 }] })
    priceGrid(kernel, grid)
    const rows = createPositionRows(kernel, [[], [{ instrument: 0, size: -1 }], []])
    const worst = reserveNumbers(kernel, 3).fill(9)

    sweepRows(kernel, { rows, grid, worst })

    expect([...worst].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([0, -116, 0])
    expect(worstOutcome([])).toBe(-1)
    sweepRows(kernel, { rows: createPositionRows(kernel, []), grid, worst })
  })

  test.each<[string, readonly RowPosition[]]>([
    ['columns[0]: expected an instrument below 1, found 1', [{ instrument: 1, size: 1 }]],
    ['rows[0].size: expected a finite number', [{ instrument: 0, size: Number.NaN }]],
    ['rows[0].instrument: expected a whole number', [{ instrument: -1, size: 1 }]],
  ])('error: %s', (message, row) => {
    const grid = madeGrid(kernel, { terms: [{ variableForward: 100 }], instruments: [{ kind: 'linear', term: 0 }] })

    expect(() => requireRows(createPositionRows(kernel, [row]), grid)).toThrow(message)
  })

  test('error: rows out of order are refused', () => {
    const grid = madeGrid(kernel, { terms: [{ variableForward: 100 }], instruments: [{ kind: 'linear', term: 0 }] })
    const rows = createPositionRows(kernel, [[{ instrument: 0, size: 1 }], []])
    rows.starts[2] = 0

    expect(() => requireRows(rows, grid)).toThrow('starts[1]: expected an end from 1 to 1, found 0')
  })
})
