import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFakeSession } from '../../test/e2e/fake-session.ts'
import { createTickStream } from './stream.ts'

/** A response that remembers what was written to it and can be told that its reader is slow. */
function watcher(): { response: ServerResponse; written: string[]; slow: (is: boolean) => void; leave: () => void } {
  const written: string[] = []
  const emitter = new EventEmitter()
  const state = {
    writableNeedDrain: false,
    writeHead: () => undefined,
    end: () => emitter.emit('close'),
    write: (text: string) => written.push(text),
  }
  const response = Object.assign(emitter, state) as unknown as ServerResponse
  return { response, written, slow: (is) => void Object.assign(response, { writableNeedDrain: is }), leave: () => emitter.emit('close') }
}

const pace = { tickEveryMs: 100, heartbeatEveryMs: 1_000 }
const minuteOf = (text: string | undefined): unknown => {
  const data = /data: (.*)\n/.exec(text ?? '')?.[1]
  return data === undefined ? undefined : (JSON.parse(data) as { progress: { inputs: number } }).progress.inputs
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('default: a watcher gets the state at once and the newest at each tick, not one event a change', () => {
  const session = createFakeSession()
  const stream = createTickStream(session, pace)
  const { response, written } = watcher()
  stream.open(response)
  expect(minuteOf(written[0])).toBe(0)
  for (let minute = 1; minute <= 500; minute++) session.goTo(minute)
  vi.advanceTimersByTime(100)
  expect(written.length).toBe(2)
  expect(minuteOf(written[1])).toBe(500)
  vi.advanceTimersByTime(500)
  expect(written.length).toBe(2)
  stream.close()
})

test('behavior: a slow reader misses ticks, the others do not, and it gets the newest once it has drained', () => {
  const session = createFakeSession()
  const stream = createTickStream(session, pace)
  const [quick, late] = [watcher(), watcher()]
  stream.open(quick.response)
  stream.open(late.response)
  late.slow(true)
  session.goTo(1)
  vi.advanceTimersByTime(100)
  session.goTo(2)
  vi.advanceTimersByTime(300)
  expect(late.written.length).toBe(1)
  expect(minuteOf(quick.written.at(-1))).toBe(2)
  late.slow(false)
  vi.advanceTimersByTime(100)
  expect(minuteOf(late.written.at(-1))).toBe(2)
  stream.close()
})

test('behavior: while one is behind, the others get each state once', () => {
  const session = createFakeSession()
  const stream = createTickStream(session, pace)
  const [quick, late] = [watcher(), watcher()]
  stream.open(quick.response)
  stream.open(late.response)
  late.slow(true)
  session.goTo(1)
  vi.advanceTimersByTime(500)
  expect(quick.written.map(minuteOf)).toEqual([0, 1])
  late.slow(false)
  vi.advanceTimersByTime(400)
  expect(quick.written.map(minuteOf)).toEqual([0, 1])
  expect(late.written.map(minuteOf)).toEqual([0, 1])
  stream.close()
})

test('behavior: a heartbeat while nothing happens; who leaves is forgotten; nobody left costs nothing', () => {
  const session = createFakeSession()
  const stream = createTickStream(session, pace)
  const { response, written, leave } = watcher()
  stream.open(response)
  vi.advanceTimersByTime(1_000)
  expect(written.at(-1)).toBe(': alive\n\n')
  leave()
  expect(stream.watchers()).toBe(0)
  session.goTo(9)
  vi.advanceTimersByTime(1_000)
  expect(written.length).toBe(2)
  stream.close()
})

test('behavior: the 33rd watcher is refused', () => {
  const stream = createTickStream(createFakeSession(), pace)
  for (let i = 0; i < 32; i++) expect(stream.open(watcher().response)).toBe(true)
  expect(stream.open(watcher().response)).toBe(false)
  stream.close()
  expect(stream.watchers()).toBe(0)
})
