import { describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { leeMyklandTest } from './lee-mykland.ts'

function noise(count: number, seed: number): number[] {
  const generator = createPrng(seed)
  return Array.from({ length: count }, () => 0.001 * nextNormal(generator))
}

describe('leeMyklandTest', () => {
  test('table: statistics of a window of four by hand', () => {
    const found = leeMyklandTest([1, -2, 3, 4, -5, 6], { windowReturns: 4, significance: 0.01 })
    expect(found.testedCount).toBe(3)
    // Before the fourth return the products are 2 and 6, before the fifth 6 and 12, before the sixth 12 and 20.
    const expected = [4 / Math.sqrt(4), -5 / Math.sqrt(9), 6 / Math.sqrt(16)]
    found.statistics.forEach((statistic, i) => expect(statistic.ok && statistic.value).toBeCloseTo(expected[i] as number, 14))
    const spread = Math.sqrt(2 * Math.log(3))
    const c = Math.sqrt(2 / Math.PI)
    expect(found.scale).toBeCloseTo(1 / (c * spread), 14)
    expect(found.centre).toBeCloseTo(spread / c - (Math.log(Math.PI) + Math.log(Math.log(3))) / (2 * c * spread), 14)
    expect(found.threshold).toBeCloseTo(-Math.log(-Math.log(0.99)), 12)
  })

  test('behavior: jumps of either sign are found at their place, and whole series without are silent', () => {
    const returns = noise(500, 3)
    returns[200] = 0.012
    returns[377] = -0.015
    expect(leeMyklandTest(returns, { windowReturns: 60, significance: 0.01 }).jumpIndices).toEqual([200, 377])
    const silent = Array.from({ length: 100 }, (_, i) => leeMyklandTest(noise(300, i + 10), { windowReturns: 60, significance: 0.01 }))
    expect(silent.filter(({ jumpIndices }) => jumpIndices.length > 0).length).toBeLessThan(10)
  })

  test('behavior: where nothing moved before, there is no statistic and no jump', () => {
    const found = leeMyklandTest([0, 0, 0, 0, 1, 1], { windowReturns: 4, significance: 0.05 })
    expect(found.statistics.map(({ ok }) => ok)).toEqual([false, false, false])
    expect(found.jumpIndices).toEqual([])
  })

  test('error: what is wrong is named', () => {
    const options = { windowReturns: 4, significance: 0.01 }
    expect(() => leeMyklandTest([], options)).toThrow('returns')
    expect(() => leeMyklandTest([1, 2, 3, 4], options)).toThrow('windowReturns: expected at most 3')
    expect(() => leeMyklandTest([1, 2, 3, 4, 5], options)).not.toThrow()
    expect(() => leeMyklandTest(noise(9, 1), { ...options, windowReturns: 2 })).toThrow('windowReturns')
    expect(() => leeMyklandTest(noise(9, 1), { ...options, significance: 0 })).toThrow('significance')
    expect(() => leeMyklandTest([...noise(9, 1), Infinity], options)).toThrow('returns[9]')
  })
})
