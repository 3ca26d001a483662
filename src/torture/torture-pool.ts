import { Worker } from 'node:worker_threads'
import type { FailingSeed, Tortured } from './torture-seeds.ts'

/** How much is asked of a torture. */
export type TortureOptions = Readonly<{
  from: number
  /** Seeds at most. */
  seeds: number
  threads: number
  /** No seed begins after this many milliseconds. */
  longestMs: number
  onProgress: (seedsDone: number) => void
}>

type Total = { next: number; seeds: number; inputs: number; readonly counts: Map<string, number>; failing: FailingSeed | undefined }

/** Seeds handed to a thread at once: few, so that the first failure is found soon. */
const batch = 8

/**
 * Runs seeds on several threads, up to the first failure. Of failures found at once the lowest seed is told.
 *
 * @throws Error when a thread cannot be started or dies.
 *
 * @example
 * const { failing } = await torturePool({ from: 0, seeds: 1_000, threads: 2, longestMs: Infinity, onProgress: () => {} })
 */
export async function torturePool(options: TortureOptions): Promise<Tortured> {
  const { from, seeds, threads, longestMs, onProgress } = options
  const startedAt = performance.now()
  const total: Total = { next: from, seeds: 0, inputs: 0, counts: new Map(), failing: undefined }
  const work = async (worker: Worker): Promise<void> => {
    while (total.failing === undefined && total.next < from + seeds && performance.now() - startedAt < longestMs) {
      const range = { from: total.next, seeds: Math.min(batch, from + seeds - total.next) }
      total.next += range.seeds
      const done = await ask(worker, range)
      total.seeds += done.seeds
      total.inputs += done.inputs
      for (const [kind, count] of done.counts) total.counts.set(kind, (total.counts.get(kind) ?? 0) + count)
      total.failing = lowerSeed(total.failing, done.failing)
      onProgress(total.seeds)
    }
  }
  const workers = Array.from({ length: Math.min(threads, Math.ceil(seeds / batch)) }, () => new Worker(script))
  try {
    await Promise.all(workers.map(work))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  const { inputs, counts, failing } = total
  return { seeds: total.seeds, inputs, counts, ...(failing !== undefined && { failing }) }
}

function lowerSeed(one: FailingSeed | undefined, other: FailingSeed | undefined): FailingSeed | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return other.seed < one.seed ? other : one
}

async function ask(worker: Worker, range: Readonly<{ from: number; seeds: number }>): Promise<Tortured> {
  return await new Promise((resolve, reject) => {
    worker.once('message', (tortured: Tortured) => {
      worker.removeListener('error', reject)
      resolve(tortured)
    })
    worker.once('error', reject)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(range)
  })
}

// Sources run as they are; a published package has only what was built from them.
const script = import.meta.url.endsWith('.ts')
  ? new URL('./torture-worker.ts', import.meta.url)
  : new URL('./torture-worker.js', import.meta.url)
