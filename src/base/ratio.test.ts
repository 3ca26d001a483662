import { expect, test } from 'vitest'
import { bps, ratio } from './ratio.ts'

test('default: a unit changes no bits', () => {
  expect([ratio(0.975), ratio(-0), bps(25)]).toEqual([0.975, -0, 25])
})

test('error: a fraction is no basis points, at compile time', () => {
  const spread = bps(25)
  // @ts-expect-error basis points are not a fraction
  const wrong: ReturnType<typeof ratio> = spread
  expect(wrong).toBe(25)
})
