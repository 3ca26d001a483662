import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../test/shared-data.ts'
import { decode, encode } from '../base/codec.ts'
import { createEwmaVolatility, ewmaVariance, pushEwmaReturn, type EwmaVolatility } from './ewma-volatility.ts'

type EwmaVector = Readonly<{
  inputs: Readonly<{ r: readonly number[]; s0: number; lambda: number }>
  expected: Readonly<{ sigma2: readonly number[] }>
}>

describe('EWMA variance', () => {
  test.skipIf(!hasShared)('vector: vol-ewma-recursion', () => {
    const { inputs, expected } = JSON.parse(readFileSync(sharedFile('vectors/methods/vol-ewma-recursion.json'), 'utf8')) as EwmaVector
    // The vector gives the start; here it is written where the mean of the first squares would be.
    const started: EwmaVolatility = { ...createEwmaVolatility({ lambda: inputs.lambda, startReturns: 1 }), seen: 1, variance: inputs.s0 }
    const forecasts = [
      ewmaVariance(started),
      ...inputs.r.map((simpleReturn) => (pushEwmaReturn(started, simpleReturn), ewmaVariance(started))),
    ]
    expect(forecasts.length).toBe(expected.sigma2.length)
    // The vector allows 1e-12 + 1e-9 of the value; the recursion has two roundings a step and forgets them.
    forecasts.forEach((forecast, i) => {
      expect(Math.abs((forecast ?? Number.NaN) - (expected.sigma2[i] ?? Number.NaN))).toBeLessThanOrEqual(1e-14)
    })
  })

  test('behavior: unknown until it has started, then the mean square, then the recursion', () => {
    const ewma = createEwmaVolatility({ lambda: 0.9, startReturns: 3 })
    const seen = [0.01, -0.02, 0.03, 0.04].map((simpleReturn) => (pushEwmaReturn(ewma, simpleReturn), ewmaVariance(ewma)))
    expect(seen.slice(0, 2)).toEqual([undefined, undefined])
    expect(seen[2]).toBeCloseTo(0.0014 / 3, 15)
    expect(seen[3]).toBeCloseTo((0.9 * 0.0014) / 3 + 0.1 * 0.0016, 15)
  })

  test('behavior: encoding and decoding at every place changes nothing', () => {
    const returns = Array.from({ length: 20 }, (_, i) => ((i * 37) % 11) / 1_000 - 0.005)
    const whole = createEwmaVolatility({ lambda: 0.94, startReturns: 5 })
    let cut = createEwmaVolatility({ lambda: 0.94, startReturns: 5 })
    for (const simpleReturn of returns) {
      pushEwmaReturn(whole, simpleReturn)
      cut = decode(encode(cut)) as EwmaVolatility
      pushEwmaReturn(cut, simpleReturn)
      expect(cut).toEqual(whole)
    }
  })

  test('error: options out of range, a return that is not finite', () => {
    for (const lambda of [0, 1, Number.NaN]) expect(() => createEwmaVolatility({ lambda, startReturns: 1 })).toThrow('between 0 and 1')
    for (const startReturns of [0, 1.5]) expect(() => createEwmaVolatility({ lambda: 0.9, startReturns })).toThrow('positive whole number')
    expect(() => pushEwmaReturn(createEwmaVolatility({ lambda: 0.9, startReturns: 1 }), Number.NaN)).toThrow('finite')
  })
})
