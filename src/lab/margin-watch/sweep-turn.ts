import type { Kernel } from '../../margin/kernel/kernel.ts'
import { sweepRows, type Sweep } from '../../margin/kernel/position-rows.ts'

/** What threads tell each other, in memory they share: four counters and the words of the first failure. */
export type SweepControl = Readonly<{ counters: Int32Array<SharedArrayBuffer>; words: Uint8Array<SharedArrayBuffer> }>

/** Places of the counters: turns begun, chunks taken, chunks finished, length of a failure's words (0 without one). */
export const sweepCounter = { turn: 0, taken: 16, finished: 32, failure: 48 } as const

/** The value of `turn` that ends the threads. */
export const lastTurn = -1

/** Rows a thread takes at a time: few enough that threads end together, many enough that taking them costs nothing. */
export const chunkRows = 1_024

/**
 * Makes counters at 0, each on a cache line of its own.
 *
 * @example
 * const control = createSweepControl()
 */
export function createSweepControl(): SweepControl {
  return { counters: new Int32Array(new SharedArrayBuffer(256)), words: new Uint8Array(new SharedArrayBuffer(1_024)) }
}

/**
 * Takes chunks of rows and sweeps them until none is left. Any number of threads may do so at once; who takes which changes no result. A
 * thread that is late by a turn takes chunks of the next one, which are the same work.
 *
 * A failure is written down, once, and the chunk counted as finished, so that nobody waits for it.
 *
 * @returns How many chunks this thread took.
 *
 * @example
 * takeChunks(kernel, sweep, control)
 */
export function takeChunks(kernel: Kernel, sweep: Sweep, control: SweepControl): number {
  const { counters } = control
  for (let taken = 0; ; taken++) {
    const from = Atomics.add(counters, sweepCounter.taken, 1) * chunkRows
    if (from >= sweep.rows.rows) return taken
    try {
      sweepRows(kernel, sweep, { from, to: Math.min(sweep.rows.rows, from + chunkRows) })
    } catch (error) {
      writeFailure(control, error instanceof Error ? error.message : String(error))
    }
    Atomics.add(counters, sweepCounter.finished, 1)
    Atomics.notify(counters, sweepCounter.finished)
  }
}

function writeFailure({ counters, words }: SweepControl, message: string): void {
  const { written } = new TextEncoder().encodeInto(message, new Uint8Array(words.length))
  const bytes = new TextEncoder().encode(message).subarray(0, written)
  if (Atomics.compareExchange(counters, sweepCounter.failure, 0, -1) !== 0) return
  words.set(bytes)
  Atomics.store(counters, sweepCounter.failure, bytes.length)
}

/**
 * The words of a failure, which are forgotten by this.
 *
 * @returns `undefined` without a failure.
 *
 * @example
 * takeFailure(control) // undefined
 */
export function takeFailure({ counters, words }: SweepControl): string | undefined {
  const length = Atomics.exchange(counters, sweepCounter.failure, 0)
  return length === 0 ? undefined : new TextDecoder().decode(words.slice(0, length))
}

/**
 * Waits while a counter holds a value: a while by looking again and again, as an answer usually comes within microseconds, then asleep.
 *
 * @returns Whether it changed within the time.
 *
 * @example
 * waitWhile(counters, { place: sweepCounter.turn, value: 3, forMs: 1_000 })
 */
export function waitWhile(
  counters: Int32Array<SharedArrayBuffer>,
  { place, value, forMs }: Readonly<{ place: number; value: number; forMs: number }>,
): boolean {
  for (let look = 0; look < looksAwake; look++) if (Atomics.load(counters, place) !== value) return true
  return Atomics.wait(counters, place, value, forMs) !== 'timed-out'
}

const looksAwake = 20_000
