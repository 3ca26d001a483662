import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { dieboldMarianoTest } from './diebold-mariano.ts'
import { giacominiWhiteTest } from './giacomini-white.ts'

describe('giacominiWhiteTest', () => {
  test('default: n times the R squared of one on the instrumented differences', () => {
    const first = [1, 2, 3, 1, 2, 5]
    const second = [2, 1, 1, 2, 4, 1]
    // Differences -1, 1, 2, -1, -2, 4: products with the last one -1, 2, -2, 2, -8.
    const a = [1, 2, -1, -2, 4]
    const b = [-1, 2, -2, 2, -8]
    const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0)
    const ones = [1, 1, 1, 1, 1]
    const [aa, ab, bb, sa, sb] = [dot(a, a), dot(a, b), dot(b, b), dot(a, ones), dot(b, ones)]
    const expected = (sa * sa * bb - 2 * sa * sb * ab + sb * sb * aa) / (aa * bb - ab * ab)
    const result = giacominiWhiteTest(first, second)
    if (!result.ok) throw new Error('expected an outcome')
    expect(result.value.statistic).toBeCloseTo(expected, 12)
    expect(result.value.pValue).toBeCloseTo(Math.exp(-expected / 2), 12)
    expect(result.value.degreesOfFreedom).toBe(2)
  })

  test('sees turns that the mean does not', () => {
    const generator = createPrng(2)
    const first = Array.from({ length: 400 }, (_, t) => (Math.floor(t / 20) % 2 === 0 ? 1 : -1) + 0.5 * nextNormal(generator))
    const second = first.map(() => 0)
    const [turning, mean] = [giacominiWhiteTest(first, second), dieboldMarianoTest(first, second, 5)]
    expect(turning.ok && turning.value.pValue).toBeLessThan(1e-6)
    expect(mean.ok && mean.value.robust.pValue).toBeGreaterThan(0.2)
  })

  test('refused when nothing varies', () => {
    expect(giacominiWhiteTest([1, 2, 3, 4], [0, 1, 2, 3])).toEqual({ ok: false, refusal: { reason: 'unvaryingDifference' } })
    expect(giacominiWhiteTest([1, 2, 3, 4], [1, 2, 3, 4]).ok).toBe(false)
  })

  test.each([
    [[1, 2, 3], [1, 2, 3], 'first: expected at least 4 numbers'],
    [[1, 2, 3, 4], [1, 2, 3], 'second'],
    [[1, 2, 3, 4], [1, 2, 3, Number.NaN], 'second[3]'],
    [[1, Infinity, 3, 4], [1, 2, 3, 4], 'first[1]'],
  ])('error: %j %j', (first, second, message) => {
    expect(() => giacominiWhiteTest(first, second)).toThrow(message)
  })
})
