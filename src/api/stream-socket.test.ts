import { request, type IncomingMessage } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createFakeSession, fakeInfo, fakeView, type FakeSession } from '../../test/fake-session.ts'
import { tickSchema, type Tick } from './schema.ts'
import { serveRun, type ServedRun } from './serve.ts'

const served: ServedRun[] = []
afterEach(async () => {
  for (const server of served.splice(0)) await server.close()
})

const never = 3_600_000

async function serve(session: FakeSession, pace = { tickEveryMs: 5, heartbeatEveryMs: never }): Promise<ServedRun> {
  const server = await serveRun({ session, port: 0, webFolder: '/no/such/folder', pace })
  served.push(server)
  return server
}

/** A watcher over a real socket: what has arrived, a way to wait until it says enough, and a way to stop reading. */
type Watcher = Readonly<{
  response: IncomingMessage
  text: () => string
  /** The end of it: searching all of a large text at each arrival would be slow. */
  tail: () => string
  ticks: () => readonly Tick[]
  until: (enough: () => boolean) => Promise<void>
  ended: Promise<void>
}>

function watch(server: ServedRun): Promise<Watcher> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path: '/api/stream', agent: false }, (response) => {
      let text = ''
      let tail = ''
      const waiting = new Set<() => void>()
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        tail = (tail + part).slice(-4_000)
        for (const check of waiting) check()
      })
      response.on('error', () => undefined)
      const until = (enough: () => boolean): Promise<void> =>
        new Promise((done) => {
          const check = (): void => {
            if (!enough()) return
            waiting.delete(check)
            done()
          }
          waiting.add(check)
          check()
        })
      const ended = new Promise<void>((done) => response.once('close', () => done()))
      resolve({ response, text: () => text, tail: () => tail, ticks: () => ticksIn(text), until, ended })
    })
    sent.on('error', reject)
    sent.end()
  })
}

function ticksIn(text: string): readonly Tick[] {
  const events = text.split('\n\n').slice(0, -1)
  return events.flatMap((event) => {
    const data = /^event: tick\ndata: (.*)$/.exec(event)?.[1]
    return data === undefined ? [] : [tickSchema.strict().parse(JSON.parse(data))]
  })
}

describe('stream over a socket', () => {
  test('the first tick comes at once, though no timer has gone by; later ones after a change', async () => {
    const session = createFakeSession({ view: undefined })
    const watcher = await watch(await serve(session))
    await watcher.until(() => watcher.ticks().length === 1)
    expect(watcher.response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
    expect(watcher.response.headers['x-content-type-options']).toBe('nosniff')
    expect(watcher.text()).toMatch(/^retry: \d+\n\n/)
    expect(watcher.ticks()[0]?.view).toBeUndefined()
    session.change({ view: fakeView(8) })
    await watcher.until(() => watcher.ticks().at(-1)?.view?.seq === 8)
    session.change({ view: fakeView(9) })
    await watcher.until(() => watcher.ticks().at(-1)?.view?.seq === 9)
    expect(watcher.ticks()).toHaveLength(3)
    expect(watcher.ticks()[2]?.view?.reserves[0]?.opening.minor).toBe('9007199254740993')
  })

  test('one who does not read holds up nobody, misses ticks, and ends at the newest', async () => {
    const session = createFakeSession({ info: fakeInfo({ label: 'large' }) })
    const server = await serve(session)
    const [quick, slow] = [await watch(server), await watch(server)]
    slow.response.pause()
    // Half a megabyte an event fills the buffers between the two within a few ticks.
    const progress = { ...fakeInfo().progress, failure: 'x'.repeat(500_000) }
    const rounds = 40
    for (let seq = 100; seq < 100 + rounds; seq++) {
      session.change({ info: fakeInfo({ progress }), view: fakeView(seq) })
      const mark = `"seq":${seq},`
      await quick.until(() => quick.tail().includes(mark))
    }
    // The quick one misses none, and is given none twice while the other is behind.
    expect(quick.ticks()).toHaveLength(rounds + 1)
    expect(new Set(quick.ticks().map((tick) => tick.view?.seq)).size).toBe(rounds + 1)
    slow.response.resume()
    await slow.until(() => slow.tail().includes(`"seq":${99 + rounds},`) && slow.tail().endsWith('\n\n'))
    expect(slow.ticks().length).toBeLessThan(rounds)
    expect(slow.ticks().at(-1)?.view?.seq).toBe(99 + rounds)
  })

  test('a sign of life while nothing changes, as a comment that is no event', async () => {
    const watcher = await watch(await serve(createFakeSession(), { tickEveryMs: 5, heartbeatEveryMs: 10 }))
    await watcher.until(() => watcher.text().split(': alive\n\n').length > 3)
    expect(watcher.ticks()).toHaveLength(1)
  })

  test('closing the server ends every stream', async () => {
    const server = await serve(createFakeSession())
    const watchers = [await watch(server), await watch(server), await watch(server)]
    await server.close()
    await Promise.all(watchers.map((watcher) => watcher.ended))
    for (const watcher of watchers) expect(watcher.response.complete).toBe(true)
  })

  test('the 33rd watcher is told so; one who leaves makes room', async () => {
    const server = await serve(createFakeSession())
    const watchers: Watcher[] = []
    for (let i = 0; i < 32; i++) watchers.push(await watch(server))
    const refused = await watch(server)
    await refused.ended
    expect(refused.response.statusCode).toBe(503)
    expect(JSON.parse(refused.text())).toMatchObject({ error: 'tooManyWatchers' })
    watchers[0]?.response.destroy()
    // The server learns of it in its own time: asking again until there is room.
    let status = 503
    while (status === 503) {
      const again = await watch(server)
      status = again.response.statusCode ?? 0
      if (status === 503) await again.ended
    }
    expect(status).toBe(200)
  })
})
