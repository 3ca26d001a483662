import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createFakeSession, everyBody, fakeInfo, fakeView, type FakeSession } from '../../test/fake-session.ts'
import { refuse } from '../base/result.ts'
import { signalCatalogue } from '../engine/signal-catalogue.ts'
import { decisionPageSchema, explanationSchema, historySchema, problemSchema, runSchema, viewSchema } from './schema.ts'
import { serveRun, type ServedRun } from './serve.ts'

const served: ServedRun[] = []
afterEach(async () => {
  for (const server of served.splice(0)) await server.close()
})

async function serve(session: FakeSession): Promise<ServedRun> {
  const server = await serveRun({ session, port: 0, key: 'the-key', webFolder: '/no/such/folder' })
  served.push(server)
  return server
}

/** Sends a request as it is given; `fetch` would not let the Host header be set or the JSON be broken. */
function send(
  server: ServedRun,
  path: string,
  options: Readonly<{ method?: string; headers?: Readonly<Record<string, string>>; body?: string }> = {},
): Promise<Readonly<{ status: number; headers: Readonly<Record<string, string | string[] | undefined>>; body: unknown }>> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body = '' } = options
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        const json = String(response.headers['content-type']).includes('json')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: json ? JSON.parse(text) : text })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const json = { 'content-type': 'application/json' }
const withKey = { ...json, authorization: 'Bearer the-key' }
const control = (server: ServedRun, body: string, headers: Readonly<Record<string, string>> = withKey): ReturnType<typeof send> =>
  send(server, '/api/control', { method: 'POST', headers, body })

describe('reads', () => {
  test('every read answers in its published shape, with no member beyond it', async () => {
    const server = await serve(createFakeSession())
    const read = async (path: string): Promise<unknown> => (await send(server, path)).body
    const run = runSchema.strict().parse(await read('/api/run'))
    expect(run.signals.map((entry) => entry.name)).toStrictEqual(signalCatalogue.map((entry) => entry.name))
    viewSchema.strict().parse(await read('/api/view'))
    historySchema.strict().parse(await read('/api/history?market=BTC-PERP'))
    decisionPageSchema.strict().parse(await read('/api/decisions'))
    for (const [place, body] of everyBody.entries()) {
      const explained = explanationSchema.strict().parse(await read(`/api/decisions/7:${place}`))
      expect(explained.line.index).toBe(place)
      expect(explained.decision.body).toStrictEqual(JSON.parse(JSON.stringify(body, (_key, value) => wide(value))))
    }
  })

  test('money beyond 2^53 arrives to the last unit', async () => {
    const server = await serve(createFakeSession())
    const view = viewSchema.parse((await send(server, '/api/view')).body)
    expect(view.reserves[0]?.opening).toStrictEqual({ asset: 'USDT', minor: '9007199254740993' })
    expect(view.reserves[0]?.realised.minor).toBe('-5')
    const explained = explanationSchema.parse((await send(server, '/api/decisions/7:0')).body)
    expect(explained.transfers[0]?.amount.minor).toBe('9007199254740993')
  })

  test('the path of the report stays here; the run only says whether there is one', async () => {
    const session = createFakeSession()
    const server = await serve(session)
    expect((await send(server, '/api/run')).body).toMatchObject({ reportReady: false })
    session.change({ info: fakeInfo({ reportPath: '/home/someone/report.html' }) })
    const { body } = await send(server, '/api/run')
    expect(body).toMatchObject({ reportReady: true })
    expect(JSON.stringify(body)).not.toContain('someone')
  })

  // Columns: the query, the places of the page, whether earlier ones match.
  test.each([
    ['limit=2', [26, 27], true],
    ['limit=2&before=2', [0, 1], false],
    ['limit=2&from=3', [3, 4], true],
    ['kinds=triggerMoved,backstopReleased', [0, 2], false],
    ['kinds=&limit=1', [27], true],
  ] as const)('table: a page of %s', async (query, places, earlier) => {
    const page = decisionPageSchema.parse((await send(await serve(createFakeSession()), `/api/decisions?${query}`)).body)
    expect(page.decisions.map((line) => line.index)).toStrictEqual(places)
    expect(page).toMatchObject({ total: 28, earlier })
  })

  test.each([
    ['/api/decisions/nope', 404],
    ['/api/history?market=DOGE', 404],
    ['/api/report', 404],
    ['/api/nothing', 404],
    ['/nothing.html', 404],
    ['/api/decisions?limit=0', 400],
    ['/api/decisions?limit=1001', 400],
    ['/api/decisions?limit=1.5', 400],
    ['/api/decisions?before=-1', 400],
    ['/api/decisions?from=abc', 400],
    ['/api/history', 400],
    ['/api/history?market=', 400],
    ['/api/history?market=BTC-PERP&afterUs=-1&bucketUs=0', 400],
    [`/api/decisions/${'9'.repeat(101)}`, 414],
  ])('error: %s is %i, as a problem for programs and people', async (path, status) => {
    const response = await send(await serve(createFakeSession()), path)
    expect(response.status).toBe(status)
    expect(problemSchema.parse(response.body).message).not.toBe('')
  })

  test('before the first input there is no view: 503, and the run is readable', async () => {
    const server = await serve(createFakeSession({ view: undefined }))
    expect(await send(server, '/api/view')).toMatchObject({ status: 503, body: { error: 'notYet' } })
    expect((await send(server, '/api/run')).status).toBe(200)
  })

  test('afterUs and bucketUs give what is to be appended', async () => {
    const server = await serve(createFakeSession())
    const path = '/api/history?market=BTC-PERP&bucketUs=0&afterUs=1583971201000000'
    expect(historySchema.parse((await send(server, path)).body)).toMatchObject({
      whole: false,
      atUs: [1_583_971_201_000_000, 1_583_971_202_000_000],
    })
  })
})

