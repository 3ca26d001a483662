import { describe, expect, test } from 'vitest'
import { garchReturns } from '../../../test/garch-returns.ts'
import { inverseOf, matrixOf } from '../../num/matrix.ts'
import { fitGarch, type GarchFitOptions } from './fit.ts'
import { garchLogLikelihood } from './likelihood.ts'
import type { GarchParameterName, GarchParameters } from './model.ts'

const truth: GarchParameters = { mean: 0.002, omega: 5e-6, alpha: 0.08, gamma: 0.1, beta: 0.8, degreesOfFreedom: 6 }

/** Standard errors from second differences of the plain likelihood in the parameters as they are reported. */
function slowErrors(returns: ArrayLike<number>, at: GarchParameters, names: readonly GarchParameterName[]): readonly number[] {
  const widths = names.map((name) => 1e-4 * Math.max(Math.abs(at[name]), name === 'mean' ? 0.01 : 0))
  const value = (moves: readonly (readonly [number, number])[]): number => {
    const moved: Record<GarchParameterName, number> = { ...at }
    for (const [j, sign] of moves) moved[names[j] as GarchParameterName] += sign * (widths[j] as number)
    return garchLogLikelihood(returns, moved)
  }
  const curvature = names.map((_, j) =>
    names.map((__, k) => {
      const corners = [1, -1].flatMap((a) =>
        [1, -1].map(
          (b) =>
            a *
            b *
            value([
              [j, a],
              [k, b],
            ]),
        ),
      )
      return -corners.reduce((sum, corner) => sum + corner, 0) / (4 * (widths[j] as number) * (widths[k] as number))
    }),
  )
  const inverse = inverseOf(matrixOf(curvature))
  if (!inverse.ok) throw new Error('the likelihood bends downwards')
  return names.map((_, j) => Math.sqrt(inverse.value.values[j * names.length + j] as number))
}

describe('standard errors', () => {
  test.each([
    [{}, ['mean', 'omega', 'alpha', 'beta']],
    [{ model: 'gjr' }, ['mean', 'omega', 'alpha', 'gamma', 'beta']],
    [{ distribution: 'studentT', mean: 'zero' }, ['omega', 'alpha', 'beta', 'degreesOfFreedom']],
    [{ model: 'gjr', distribution: 'studentT' }, ['mean', 'omega', 'alpha', 'gamma', 'beta', 'degreesOfFreedom']],
  ] as const)(
    'behavior: %o: those of the Hessian are those of differences, for every parameter that is estimated',
    (options: GarchFitOptions, names) => {
      const returns = garchReturns(1200, truth, 31)
      const fit = fitGarch(returns, options)
      if (!fit.ok || !fit.value.standardErrors.hessian.ok) throw new Error('expected standard errors')
      const errors = fit.value.standardErrors.hessian.value
      expect(Object.keys(errors).toSorted()).toEqual([...names].toSorted())
      slowErrors(returns, fit.value.parameters, names).forEach((slow, j) => {
        expect((errors[names[j] as GarchParameterName] as number) / slow, names[j]).toBeCloseTo(1, 2)
      })
    },
  )

  test('behavior: where returns are of the distribution fitted, the three kinds agree but for chance', () => {
    const fit = fitGarch(garchReturns(5000, { ...truth, gamma: 0, degreesOfFreedom: Infinity }, 32))
    if (!fit.ok) throw new Error('expected a fit')
    const { hessian, outerProduct, bollerslevWooldridge } = fit.value.standardErrors
    if (!hessian.ok || !outerProduct.ok || !bollerslevWooldridge.ok) throw new Error('expected standard errors')
    for (const name of ['mean', 'omega', 'alpha', 'beta'] as const) {
      for (const other of [outerProduct, bollerslevWooldridge]) {
        const ratio = (other.value[name] as number) / (hessian.value[name] as number)
        expect(ratio, name).toBeGreaterThan(0.8)
        expect(ratio, name).toBeLessThan(1.25)
      }
    }
  })
})
