import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createPrng, nextUniform } from '../src/base/prng.ts'
import { exponential, naturalLogarithm } from '../src/num/elementary.ts'
import { fitGeneralisedPareto } from '../src/risk/extremes/generalised-pareto.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { compileNative, median } from './native-code.ts'

/** Time, and the sums of shapes, scales and standard errors of shapes, which must agree for all. */
type Measured = Readonly<{ microseconds: number; shapes: number; scales: number; errors: number }>

const sample = 100

/**
 * Maximum likelihood fits of a generalised Pareto distribution to 100 excesses, standard errors included: ours, the same in native code,
 * and fExtremes where R is present, on the same samples; the medians count.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const excesses = paretoExcesses(sample * (options.quick ? 50 : 1_000))
  const rounds = options.quick ? 1 : 7
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const [ours, native]: [number[], number[]] = [[], []]
  let peer: number | undefined
  try {
    const binary = compileNative(folder, 'gpd-fit')
    const file = join(folder, 'excesses')
    writeFileSync(file, new Uint8Array(excesses.buffer))
    runOurs(excesses)
    for (let round = 0; round < rounds; round++) {
      const mine = runOurs(excesses)
      ours.push(mine.microseconds)
      if (binary !== undefined) native.push(requireEqual(runNative(binary, file, excesses.length), mine).microseconds)
    }
    peer = runExtremes(file, excesses.length)
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, limit] = [median(ours), native.length === 0 ? null : median(native)]
  const figures = `${our.toFixed(1)} us a fit of ${sample} excesses, native ${limit?.toFixed(1) ?? 'not measured: no g++ here'}`
  return {
    name: 'gpd-fit',
    unit: 'fits/s',
    ours: 1e6 / our,
    limit: limit === null ? null : 1e6 / limit,
    ratioToLimit: limit === null ? null : limit / our,
    peers: peer === undefined ? {} : { fExtremes: peer / our },
    note: `${figures}, fExtremes ${peer?.toFixed(0) ?? 'not measured: no R with fExtremes here'}`,
  }
}

/** By inversion, shapes from 0.1 to 0.8 in turn from sample to sample, scale 0.01. */
function paretoExcesses(count: number): Float64Array {
  const generator = createPrng(11)
  return Float64Array.from({ length: count }, (_, i) => {
    const shape = 0.1 + 0.1 * (Math.floor(i / sample) % 8)
    return (0.01 * (exponential(-shape * naturalLogarithm(1 - nextUniform(generator))) - 1)) / shape + 1e-12
  })
}

function runOurs(excesses: Float64Array): Measured {
  const fits = excesses.length / sample
  let [shapes, scales, errors] = [0, 0, 0]
  const start = performance.now()
  for (let i = 0; i < fits; i++) {
    const fit = fitGeneralisedPareto(excesses.subarray(i * sample, (i + 1) * sample))
    if (!fit.ok || !fit.value.standardErrors.ok) throw new Error(`sample ${i} has no fit`)
    shapes += fit.value.shape
    scales += fit.value.scale
    errors += fit.value.standardErrors.value.shape
  }
  return { microseconds: ((performance.now() - start) * 1e3) / fits, shapes, scales, errors }
}

function runNative(binary: string, file: string, count: number): Measured {
  const output = execFileSync(binary, [file, String(count), String(sample), '3'], { encoding: 'utf8' })
  const [microseconds = Number.NaN, shapes = Number.NaN, scales = Number.NaN, errors = Number.NaN] = output.split(' ').map(Number)
  return { microseconds, shapes, scales, errors }
}

function requireEqual(native: Measured, ours: Measured): Measured {
  const near = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-8
  if (near(native.shapes, ours.shapes) && near(native.scales, ours.scales) && near(native.errors, ours.errors)) return native
  throw new Error(`native has ${JSON.stringify(native)}, expected ${JSON.stringify(ours)}`)
}

/** Undefined where R or its package is absent. */
function runExtremes(file: string, count: number): number | undefined {
  try {
    const script = resolve(import.meta.dirname, 'native/gpd-fit.R')
    const output = execFileSync('Rscript', [script, file, String(count), String(sample)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const microseconds = Number.parseFloat(output)
    return Number.isFinite(microseconds) ? microseconds : undefined
  } catch {
    return undefined
  }
}
