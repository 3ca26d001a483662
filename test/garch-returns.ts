import { readFileSync } from 'node:fs'
import { createPrng } from '../src/base/prng.ts'
import { nextNormal } from '../src/num/random.ts'
import type { GarchParameters } from '../src/risk/garch/model.ts'
import { sharedFile } from './shared-data.ts'

/**
 * Returns drawn from a GARCH model with normal innovations, or with Student's t of whole degrees of freedom.
 *
 * @example
 * garchReturns(500, { mean: 0, omega: 0.05, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }, 7)
 */
export function garchReturns(count: number, model: GarchParameters, seed: number): Float64Array {
  const generator = createPrng(seed)
  const { mean, omega, alpha, gamma, beta, degreesOfFreedom } = model
  let variance = omega / Math.max(0.02, 1 - alpha - gamma / 2 - beta)
  return Float64Array.from({ length: count }, () => {
    let shock = nextNormal(generator)
    if (degreesOfFreedom !== Infinity) {
      let squares = 0
      for (let i = 0; i < degreesOfFreedom; i++) {
        const draw = nextNormal(generator)
        squares += draw * draw
      }
      shock *= Math.sqrt((degreesOfFreedom - 2) / squares)
    }
    const residual = Math.sqrt(variance) * shock
    variance = omega + (residual < 0 ? alpha + gamma : alpha) * residual * residual + beta * variance
    return mean + residual
  })
}

/**
 * The returns of a shared reference file of volatility.
 *
 * @example
 * sharedReturns('vol-garch-fit-fcp-benchmark')
 */
export function sharedReturns(id: string): readonly number[] {
  const file = JSON.parse(readFileSync(sharedFile(`vectors/methods/${id}.json`), 'utf8')) as { inputs: { y: readonly number[] } }
  return file.inputs.y
}
