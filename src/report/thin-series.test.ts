import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateOf, phaseStretches, thinSeries } from './thin-series.ts'

const column = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { freq: 4 }), { minLength: 1, maxLength: 200 })

describe('thinSeries', () => {
  test('default: lowest and highest of each stretch in their order, and a break where nothing is known', () => {
    const atUs = [0, 1000, 2000, 3000, 4000, 5000]
    const points = thinSeries(atUs, [5, 1, 9, 4, null, null], 2)
    expect(points.map(({ x, y }) => [x.getTime(), y])).toEqual([
      [1, 1],
      [2, 9],
      [3, 4],
    ])
    expect(thinSeries(atUs, [5, 1, 9, null, null, null], 2).at(-1)?.y).toBeNaN()
  })

  test('property: no spike is lost, times ascend, and there are at most two points a stretch', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 1, max: 50 }), (values, stretches) => {
        const atUs = values.map((_, i) => 1_000_000 + i * 7_000)
        const points = thinSeries(atUs, values, stretches)
        const known = values.filter((value) => value !== null)
        const drawn = points.map(({ y }) => y).filter((y) => !Number.isNaN(y))
        if (known.length > 0) expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([Math.min(...known), Math.max(...known)])
        expect(points.length).toBeLessThanOrEqual(2 * stretches)
        expect(points.every(({ x }, i) => i === 0 || x > (points[i - 1]?.x ?? x))).toBe(true)
      }),
    )
  })

  test('behavior: nothing gives nothing', () => {
    expect(thinSeries([], [], 10)).toEqual([])
  })
})

describe('phaseStretches', () => {
  test('table: equal neighbours are one stretch, unknown ones none, the last ends with the data', () => {
    const of = (values: (number | null)[]): unknown =>
      phaseStretches(
        values.map((_, i) => i * 1000),
        values,
      ).map(({ from, to, phase }) => [from.getTime(), to.getTime(), phase])
    expect(of([0, 3, 3])).toEqual([[0, 1, 0], [1, 2, 3]]) // prettier-ignore
    expect(of([3, null, 3, 3])).toEqual([[0, 1, 3], [2, 3, 3]]) // prettier-ignore
    expect(of([])).toEqual([])
  })
})

test('default: a date is in milliseconds', () => {
  expect(dateOf(1_583_971_200_000_000).toISOString()).toBe('2020-03-12T00:00:00.000Z')
})
