import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wanderingReturns } from '../../../test/margin.ts'
import { closeOutCost, filteredMargin, type FilteredMarginInput } from './filtered-margin.ts'

describe('one position, as written down', () => {
  const input: FilteredMarginInput = {
    returns: wanderingReturns(200),
    position: 120,
    price: 3_000,
    filter: { lambda: 0.97, startReturns: 60 },
    confidence: 0.99,
    marginPeriodDays: 2,
    stressWeight: 0.25,
    stressMove: 0.35,
    floor: 0.05,
    closeOut: { spread: 0.0006, impact: 0.8, dailyVolume: 50_000 },
  }
  const of = (changes: Partial<FilteredMarginInput> = {}) => {
    const margin = filteredMargin({ ...input, ...changes })
    if (!margin.ok) throw new Error(margin.refusal.reason)
    return margin.value
  }

  test('table: no position asks for nothing, and a short loses where a long gains', () => {
    expect(of({ position: 0 })).toMatchObject({ expectedShortfall: 0, afterFloor: 0, closeOutCost: 0, total: 0 })
    const mirrored = of({ returns: wanderingReturns(200).map((each) => -each) })
    expect(of({ position: -120 }).total).toBe(mirrored.total)
    expect(of({ position: -120 }).total).not.toBe(of().total)
  })

  test('table: a weight of nothing and of all', () => {
    expect(of({ stressWeight: 0 }).afterStress).toBe(of().expectedShortfall)
    expect(of({ stressWeight: 1 }).afterStress).toBeCloseTo(0.35 * 360_000, 6)
  })

  test('table: the floor below, at and above what is asked', () => {
    const asked = of().afterStress / 360_000
    expect(of({ floor: asked * 0.999 }).afterFloor).toBe(of().afterStress)
    expect(of({ floor: asked }).afterFloor).toBeCloseTo(of().afterStress, 6)
    expect(of({ floor: asked * 1.001 }).afterFloor).toBeCloseTo(of().afterStress * 1.001, 6)
  })

  test('table: a period of four days is twice that of one, and a start longer than the series is the series', () => {
    expect(of({ marginPeriodDays: 4 }).expectedShortfall).toBeCloseTo(2 * of({ marginPeriodDays: 1 }).expectedShortfall, 6)
    expect(of({ filter: { lambda: 0.97, startReturns: 500 } })).toEqual(of({ filter: { lambda: 0.97, startReturns: 200 } }))
  })

  test('table: one return, and returns of zero', () => {
    expect(of({ returns: [0.03], marginPeriodDays: 1 }).expectedShortfall).toBeCloseTo(-0.03 * 360_000, 6)
    expect(of({ returns: [-0.03], marginPeriodDays: 1 }).expectedShortfall).toBeCloseTo(0.03 * 360_000, 6)
    expect(filteredMargin({ ...input, returns: [0, 0, 0.1] })).toMatchObject({ ok: true })
    expect(filteredMargin({ ...input, returns: [0, 0] })).toMatchObject({ ok: false, refusal: { reason: 'zeroVolatility' } })
  })

  test('property: closing grows faster than the size and costs nothing for none', () => {
    const cost = (units: number): number =>
      closeOutCost({ units, price: 100, volatility: 0.03, dailyVolume: 1_000 }, { spread: 0.001, impact: 0.8 })
    expect(cost(0)).toBe(0)
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), (units) => cost(2 * units) > 2 * cost(units)))
  })

  test('error: a volume of 0, a price of 0', () => {
    expect(() => of({ closeOut: { ...input.closeOut, dailyVolume: 0 } })).toThrow('dailyVolume')
    expect(() => of({ price: 0 })).toThrow('price')
  })
})
