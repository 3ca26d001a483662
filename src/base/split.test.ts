import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { splitMinor } from './split.ts'

describe('splitMinor', () => {
  // Columns: total, weights, shares.
  const table: readonly (readonly [bigint, readonly bigint[], readonly bigint[]])[] = [
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [101n, [1n, 1n, 1n], [34n, 34n, 33n]],
    [10n, [1n, 2n, 3n], [2n, 3n, 5n]],
    [1n, [1n, 2n], [0n, 1n]],
    [7n, [0n, 5n, 0n], [0n, 7n, 0n]],
    [0n, [0n, 0n], [0n, 0n]],
    [0n, [], []],
    // Remainders that are the same float.
    [1n, [1_152_921_504_606_846_976n, 1_152_921_504_606_846_977n], [0n, 1n]],
  ]
  test.each(table)('table: %s by %s', (total, weights, shares) => {
    expect(splitMinor(total, weights)).toEqual(shares)
  })

  test.each([
    [-1n, [1n]],
    [1n, [-1n, 3n]],
    [1n, [0n, 0n]],
    [1n, []],
  ] as const)('error: %s by %s', (total, weights) => {
    expect(() => splitMinor(total, weights)).toThrow(InvariantError)
  })

  test('property: shares sum to the total and are off the exact share by less than one unit', () => {
    const weights = fc.array(fc.bigInt(0n, 10n ** 24n), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), weights, (total, drawn) => {
        const sum = drawn.reduce((before, weight) => before + weight, 0n)
        fc.pre(sum > 0n)
        const shares = splitMinor(total, drawn)
        expect(shares.reduce((before, share) => before + share, 0n)).toBe(total)
        for (const [index, share] of shares.entries()) {
          const exact = total * (drawn[index] as bigint)
          const off = share * sum - exact
          expect(off > -sum && off < sum).toBe(true)
        }
      }),
    )
  })

  test('property: a share whose exact value is a hair below a whole number is rounded down', () => {
    const large = fc.bigInt(2n ** 49n, 2n ** 50n)
    fc.assert(
      fc.property(large, large, (sum, drawn) => {
        const total = drawn % sum
        const inverse = inverseOf(total, sum)
        fc.pre(inverse !== undefined)
        // Its product with the total is one less than a multiple of the sum.
        const weight = sum - (inverse ?? 0n)
        const exact = (total * weight) / sum
        const [share = 0n, other = 0n] = splitMinor(total, [weight, sum - weight])
        expect([share, other]).toEqual([exact + 1n, total - exact - 1n])
      }),
    )
  })

  test('property: units left over go to the largest remainders, of equal ones to the earlier', () => {
    const weight = fc.oneof(
      fc.bigInt(0n, 10n ** 24n),
      fc.bigInt(0n, 2n ** 46n),
      fc.constantFrom(0n, 1n, 2n, 3n, 2n ** 49n, 2n ** 60n, 2n ** 60n + 1n),
    )
    const amount = fc.oneof(
      fc.bigInt(0n, 10n ** 30n),
      fc.bigInt(0n, 2n ** 50n),
      fc.bigInt(2n ** 50n - 9n, 2n ** 50n + 9n),
      fc.bigInt(0n, 99n),
    )
    const list = fc.oneof(
      fc.array(weight, { minLength: 1, maxLength: 12 }),
      fc.array(fc.bigInt(0n, 2n ** 46n), { minLength: 1, maxLength: 12 }),
    )
    fc.assert(
      fc.property(amount, list, (total, weights) => {
        const sum = weights.reduce((before, one) => before + one, 0n)
        fc.pre(sum > 0n)
        const down = weights.map((one) => (total * one) / sum)
        const left = Number(total - down.reduce((before, one) => before + one, 0n))
        const remainderOf = (index: number): bigint => (total * (weights[index] as bigint)) % sum
        const order = weights
          .map((_one, index) => index)
          .sort((a, b) => Number(remainderOf(a) < remainderOf(b)) - Number(remainderOf(a) > remainderOf(b)))
        const lucky = new Set(order.slice(0, left))
        expect(splitMinor(total, weights)).toEqual(down.map((share, index) => (lucky.has(index) ? share + 1n : share)))
      }),
    )
  })
})

/** What times `value` leaves 1 when divided by `modulus`; `undefined` where nothing does. */
function inverseOf(value: bigint, modulus: bigint): bigint | undefined {
  let [before, rest] = [modulus, value]
  let [a, b] = [0n, 1n]
  while (rest > 0n) {
    const times = before / rest
    ;[before, rest] = [rest, before - times * rest]
    ;[a, b] = [b, a - times * b]
  }
  return before === 1n ? ((a % modulus) + modulus) % modulus : undefined
}