describe('control', () => {
  test.each([
    ['no key', json],
    ['another key', { ...json, authorization: 'Bearer the-kez' }],
    ['the key by another scheme', { ...json, authorization: 'Basic the-key' }],
    ['the key in the address only', json],
  ])('error: %s is 401, whatever the body, and nothing reaches the run', async (name, headers) => {
    const session = createFakeSession()
    const server = await serve(session)
    const path = name.includes('address') ? '/api/control?key=the-key' : '/api/control'
    for (const body of ['{"action":"pause"}', '{"action":"nonsense"}', '{ broken', 'x'.repeat(20_000)]) {
      const response = await send(server, path, { method: 'POST', headers, body })
      expect(response).toMatchObject({ status: 401, body: { error: 'keyNeeded' } })
      expect(response.headers['www-authenticate']).toBe('Bearer')
    }
    expect(session.commands).toStrictEqual([])
  })

  test.each([
    { action: 'pause' },
    { action: 'resume' },
    { action: 'speed', speed: 60 },
    { action: 'speed', speed: 'max' },
    { action: 'halt', reason: 'a look around' },
    { action: 'unhalt', reason: 'all well' },
  ])('default: with the key, %j reaches the run', async (command) => {
    const session = createFakeSession()
    const response = await control(await serve(session), JSON.stringify(command))
    expect(response.status).toBe(200)
    runSchema.strict().parse(response.body)
    expect(session.commands).toStrictEqual([command])
  })

  test.each([
    ['', 400],
    ['{ broken', 400],
    ['{}', 400],
    ['{"action":"stop"}', 400],
    ['{"action":"speed","speed":0}', 400],
    ['{"action":"speed","speed":1000001}', 400],
    ['{"action":"speed","speed":"fast"}', 400],
    ['{"action":"unhalt"}', 400],
    [`{"action":"halt","reason":"${'r'.repeat(501)}"}`, 400],
    ['{"action":"pause","speed":1}', 400],
    [`{"action":"halt","reason":"${'r'.repeat(20_000)}"}`, 413],
  ])('error: with the key, %.40s is %i and nothing reaches the run', async (body, status) => {
    const session = createFakeSession()
    const response = await control(await serve(session), body)
    expect(response.status).toBe(status)
    expect(problemSchema.parse(response.body).message).not.toBe('')
    expect(session.commands).toStrictEqual([])
  })

  test('error: 409 when the run is over, and when the command makes no sense now', async () => {
    const session = createFakeSession({ answer: refuse({ kind: 'runOver' }) })
    const server = await serve(session)
    expect(await control(server, '{"action":"pause"}')).toMatchObject({ status: 409, body: { error: 'runOver' } })
    session.change({ answer: refuse({ kind: 'notPossible', why: 'The engine is not halted.' }) })
    expect(await control(server, '{"action":"unhalt","reason":"r"}')).toMatchObject({
      status: 409,
      body: { error: 'notPossible', message: 'The engine is not halted.' },
    })
  })
})

describe('guards', () => {
  test('a foreign Host gets 403 on every route, even with the key, and nothing reaches the run', async () => {
    const session = createFakeSession()
    const server = await serve(session)
    const host = `attacker.example:${server.port}`
    for (const path of ['/', '/api/run', '/api/view', '/api/decisions', '/api/stream', '/api/openapi.json', '/nothing']) {
      expect(await send(server, path, { headers: { host } })).toMatchObject({ status: 403, body: { error: 'foreignHost' } })
    }
    expect((await control(server, '{"action":"pause"}', { ...withKey, host })).status).toBe(403)
    expect(session.commands).toStrictEqual([])
    expect(session.listeners()).toBe(1)
  })

  test.each(['/', '/api/run', '/api/nothing', '/api/openapi.json'])('security headers on %s', async (path) => {
    const { headers } = await send(await serve(createFakeSession()), path)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    const policy = String(headers['content-security-policy']).split(';')
    for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
      expect(policy).toContain(part)
    // Plain http on loopback: a browser told to insist on https would never come back.
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('the document says that control needs the key, and by which schema it speaks', async () => {
    type Operation = Readonly<{ security?: unknown; responses: Record<string, unknown>; requestBody?: unknown }>
    const document = (await send(await serve(createFakeSession()), '/api/openapi.json')).body as {
      openapi: string
      paths: Record<string, Record<string, Operation>>
    }
    expect(document.openapi).toBe('3.1.0')
    const post = document.paths['/api/control']?.['post']
    expect(post?.security).toStrictEqual([{ key: [] }])
    expect(Object.keys(post?.responses ?? {})).toStrictEqual(['200', '400', '401', '409'])
    expect(JSON.stringify(post?.requestBody)).toContain('unhalt')
    expect(document.paths['/api/view']?.['get']?.security).toBeUndefined()
  })

  test('closing the server stops listening to the session', async () => {
    const session = createFakeSession({ view: fakeView() })
    const server = await serveRun({ session, port: 0, webFolder: '/no/such/folder' })
    expect(session.listeners()).toBe(1)
    expect(server.key).toMatch(/^[\w-]{32}$/)
    await server.close()
    expect(session.listeners()).toBe(0)
  })

  test('a taken port leaves no listener behind', async () => {
    const taken = await serve(createFakeSession())
    const session = createFakeSession()
    const failing = serveRun({ session, port: taken.port, webFolder: '/no/such/folder' })
    await expect(failing).rejects.toThrow(`port ${taken.port}: expected a free port, found one that another program uses; choose another`)
    expect(session.listeners()).toBe(0)
  })
})

function wide(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
