import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { imbalanceOf } from './imbalance.ts'

describe('imbalanceOf', () => {
  test.each([
    [30, 10, 0.5],
    [10, 30, -0.5],
    [5, 5, 0],
    [1, 0, 1],
    [0, 1, -1],
    [0, 0, 0],
  ])('table: %d against %d is %d', (bid, ask, expected) => {
    expect(imbalanceOf(bid, ask)).toBe(expected)
  })

  test('property: within -1 and 1, and mirrored when the sides change places', () => {
    const depth = fc.double({ min: 0, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(depth, depth, (bid, ask) => {
        const imbalance = imbalanceOf(bid, ask)
        expect(Math.abs(imbalance)).toBeLessThanOrEqual(1)
        expect(imbalanceOf(ask, bid) + imbalance).toBe(0)
      }),
    )
  })
})
