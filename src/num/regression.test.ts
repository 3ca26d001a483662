import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leastSquares, standardErrors, type LeastSquares } from './regression.ts'

const ones = (n: number): number[] => Array.from({ length: n }, () => 1)

function fitted(response: readonly number[], regressors: readonly (readonly number[])[]): LeastSquares {
  const fit = leastSquares(response, regressors)
  if (!fit.ok) throw new Error(fit.refusal.reason)
  return fit.value
}

test('a line by hand', () => {
  // Slope 0.9, constant 0.1: by the normal equations of (0,0), (1,1), (2,2), (3,2.7) rounded to tenths.
  const fit = fitted([0, 1, 2, 2.7], [ones(4), [0, 1, 2, 3]])
  expect(fit.coefficients[1]).toBeCloseTo(0.91, 12)
  expect(fit.coefficients[0]).toBeCloseTo(0.06, 12)
  const residual = [-0.06, 0.03, 0.12, -0.09].reduce((sum, e) => sum + e * e, 0)
  expect(standardErrors(fit, { kind: 'classic' })[1]).toBeCloseTo(Math.sqrt(residual / 2 / 5), 12)
})

test('robust errors by the formula for one regressor without a constant', () => {
  const x = [1, 2, 3, 4]
  const fit = fitted([1.1, 1.7, 3.4, 3.6], [x])
  const [e, sum] = [fit.residuals, 30]
  const meat = x.reduce((total, each, t) => total + (each * (e[t] as number)) ** 2, 0)
  expect(standardErrors(fit, { kind: 'hc1' })[0]).toBeCloseTo(Math.sqrt((meat * 4) / 3) / sum, 12)
  const lagged = x.slice(1).reduce((total, each, t) => total + each * (e[t + 1] as number) * (x[t] as number) * (e[t] as number), 0)
  expect(standardErrors(fit, { kind: 'neweyWest', lags: 1 })[0]).toBeCloseTo(Math.sqrt(meat + lagged) / sum, 12)
  expect(standardErrors(fit, { kind: 'neweyWest', lags: 0 })[0]).toBeCloseTo(Math.sqrt(meat) / sum, 12)
})

test('property: residuals are orthogonal to every regressor', () => {
  const noise = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 8, maxLength: 8 })
  fc.assert(
    fc.property(noise, (response) => {
      const regressors = [ones(8), [1, 4, 2, 8, 5, 7, 1, 3]]
      const fit = fitted(response, regressors)
      for (const column of regressors) expect(column.reduce((sum, x, t) => sum + x * (fit.residuals[t] as number), 0)).toBeCloseTo(0, 9)
      expect(fit.rSquared).toBeLessThanOrEqual(1 + 1e-12)
    }),
  )
})

test('refuses columns that say the same, names columns that do not fit', () => {
  expect(leastSquares([1, 2, 3], [ones(3), [2, 2, 2]])).toEqual({ ok: false, refusal: { reason: 'dependentRegressors' } })
  expect(() => leastSquares([1, 2, 3], [[1, 2]])).toThrow('regressors[0]: expected 3 items')
  expect(() => leastSquares([1], [ones(1), ones(1)])).toThrow('response: expected at least 2 numbers')
  expect(() => leastSquares([1, 2], [])).toThrow('at least one column')
})
