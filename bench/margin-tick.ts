import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tick } from '../src/margin/kernel/watch.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { madeWatchWorkload, nativeBruteForce, nextMove, requireNoMismatch } from './margin-ticking.ts'
import { median } from './native-code.ts'

/**
 * The mean tick that says which of 100,000 accounts are below zero, over 20,000 ticks at 60 % volatility and 10 ticks a second. The limit is
 * native code that prices and sweeps everything, in turns with parts of the path; the ratio is the middle of the parts' ratios and above 1, as
 * what cannot have crossed zero is not swept. Every thousandth tick is compared with a full sweep, and a difference ends the bench.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export function bench(options: BenchOptions): BenchResult {
  const [accounts, parts, ticks] = options.quick ? [2_000, 1, 1_000] : [100_000, 10, 2_000]
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const [ours, natives, ratios, all]: [number[], number[], number[], number[]] = [[], [], [], []]
  let [hot, checks] = [0, 0]
  try {
    const given = madeWatchWorkload(accounts)
    const brute = nativeBruteForce(folder, given.workload)
    let move = given.start
    for (let part = 0; part < parts; part++) {
      let sum = 0
      for (let i = 1; i <= ticks; i++) {
        move = nextMove(given.draw, move, i)
        const before = performance.now()
        const { counters } = tick(given.watch, move)
        const took = performance.now() - before
        sum += took
        hot += counters.hot
        all.push(took)
        if (i % 1_000 === 0) {
          requireNoMismatch(given, move)
          checks++
        }
      }
      ours.push(sum / ticks)
      if (brute === undefined) continue
      natives.push(brute())
      ratios.push((natives.at(-1) as number) / (sum / ticks))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const mean = ours.reduce((sum, ms) => sum + ms, 0) / ours.length
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] as number).toFixed(3)
  const native = natives.length === 0 ? null : median(natives)
  return {
    name: 'margin-tick',
    unit: 'ticks/s',
    ours: 1000 / mean,
    limit: native === null ? null : 1000 / native,
    ratioToLimit: native === null ? null : median(ratios),
    peers: {},
    note: `mismatches 0 in ${checks} full sweeps; ${accounts} accounts, ${all.length} ticks: mean ${mean.toFixed(3)} ms, p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}; hot accounts ${(hot / all.length).toFixed(0)}; native brute force ${native?.toFixed(2) ?? 'not measured: no g++ here'} ms`,
  }
}
