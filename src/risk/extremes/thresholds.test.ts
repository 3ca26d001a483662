import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { andersonDarling, paretoGoodness } from './anderson-darling.ts'
import { decluster, extremalIndex } from './clusters.ts'
import { chooseThreshold, rejectedFirst } from './threshold-choice.ts'
import { meanExcesses, thresholdTable } from './threshold-table.ts'

const uniforms = (count: number, seed: number): number[] => {
  const generator = createPrng(seed)
  return Array.from({ length: count }, () => 1 - nextUniform(generator))
}
const pareto = (count: number, shape: number, seed = 3): number[] => uniforms(count, seed).map((u) => (u ** -shape - 1) / shape + 1e-12)

describe('threshold tables', () => {
  test('table: mean excesses by hand', () => {
    expect(meanExcesses([1, 2, 3, 10], [1.5, 3, 10])).toEqual([
      { ok: true, value: { threshold: 1.5, exceedances: 3, mean: expect.closeTo(3.5, 12), error: expect.closeTo(Math.sqrt(19 / 3), 12) } },
      { ok: true, value: { threshold: 3, exceedances: 1, mean: 7, error: 0 } },
      { ok: false, refusal: { reason: 'noExceedances', threshold: 10 } },
    ])
  })

  test('behavior: of a Pareto tail the shape and the modified scale stand still, and mean excesses rise by shape / (1 - shape)', () => {
    const losses = pareto(20_000, 0.25)
    for (const row of thresholdTable(losses, [0.1, 0.5, 1])) {
      expect(row.ok && row.value.fit.shape).toBeCloseTo(0.25, 1)
      expect(row.ok && Math.abs(row.value.modifiedScale - 1)).toBeLessThan(0.15)
    }
    const [low, high] = meanExcesses(losses, [0.2, 1.2])
    expect(low?.ok === true && high?.ok === true && high.value.mean - low.value.mean).toBeCloseTo(1 / 3, 1)
    expect(thresholdTable([1, 2, 3], [0])).toMatchObject([{ ok: false, refusal: { reason: 'tooFewExcesses' } }])
  })

  test('error: thresholds and losses', () => {
    expect(() => meanExcesses([1], [0, Number.NaN])).toThrow('thresholds[1]')
    expect(() => meanExcesses([], [0])).toThrow('losses')
    expect(() => thresholdTable([1, Number.NaN], [0])).toThrow('losses[1]')
  })
})

describe('paretoGoodness', () => {
  test('table: the statistic by hand, and beyond the end of the distribution', () => {
    const z = [0.5, 1.5].map((y) => 1 - Math.exp(-y)) as [number, number]
    const expected = -2 - 0.5 * (Math.log(z[0] * (1 - z[1])) + 3 * Math.log(z[1] * (1 - z[0])))
    expect(andersonDarling([1.5, 0.5], { shape: 0, scale: 1 })).toBeCloseTo(expected, 12)
    expect(andersonDarling([1.5, 0.5], { shape: 1e-9, scale: 1 })).toBeCloseTo(expected, 6)
    expect(andersonDarling([3, 0.5], { shape: -0.5, scale: 1 })).toBe(Infinity)
  })

  test('behavior: its p-values are spread evenly under the hypothesis and small under another', () => {
    const values = Array.from({ length: 50 }, (_, i) => paretoGoodness(pareto(60, 0.2, 1_000 + 7 * i), createPrng(i), { samples: 39 }))
    const p = values.flatMap((one) => (one.ok ? [one.value.pValue] : []))
    expect(p.reduce((sum, value) => sum + value, 0) / p.length).toBeGreaterThan(0.35)
    expect(p.reduce((sum, value) => sum + value, 0) / p.length).toBeLessThan(0.65)
    const two = [...uniforms(150, 1).map((u) => 1 + 0.01 * u), ...uniforms(50, 2).map((u) => 1 + 5 * u ** -0.3)]
    const found = paretoGoodness(two, createPrng(1), { samples: 39 })
    expect(found.ok && found.value.pValue).toBe(1 / 40)
  })

  test('behavior: seeded, and refused where the fit is', () => {
    const sample = pareto(40, 0.3)
    expect(paretoGoodness(sample, createPrng(4), { samples: 19 })).toEqual(paretoGoodness(sample, createPrng(4), { samples: 19 }))
    expect(paretoGoodness([1, 2], createPrng(4))).toMatchObject({ ok: false, refusal: { reason: 'tooFewExcesses' } })
    expect(() => paretoGoodness(sample, createPrng(4), { samples: 0 })).toThrow('samples')
  })
})

