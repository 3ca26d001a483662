import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bracketedRoot } from './root.ts'

test.each([
  ['a square root', (x: number) => x * x - 2, 0, 2, Math.SQRT2],
  ['the left end', (x: number) => x, 0, 5, 0],
  ['the right end', (x: number) => x - 5, 0, 5, 5],
  ['a flat cubic', (x: number) => (x - 1) ** 3, -3, 4, 1],
  ['a steep step', (x: number) => Math.atan(1e6 * (x - 0.3)), -1, 1, 0.3],
  ['a bracket given backwards', (x: number) => x * x - 2, 2, 0, Math.SQRT2],
])('finds %s', (_name, f, low, high, expected) => {
  const root = bracketedRoot(f, { low, high })
  expect(root.ok && Math.abs(root.value - expected)).toBeLessThan(expected === 1 ? 1e-4 : 1e-14)
})

test('property: finds the root of any rising cubic', () => {
  fc.assert(
    fc.property(fc.double({ min: -100, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 10, noNaN: true }), (at, slope) => {
      const root = bracketedRoot((x) => (x - at) * ((x - at) * (x - at) + slope), { low: -1_000, high: 1_000 })
      expect(root.ok && Math.abs(root.value - at)).toBeLessThan(1e-11)
    }),
  )
})

test('refuses a bracket without a change of sign, or without numbers', () => {
  expect(bracketedRoot((x) => x * x + 1, { low: -1, high: 2 })).toEqual({ ok: false, refusal: { reason: 'sameSign', atLow: 2, atHigh: 5 } })
  expect(bracketedRoot(() => Number.NaN, { low: -1, high: 2 }).ok).toBe(false)
})
