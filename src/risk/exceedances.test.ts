import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/codec.ts'
import { createExceedances, judgeLoss, type Exceedances } from './exceedances.ts'

describe('exceedances', () => {
  // At, just above and just below the forecast; a forecast may be a gain.
  test.each([
    [0.03, 0.03, false],
    [0.030_000_001, 0.03, true],
    [0.029_999_999, 0.03, false],
    [-0.01, -0.02, true],
    [-0.02, -0.02, false],
  ])('table: a loss of %f against a forecast of %f', (loss, forecast, expected) => {
    const exceedances = createExceedances(5)
    expect(judgeLoss(exceedances, loss, forecast)).toBe(expected)
    expect(exceedances).toMatchObject({ judged: 1, total: expected ? 1 : 0, inWindow: expected ? 1 : 0 })
  })

  test('property: the window counts the last ones, the total all, and a cut by encoding and decoding changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), fc.nat(60), (marks, window, cut) => {
        let exceedances = createExceedances(window)
        marks.forEach((isExceedance, i) => {
          if (i === cut) exceedances = decode(encode(exceedances)) as Exceedances
          judgeLoss(exceedances, isExceedance ? 2 : 0, 1)
          const past = marks.slice(0, i + 1)
          expect(exceedances.inWindow).toBe(past.slice(-window).filter(Boolean).length)
          expect(exceedances.total).toBe(past.filter(Boolean).length)
          expect(exceedances.judged).toBe(i + 1)
        })
      }),
    )
  })

  test('error: an impossible window, a loss or forecast that is not finite', () => {
    for (const window of [0, 1.5]) expect(() => createExceedances(window)).toThrow('positive whole number')
    expect(() => judgeLoss(createExceedances(2), Number.NaN, 1)).toThrow('finite')
    expect(() => judgeLoss(createExceedances(2), 1, Number.NaN)).toThrow('finite')
  })
})
