import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { countExceedances, markExceedances, waitsOf } from './exceedance-marks.ts'

describe('markExceedances', () => {
  // Columns: loss, VaR, mark.
  test.each([
    [1.0001, 1, 1],
    [1, 1, 0],
    [0.9999, 1, 0],
    [-1, -2, 1],
  ])('table: a loss of %d against %d', (loss, valueAtRisk, mark) => {
    expect(Array.from(markExceedances([loss], [valueAtRisk]))).toEqual([mark])
  })

  test('error: each series is named', () => {
    expect(() => markExceedances([], [])).toThrow(ArgumentError)
    expect(() => markExceedances([Number.NaN], [1])).toThrow('losses[0]')
    expect(() => markExceedances([1, 1], [1, Infinity])).toThrow('valueAtRisk[1]')
    expect(() => markExceedances([1], [1, 2])).toThrow('valueAtRisk: expected 1 items, as many as losses, found 2')
  })
})

describe('waitsOf', () => {
  test.each([
    [[], []],
    [[0, 0], []],
    [[1], [1]],
    [
      [0, 1, 1, 0, 0, 1, 0],
      [2, 1, 3],
    ],
  ])('table: %j', (marks, waits) => {
    expect(waitsOf(marks)).toEqual(waits)
  })

  test('property: as many waits as exceedances, and together they reach the last one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1)), (marks) => {
        const waits = waitsOf(marks)
        expect(waits.length).toBe(countExceedances(marks))
        expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(marks.lastIndexOf(1) + 1)
      }),
    )
  })
})
