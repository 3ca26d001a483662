import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { splitCapped } from './split-capped.ts'

const table: readonly (readonly [bigint, readonly bigint[], readonly bigint[], readonly bigint[]])[] = [
  [10n, [1n, 1n], [3n, 9n], [3n, 7n]],
  [10n, [1n, 1n], [5n, 5n], [5n, 5n]],
  [10n, [1n, 1n], [4n, 6n], [4n, 6n]],
  [9n, [1n, 1n, 1n], [9n, 9n, 0n], [5n, 4n, 0n]],
  [12n, [1n, 2n, 3n], [9n, 2n, 9n], [3n, 2n, 7n]],
  [0n, [0n], [5n], [0n]],
  [0n, [], [], []],
]
test.each(table)('table: %s by %s under caps of %s', (total, weights, caps, shares) => {
  expect(splitCapped(total, weights, caps)).toEqual(shares)
})

test('error: more than the caps take, and lists of different lengths', () => {
  expect(() => splitCapped(11n, [1n, 1n], [5n, 5n])).toThrow(InvariantError)
  expect(() => splitCapped(1n, [0n, 1n], [5n, 0n])).toThrow(InvariantError)
  expect(() => splitCapped(1n, [1n], [])).toThrow(InvariantError)
})

test('property: it sums to the total, no share is above its cap, and who is below the cap has no less than its weight asks for', () => {
  const share = fc.record({ weight: fc.bigInt(0n, 20n), cap: fc.bigInt(0n, 30n) })
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 10 }), fc.nat(), (drawn, part) => {
      const weights = drawn.map(({ weight }) => weight)
      const caps = drawn.map(({ weight, cap }) => (weight > 0n ? cap : 0n))
      const most = caps.reduce((sum, cap) => sum + cap, 0n)
      const total = most === 0n ? 0n : BigInt(part) % (most + 1n)
      const shares = splitCapped(total, weights, caps)
      expect(shares.reduce((sum, each) => sum + each, 0n)).toBe(total)
      for (const [i, one] of shares.entries()) {
        expect(one <= (caps[i] as bigint)).toBe(true)
        for (const [j, other] of shares.entries()) {
          // Below its cap, nobody is more than the rounding behind another in units of weight.
          if (one < (caps[i] as bigint))
            expect(other * (weights[i] as bigint) <= (one + 1n) * (weights[j] as bigint) + (weights[i] as bigint)).toBe(true)
        }
      }
    }),
  )
})
