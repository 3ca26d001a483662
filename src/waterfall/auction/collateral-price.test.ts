import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { collateralPrice, needsReset, type PriceCurve } from './collateral-price.ts'
import { ray } from './ray.ts'

const linear: PriceCurve = { kind: 'linear', duration: 3n }
const stairs: PriceCurve = { kind: 'stairstep', cut: (9n * ray) / 10n, step: 10n }
const smooth: PriceCurve = { kind: 'exponential', cut: (9n * ray) / 10n }

describe('the price of auctioned collateral', () => {
  test.each([
    ['linear', linear, 0n, 100n * ray],
    // A third is rounded down before it multiplies.
    ['linear', linear, 2n, 100n * (ray / 3n)],
    ['linear', linear, 3n, 0n],
    ['linear', linear, 4n, 0n],
    ['stairstep', stairs, 9n, 100n * ray],
    ['stairstep', stairs, 10n, 90n * ray],
    ['stairstep', stairs, 29n, 81n * ray],
    ['exponential', smooth, 2n, 81n * ray],
  ])('table: %s, %s after %i s', (_kind, curve, elapsed, price) => {
    expect(collateralPrice(curve, 100n * ray, elapsed)).toBe(price)
  })

  test.each([
    [{ kind: 'linear', duration: 0n } as const, 1n, 1n],
    [{ kind: 'stairstep', cut: ray, step: 0n } as const, 1n, 1n],
    [linear, -1n, 1n],
    [linear, 1n, -1n],
  ])('error: %s from %i after %i', (curve, top, elapsed) => {
    expect(() => collateralPrice(curve, top, elapsed)).toThrow(InvariantError)
  })

  test('property: a price never rises', () => {
    const times = fc.tuple(fc.bigInt(0n, 200n), fc.bigInt(0n, 200n))
    fc.assert(
      fc.property(fc.constantFrom(linear, stairs, smooth), times, (curve, [a, b]) => {
        const [early, late] = a < b ? [a, b] : [b, a]
        expect(collateralPrice(curve, 7n * ray, late) <= collateralPrice(curve, 7n * ray, early)).toBe(true)
      }),
    )
  })

  test.each([
    ['in time and dear enough', 60n, 2n * ray, false],
    ['at the last second', 61n, 2n * ray, true],
    ['too cheap', 60n, 2n * ray - 1n, true],
  ])('table: %s', (_name, elapsed, price, reset) => {
    expect(needsReset({ longestFor: 60n, leastShare: (4n * ray) / 10n }, { top: 5n * ray, price, elapsed })).toBe(reset)
  })
})
