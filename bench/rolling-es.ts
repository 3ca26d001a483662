import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPrng, nextUniform } from '../src/base/prng.ts'
import { ratio } from '../src/base/ratio.ts'
import { createRollingTail, pushLoss, tailExpectedShortfall, tailValueAtRisk } from '../src/risk/rolling-tail.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { compileNative, median } from './native-code.ts'

/** Time, and the sums of VaR and ES after each loss, which must agree for all. */
type Measured = Readonly<{ nsPerLoss: number; valueAtRisk: number; expectedShortfall: number }>

const confidence = 0.99
const window = 10_000

/**
 * Exact rolling VaR and ES at 99 % over 10,000 losses, both read after each: ours and two heaps in native code, in turns on the same
 * losses; the medians count. Shorter and longer windows show that the time does not depend on the window.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const losses = heavyLosses(options.quick ? 60_000 : 2_000_000)
  const rounds = options.quick ? 1 : 7
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const [ours, native]: [number[], number[]] = [[], []]
  const others = new Map<number, number>()
  try {
    const binary = compileNative(folder, 'rolling-es')
    const file = join(folder, 'losses')
    writeFileSync(file, new Uint8Array(losses.buffer))
    runOurs(losses, window)
    for (let round = 0; round < rounds; round++) {
      const mine = runOurs(losses, window)
      ours.push(mine.nsPerLoss)
      if (binary !== undefined) native.push(requireEqual(runNative(binary, file, losses.length), mine).nsPerLoss)
    }
    for (const size of [250, 1_000, 100_000]) others.set(size, runOurs(losses, size).nsPerLoss)
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, limit] = [median(ours), native.length === 0 ? null : median(native)]
  const flat = [...others].map(([size, ns]) => `${size}: ${ns.toFixed(1)} ns`).join(', ')
  return {
    name: 'rolling-es',
    unit: 'losses/s',
    ours: 1e9 / our,
    limit: limit === null ? null : 1e9 / limit,
    ratioToLimit: limit === null ? null : limit / our,
    peers: {},
    note: `${our.toFixed(1)} ns a loss at a window of ${window}, native ${limit?.toFixed(1) ?? 'not measured: no g++ here'}; other windows ${flat}`,
  }
}

/** Sums of three uniforms, one in fifty five times as large: a calm series with shocks. */
function heavyLosses(count: number): Float64Array {
  const generator = createPrng(7)
  return Float64Array.from({ length: count }, () => {
    const plain = nextUniform(generator) + nextUniform(generator) + nextUniform(generator) - 1.5
    return nextUniform(generator) < 0.02 ? 5 * plain : plain
  })
}

function runOurs(losses: Float64Array, windowReturns: number): Measured {
  const tail = createRollingTail({ windowReturns, confidence: ratio(confidence) })
  let [valueAtRisk, expectedShortfall] = [0, 0]
  const start = performance.now()
  for (let i = 0; i < losses.length; i++) {
    pushLoss(tail, losses[i] as number)
    valueAtRisk += tailValueAtRisk(tail)
    expectedShortfall += tailExpectedShortfall(tail)
  }
  return { nsPerLoss: ((performance.now() - start) * 1e6) / losses.length, valueAtRisk, expectedShortfall }
}

function runNative(binary: string, file: string, count: number): Measured {
  const output = execFileSync(binary, [file, String(count), String(window), String(confidence)], { encoding: 'utf8' })
  const [nsPerLoss = Number.NaN, valueAtRisk = Number.NaN, expectedShortfall = Number.NaN] = output.split(' ').map(Number)
  return { nsPerLoss, valueAtRisk, expectedShortfall }
}

/** VaR is a loss of the window and must be equal; the sums of tails may be taken in another order. */
function requireEqual(native: Measured, ours: Measured): Measured {
  const away = Math.abs(native.expectedShortfall / ours.expectedShortfall - 1)
  if (native.valueAtRisk === ours.valueAtRisk && away < 1e-12) return native
  throw new Error(
    `native has the sums ${native.valueAtRisk} and ${native.expectedShortfall}, expected ${ours.valueAtRisk} and ${ours.expectedShortfall}`,
  )
}
