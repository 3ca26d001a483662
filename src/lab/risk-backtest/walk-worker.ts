// tidy-ok: started as a thread of its own by walk-pool.ts, whose test reaches it
import { parentPort, workerData } from 'node:worker_threads'
import { modelsNamed } from './models.ts'
import { walkForward, type Stretch, type WalkOptions, type WalkPart } from './walk-forward.ts'

/** What a thread is given once. */
export type WalkWorkerData = Readonly<{ losses: Float64Array; options: WalkOptions }>

/** One piece of work: a model by name, since functions cannot be sent, and a stretch. */
export type WalkTask = Readonly<{ model: string; stretch: Stretch }>

/** What comes back. An error is sent as its text: it has to be told in the command's own words. */
export type WalkAnswer = Readonly<{ ok: true; part: WalkPart } | { ok: false; message: string }>

const { losses, options } = workerData as WalkWorkerData

parentPort?.on('message', (task: WalkTask) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(answerTo(task))
})

function answerTo(task: WalkTask): WalkAnswer {
  try {
    const [model] = modelsNamed([task.model])
    if (model === undefined) return { ok: false, message: `no model ${task.model}` }
    return { ok: true, part: walkForward(losses, model, task.stretch, options) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
