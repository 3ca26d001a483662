// tidy-ok: runs in a thread of its own; torture-pool's test starts it
import { parentPort } from 'node:worker_threads'
import { tortureSeeds } from './torture-seeds.ts'

parentPort?.on('message', (range: Readonly<{ from: number; seeds: number }>) => {
  void tortureSeeds(range).then((tortured) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort?.postMessage(tortured)
  })
})
