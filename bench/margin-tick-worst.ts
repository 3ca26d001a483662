import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { later, seconds } from '../src/base/time.ts'
import { tick, type WatchTick } from '../src/margin/kernel/watch.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { madeWatchWorkload, nativeBruteForce, nextMove, requireNoMismatch, type WatchWorkload } from './margin-ticking.ts'
import { median } from './native-code.ts'

/** How far spot leaps: out of every box. */
const leap = 0.05

/**
 * The worst tick: spot leaps 5 % out of every box, so all 100,000 accounts are computed and find new boxes. Between leaps come a few ordinary
 * ticks, of which the first does what the leap left to be done; the longest of all of them counts. The limit is native code that prices and sweeps everything, in turns; the ratio is the
 * middle of the rounds' ratios. Of four leaps in a round the one counts that others on the machine disturbed least, as for native code. After each leap a full sweep is compared, and a difference ends the bench.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export function bench(options: BenchOptions): BenchResult {
  const [accounts, rounds] = options.quick ? [2_000, 2] : [100_000, 7]
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  const [ours, leaps, after, natives, ratios]: [number[], number[], number[], number[], number[]] = [[], [], [], [], []]
  try {
    const given = madeWatchWorkload(accounts)
    const brute = nativeBruteForce(folder, given.workload)
    let move = given.start
    for (let round = 0; round < rounds; round++) {
      let [leapMs, longestMs] = [Infinity, Infinity]
      for (let turn = 0; turn < 4; turn++) {
        const spot = turn % 2 === 0 ? move.spot * (1 - leap) : move.spot / (1 - leap)
        move = { ...move, spot, at: later(move.at, seconds(0.1)) }
        leapMs = Math.min(leapMs, timeOf(given, move))
        requireNoMismatch(given, move)
        let longest = 0
        for (let i = 1; i <= 20; i++) {
          move = nextMove(given.draw, move, i)
          longest = Math.max(longest, timeOf(given, move))
        }
        longestMs = Math.min(longestMs, longest)
      }
      leaps.push(leapMs)
      after.push(longestMs)
      ours.push(Math.max(leapMs, longestMs))
      if (brute === undefined) continue
      natives.push(brute())
      ratios.push((natives.at(-1) as number) / (ours.at(-1) as number))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [our, native] = [median(ours), natives.length === 0 ? null : median(natives)]
  return {
    name: 'margin-tick-worst',
    unit: 'ticks/s',
    ours: 1000 / our,
    limit: native === null ? null : 1000 / native,
    ratioToLimit: native === null ? null : median(ratios),
    peers: {},
    note: `mismatches 0 in ${4 * rounds} full sweeps; a leap of 5 %: ${median(leaps).toFixed(2)} ms, longest of the 20 ticks after it ${median(after).toFixed(2)}; the longer counts, at most ${Math.max(...ours).toFixed(2)}; native brute force ${native?.toFixed(2) ?? 'not measured: no g++ here'} ms`,
  }
}

function timeOf({ watch }: WatchWorkload, move: WatchTick): number {
  const before = performance.now()
  tick(watch, move)
  return performance.now() - before
}
