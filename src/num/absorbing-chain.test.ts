import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../base/assert.ts'
import { absorbingCosts } from './absorbing-chain.ts'

const chain = (leaving: readonly number[], moves: readonly (readonly number[])[]) => ({
  size: leaving.length,
  moves: Float64Array.from(moves.flat()),
  leaving: Float64Array.from(leaving),
})

describe('absorbingCosts', () => {
  test('table: a coin until heads, and the gambler who must lose twice', () => {
    expect([...absorbingCosts(chain([0.5], [[0]]), [1])]).toEqual([2])
    // From 0 to 1 always, from 1 to the end or back with a half: 4 steps from 0, 3 from 1.
    const found = absorbingCosts(chain([0, 0.5], [[0, 1], [0.5, 0]]), [1, 1]) // prettier-ignore
    expect([...found]).toEqual([4, 3])
  })

  test('behavior: an end of probability 1e-200 costs no digits', () => {
    const [first, second] = absorbingCosts(chain([1e-200, 0], [[0, 0.5], [1, 0]]), [1, 1]) // prettier-ignore
    // From 0: half of the time to 1 and back, in all 1.5 moves per return with its weight of 0.5 staying.
    expect(first).toBeCloseTo(1.5e200, -190)
    expect((first ?? 0) / 1.5e200).toBeCloseTo(1, 14)
    expect(second).toBe((first ?? 0) + 1)
  })

  test('property: the answer solves its equations', () => {
    const weight = fc.double({ min: 0.001, max: 1, noNaN: true })
    const row = fc.array(weight, { minLength: 4, maxLength: 4 })
    const cost = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 4, maxLength: 4 }),
        row,
        fc.array(cost, { minLength: 4, maxLength: 4 }),
        (rows, ends, costs) => {
          const x = absorbingCosts(chain(ends, rows), costs)
          rows.forEach((moves, i) => {
            const out = moves.reduce((sum, move, j) => sum + (j === i ? 0 : move), ends[i] ?? 0)
            const back = moves.reduce((sum, move, j) => sum + (j === i ? 0 : move * (x[j] ?? 0)), 0)
            expect(out * (x[i] ?? 0) - back).toBeCloseTo(costs[i] ?? 0, 6)
          })
        },
      ),
    )
  })

  test('error: shapes that differ, and a chain that never ends', () => {
    expect(() => absorbingCosts(chain([0.5, 0.5], [[0]]), [1, 1])).toThrow(InvariantError)
    expect(() => absorbingCosts(chain([0.5], [[0]]), [1, 1])).toThrow(InvariantError)
    expect(() => absorbingCosts(chain([0], [[1]]), [1])).toThrow('every state of the chain leads to its end')
  })
})
