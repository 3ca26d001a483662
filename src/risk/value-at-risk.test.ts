import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ratio } from '../base/ratio.ts'
import { hasShared, sharedFile } from '../../test/shared-data.ts'
import { historicalExpectedShortfall } from './expected-shortfall.ts'
import { historicalValueAtRisk } from './value-at-risk.ts'

type HistoricalVector = Readonly<{
  inputs: Readonly<{ loss: readonly number[]; alphas: readonly number[] }>
  expected: Readonly<{ q1: readonly number[]; es_acerbi_tasche: readonly number[]; es_rockafellar_uryasev: readonly number[] }>
}>

describe('historical VaR and ES', () => {
  test.skipIf(!hasShared).each(['var-hs-tiny', 'var-hs-dax500'])('vector: %s', (id) => {
    const { inputs, expected } = JSON.parse(readFileSync(sharedFile(`vectors/methods/${id}.json`), 'utf8')) as HistoricalVector
    inputs.alphas.forEach((alpha, i) => {
      expect(historicalValueAtRisk(inputs.loss, ratio(alpha))).toBe(expected.q1[i])
      const shortfall = historicalExpectedShortfall(inputs.loss, ratio(alpha))
      // The vectors allow 1e-12 + 1e-8 of the value; the arithmetic is good to twelve digits, so that is what is held.
      for (const oracle of [expected.es_acerbi_tasche[i], expected.es_rockafellar_uryasev[i]]) {
        expect(Math.abs(shortfall - (oracle ?? Number.NaN))).toBeLessThanOrEqual(1e-12 * shortfall)
      }
    })
  })

  // Columns: confidence, VaR, ES of the ten losses 0.1, 0.2 ... 1.0. Around every whole tail size.
  test.each([
    [0.05, 0.1, (5.4 + 0.5 * 0.1) / 9.5],
    [0.899, 0.9, (1 + 0.01 * 0.9) / 1.01],
    [0.9, 0.9, 1],
    [0.901, 1, 1],
    [0.8, 0.8, 0.95],
    [0.75, 0.8, (1.9 + 0.5 * 0.8) / 2.5],
    [0.999, 1, 1],
  ])('table: at %f the VaR is %f and the ES %f', (level, valueAtRisk, shortfall) => {
    const tenths = [3, 1, 4, 10, 5, 9, 2, 6, 8, 7].map((tenth) => tenth / 10)
    expect(historicalValueAtRisk(tenths, ratio(level))).toBe(valueAtRisk)
    expect(historicalExpectedShortfall(tenths, ratio(level))).toBeCloseTo(shortfall, 14)
  })

  test('behavior: one loss is its own VaR and ES, and gains stay negative', () => {
    expect(historicalValueAtRisk([-0.02], ratio(0.99))).toBe(-0.02)
    expect(historicalExpectedShortfall([-0.02], ratio(0.99))).toBe(-0.02)
  })

  // The mean of so many equal losses rounds down to just below them.
  test.each([
    [0.9, 0.1, 52],
    [0.975, 0.01, 63],
    [0.99, 0.03, 14],
  ])('regression: at %f the ES of equal losses of %f, %i of them, is not below their VaR', (level, loss, count) => {
    expect(
      historicalExpectedShortfall(
        Array.from({ length: count }, () => loss),
        ratio(level),
      ),
    ).toBe(loss)
  })

  test('property: ES is at least VaR, both lie within the sample, and both grow with the confidence', () => {
    const level = fc.double({ min: 0.01, max: 0.9999, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }), level, level, (losses, a, b) => {
        const [low, high] = [ratio(Math.min(a, b)), ratio(Math.max(a, b))]
        expect(historicalExpectedShortfall(losses, low)).toBeGreaterThanOrEqual(historicalValueAtRisk(losses, low))
        expect(historicalValueAtRisk(losses, high)).toBeGreaterThanOrEqual(historicalValueAtRisk(losses, low))
        expect(historicalExpectedShortfall(losses, high)).toBeGreaterThanOrEqual(historicalExpectedShortfall(losses, low) - 1e-14)
        expect(historicalExpectedShortfall(losses, high)).toBeLessThanOrEqual(Math.max(...losses) + 1e-14)
      }),
    )
  })

  test('error: empty, not finite, confidence out of range', () => {
    for (const measure of [historicalValueAtRisk, historicalExpectedShortfall]) {
      expect(() => measure([], ratio(0.99))).toThrow('at least one loss')
      expect(() => measure([0.1, Number.NaN], ratio(0.99))).toThrow('finite')
      expect(() => measure([0.1], ratio(1))).toThrow('between 0 and 1')
      expect(() => measure([0.1], ratio(0))).toThrow('between 0 and 1')
    }
  })
})
