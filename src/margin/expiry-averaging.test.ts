import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seconds, timeUs } from '../base/time.ts'
import { expiryMarketAt, type AveragedExpiry } from './expiry-averaging.ts'
import { forwardOf } from './market-snapshot.ts'

const expiresAt = timeUs(10_000e6)
const before = (count: number) => timeUs(expiresAt - seconds(count))
const expiry: AveragedExpiry = { expiresAt, window: seconds(1_800), forward: 1_500, averageSoFar: 1_468, rate: 0.03, confidence: 0.9 }
const { averageSoFar: _average, ...withoutAverage } = expiry

describe('averaging window', () => {
  test.each([
    ['a day before', 8_640, 1_500, 0],
    ['as the window begins', 1_800, 1_500, 0],
    ['half way through', 900, 750, 734],
    ['a quarter left', 450, 375, 1_101],
    ['at the expiry', 0, 0, 1_468],
  ])('table: %s', (_name, left, variableForward, fixedForward) => {
    expect(expiryMarketAt(expiry, before(left))).toEqual({
      ok: true,
      value: { variableForward, fixedForward, rate: 0.03, confidence: 0.9 },
    })
  })

  test('behavior: the average is not needed until the window has begun, then it is', () => {
    expect(expiryMarketAt(withoutAverage, before(1_800))).toMatchObject({ ok: true })
    expect(expiryMarketAt(withoutAverage, timeUs(before(1_800) + 1))).toEqual({ ok: false, refusal: { reason: 'averageMissing' } })
    expect(expiryMarketAt({ ...withoutAverage, window: seconds(0) }, expiresAt)).toMatchObject({
      ok: true,
      value: { variableForward: 1_500 },
    })
  })

  test('error: after the expiry', () => {
    expect(() => expiryMarketAt(expiry, timeUs(expiresAt + 1))).toThrow('until it expires')
  })

  test('property: the forward lies between its parts, and moves with what is left of the window', () => {
    const price = fc.integer({ min: 1, max: 10_000_000 }).map((thousandths) => thousandths / 1_000)
    fc.assert(
      fc.property(price, price, fc.integer({ min: 0, max: 1_800 }), (forward, averageSoFar, left) => {
        const at = expiryMarketAt({ ...expiry, forward, averageSoFar }, before(left))
        const pushed = expiryMarketAt({ ...expiry, forward: forward * 2, averageSoFar }, before(left))
        if (!at.ok || !pushed.ok) throw new Error('the average is known')
        expect(forwardOf(at.value)).toBeGreaterThanOrEqual(Math.min(forward, averageSoFar) * (1 - 1e-12))
        expect(forwardOf(at.value)).toBeLessThanOrEqual(Math.max(forward, averageSoFar) * (1 + 1e-12))
        expect(forwardOf(pushed.value) - forwardOf(at.value)).toBeCloseTo((forward * left) / 1_800, 6)
      }),
    )
  })
})
