import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, amount, mulDivDown, mulDivUp } from './amount.ts'
import { InvariantError } from './assert.ts'

const count = fc.bigInt({ min: 0n, max: 1n << 128n })

describe('add', () => {
  test('default: sums within one asset, signs included', () => {
    expect(add(amount('USDT', 2n), amount('USDT', -3n))).toEqual({ asset: 'USDT', minor: -1n })
  })

  test('error: assets do not mix, at compile time for literals and at run time for the rest', () => {
    // @ts-expect-error USDT is not BTC
    expect(() => add(amount('USDT', 1n), amount('BTC', 1n))).toThrow(InvariantError)
    const loose: string = 'BTC'
    expect(() => add(amount<string>('USDT', 1n), amount(loose, 1n))).toThrow('amounts are added within one asset')
  })
})

describe('mulDiv', () => {
  // Columns: x, y, d, down, up.
  test.each([
    [7n, 1n, 2n, 3n, 4n],
    [6n, 1n, 2n, 3n, 3n],
    [0n, 5n, 3n, 0n, 0n],
    [1n, 1n, 1n << 100n, 0n, 1n],
    [(1n << 100n) + 1n, 3n, 3n, (1n << 100n) + 1n, (1n << 100n) + 1n],
  ])('table: %d x %d / %d lies between %d and %d', (x, y, d, down, up) => {
    expect([mulDivDown(x, y, d), mulDivUp(x, y, d)]).toEqual([down, up])
  })

  test.each([
    [-1n, 1n, 1n],
    [1n, -1n, 1n],
    [1n, 1n, 0n],
    [1n, 1n, -1n],
  ])('error: %d x %d / %d is refused', (x, y, d) => {
    expect(() => mulDivDown(x, y, d)).toThrow(InvariantError)
    expect(() => mulDivUp(x, y, d)).toThrow(InvariantError)
  })

  test('property: down and up enclose the exact quotient and differ by at most one unit', () => {
    fc.assert(
      fc.property(count, count, fc.bigInt({ min: 1n, max: 1n << 128n }), (x, y, d) => {
        const down = mulDivDown(x, y, d)
        const up = mulDivUp(x, y, d)
        expect(down * d <= x * y && x * y <= up * d).toBe(true)
        expect(up - down).toBe((x * y) % d === 0n ? 0n : 1n)
      }),
    )
  })
})
