import { Worker } from 'node:worker_threads'
import type { WalkOptions, WalkPart } from './walk-forward.ts'
import type { WalkAnswer, WalkTask, WalkWorkerData } from './walk-worker.ts'

/** Work for several threads. */
export type PoolRequest = Readonly<{
  losses: Float64Array
  options: WalkOptions
  tasks: readonly WalkTask[]
  workers: number
  /** Called as each task ends, in whatever order they do. */
  onPart: (task: WalkTask, part: WalkPart) => void
  /** Ends the work: tasks at hand are dropped. */
  signal?: AbortSignal
}>

/**
 * Works through tasks on threads, each taking the next as it gets free. The answers do not depend on who works on what.
 *
 * @returns Whether all tasks were done; `false` after the signal.
 * @throws Error naming model and stretch when a model fails.
 *
 * @example
 * await walkOnThreads({ losses, options, tasks, workers: 2, onPart: (task, part) => parts.push(part) })
 */
export async function walkOnThreads(request: PoolRequest): Promise<boolean> {
  const queue = request.tasks.values()
  const count = Math.max(1, Math.min(request.workers, request.tasks.length))
  const workers = Array.from({ length: request.tasks.length === 0 ? 0 : count }, () => startWorker(request))
  try {
    await Promise.all(workers.map((worker) => workThrough(worker, queue, request)))
    return request.signal?.aborted !== true
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

// Sources run as they are; a published package has only what was built from them.
const script = import.meta.url.endsWith('.ts') ? new URL('./walk-worker.ts', import.meta.url) : new URL('./walk-worker.js', import.meta.url)

function startWorker({ losses, options }: PoolRequest): Worker {
  const workerData: WalkWorkerData = { losses, options }
  return new Worker(script, { workerData })
}

async function workThrough(worker: Worker, queue: IterableIterator<WalkTask>, request: PoolRequest): Promise<void> {
  for (const task of queue) {
    if (request.signal?.aborted === true) return
    const answer = await answerOf(worker, task, request.signal)
    if (answer === undefined) return
    if (!answer.ok) throw new Error(`model ${task.model}, losses ${task.stretch.from} to ${task.stretch.to}: ${answer.message}`)
    request.onPart(task, answer.part)
  }
}

async function answerOf(worker: Worker, task: WalkTask, signal: AbortSignal | undefined): Promise<WalkAnswer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<WalkAnswer | undefined>()
  const stop = (): void => resolve(undefined)
  const exit = (code: number): void => reject(new Error(`a thread ended with code ${code}`))
  worker.once('message', resolve).once('error', reject).once('exit', exit)
  signal?.addEventListener('abort', stop)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(task)
  try {
    return await promise
  } finally {
    worker.off('message', resolve).off('error', reject).off('exit', exit)
    signal?.removeEventListener('abort', stop)
  }
}
