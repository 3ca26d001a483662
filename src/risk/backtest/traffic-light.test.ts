import { describe, expect, test } from 'vitest'
import { trafficLight, zoneLimits } from './traffic-light.ts'

describe('trafficLight', () => {
  // The table of 250 observations at 99 % as both frameworks print it: exceedances, zone, plus factor, add-on, cumulative percent.
  test.each([
    [0, 'green', 0, 0, 8.11],
    [1, 'green', 0, 0, 28.58],
    [2, 'green', 0, 0, 54.32],
    [3, 'green', 0, 0, 75.81],
    [4, 'green', 0, 0, 89.22],
    [5, 'yellow', 0.4, 0.2, 95.88],
    [6, 'yellow', 0.5, 0.26, 98.63],
    [7, 'yellow', 0.65, 0.33, 99.6],
    [8, 'yellow', 0.75, 0.38, 99.89],
    [9, 'yellow', 0.85, 0.42, 99.97],
    [10, 'red', 1, 0.5, 99.99],
    [250, 'red', 1, 0.5, 100],
  ] as const)('table: %d exceedances', (exceedances, zone, plusFactor, addOn, percent) => {
    const light = trafficLight({ observations: 250, exceedances, tailProbability: 0.01 })
    expect(light).toMatchObject({ zone, plusFactor, addOn })
    expect(Math.abs(100 * light.cumulativeProbability - percent)).toBeLessThan(0.006)
    expect(trafficLight({ observations: 250, exceedances, tailProbability: 1 - 0.99 })).toMatchObject({ zone, plusFactor, addOn })
  })

  test('cumulative probabilities are sums of exact ones', () => {
    let sum = 0
    for (let exceedances = 0; exceedances <= 12; exceedances++) {
      const light = trafficLight({ observations: 120, exceedances, tailProbability: 0.03 })
      sum += light.exactProbability
      expect(light.cumulativeProbability).toBeCloseTo(sum, 12)
    }
  })

  test('the factor of another record is the growth a normal forecast needs', () => {
    // 2 % seen where 1 % was promised: quantiles 2.0537 and 2.3263.
    const growth = 2.3263478740408408 / 2.0537489106318225 - 1
    const light = trafficLight({ observations: 500, exceedances: 10, tailProbability: 0.01 })
    expect(light.zone).toBe('yellow')
    expect(light.plusFactor).toBeCloseTo(3 * growth, 12)
    expect(light.addOn).toBeCloseTo(1.5 * growth, 12)
  })

  test('factors keep to the rounded table where it applies, and to the rule at another tail', () => {
    expect(trafficLight({ observations: 250, exceedances: 6, tailProbability: 0.0101 }).plusFactor).not.toBe(0.5)
    expect(trafficLight({ observations: 251, exceedances: 6, tailProbability: 0.01 }).plusFactor).not.toBe(0.5)
  })

  test('no factor is above that of the red zone or below none', () => {
    // Both yellow: all of three losses exceeded 4 %, or 3 of 5 exceeded 20 %.
    expect(trafficLight({ observations: 3, exceedances: 3, tailProbability: 0.04 })).toMatchObject({ zone: 'red' })
    expect(trafficLight({ observations: 2, exceedances: 1, tailProbability: 0.05 })).toMatchObject({
      zone: 'yellow',
      plusFactor: 1,
      addOn: 0.5,
    })
    expect(trafficLight({ observations: 20, exceedances: 9, tailProbability: 0.2 })).toMatchObject({
      zone: 'yellow',
      plusFactor: 1,
      addOn: 0.5,
    })
  })

  test('a short record without exceedances is beyond green by the letter, and has no factor', () => {
    expect(trafficLight({ observations: 1, exceedances: 0, tailProbability: 0.01 })).toMatchObject({
      zone: 'yellow',
      plusFactor: 0,
      addOn: 0,
    })
    // Fewer exceedances than promised need no growth either.
    expect(trafficLight({ observations: 200, exceedances: 1, tailProbability: 0.001 })).toMatchObject({ zone: 'yellow' })
  })

  test('error: checked as Kupiec does', () => {
    expect(() => trafficLight({ observations: 10, exceedances: 11, tailProbability: 0.1 })).toThrow('exceedances')
  })
})

describe('zoneLimits', () => {
  test.each([
    [250, 0.01, { green: 4, yellow: 9 }],
    [1, 0.1, { green: 0, yellow: 0 }],
    // Not even none is green where exceedances are so rare; nor yellow.
    [1, 0.01, { green: -1, yellow: 0 }],
    [1, 0.00001, { green: -1, yellow: -1 }],
    // The boundary itself is beyond: 0.95 is no longer green.
    [1, 0.05, { green: -1, yellow: 0 }],
  ])('table: %d observations at %d', (observations, tailProbability, limits) => {
    expect(zoneLimits(observations, tailProbability)).toEqual(limits)
  })

  test.each([0, -1, 2.5])('error: %d observations', (observations) => {
    expect(() => zoneLimits(observations, 0.01)).toThrow('observations')
  })

  test('error: a tail of 1', () => {
    expect(() => zoneLimits(10, 1)).toThrow('tailProbability')
  })
})
