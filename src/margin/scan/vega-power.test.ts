import { expect, test } from 'vitest'
import { volatilityFactor } from './vega-power.ts'

const power = { short: 0.3, long: 0.13, floorDays: 1 }

test.each([
  ['thirty days are the standard', 0.4, 30, 1.4],
  ['just below thirty the short power', 0.4, 29.999, 1 + 0.4 * (30 / 29.999) ** 0.3],
  ['above thirty the long power makes it smaller', 0.4, 90, 1 + 0.4 * (1 / 3) ** 0.13],
  ['at the floor', -0.22, 1, 1 - 0.22 * 30 ** 0.3],
  ['below the floor no more than at it', -0.22, 0.2, 1 - 0.22 * 30 ** 0.3],
  ['never below nothing', -0.5, 1, 0],
] as const)('table: %s', (_name, shock, days, expected) => {
  expect(volatilityFactor(shock, days, power)).toBeCloseTo(expected, 12)
})
