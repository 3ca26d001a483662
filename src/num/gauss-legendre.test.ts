import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../base/argument.ts'
import { gaussLegendre } from './gauss-legendre.ts'

const integral = (count: number, f: (x: number) => number, low = -1, high = 1): number => {
  const { points, weights } = gaussLegendre(count, { low, high })
  return points.reduce((sum, x, i) => sum + (weights[i] ?? 0) * f(x), 0)
}

describe('gaussLegendre', () => {
  test('default: the rule of two and three points', () => {
    const two = gaussLegendre(2, { low: -1, high: 1 })
    expect(two.points[1]).toBeCloseTo(1 / Math.sqrt(3), 15)
    expect(two.points[0]).toBe(-(two.points[1] ?? 0))
    const three = gaussLegendre(3, { low: -1, high: 1 })
    expect([...three.weights].map((weight) => weight * 9)).toEqual([expect.closeTo(5, 12), expect.closeTo(8, 12), expect.closeTo(5, 12)])
    expect(three.points[1]).toBeCloseTo(0, 15)
  })

  test.each([1, 2, 3, 7, 20, 151, 1_000])('table: %i points are exact up to their degree on any interval', (count) => {
    const degree = Math.min(2 * count - 1, 39)
    const high = 1.5
    expect(integral(count, (x) => x ** degree, 0, high)).toBeCloseTo(high ** (degree + 1) / (degree + 1), 6)
    expect(integral(count, () => 1, -3, 5)).toBeCloseTo(8, 11)
  })

  test('behavior: points rise and lie inside', () => {
    const { points } = gaussLegendre(64, { low: 2, high: 3 })
    expect([...points]).toEqual([...points].toSorted((a, b) => a - b))
    expect(points[0]).toBeGreaterThan(2)
    expect(points[63]).toBeLessThan(3)
  })

  test.each([0, 1.5, 2_001])('error: %f points', (count) => {
    expect(() => gaussLegendre(count, { low: 0, high: 1 })).toThrow(ArgumentError)
  })
})
