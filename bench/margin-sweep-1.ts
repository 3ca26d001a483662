import type { BenchOptions, BenchResult } from './bench-result.ts'
import { benchMarginSweep } from './margin-sweep.ts'

/**
 * A full sweep on one thread.
 *
 * @example
 * (await bench({ quick: true })).ratioToLimit
 */
export function bench(options: BenchOptions): Promise<BenchResult> {
  return benchMarginSweep(1, options)
}