describe('chooseThreshold', () => {
  test('table: ForwardStop at, below and above its rate', () => {
    expect(rejectedFirst([], 0.1)).toBe(0)
    expect(rejectedFirst([0.01, 0.02, 0.5, 0.8], 0.1)).toBe(2)
    const edge = 1 - Math.exp(-0.1)
    expect(rejectedFirst([edge * (1 - 1e-9)], 0.1)).toBe(1)
    expect(rejectedFirst([edge * (1 + 1e-9)], 0.1)).toBe(0)
    // A late small p-value takes the earlier ones with it.
    expect(rejectedFirst([0.2, 0.001, 0.001], 0.1)).toBe(3)
    expect(rejectedFirst([1, 0.001], 0.1)).toBe(0)
  })

  test('behavior: rejects thresholds below which losses are not of the tail', () => {
    // Below 2 evenly spread, above it a Pareto tail.
    const losses = [...uniforms(900, 5).map((u) => 2 * u), ...pareto(300, 0.3, 6).map((y) => 2 + y)]
    const found = chooseThreshold(losses, { candidates: [0.2, 0.6, 1, 2, 2.5], samples: 39 }, createPrng(1))
    expect(found).toMatchObject({ ok: true, value: { threshold: 2 } })
    expect(found.ok && found.value.pValues.map((one) => one.exceedances)).toHaveLength(5)
    const all = chooseThreshold(pareto(400, 0.2), { candidates: [0.01, 0.5, 1e9], samples: 39 }, createPrng(1))
    expect(all).toMatchObject({ ok: true, value: { threshold: 0.01 } })
    expect(all.ok && all.value.pValues).toHaveLength(2)
  })

  test('behavior: nothing fitted, everything rejected', () => {
    expect(chooseThreshold([1, 2, 3], { candidates: [0] }, createPrng(1))).toEqual({ ok: false, refusal: { reason: 'noCandidateFitted' } })
    const two = [...uniforms(150, 1).map((u) => 1 + 0.01 * u), ...uniforms(50, 2).map((u) => 1 + 5 * u ** -0.3)]
    expect(chooseThreshold(two, { candidates: [0, 0.1], samples: 39 }, createPrng(1))).toMatchObject({
      ok: false,
      refusal: { reason: 'allRejected' },
    })
  })

  test('error: candidates, rate', () => {
    expect(() => chooseThreshold([1, 2], { candidates: [1, 1] }, createPrng(1))).toThrow('candidates[1]')
    expect(() => chooseThreshold([1, 2], { candidates: [1], falseDiscoveryRate: 0 }, createPrng(1))).toThrow('falseDiscoveryRate')
  })
})

describe('clusters', () => {
  test('table: two clusters by hand', () => {
    const losses = [9, 8, 0, 0, 0, 0, 0, 0, 0, 7, 9, 9]
    // Gaps 1, 8, 1, 1: 2 * 7^2 / (4 * 7 * 6).
    expect(extremalIndex(losses, 5)).toEqual({ ok: true, value: expect.closeTo(98 / 168, 12) })
    expect(decluster(losses, 5)).toEqual({
      ok: true,
      value: {
        extremalIndex: expect.closeTo(98 / 168, 12),
        runLength: 1,
        worst: [
          { position: 0, loss: 9 },
          { position: 10, loss: 9 },
        ],
      },
    })
  })

  test('behavior: independent losses have an index near 1, losses in pairs near 1/2', () => {
    const alone = uniforms(20_000, 8)
    const found = extremalIndex(alone, 0.97)
    expect(found.ok && found.value).toBeGreaterThan(0.9)
    const pairs = alone.flatMap((u) => [u, u * 0.9999])
    const halved = extremalIndex(pairs, 0.97)
    expect(halved.ok && halved.value).toBeCloseTo(0.5, 1)
    const clusters = decluster(pairs, 0.97)
    expect(clusters.ok && clusters.value.worst.length / pairs.filter((u) => u > 0.97).length).toBeCloseTo(0.5, 1)
  })

  test('property: the index lies above 0 and at most 1; clusters hold the worst loss and lie further apart than the run length', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 80 }), (losses) => {
        const found = decluster(losses, 6)
        if (!found.ok) {
          expect(losses.filter((loss) => loss > 6).length).toBeLessThan(2)
          return
        }
        const { extremalIndex: index, worst } = found.value
        expect(index).toBeGreaterThan(0)
        expect(index).toBeLessThanOrEqual(1)
        expect(Math.max(...worst.map((one) => one.loss))).toBe(Math.max(...losses))
        for (const { position, loss } of worst) expect(losses[position]).toBe(loss)
      }),
    )
  })

  test('behavior: fewer than two exceedances are refused; errors name their argument', () => {
    expect(extremalIndex([1, 9, 1], 5)).toEqual({ ok: false, refusal: { reason: 'tooFewExceedances', found: 1, needed: 2 } })
    expect(decluster([1], 5)).toMatchObject({ ok: false })
    expect(() => extremalIndex([1, Number.NaN], 5)).toThrow('losses[1]')
    expect(() => decluster([1], Number.NaN)).toThrow('threshold')
  })
})
