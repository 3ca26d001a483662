import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { compare } from '../compare.ts'
import { fieldsOf } from '../fields.ts'
import type { CaseProcedure, Procedure } from '../procedure.ts'
import type { Tolerance } from '../vector-file.ts'
import { valueAtRiskProcedures } from './value-at-risk.ts'

type File = Readonly<{ procedure: string; inputs: unknown; expected: unknown; tolerance: Tolerance }>
type Lists = Readonly<Record<string, readonly (number | null)[]>>

function compute(procedure: string, inputs: unknown): Lists {
  const run = valueAtRiskProcedures[procedure] as Procedure
  return run(fieldsOf(inputs, { file: 'inline', place: 'inputs' })) as Lists
}

function computeNumbers(procedure: string, inputs: unknown): Readonly<Record<string, number>> {
  return compute(procedure, inputs) as unknown as Readonly<Record<string, number>>
}

const noise = (count: number, seed: number): readonly number[] => {
  const generator = createPrng(seed)
  return Array.from({ length: count }, () => Math.round(nextNormal(generator) * 1e4) / 1e4)
}

const files = hasShared ? readdirSync(sharedFile('vectors/methods')).filter((name) => /^(var|evt)-/.test(name)) : []

describe('value at risk procedures', () => {
  test.skipIf(!hasShared).each(files)('vector: %s', (name) => {
    const file = JSON.parse(readFileSync(sharedFile(`vectors/methods/${name}`), 'utf8')) as File
    expect(compare(file.expected, compute(file.procedure, file.inputs), file.tolerance)).toEqual([])
  })

  test.skipIf(!hasShared).each(['ore_histsim_var', 'ore_deltagamma_var'])('vector: every case of %s', (name) => {
    const document: unknown = JSON.parse(readFileSync(sharedFile(`vectors/venues/${name}.json`), 'utf8'))
    const cases = (valueAtRiskProcedures[name] as CaseProcedure).cases(fieldsOf(document, { file: name, place: 'document' }))
    expect(cases.length).toBeGreaterThan(0)
    expect(cases.filter((one) => one.mismatches.length > 0)).toEqual([])
  })

  test('behavior: a case that is not as expected says where', () => {
    const series = {
      series: 'a',
      pnl: [-3, -2, 1, 5],
      expected: [
        { q: 0.5, var: -2, es: -2.5 },
        { q: 0.25, var: -2, es: -3 },
      ],
    }
    const run = valueAtRiskProcedures['ore_histsim_var'] as CaseProcedure
    expect(run.cases(fieldsOf({ series: [series] }, { file: 'inline', place: 'document' }))).toEqual([
      { name: 'a q=0.5', mismatches: [] },
      { name: 'a q=0.25', mismatches: [{ path: 'var', expected: -2, actual: -3 }] },
    ])
  })

  test('behavior: a delta-gamma case fails on a wrong figure and on a quantile that a simulation does not reach', () => {
    const run = valueAtRiskProcedures['ore_deltagamma_var'] as CaseProcedure
    const linear = { name: 'linear', delta: [1], gamma: [[0]], omega: [[1]], p: 0.99, check: 'simulate' }
    const outcome = (one: object): unknown => run.cases(fieldsOf({ cases: [one] }, { file: 'inline', place: 'document' }))[0]?.mismatches
    expect(outcome({ ...linear, exact: 2.3263478740408408, tol: 1e-9, cornish_fisher_expected: 2.3263, cornish_fisher_tol: 1e-4 })).toEqual(
      [],
    )
    expect(outcome({ ...linear, exact: 2.4, tol: 1 })).toMatchObject([{ path: 'exact', expected: 2.4 }])
    expect(outcome({ ...linear, cornish_fisher_expected: 2.4 })).toMatchObject([{ path: 'cornish_fisher_expected' }])
  })

  test('table: age weights that halve, worked by hand', () => {
    // Ages 3, 2, 1 weigh 1/7, 2/7, 4/7; the worst is the oldest.
    const found = compute('var-brw', { loss: [4, 1, 2], lambda: 0.5, alphas: [0.9, 0.5, 0.2] })
    const sixth = 4 / 7
    expect(found['var_discrete']).toEqual([4, 2, 1])
    expect(found['var_brw_midpoint']).toEqual([3, expect.closeTo(3 - (1.5 * (0.5 - 1 / 7)) / sixth, 12), 1.5])
    expect(found['es']).toEqual([
      4,
      expect.closeTo((4 / 7 + 2 * (0.5 - 1 / 7)) / 0.5, 12),
      expect.closeTo((4 / 7 + 8 / 7 + 0.8 - 5 / 7) / 0.8, 12),
    ])
    expect(found['ess']).toBeCloseTo(49 / 21, 12)
  })

  test('behavior: undefined figures are null', () => {
    const heavy = compute('evt-gpd', {
      x: [...noise(50, 3).map(() => 0), 1.001, 1.01, 1.1, 2, 11, 101, 1001, 10001],
      u: 1,
      alphas: [0.8, 0.99],
    })
    expect(heavy['es']).toEqual([null, null])
    expect(heavy['var']).toEqual([null, expect.any(Number)])
    expect(compute('evt-gpd', { x: [1, 2, 3], u: 1.5, alphas: [0.9] })).toMatchObject({ n_exceed: 2, xi: null, var: [null], es: [null] })
    expect(compute('evt-hill', { x: [1, 2, -1], k: [1, 2, 3] })['hill_xi']).toEqual([Math.log(2), null, null])
    expect(compute('var-cornish-fisher', { r: [1, 1, 1], alphas: [0.9] })).toMatchObject({ var: [null], monotone: null })
    expect(compute('var-fhs-ewma', { r: [0, 0, 1], n0: 2, lambda: 0.9, alphas: [0.5] })).toMatchObject({
      sigma_next: null,
      var: [null],
      plain_var: [0],
    })
    const still = { y: [1, 1, 1], mu: 1, omega: 0.1, alpha: 0.1, beta: 0.8 }
    expect(compute('var-fhs-garch-path', { ...still, indices: [[0]], alphas: [0.5] })).toMatchObject({ h_next: null, var: [null] })
    expect(compute('var-conditional-evt', { ...still, k: 1, alphas: [0.5] })).toMatchObject({ xi: null, es: [null] })
    expect(compute('var-student-t', { rows: [{ nu: 2, mu: 0, sigma: 1, alphas: [0.9] }] })).toEqual({ rows: [{ var: [null], es: [null] }] })
    expect(compute('var-delta-gamma', { delta: [0], Gamma: [[0]], Sigma: [[1]], alphas: [0.9] })).toEqual({
      mean: null,
      sd: null,
      var: [null],
    })
    const oneStill = {
      X: [
        [1, 0, 1],
        [-1, 0, 2],
      ],
      n0: 2,
      lambda: 0.9,
      w: [1, 1, 0],
      alpha: 0.9,
    }
    expect(compute('var-ewma-cov-portfolio', oneStill)['cor']).toEqual([
      [1, null, expect.closeTo(-0.5 / Math.sqrt(2.5), 12)],
      [null, null, null],
      [expect.closeTo(-0.5 / Math.sqrt(2.5), 12), null, 1],
    ])
    expect(compute('var-adaptive-conformal', { loss: [], q0: 1, alpha: 0.9, gamma: 0.1 })).toEqual({ q: [1], violations: 0, rate: null })
  })

  test('behavior: too high a threshold for the confidence leaves the milder figures null', () => {
    const y = noise(400, 5)
    const found = compute('var-conditional-evt', {
      y,
      mu: 0,
      omega: 0.1,
      alpha: 0.05,
      gamma: 0,
      beta: 0.85,
      k: 20,
      alphas: [0.94, 0.95, 0.99],
    })
    expect(found['var']).toEqual([null, expect.any(Number), expect.any(Number)])
    expect(found['var']?.[1]).toBeCloseTo((found['u'] as unknown as number) * (found['sigma_next'] as unknown as number), 10)
  })

  test('property: figures do not depend on the unit, and those of samples not on the order', () => {
    const r = noise(300, 7)
    const scaled = r.map((value) => value * 1e-6)
    for (const [procedure, inputs] of Object.entries({
      'var-fhs-ewma': { n0: 20, lambda: 0.95, alphas: [0.9, 0.99] },
      'var-cornish-fisher': { alphas: [0.9, 0.99] },
    })) {
      const [plain, small] = [compute(procedure, { ...inputs, r }), compute(procedure, { ...inputs, r: scaled })]
      plain['es']?.forEach((es, i) => expect((small['es']?.[i] ?? 0) * 1e6).toBeCloseTo(es ?? 0, 8))
    }
    const x = r.map((value) => Math.exp(value))
    const [plain, turned] = [x, x.toReversed()].map((list) => computeNumbers('evt-gpd', { x: list, u: 1.5, alphas: [0.99] }))
    expect(turned?.['xi']).toBeCloseTo(plain?.['xi'] ?? 0, 9)
    const large = computeNumbers('evt-gpd', { x: x.map((value) => value * 1e6), u: 1.5e6, alphas: [0.99] })
    expect(large['xi']).toBeCloseTo(plain?.['xi'] ?? 0, 8)
    expect(large['se_xi']).toBeCloseTo(plain?.['se_xi'] ?? 0, 8)
  })

  test('property: positions keep their risk when their order changes', () => {
    const X = Array.from({ length: 80 }, (_, t) => noise(3, 100 + t))
    const inputs = { X, n0: 30, w: [1, -2, 3], alpha: 0.99, lambda: 0.9 }
    const turned = { ...inputs, X: X.map((row) => row.toReversed()), w: [3, -2, 1] }
    const [plain, other] = [compute('var-ewma-cov-portfolio', inputs), compute('var-ewma-cov-portfolio', turned)]
    expect(other['component_var']?.toReversed().map((part) => part?.toFixed(10))).toEqual(
      plain['component_var']?.map((part) => part?.toFixed(10)),
    )
  })
})
