import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { constantSpeedSale } from './constant-speed-sale.ts'
import { empiricalSpreadAdjustedLoss } from './empirical-spread-adjusted-loss.ts'
import { fatTailFactor, lossOfMove, spreadAdjustedLoss } from './spread-adjusted-loss.ts'

const plain = {
  price: 100,
  units: 1,
  volatility: 0.02,
  fatTailFactor: 1,
  confidence: 0.95,
  meanSpread: 0.01,
  spreadDeviation: 0,
  spreadMultiple: 0,
}

describe('spreadAdjustedLoss', () => {
  test('default: the textbook case', () => {
    const found = spreadAdjustedLoss(plain)
    expect(found.liquidityCost).toBe(0.5)
    expect(found.priceLossLinear).toBeCloseTo(3.29, 2)
    expect(found.total).toBe(found.priceLoss + found.liquidityCost)
  })

  test('behavior: a short position can lose more than its value, a long one cannot', () => {
    expect(spreadAdjustedLoss({ ...plain, volatility: 2 }).priceLoss).toBeLessThan(100)
    expect(spreadAdjustedLoss({ ...plain, volatility: 2, units: -1 }).priceLoss).toBeGreaterThan(100)
    expect(lossOfMove(0, 1)).toBe(0)
  })

  test('table: thin tails have no factor', () => {
    expect(fatTailFactor(6, 0.4)).toMatchObject({ ok: true })
    expect(fatTailFactor(0.1, 1)).toMatchObject({ ok: false, refusal: { reason: 'tailsTooThin' } })
    expect(() => fatTailFactor(0, 1)).toThrow(/^kurtosis/)
  })

  test('error: terms out of range name themselves', () => {
    for (const [name, value] of [
      ['price', 0],
      ['units', Number.NaN],
      ['volatility', -1],
      ['fatTailFactor', 0],
      ['confidence', 1],
      ['meanSpread', -1],
      ['spreadDeviation', -1],
      ['spreadMultiple', Infinity],
    ] as const) {
      expect(() => spreadAdjustedLoss({ ...plain, [name]: value })).toThrow(new RegExp(`^${name}`))
    }
  })
})

describe('empiricalSpreadAdjustedLoss', () => {
  const sample = {
    price: 100,
    units: 2,
    logReturns: [0.3, -0.1, 0, -0.2],
    spreads: [0.01, 0.04, 0.02, 0.03],
    returnConfidence: 0.75,
    spreadConfidence: 0.5,
  }

  test('default: order statistics of both samples; a short position loses on the other side', () => {
    expect(empiricalSpreadAdjustedLoss(sample)).toMatchObject({ returnQuantile: 0.1, spreadQuantile: 0.02, liquidityCost: 2 })
    expect(empiricalSpreadAdjustedLoss({ ...sample, units: -2, returnConfidence: 0.9 }).returnQuantile).toBe(0.3)
  })

  test('behavior: one spread or spreads all alike have no multiple', () => {
    expect(empiricalSpreadAdjustedLoss({ ...sample, spreads: [0.1] }).impliedMultiple).toBeUndefined()
    expect(empiricalSpreadAdjustedLoss({ ...sample, spreads: [0.1, 0.1, 0.1] }).impliedMultiple).toBeUndefined()
    expect(empiricalSpreadAdjustedLoss(sample).impliedMultiple).toBeLessThan(0)
  })

  test('property: order does not matter, and the input is left as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }), (logReturns) => {
        const copy = [...logReturns]
        const one = empiricalSpreadAdjustedLoss({ ...sample, logReturns })
        expect(logReturns).toEqual(copy)
        expect(empiricalSpreadAdjustedLoss({ ...sample, logReturns: logReturns.toReversed() })).toEqual(one)
      }),
    )
  })

  test('error: samples and confidences name themselves', () => {
    expect(() => empiricalSpreadAdjustedLoss({ ...sample, logReturns: [] })).toThrow(/^logReturns/)
    expect(() => empiricalSpreadAdjustedLoss({ ...sample, spreads: [1, Number.NaN] })).toThrow(/^spreads\[1\]/)
    expect(() => empiricalSpreadAdjustedLoss({ ...sample, spreadConfidence: 0 })).toThrow(/^spreadConfidence/)
    expect(() => empiricalSpreadAdjustedLoss({ ...sample, returnConfidence: 1 })).toThrow(/^returnConfidence/)
  })
})

describe('constantSpeedSale', () => {
  const terms = { size: 1e6, volatility: 0.95, permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, z: 2.326, capitalWeight: 1 }

  test('default: no duration near the best one is better', () => {
    const found = constantSpeedSale(terms)
    if (!found.ok) throw new Error('refused')
    for (const factor of [0.5, 0.99, 1.01, 2]) {
      const duration = found.value.duration * factor
      const cost = (terms.permanentImpact / 2 + terms.temporaryImpact / duration) * 1e12
      expect(cost + terms.z * terms.volatility * 1e6 * Math.sqrt(duration / 3)).toBeGreaterThan(found.value.objective)
    }
  })

  test('table: exact limits', () => {
    expect(constantSpeedSale({ ...terms, temporaryImpact: 0 })).toMatchObject({ value: { duration: 0, deviation: 0, loss: 125_000 } })
    expect(constantSpeedSale({ ...terms, size: 0 })).toMatchObject({ value: { duration: 0, loss: 0 } })
    expect(constantSpeedSale({ ...terms, z: 0 })).toEqual({ ok: false, refusal: { reason: 'nothingHurries' } })
    expect(constantSpeedSale({ ...terms, size: -1e6 })).toEqual(constantSpeedSale(terms))
  })

  test('error: terms out of range name themselves', () => {
    expect(() => constantSpeedSale({ ...terms, size: Infinity })).toThrow(/^size/)
    for (const name of ['volatility', 'permanentImpact', 'temporaryImpact', 'z', 'capitalWeight'] as const) {
      expect(() => constantSpeedSale({ ...terms, [name]: -1 })).toThrow(new RegExp(`^${name}`))
    }
  })
})
