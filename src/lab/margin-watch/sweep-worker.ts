// tidy-ok: started as a thread of its own by sweep-pool.ts, whose test reaches it
import { parentPort, workerData } from 'node:worker_threads'
import { attachKernel, type KernelMemory } from '../../margin/kernel/kernel.ts'
import type { Sweep } from '../../margin/kernel/position-rows.ts'
import { lastTurn, sweepCounter, takeChunks, waitWhile, type SweepControl } from './sweep-turn.ts'

/** What a thread is given: views of one shared memory. */
export type SweepWorkerData = Readonly<{ memory: KernelMemory; sweep: Sweep; control: SweepControl }>

const { memory, sweep, control } = workerData as SweepWorkerData
const kernel = attachKernel(memory)
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage('ready')
const { counters } = control
for (let turn = 0; turn !== lastTurn; turn = Atomics.load(counters, sweepCounter.turn)) {
  if (turn !== 0) takeChunks(kernel, sweep, control)
  while (!waitWhile(counters, { place: sweepCounter.turn, value: turn, forMs: 60_000 }));
}
