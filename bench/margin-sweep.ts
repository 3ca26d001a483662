import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSweepPool } from '../src/lab/margin-watch/sweep-pool.ts'
import { sweepRowsPlainly } from '../src/margin/kernel/sweep-oracle.ts'
import type { Sweep } from '../src/margin/kernel/position-rows.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { madeMarginWorkload, writeArrays } from './margin-workload.ts'
import { compileNative, median, shortestTime } from './native-code.ts'

/** What native code did: with which instructions, milliseconds a sweep, and the sum of the results. */
type NativeSweep = Readonly<{ instructions: string; ms: number; sum: number }>

/**
 * Sweeps a second over 100,000 accounts under 32 scenarios, on so many threads: ours, native code of one thread and of as many, and an
 * ordinary version of objects and maps, in turns. The limit is one native thread whatever the threads; the ratio is the middle of the
 * rounds' ratios. A round's time is its shortest run, the one that others on the machine disturbed least. Results must be equal: to the bit with plain TypeScript and with the ordinary
 * version, to rounding with native code, which multiplies and adds in one step.
 *
 * @example
 * (await benchMarginSweep(2, { quick: true })).ratioToLimit
 */
export async function benchMarginSweep(threads: number, options: BenchOptions): Promise<BenchResult> {
  const { kernel, sweep } = madeMarginWorkload(options.quick ? 2_000 : 100_000)
  const [rounds, runs] = options.quick ? [1, 3] : [9, 40]
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const pool = await createSweepPool(kernel, sweep, { threads })
  const [ours, one, many, ordinary]: [number[], number[], number[], number[]] = [[], [], [], []]
  let instructions = ''
  try {
    writeArrays(folder, { starts: sweep.rows.starts, columns: sweep.rows.columns, sizes: sweep.rows.sizes, grid: sweep.grid.values })
    const binary = compileNative(folder, 'margin-sweep')
    const sweepOrdinarily = ordinarySweep(sweep)
    pool.sweep()
    requireEqualBits('plain TypeScript', sweepRowsPlainly(sweep), sweep.worst)
    for (let round = 0; round < rounds; round++) {
      ours.push(shortestTime(runs, () => void pool.sweep()))
      if (binary !== undefined) {
        const native = runNative(binary, { folder, threads: 1, runs })
        requireNear(native.sum, sweep.worst)
        one.push(native.ms)
        if (threads > 1) many.push(runNative(binary, { folder, threads, runs }).ms)
        instructions = native.instructions
      }
      if (round % 4 === 0) {
        ordinary.push(shortestTime(1, () => requireEqualBits('objects and maps', sweepOrdinarily(), sweep.worst)))
      }
    }
  } finally {
    await pool.close()
    rmSync(folder, { recursive: true })
  }
  const our = median(ours)
  const limit = one.length === 0 ? null : median(one)
  const inMany = many.length === 0 ? '' : `, on ${threads} threads ${median(many).toFixed(2)} ms`
  const nativeText = limit === null ? 'not measured: no g++ here' : `${instructions} ${limit.toFixed(2)} ms on one thread${inMany}`
  return {
    name: `margin-sweep-${threads}`,
    unit: 'sweeps/s',
    ours: 1e3 / our,
    limit: limit === null ? null : 1e3 / limit,
    ratioToLimit: limit === null ? null : median(one.map((ms, round) => ms / (ours[round] as number))),
    peers: { 'objects and maps': median(ordinary) / our },
    note: `${our.toFixed(2)} ms a sweep of ${sweep.rows.rows} accounts with ${sweep.rows.columns.length} positions, native ${nativeText}; bits equal to plain TypeScript`,
  }
}

/** What one writes without thinking of speed: accounts with their positions, prices by name, already computed. */
function ordinarySweep({ rows, grid }: Sweep): () => Float64Array {
  const { width } = grid.terms
  const prices = new Map<string, number[]>()
  for (let i = 0; i < grid.instruments.instruments; i++) prices.set(`BTC-${i}`, [...grid.values.subarray(i * width, (i + 1) * width)])
  const accounts = Array.from({ length: rows.rows }, (_, row) => {
    const [start, end] = [rows.starts[row] as number, rows.starts[row + 1] as number]
    const positions = [...rows.columns.subarray(start, end)].map((i, at) => ({
      contract: `BTC-${i}`,
      size: rows.sizes[start + at] as number,
    }))
    return { positions }
  })
  const worstOf = ({ positions }: (typeof accounts)[number]): number => {
    let worst = Infinity
    for (let scenario = 0; scenario < width; scenario++) {
      let value = 0
      for (const position of positions) value += position.size * (prices.get(position.contract)?.[scenario] as number)
      if (value < worst) worst = value
    }
    return worst
  }
  return () => Float64Array.from(accounts, worstOf)
}

function runNative(binary: string, { folder, threads, runs }: Readonly<{ folder: string; threads: number; runs: number }>): NativeSweep {
  const [instructions = '', ms, sum] = execFileSync(binary, [folder, String(threads), String(runs)], { encoding: 'utf8' }).split(' ')
  return { instructions, ms: Number(ms), sum: Number(sum) }
}

function requireEqualBits(name: string, theirs: Float64Array, ours: Float64Array): void {
  const row = theirs.findIndex((value, at) => !Object.is(value, ours[at]))
  if (row >= 0) throw new Error(`${name} has ${theirs[row]} for account ${row}, expected ${ours[row]}`)
}

function requireNear(sum: number, worst: Float64Array): void {
  const ours = worst.reduce((total, value) => total + value, 0)
  if (!(Math.abs(sum / ours - 1) < 1e-12)) throw new Error(`native has the sum ${sum}, expected ${ours}`)
}
