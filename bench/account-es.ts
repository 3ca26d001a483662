import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPrng, nextUniform } from '../src/base/prng.ts'
import { ratio } from '../src/base/ratio.ts'
import {
  createAccountShortfalls,
  createProfitTiles,
  findShortfalls,
  type AccountShortfalls,
  type ShortfallTask,
} from '../src/margin/kernel/account-shortfall.ts'
import { accountShortfallPlainly } from '../src/margin/kernel/shortfall-oracle.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { madeMarginWorkload, writeArrays } from './margin-workload.ts'
import { compileNative, median, shortestTime } from './native-code.ts'

type NativeShortfall = Readonly<{ instructions: string; ms: number; ranked: number; sums: number }>

/** Rows whose outcomes native code holds at once: what it does best with of 256 to 4,096. */
const nativeBlock = 2_048

/**
 * Expected shortfalls a second, at 97.5 % over 1,000 scenarios for 20,000 accounts: ours and native code, in turns on the same profits.
 * Results must equal plain TypeScript's to the bit, on a sample as it is slow, and native code's to rounding.
 *
 * @example
 * bench({ quick: true }).ratioToLimit
 */
export function bench(options: BenchOptions): BenchResult {
  const { kernel, sweep } = madeMarginWorkload(options.quick ? 500 : 20_000)
  const [rounds, runs] = options.quick ? [1, 1] : [7, 5]
  const { rows } = sweep
  const profits = createProfitTiles(kernel, { instruments: sweep.grid.instruments.instruments, scenarios: 1_000 })
  const generator = createPrng(13)
  profits.values.forEach((_, at) => {
    profits.values[at] = 100 * (nextUniform(generator) + nextUniform(generator) + nextUniform(generator) - 1.5)
  })
  const task: ShortfallTask = { rows, profits, confidence: ratio(0.975) }
  const shortfalls = createAccountShortfalls(kernel, task)
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const ours: number[] = []
  const natives: NativeShortfall[] = []
  try {
    writeArrays(folder, { starts: rows.starts, columns: rows.columns, sizes: rows.sizes, profits: profits.values })
    const binary = compileNative(folder, 'account-es')
    // Once before, as in native code: afterwards each knows where the tails were.
    findShortfalls(kernel, task, shortfalls)
    requireEqualBits(task, shortfalls)
    for (let round = 0; round < rounds; round++) {
      ours.push(shortestTime(runs, () => findShortfalls(kernel, task, shortfalls)))
      if (binary === undefined) continue
      const words = [folder, profits.scenarios, profits.instruments, shortfalls.room.heap.length, nativeBlock, runs].map(String)
      const [instructions = '', ms, ranked, sums] = execFileSync(binary, words, { encoding: 'utf8' }).split(' ')
      natives.push(requireNear({ instructions, ms: Number(ms), ranked: Number(ranked), sums: Number(sums) }, shortfalls))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const our = median(ours)
  const limit = natives.length === 0 ? null : median(natives.map((native) => native.ms))
  return {
    name: 'account-es',
    unit: 'accounts/s',
    ours: (1e3 * rows.rows) / our,
    limit: limit === null ? null : (1e3 * rows.rows) / limit,
    ratioToLimit: limit === null ? null : median(natives.map((native, round) => native.ms / (ours[round] as number))),
    peers: {},
    note: `${our.toFixed(1)} ms for ${rows.rows} accounts with ${rows.columns.length} positions, native ${limit === null ? 'not measured: no g++ here' : `${natives[0]?.instructions} ${limit.toFixed(1)} ms`}; bits equal to plain TypeScript`,
  }
}

function requireEqualBits(task: ShortfallTask, found: AccountShortfalls): void {
  for (let row = 0; row < task.rows.rows; row += 97) {
    const plainly = accountShortfallPlainly(task, row)
    if (plainly.valueAtRisk === found.valueAtRisk[row] && plainly.expectedShortfall === found.expectedShortfall[row]) continue
    throw new Error(`plain TypeScript has ${plainly.expectedShortfall} for account ${row}, expected ${found.expectedShortfall[row]}`)
  }
}

function requireNear(native: NativeShortfall, { room }: AccountShortfalls): NativeShortfall {
  const sumOf = (numbers: Float64Array): number => numbers.reduce((total, number) => total + number, 0)
  const [ranked, sums] = [sumOf(room.ranked), sumOf(room.sums)]
  if (Math.abs(native.ranked / ranked - 1) < 1e-12 && Math.abs(native.sums / sums - 1) < 1e-12) return native
  throw new Error(`native has the sums ${native.ranked} and ${native.sums}, expected ${ranked} and ${sums}`)
}
