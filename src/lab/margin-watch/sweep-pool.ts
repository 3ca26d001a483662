import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { requireWhole } from '../../base/argument.ts'
import type { Kernel } from '../../margin/kernel/kernel.ts'
import type { Sweep } from '../../margin/kernel/position-rows.ts'
import { chunkRows, createSweepControl, lastTurn, sweepCounter, takeChunks, takeFailure, waitWhile } from './sweep-turn.ts'
import type { SweepWorkerData } from './sweep-worker.ts'

/** Threads that sweep together over one memory. */
export type SweepPool = Readonly<{
  /**
   * Writes the worst value of every row, as `sweepRows` does and with its bits. Returns when all are written; the calling thread works along.
   *
   * @returns The share of the work that the other threads did, from 0 to 1; 0 is no fault, as who is late finds nothing left.
   * @throws Error with the words of the first failure, of whichever thread; the pool can be used again. Error when a thread stops answering:
   * the pool is closed by that, as a thread that came back would count into another sweep; until `close` has ended it, it may still write.
   * Error when the pool is closed, saying why.
   */
  sweep: () => number
  /** Ends the threads. Twice is once. */
  close: () => Promise<void>
}>

/** How many threads, and how long they are waited for. */
export type SweepPoolOptions = Readonly<{
  /** All of them, the calling one included; 1 starts none. */
  threads: number
  /** How long nothing may be finished once the calling thread has no work left; 10,000 when absent. A chunk takes microseconds. */
  longestWaitMs?: number
}>

/**
 * Starts threads that sweep the same rows over the same grid again and again: the caller writes prices or sizes between two sweeps.
 *
 * @throws Error when a thread cannot start.
 *
 * @example
 * const pool = await createSweepPool(kernel, sweep, { threads: 2 })
 */
export async function createSweepPool(kernel: Kernel, sweep: Sweep, options: SweepPoolOptions): Promise<SweepPool> {
  const { threads, longestWaitMs = 10_000 } = options
  requireWhole('threads', threads, { least: 1, most: 64 })
  const control = createSweepControl()
  const { counters } = control
  const workerData: SweepWorkerData = { memory: kernel.memory, sweep, control }
  const workers = Array.from({ length: threads - 1 }, () => new Worker(script, { workerData }))
  let closed: string | undefined
  const close = async (): Promise<void> => {
    closed ??= 'the pool is closed'
    Atomics.store(counters, sweepCounter.turn, lastTurn)
    Atomics.notify(counters, sweepCounter.turn)
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')))
  } catch (error) {
    await close()
    throw error
  }
  // A forgotten pool keeps no process alive.
  for (const worker of workers) worker.unref()
  return {
    close,
    sweep: () => {
      if (closed !== undefined) throw new Error(closed)
      const chunks = Math.ceil(sweep.rows.rows / chunkRows)
      beginTurn(counters)
      const taken = takeChunks(kernel, sweep, control)
      const finished = waitForChunks(counters, chunks, longestWaitMs)
      if (finished < chunks) {
        const stopped = `a thread stopped answering: ${finished} of ${chunks} chunks finished`
        closed = `the pool is closed, as ${stopped}`
        void close()
        throw new Error(stopped)
      }
      const failure = takeFailure(control)
      if (failure !== undefined) throw new Error(`a sweep failed: ${failure}`)
      return chunks === 0 ? 0 : (chunks - taken) / chunks
    },
  }
}

function beginTurn(counters: Int32Array<SharedArrayBuffer>): void {
  // In this order: a thread still awake from the turn before may take a chunk as soon as it can, and then counts it.
  Atomics.store(counters, sweepCounter.finished, 0)
  Atomics.store(counters, sweepCounter.taken, 0)
  Atomics.store(counters, sweepCounter.turn, nextTurn(Atomics.load(counters, sweepCounter.turn)))
  Atomics.notify(counters, sweepCounter.turn)
}

/** How many chunks are finished: all, or fewer when no other was within the time. */
function waitForChunks(counters: Int32Array<SharedArrayBuffer>, chunks: number, forMs: number): number {
  for (;;) {
    const value = Atomics.load(counters, sweepCounter.finished)
    if (value >= chunks || !waitWhile(counters, { place: sweepCounter.finished, value, forMs })) return value
  }
}

/** Turns count from 1 to 2^31 - 1 and over again: 0 and `lastTurn` mean something else. */
function nextTurn(turn: number): number {
  return turn === 0x7fffffff ? 1 : turn + 1
}

// Sources run as they are; a published package has only what was built from them.
const script = import.meta.url.endsWith('.ts')
  ? new URL('./sweep-worker.ts', import.meta.url)
  : new URL('./sweep-worker.js', import.meta.url)
