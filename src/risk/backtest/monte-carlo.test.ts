import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { drawPlaces, monteCarloPValue } from './monte-carlo.ts'

const valueOf = (result: ReturnType<typeof monteCarloPValue>): { pValue: number; samples: number; seed: number; redrawn: number } => {
  if (!result.ok) throw new Error('expected a p-value')
  return result.value
}

describe('monteCarloPValue', () => {
  test('nothing as far is one in samples and one', () => {
    expect(monteCarloPValue(2, () => 1, { samples: 99, seed: 7 })).toEqual({
      ok: true,
      value: { pValue: 0.01, samples: 99, seed: 7, redrawn: 0 },
    })
  })

  test('everything further is one', () => {
    expect(valueOf(monteCarloPValue(1, () => 2, { samples: 99, seed: 7 })).pValue).toBe(1)
  })

  test('ties are broken by a uniform draw', () => {
    const values = Array.from({ length: 400 }, (_, seed) => valueOf(monteCarloPValue(0, () => 0, { samples: 19, seed })).pValue)
    // Uniform over 1/20, 2/20 ... 1.
    expect(Math.min(...values)).toBe(0.05)
    expect(Math.max(...values)).toBe(1)
    expect(values.reduce((sum, value) => sum + value, 0) / 400).toBeCloseTo(0.525, 1)
    expect(values.filter((value) => value <= 0.2).length / 400).toBeCloseTo(0.2, 1)
  })

  test('a rounding is a tie, more is not', () => {
    const above = (by: number): number[] =>
      Array.from({ length: 40 }, (_, seed) => valueOf(monteCarloPValue(5, () => 5 * (1 + by), { samples: 9, seed })).pValue)
    expect(new Set(above(1e-13)).size).toBeGreaterThan(3)
    expect(new Set(above(1e-9))).toEqual(new Set([1]))
    expect(new Set(above(-1e-13)).size).toBeGreaterThan(3)
    expect(new Set(above(-1e-9))).toEqual(new Set([0.1]))
  })

  test('undefined statistics are drawn again and counted', () => {
    let calls = 0
    const result = monteCarloPValue(1, () => (++calls % 3 === 0 ? 2 : undefined), { samples: 10, seed: 1 })
    expect(valueOf(result)).toEqual({ pValue: 1, samples: 10, seed: 1, redrawn: 20 })
  })

  test('refused when hardly ever defined', () => {
    let calls = 0
    const result = monteCarloPValue(1, () => (++calls === 5 ? 2 : undefined), { samples: 10, seed: 1 })
    expect(result).toEqual({ ok: false, refusal: { reason: 'seldomDefined', defined: 1, drawn: 1000 } })
  })

  test('the seed repeats it, another does not', () => {
    const run = (seed: number): number => valueOf(monteCarloPValue(0.5, nextUniform, { samples: 999, seed })).pValue
    expect(run(3)).toBe(run(3))
    expect(run(3)).not.toBe(run(4))
    expect(run(3)).toBeCloseTo(0.5, 1)
  })

  test.each([
    [Number.NaN, { samples: 9, seed: 1 }, 'observed'],
    [1, { samples: 0, seed: 1 }, 'samples'],
    [1, { samples: 9, seed: -1 }, 'seed'],
    [1, { samples: 9, seed: 0.5 }, 'seed'],
  ])('error: %d %j', (observed, options, message) => {
    expect(() => monteCarloPValue(observed, () => 1, options)).toThrow(message)
  })
})

describe('drawPlaces', () => {
  test('each place has the promised probability', () => {
    const generator = createPrng(11)
    const counts = [0, 0, 0, 0, 0]
    for (let i = 0; i < 20_000; i++) {
      const places = drawPlaces({ observations: 5, tailProbability: 0.3 }, generator)
      expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
      for (const place of places) counts[place] = (counts[place] as number) + 1
    }
    for (const count of counts) expect(Math.abs(count / 20_000 - 0.3)).toBeLessThan(0.012)
    expect(counts.length).toBe(5)
  })

  test('pairs of places are independent', () => {
    const generator = createPrng(12)
    let both = 0
    for (let i = 0; i < 20_000; i++) {
      const places = drawPlaces({ observations: 2, tailProbability: 0.5 }, generator)
      if (places.length === 2) both++
    }
    expect(Math.abs(both / 20_000 - 0.25)).toBeLessThan(0.012)
  })

  test('error: observations and tail', () => {
    expect(() => drawPlaces({ observations: 0, tailProbability: 0.3 }, createPrng(1))).toThrow('observations')
    expect(() => drawPlaces({ observations: 5, tailProbability: 1 }, createPrng(1))).toThrow('tailProbability')
  })
})
