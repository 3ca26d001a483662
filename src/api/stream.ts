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
 * Sends the session's state as server-sent events. A change only counts: a timer encodes the newest state once for all who have not
 * got it, and a watcher that has not drained yet waits for a later tick. The run never waits for a reader.
 *
 * @example
 * const stream = createTickStream(session)
 */
export function createTickStream(session: RunSession, pace: StreamPace = defaultPace): TickStream {
  // Of each watcher, how many changes the state it was sent last had seen. One who drains late gets the newest even if nothing changes
  // any more, and nobody gets the same twice.
  const watchers = new Map<ServerResponse, number>()
  let changes = 0
  const unsubscribe = session.subscribe(() => {
    changes++
  })
  const ticking = setInterval(() => {
    const due = [...watchers].flatMap(([watcher, seen]) => (seen < changes && !watcher.writableNeedDrain ? [watcher] : []))
    if (due.length === 0) return
    const event = tickEvent(session)
    for (const watcher of due) {
      watchers.set(watcher, changes)
      watcher.write(event)
    }
  }, pace.tickEveryMs)
  const beating = setInterval(() => {
    for (const watcher of watchers.keys()) if (!watcher.writableNeedDrain) watcher.write(': alive\n\n')
  }, pace.heartbeatEveryMs)
  ticking.unref()
  beating.unref()

  return {
    open: (response) => {
      if (watchers.size >= watcherLimit) return false
      watchers.set(response, changes)
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
      for (const watcher of watchers.keys()) watcher.end()
      watchers.clear()
    },
  }
}

function tickEvent(session: RunSession): string {
  const view = session.view()
  const tick = { progress: session.info().progress, ...(view === undefined ? {} : { view: toWire(view) }) }
  return `event: tick\ndata: ${JSON.stringify(tick)}\n\n`
}
