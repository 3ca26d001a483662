import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { compare } from '../compare.ts'
import { fieldsOf } from '../fields.ts'
import type { Procedure } from '../procedure.ts'
import type { Tolerance } from '../vector-file.ts'
import { detectionProcedures } from './detection.ts'

type File = Readonly<{ procedure: string; inputs: unknown; expected: unknown; tolerance: Tolerance }>

function compute(procedure: string, inputs: unknown): Readonly<Record<string, unknown>> {
  const run = detectionProcedures[procedure] as Procedure
  return run(fieldsOf(inputs, { file: 'inline', place: 'inputs' })) as Readonly<Record<string, unknown>>
}

const noise = (count: number, seed: number): readonly number[] => {
  const generator = createPrng(seed)
  return Array.from({ length: count }, () => nextNormal(generator))
}

describe('detection procedures', () => {
  test.skipIf(!hasShared).each(Object.keys(detectionProcedures))('vector: %s', (procedure) => {
    const file = JSON.parse(readFileSync(sharedFile(`vectors/methods/${procedure}.json`), 'utf8')) as File
    expect(file.procedure).toBe(procedure)
    expect(compare(file.expected, compute(procedure, file.inputs), file.tolerance)).toEqual([])
  })

  test('table: a CUSUM with and without reset', () => {
    const inputs = { x: [3, 3, 3, -9, 0], k: 1, h: 3 }
    expect(compute('seq-cusum-path', { ...inputs, reset: true })).toEqual({ path: [2, 4, 2, 0, 0], alarms: [1] })
    expect(compute('seq-cusum-path', { ...inputs, reset: false })).toEqual({ path: [2, 4, 6, 0, 0], alarms: [1, 2] })
  })

  test('table: an e-detector that never alarms has null for its alarms', () => {
    const found = compute('seq-e-detector', { x: [0, 1, 0.5], m: 0.5, lams: [1, 2], thr: 5 })
    // Bet 1: 0.5, then 1.5 * 1.5, then * 1; bet 2: 0, then 2, then * 1.
    expect(found).toEqual({ sr: [0.25, 2.125, 3.125], cusum: [0.25, 1.75, 1.75], sr_alarm: null, cusum_alarm: null })
    expect(compute('seq-e-detector', { x: [0, 1, 0.5], m: 0.5, lams: [1, 2], thr: 3.125 })['sr_alarm']).toBe(2)
  })

  test('table: missing observations of the switch leave its count, and cooling passes with them', () => {
    const x = [2, null, 2, 0.9, null, 0.9, 3, null, 3, 3]
    expect(compute('trigger-hysteresis', { x, on: 2, off: 1, d_on: 2, d_off: 2, cool: 2 })).toEqual({
      state: [0, 0, 1, 1, 1, 0, 0, 0, 0, 1],
      activations: 2,
      time_on: 4,
    })
  })

  test('behavior: the exact change point detector agrees with sums over all runs, each scored from its own observations', () => {
    const x = [...noise(20, 3), ...noise(15, 4).map((value) => 4 * value + 3)]
    const [hz, m0, k0, a0, b0] = [0.05, 0.3, 0.7, 1.5, 2]
    const found = compute('seq-bocpd', { x, hz, m0, k0, a0, b0 })
    const last = runLengthsByDefinition(x, { hz, m0, k0, a0, b0 })
    const total = last.reduce((sum, weight) => sum + weight, 0)
    expect(found['log_evidence']).toBeCloseTo(Math.log(total), 9)
    expect((found['map_run_length'] as number[]).at(-1)).toBe(last.indexOf(Math.max(...last)))
    expect((found['mean_run_length'] as number[]).at(-1)).toBeCloseTo(
      last.reduce((sum, weight, run) => sum + (run * weight) / total, 0),
      9,
    )
    expect((found['p_run_le5'] as number[]).at(-1)).toBeCloseTo(last.slice(0, 6).reduce((sum, weight) => sum + weight, 0) / total, 9)
  })

  test('behavior: the run length of a CUSUM is that of a fine Markov chain, also for drifts and references not in the files', () => {
    for (const [k, h, mu] of [
      [0.3, 2, -0.4],
      [1, 2, 0.2],
      [0.2, 4, 0.4],
    ] as const) {
      const rows = compute('seq-cusum-arl', { rows: [{ k, h, mu: [mu] }] })['rows'] as readonly { arl_one_sided: number[] }[]
      const chain = runLengthByChain(k, h, mu)
      expect(Math.abs((rows[0]?.arl_one_sided[0] ?? 0) / chain - 1)).toBeLessThan(1e-3)
    }
  })
})

type Normal = Readonly<{ hz: number; m0: number; k0: number; a0: number; b0: number }>

/** Joint weights of the run length after all of `x`, by the recursion over change times, with marginal likelihoods of whole runs. */
function runLengthsByDefinition(x: readonly number[], prior: Normal): readonly number[] {
  // started[s]: weight of the past of a run that starts with observation s; the run itself is not in it.
  const started = [1]
  for (let t = 1; t <= x.length; t++) {
    let ended = 0
    for (let s = 0; s < t; s++) ended += (started[s] ?? 0) * marginal(x.slice(s, t), prior) * (1 - prior.hz) ** (t - s - 1) * prior.hz
    started.push(ended)
  }
  return Array.from({ length: x.length + 1 }, (_, run) => {
    const start = x.length - run
    return (started[start] ?? 0) * marginal(x.slice(start), prior) * (1 - prior.hz) ** run
  })
}

/** The probability density of a run as a whole under a normal-inverse-gamma prior. */
function marginal(run: readonly number[], { m0, k0, a0, b0 }: Normal): number {
  const n = run.length
  if (n === 0) return 1
  const mean = run.reduce((sum, value) => sum + value, 0) / n
  const squares = run.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const a = a0 + n / 2
  const b = b0 + squares / 2 + (k0 * n * (mean - m0) ** 2) / (2 * (k0 + n))
  // Gamma(a0 + n/2) / Gamma(a0), in steps of a half, for a0 = 1.5.
  const gammaOf = (value: number): number => {
    if (value === 0.5) return Math.sqrt(Math.PI)
    return value === 1 ? 1 : (value - 1) * gammaOf(value - 1)
  }
  return ((gammaOf(a) / gammaOf(a0)) * b0 ** a0 * Math.sqrt(k0 / (k0 + n))) / (b ** a * (2 * Math.PI) ** (n / 2))
}

/** Brook and Evans: the sum in cells of equal width, and the expected steps by iteration. */
function runLengthByChain(k: number, h: number, mu: number): number {
  const cells = 100
  const width = (2 * h) / (2 * cells - 1)
  const cumulative = (z: number): number => {
    const values = 1 / (1 + 0.2316419 * Math.abs(z))
    const tail =
      (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
      values *
      (0.31938153 + values * (-0.356563782 + values * (1.781477937 + values * (-1.821255978 + values * 1.330274429))))
    return z > 0 ? 1 - tail : tail
  }
  const move = Array.from({ length: cells }, (_, i) =>
    Array.from({ length: cells }, (__, j) => {
      const upper = cumulative((j - i + 0.5) * width + k - mu)
      return j === 0 ? upper : upper - cumulative((j - i - 0.5) * width + k - mu)
    }),
  )
  let steps = Array.from({ length: cells }, () => 1)
  for (let round = 0; round < 3_000; round++) {
    steps = move.map((row) => 1 + row.reduce((sum, weight, j) => sum + weight * (steps[j] ?? 0), 0))
  }
  return steps[0] ?? 0
}
