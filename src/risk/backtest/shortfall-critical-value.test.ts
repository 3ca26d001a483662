import { describe, expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { normalDensity, normalQuantile } from '../../num/normal.ts'
import { studentTDensity, studentTQuantile } from '../../num/student-t.ts'
import { drawPlaces } from './monte-carlo.ts'
import { criticalValueOfSizeAndNumber, type CriticalValueOptions, type LossLaw } from './shortfall-critical-value.ts'

const year = { observations: 250, tailProbability: 0.025, law: { kind: 'normal' }, level: 0.05 } as const
const studentT = (degreesOfFreedom: number): LossLaw => ({ kind: 'studentT', degreesOfFreedom })
const valueOf = (options: CriticalValueOptions): number => {
  const result = criticalValueOfSizeAndNumber(options)
  return result.ok ? result.value : Number.NaN
}

/** The same quantile from simulated records. */
function simulated(options: CriticalValueOptions, samples: number): number {
  const { observations, tailProbability: p, law, level } = options
  const quantile = (u: number): number => (law.kind === 'normal' ? normalQuantile(u) : studentTQuantile(u, law.degreesOfFreedom))
  const z = quantile(p)
  const nu = law.kind === 'normal' ? 0 : law.degreesOfFreedom
  const shortfall = law.kind === 'normal' ? normalDensity(z) / p : (studentTDensity(z, nu) / p) * ((nu + z * z) / (nu - 1))
  const generator = createPrng(77)
  const values = Array.from({ length: samples }, () => {
    const places = drawPlaces(options, generator)
    const sum = places.reduce((total) => total - quantile(p * (1 - nextUniform(generator))) / shortfall, 0)
    return 1 - sum / (observations * p)
  })
  return values.toSorted((a, b) => a - b)[Math.floor(samples * level)] as number
}

describe('criticalValueOfSizeAndNumber', () => {
  // What Acerbi and Szekely print for 250 observations at 97.5 %, to their two digits.
  test.each([
    ['normal', { kind: 'normal' } as const, -0.7, -1.8],
    ['ten degrees of freedom', studentT(10), -0.71, -1.84],
    ['three degrees of freedom', studentT(3), -0.82, -4.56],
  ])('table: %s', (_, law, warning, alarm) => {
    expect(Math.abs(valueOf({ ...year, law }) - warning)).toBeLessThan(0.01)
    expect(Math.abs(valueOf({ ...year, law, level: 0.0001 }) - alarm)).toBeLessThan(0.02 * Math.abs(alarm))
  })

  test.each([
    ['a short record', { observations: 40, tailProbability: 0.05, law: { kind: 'normal' }, level: 0.1 }],
    ['heavy tails', { observations: 120, tailProbability: 0.05, law: studentT(4), level: 0.05 }],
    ['a wide tail', { observations: 60, tailProbability: 0.4, law: { kind: 'normal' }, level: 0.2 }],
  ] as const)('agrees with simulation: %s', (_, options) => {
    expect(Math.abs(valueOf(options) - simulated(options, 3000))).toBeLessThan(0.06)
  })

  test('a rare loss in a short record: no loss is the quantile', () => {
    expect(valueOf({ observations: 2, tailProbability: 0.01, law: { kind: 'normal' }, level: 0.05 })).toBe(1)
  })

  test('a long record does not underflow: near the normal limit', () => {
    // Sum of 360 expected tail losses; variance of one marked loss in units of ES is E[X^2] / p - small: from the law itself.
    const value = valueOf({ observations: 14_400, tailProbability: 0.025, law: { kind: 'normal' }, level: 0.05 })
    const z = -normalQuantile(0.025)
    const shortfall = normalDensity(z) / 0.025
    const secondMoment = (1 + (z * normalDensity(z)) / 0.025) / (shortfall * shortfall)
    const deviation = Math.sqrt(14_400 * 0.025 * (secondMoment - 0.025)) / 360
    expect(Math.abs(value + 1.6448536269514722 * deviation)).toBeLessThan(0.001)
  })

  test('a quantile beyond the lattice is found on a coarser one', () => {
    const short = { ...year, observations: 100, law: studentT(1.5) }
    const far = valueOf({ ...short, level: 0.0001 })
    const near = valueOf({ ...short, level: 0.001 })
    // The tail of a sum is that of its largest term: ten times rarer is 10^(1 / 1.5) further.
    expect((1 - far) / (1 - near)).toBeGreaterThan(4)
    expect((1 - far) / (1 - near)).toBeLessThan(5.2)
  })

  test('no shortfall, no value', () => {
    expect(criticalValueOfSizeAndNumber({ ...year, law: studentT(1) })).toEqual({
      ok: false,
      refusal: { reason: 'shortfallInfinite', degreesOfFreedom: 1 },
    })
    expect(criticalValueOfSizeAndNumber({ ...year, law: studentT(1.1) }).ok).toBe(true)
  })

  test.each([
    [{ observations: 0 }, 'observations'],
    [{ tailProbability: 0.5 }, 'tailProbability: expected below 0.5, found 0.5'],
    [{ tailProbability: 0 }, 'tailProbability'],
    [{ level: 0 }, 'level'],
    [{ level: 1 }, 'level'],
    [{ level: 9e-7 }, 'level: expected at least 1e-6'],
    [{ law: studentT(0) }, 'degreesOfFreedom'],
  ])('error: %j', (change, message) => {
    expect(() => criticalValueOfSizeAndNumber({ ...year, ...change })).toThrow(message)
  })

  test('the least level is allowed', () => {
    expect(criticalValueOfSizeAndNumber({ ...year, level: 1e-6 }).ok).toBe(true)
  })
})
