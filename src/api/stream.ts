import type { ServerResponse } from 'node:http'
import type { RunSession } from './session.ts'
import { toWire } from './wire.ts'

/** The stream of ticks to everyone who watches. */
export type TickStream = Readonly<{
  /** Takes over a response and writes events to it until either side closes. `false` when there are too many watchers. */
  open: (response: ServerResponse) => boolean
  watchers: () => number
  close: () => void
}>

/** How often at most a tick is sent, and how often a sign of life. */
export type StreamPace = Readonly<{ tickEveryMs: number; heartbeatEveryMs: number }>

const defaultPace: StreamPace = { tickEveryMs: 200, heartbeatEveryMs: 10_000 }
const watcherLimit = 32

/**
 * Sends the session's state as server-sent events. A change only marks the stream dirty: a timer encodes the newest state
 * once for all, and a watcher that has not drained yet misses that tick. The run never waits for a reader.
 *
 * @example
 * const stream = createTickStream(session)
 */
export function createTickStream(session: RunSession, pace: StreamPace = defaultPace): TickStream {
  const watchers = new Set<ServerResponse>()
  let dirty = false
  const unsubscribe = session.subscribe(() => {
    dirty = true
  })
  const ticking = setInterval(() => {
    if (!dirty || watchers.size === 0) return
    dirty = false
    const event = tickEvent(session)
    for (const watcher of watchers) if (!watcher.writableNeedDrain) watcher.write(event)
    // One who drained late missed the newest state; the next round brings it even if nothing changes any more.
    for (const watcher of watchers) if (watcher.writableNeedDrain) dirty = true
  }, pace.tickEveryMs)
  const beating = setInterval(() => {
    for (const watcher of watchers) if (!watcher.writableNeedDrain) watcher.write(': alive\n\n')
  }, pace.heartbeatEveryMs)
  ticking.unref()
  beating.unref()

  return {
    open: (response) => {
      if (watchers.size >= watcherLimit) return false
      watchers.add(response)
      response.once('close', () => watchers.delete(response))
      response.on('error', () => watchers.delete(response))
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      response.write(`retry: 1000\n\n${tickEvent(session)}`)
      return true
    },
    watchers: () => watchers.size,
    close: () => {
      clearInterval(ticking)
      clearInterval(beating)
      unsubscribe()
      for (const watcher of watchers) watcher.end()
      watchers.clear()
    },
  }
}

function tickEvent(session: RunSession): string {
  const view = session.view()
  const tick = { progress: session.info().progress, ...(view === undefined ? {} : { view: toWire(view) }) }
  return `event: tick\ndata: ${JSON.stringify(tick)}\n\n`
}
