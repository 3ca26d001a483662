import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../base/argument.ts'
import { secondsToMost, volatilityDiscount } from './volatility-discount.ts'

const terms = { multiple: 2, volatility: 0.8, most: 0.15 }

describe('a discount as fast as volatility', () => {
  test('table: two deviations of an hour, and four times the time for twice the discount', () => {
    const hour = volatilityDiscount(terms, 3_600)
    expect(hour).toBeCloseTo(2 * 0.8 * Math.sqrt(1 / (365 * 24)), 12)
    expect(volatilityDiscount(terms, 4 * 3_600)).toBeCloseTo(2 * hour, 12)
    expect(volatilityDiscount(terms, 0)).toBe(0)
  })

  test('table: it reaches its most when it says, and stays there', () => {
    const reached = secondsToMost(terms) as number
    expect(volatilityDiscount(terms, reached * 0.99)).toBeLessThan(0.15)
    expect(volatilityDiscount(terms, reached)).toBeCloseTo(0.15, 12)
    expect(volatilityDiscount(terms, reached * 2)).toBe(0.15)
    expect(secondsToMost({ ...terms, volatility: 0 })).toBeUndefined()
  })

  test.each([
    [{ ...terms, volatility: -1 }, 1, /^volatility: /],
    [{ ...terms, multiple: Number.NaN }, 1, /^multiple: /],
    [{ ...terms, most: -0.1 }, 1, /^most: /],
    [terms, -1, /^elapsed: /],
  ])('error: %j after %i', (wrong, elapsed, message) => {
    expect(() => volatilityDiscount(wrong, elapsed)).toThrow(ArgumentError)
    expect(() => volatilityDiscount(wrong, elapsed)).toThrow(message)
  })
})
