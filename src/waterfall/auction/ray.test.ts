import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../base/assert.ts'
import { ray, rayPower, rayTimes, wad } from './ray.ts'

describe('ray', () => {
  test('table: units', () => {
    expect([String(ray).length, String(wad).length]).toEqual([28, 19])
    expect(rayTimes(5n * ray, ray / 2n)).toBe((5n * ray) / 2n)
    expect(rayTimes(1n, ray - 1n)).toBe(0n)
  })

  test.each([
    [0n, 0n, ray],
    [0n, 3n, 0n],
    [ray, 1_000n, ray],
    [2n * ray, 10n, 1_024n * ray],
    [3n * ray, 1n, 3n * ray],
    // A half is rounded up: 0.5 ray times 1e-27, twice.
    [1n, 2n, 0n],
    [ray / 2n, 2n, ray / 4n],
  ])('table: %i to the %i', (base, exponent, power) => {
    expect(rayPower(base, exponent)).toBe(power)
  })

  test('error: negative numbers', () => {
    expect(() => rayPower(-1n, 2n)).toThrow(InvariantError)
    expect(() => rayPower(ray, -1n)).toThrow(InvariantError)
  })

  test('property: within a few last digits of the exact power', () => {
    const bases = fc.bigInt(ray / 2n, ray)
    fc.assert(
      fc.property(bases, fc.integer({ min: 0, max: 40 }), (base, exponent) => {
        let exact = 1n
        for (let i = 0; i < exponent; i++) exact *= base
        let scale = 1n
        for (let i = 1; i < exponent; i++) scale *= ray
        const off = rayPower(base, BigInt(exponent)) - (exponent === 0 ? ray : exact / scale)
        expect(off < 20n && off > -20n).toBe(true)
      }),
    )
  })
})
