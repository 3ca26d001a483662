import { describe, expect, test } from 'vitest'
import { garchReturns, sharedReturns } from '../../../test/garch-returns.ts'
import { hasShared } from '../../../test/shared-data.ts'
import { meanSquaredResidual } from './filter.ts'
import { fitGarch, fitIntegratedGarch, type GarchFit, type GarchFitOptions } from './fit.ts'
import { garchLogLikelihood } from './likelihood.ts'
import type { GarchParameters } from './model.ts'

const model: GarchParameters = { mean: 0.1, omega: 0.05, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }
const skewed: GarchParameters = { ...model, alpha: 0.03, gamma: 0.15, degreesOfFreedom: 5 }

function fitted(returns: ArrayLike<number>, options: GarchFitOptions = {}): GarchFit {
  const fit = fitGarch(returns, options)
  if (!fit.ok) throw new Error(`expected a fit, found ${fit.refusal.reason}`)
  return fit.value
}

/** Numbers agree to `digits` significant digits. */
function expectNear(found: number | undefined, expected: number, digits: number): void {
  expect((found ?? Number.NaN) / expected).toBeCloseTo(1, digits)
}

describe('fitGarch', () => {
  // Published: Fiorentini, Calzolari & Panattoni (1996); Brooks, Burke & Persand (2001), with all three kinds of standard errors.
  test.skipIf(!hasShared)('vector: the benchmark of the mark against the pound, to the digits that are published', () => {
    const fit = fitted(sharedReturns('vol-garch-fit-fcp-benchmark'))
    expectNear(fit.parameters.mean, -0.00619041, 5)
    expectNear(fit.parameters.omega, 0.0107613, 4)
    expectNear(fit.parameters.alpha, 0.153134, 5)
    expectNear(fit.parameters.beta, 0.805974, 5)
    expect(fit).toMatchObject({ converged: true, stationary: true, startsAgreeing: fit.starts, atBound: [], observations: 1974 })
    expect(fit.gradientNorm).toBeLessThan(1e-8)
    const published = {
      hessian: { mean: 0.00846212, omega: 0.00285271, alpha: 0.0265228, beta: 0.0335527 },
      outerProduct: { mean: 0.00843359, omega: 0.00132298, alpha: 0.0139737, beta: 0.0165604 },
      bollerslevWooldridge: { mean: 0.00918935, omega: 0.00649319, alpha: 0.0535317, beta: 0.0724614 },
    } as const
    for (const [kind, errors] of Object.entries(published)) {
      const found = fit.standardErrors[kind as keyof typeof published]
      if (!found.ok) throw new Error(found.refusal.reason)
      for (const [name, error] of Object.entries(errors)) expectNear(found.value[name as keyof typeof errors], error, 4)
    }
  })

  test.skipIf(!hasShared)('vector: with t the same series is not stationary, and the fit says so', () => {
    const returns = sharedReturns('vol-garch-fit-fcp-benchmark')
    const fit = fitted(returns, { distribution: 'studentT' })
    expect(fit).toMatchObject({ converged: true, stationary: false })
    expect(fit.persistence).toBeGreaterThan(1.005)
    const integrated = fitIntegratedGarch(returns, { distribution: 'studentT' })
    expect(integrated.ok && integrated.value).toMatchObject({ converged: true, stationary: false, persistence: 1 })
    expect(integrated.ok && integrated.value.logLikelihood).toBeLessThan(fit.logLikelihood)
  })

  test.each([
    ['garch', 'normal', model],
    ['garch', 'studentT', { ...model, degreesOfFreedom: 5 }],
    ['gjr', 'normal', { ...skewed, degreesOfFreedom: Infinity }],
    ['gjr', 'studentT', skewed],
    ['garch', 'normal', { ...model, alpha: 0.03, beta: 0.96 }],
  ] as const)(
    'behavior: %s with %s innovations finds the model that made 3,000 returns, within four standard errors',
    (shape, distribution, truth) => {
      const fit = fitted(garchReturns(3000, truth, 5), { model: shape, distribution })
      expect(fit).toMatchObject({ converged: true, stationary: true, atBound: [] })
      const errors = fit.standardErrors.hessian
      if (!errors.ok) throw new Error(errors.refusal.reason)
      for (const [name, error] of Object.entries(errors.value)) {
        const at = name as keyof GarchParameters
        expect(Math.abs(fit.parameters[at] - truth[at]), name).toBeLessThan(4 * error)
      }
    },
  )

  test.each([0.01, 100])('behavior: returns times %d give the same model in another unit', (factor) => {
    const returns = garchReturns(600, skewed, 8)
    const options = { model: 'gjr', distribution: 'studentT' } as const
    const [plain, scaled] = [returns, returns.map((value) => value * factor)].map((series) => fitted(series, options)) as [
      GarchFit,
      GarchFit,
    ]
    expectNear(scaled.parameters.mean, plain.parameters.mean * factor, 7)
    expectNear(scaled.parameters.omega, plain.parameters.omega * factor * factor, 7)
    expectNear(scaled.parameters.beta, plain.parameters.beta, 8)
    expect(scaled.logLikelihood).toBeCloseTo(plain.logLikelihood - 600 * Math.log(factor), 6)
    const errors = [plain, scaled].map(({ standardErrors }) => standardErrors.bollerslevWooldridge)
    if (errors[0]?.ok !== true || errors[1]?.ok !== true) throw new Error('both have standard errors')
    expectNear(errors[1].value.omega, (errors[0].value.omega as number) * factor * factor, 6)
  })

  test('behavior: a power of two as factor changes no bit but the exponent', () => {
    const returns = garchReturns(400, model, 9)
    const [plain, scaled] = [fitted(returns), fitted(returns.map((value) => value / 64))]
    expect(scaled.parameters).toEqual({ ...plain.parameters, mean: plain.parameters.mean / 64, omega: plain.parameters.omega / 4096 })
  })

  test.each(['garch', 'gjr'] as const)('behavior: no point near the maximum of %s is more likely', (shape) => {
    const returns = garchReturns(900, { ...skewed, alpha: 0.1 }, 10)
    const { parameters, logLikelihood } = fitted(returns, { model: shape, distribution: 'studentT', mean: 'zero' })
    expect(parameters.mean).toBe(0)
    expect(logLikelihood).toBeCloseTo(garchLogLikelihood(returns, parameters), 9)
    for (const name of ['omega', 'alpha', 'beta', 'degreesOfFreedom'] as const) {
      for (const factor of [0.97, 1.03]) {
        expect(garchLogLikelihood(returns, { ...parameters, [name]: parameters[name] * factor })).toBeLessThan(logLikelihood)
      }
    }
  })

  test('behavior: where nothing clusters, alpha ends at its bound, is named and has no standard error', () => {
    const still = { ...model, omega: 1, alpha: 0, beta: 0 }
    const all = [1, 2, 3, 4, 5, 6].map((seed) => garchReturns(400, still, seed)).map((returns) => ({ returns, fit: fitted(returns) }))
    const atBound = all.filter(({ fit }) => fit.atBound.includes('alpha'))
    expect(atBound.length).toBeGreaterThan(0)
    for (const { fit } of atBound) {
      expect(fit.parameters.alpha).toBe(0)
      expect(fit.converged).toBe(true)
      if (fit.standardErrors.hessian.ok) expect(fit.standardErrors.hessian.value.alpha).toBeUndefined()
    }
    for (const { returns, fit } of all) {
      const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length
      const constant = { ...still, mean, omega: meanSquaredResidual(returns, mean) }
      expect(fit.logLikelihood).toBeGreaterThanOrEqual(garchLogLikelihood(returns, constant) - 1e-9)
    }
  })

  test('behavior: equal returns have no model, whatever their size', () => {
    expect(fitGarch(new Float64Array(50).fill(0.1))).toEqual({ ok: false, refusal: { reason: 'constantSeries' } })
    expect(fitGarch(new Float64Array(50))).toEqual({ ok: false, refusal: { reason: 'constantSeries' } })
  })

  test('error: too few returns, and one that is not a number', () => {
    expect(() => fitGarch(new Float64Array(19))).toThrow('returns: expected at least 20 numbers, found 19')
    expect(() => fitGarch([...new Float64Array(30), Number.NaN])).toThrow('returns[30]')
    expect(() => fitIntegratedGarch([])).toThrow('returns')
  })
})
