import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { later, seconds, timeUs } from '../../base/time.ts'
import type { IndexPrice } from '../../market/index-price.ts'
import type { PriceGrade } from '../../market/price-grade.ts'
import { markOf, markTerms, startMark, stepMark, type MarkState } from './mark-price.ts'

const start = timeUs(0)
const indexAt = (price: number, grade: PriceGrade = 'ok'): IndexPrice => ({ kind: 'known', price, grade, venues: [] })
const noIndex: IndexPrice = { kind: 'unknown', grade: 'tooFew', venues: [] }
const index = indexAt(60_000)
const step = (state: MarkState, after: number, bookMid?: number, at = index): MarkState =>
  stepMark(state, { at: later(state.at, seconds(after)), index: at, ...(bookMid !== undefined && { bookMid }) })
const priceOf = (state: MarkState, at = index): number => {
  const mark = markOf(state, at)
  return mark.kind === 'known' ? mark.price : NaN
}

describe('mark', () => {
  test('default: a basis that stands comes in by 63 % in the smoothing time', () => {
    const stood = step(step(startMark(start), 0, 60_600), 90, 60_600)
    expect(priceOf(stood)).toBeCloseTo(60_000 + 600 * (1 - Math.exp(-1)), 6)
    expect(priceOf(step(stood, 10_000, 60_600))).toBeCloseTo(60_600, 6)
  })

  test('behavior: a print moves the mark by nothing when it comes, and by its time when it stays', () => {
    const calm = step(startMark(start), 10, 60_000)
    const printed = step(calm, 10, 600_000)
    expect(priceOf(printed)).toBe(60_000)
    const gone = step(printed, 1, 60_000)
    expect(priceOf(gone)).toBeCloseTo(60_000 * (1 + markTerms.band * (1 - Math.exp(-1 / 90))), 6)
    expect(priceOf(gone)).toBeLessThan(60_017)
    expect(Math.abs(priceOf(step(gone, 3_600, 60_000)) - 60_000)).toBeLessThan(1e-9)
  })

  test.each([
    ['just within the band', 60_000 * 1.0249, 60_000 * 1.0249],
    ['at the band', 61_500, 61_500],
    ['beyond it', 61_501, 61_500],
    ['far beyond it', 1e12, 61_500],
    ['at the band below', 58_500, 58_500],
    ['beyond it below', 1, 58_500],
  ])('table: a book %s', (_name, bookMid, expected) => {
    expect(priceOf(step(step(startMark(start), 0, bookMid), 100_000, bookMid))).toBeCloseTo(expected, 6)
  })

  test('behavior: a book that cannot be seen leaves the basis, and makes the mark stale after its time', () => {
    const stood = step(step(startMark(start), 0, 60_300), 90, 60_300)
    const unseen = step(stood, 0)
    const atLimit = step(unseen, 60)
    expect(priceOf(atLimit)).toBe(priceOf(stood))
    expect(markOf(atLimit, index)).toMatchObject({ grade: 'ok' })
    expect(markOf(step(atLimit, 0.000_001), index)).toMatchObject({ kind: 'known', grade: 'stale' })
    expect(markOf(step(step(atLimit, 3_600), 1, 60_300), index)).toMatchObject({ grade: 'ok' })
  })

  test('behavior: an unknown index is an unknown mark, and changes no basis', () => {
    const stood = step(step(startMark(start), 0, 60_300), 90, 60_300)
    expect(markOf(stood, noIndex)).toEqual({ kind: 'unknown', grade: 'tooFew' })
    expect(step(stood, 0, 70_000, noIndex).standing).toBe(stood.basis)
    for (const grade of ['wide', 'tooVolatile', 'stale'] as const) expect(markOf(stood, indexAt(1, grade))).toMatchObject({ grade })
  })

  test.each([
    ['ok', true],
    ['wide', true],
    ['tooVolatile', true],
    ['stale', false],
    ['tooFew', false],
  ] as const)('table: beside an index that is %s a book is a basis: %s', (grade, isBasis) => {
    const state = step(step(startMark(start), 0, 61_000, indexAt(60_000, grade)), 90)
    expect(state.basis > 0).toBe(isBasis)
  })

  test('error: time that runs backwards, and a book at 0', () => {
    expect(() => stepMark(step(startMark(start), 5), { at: start, index })).toThrow('backwards')
    expect(() => step(startMark(start), 1, 0)).toThrow('positive')
  })

  const prints = fc.array(fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 500_000 })), { maxLength: 30 })

  test('property: whatever is printed, the mark stays within the band', () => {
    fc.assert(
      fc.property(prints, (all) => {
        let state = startMark(start)
        for (const [milliseconds, mid] of all) state = step(state, milliseconds / 1_000, mid)
        expect(Math.abs(priceOf(state) - 60_000)).toBeLessThanOrEqual(60_000 * markTerms.band * (1 + 1e-12))
      }),
    )
  })

  test('property: looking more often at the same book changes nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 50 }), (mid, parts) => {
        const begun = step(startMark(start), 0, mid)
        let often = begun
        for (let part = 0; part < parts; part++) often = step(often, 7, mid)
        expect(often.basis).toBeCloseTo(step(begun, 7 * parts, mid).basis, 12)
      }),
    )
  })
})
