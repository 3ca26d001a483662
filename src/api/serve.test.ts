import { request } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFakeSession, type FakeSession } from '../../test/e2e/fake-session.ts'
import { EnvironmentFault } from '../base/fault.ts'
import { historySchema, runSchema, viewSchema, type DecisionPage, type Run } from './schema.ts'
import { serveRun, type ServedRun } from './serve.ts'
import type { RunInfo } from './session.ts'
import { toWire } from './wire.ts'

let session: FakeSession
let server: ServedRun
let folder: string
let reportPath: string | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seawall-api-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>dashboard</title>')
  session = createFakeSession()
  const info = (): RunInfo => ({ ...session.info(), ...(reportPath === undefined ? {} : { reportPath }) })
  server = await serveRun({ session: { ...session, info }, port: 0, key: 'test-key', webFolder: folder })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (path: string): Promise<Response> => fetch(`${server.url}${path}`)
const control = (body: unknown, headers: Record<string, string> = { authorization: 'Bearer test-key' }): Promise<Response> =>
  fetch(`${server.url}/api/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

/** `fetch` refuses to set a Host header. */
function statusForHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path: '/api/run', headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

describe('reading', () => {
  test('default: the run, the view and the history answer to their schemas', async () => {
    session.goTo(700)
    expect(runSchema.parse(await (await get('/api/run')).json()).progress.inputs).toBe(700)
    const view: unknown = await (await get('/api/view')).json()
    expect(viewSchema.parse(view)).toEqual(view)
    expect(view).toEqual(toWire(session.view()))
    const history = historySchema.parse(await (await get('/api/history?market=BTC/USDT:USDT')).json())
    expect(history.atUs.length).toBe(700)
    expect(history.series.spreadBps[0]).toBeNull()
  })

  test('behavior: before the first input there is no view, and it says so', async () => {
    session.goTo(0)
    const response = await get('/api/view')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: 'notYet' })
    session.goTo(700)
  })

  test('behavior: a decision is listed and explained, with money as text', async () => {
    const { decisions } = (await (await get('/api/decisions?limit=5&kinds=orderFilled')).json()) as DecisionPage
    const explained = (await (await get(`/api/decisions/${decisions[0]?.id}`)).json()) as {
      line: unknown
      decision: { body: { fee: unknown } }
    }
    expect(explained.line).toEqual(decisions[0])
    expect(explained.decision.body.fee).toEqual({ asset: 'USDT', minor: '2100000' })
  })

  test.each([
    ['/api/history?market=NONE', 404, 'unknownMarket'],
    ['/api/decisions/0:9', 404, 'unknownDecision'],
    ['/api/report', 404, 'noReport'],
    ['/api/history', 400, 'FST_ERR_VALIDATION'],
    ['/api/decisions?limit=100000', 400, 'FST_ERR_VALIDATION'],
    ['/api/decisions?from=-1', 400, 'FST_ERR_VALIDATION'],
  ])('error: %s is %i %s', async (path, status, error) => {
    const response = await get(path)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error })
  })

  test('behavior: the report is served once it is there', async () => {
    reportPath = join(folder, 'report.html')
    writeFileSync(reportPath, '<h1>Report</h1>')
    const response = await get('/api/report')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<h1>Report</h1>')
    expect(((await (await get('/api/run')).json()) as Run).reportReady).toBe(true)
    reportPath = undefined
  })

  test('behavior: the document is OpenAPI 3.1 and names every route', async () => {
    const document = (await (await get('/api/openapi.json')).json()) as { openapi: string; paths: Record<string, object> }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/control',
      '/api/decisions',
      '/api/decisions/{id}',
      '/api/history',
      '/api/losses/contracts',
      '/api/losses/events',
      '/api/losses/queue',
      '/api/margin',
      '/api/margin/accounts/{id}',
      '/api/report',
      '/api/run',
      '/api/stream',
      '/api/view',
    ])
  })

  test('behavior: the stream sends the state at once, with the headers that keep a page safe', async () => {
    const response = await get('/api/stream')
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('event: tick')) text += (await reader?.read())?.value ?? ''
    expect(text).toContain('"status"')
    await reader?.cancel()
  })
})

describe('guarding', () => {
  test.each([
    ['127.0.0.1', 200],
    ['localhost', 200],
    ['[::1]', 200],
    ['attacker.example', 403],
    ['127.0.0.1.attacker.example', 403],
  ])('table: host %s is %i', async (host, status) => {
    expect(await statusForHost(`${host}:${server.port}`)).toBe(status)
  })

  test('behavior: no page of another origin may read', async () => {
    const response = await fetch(`${server.url}/api/run`, { headers: { origin: 'http://attacker.example' } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
  })

  test('error: without the key, or with another, nothing happens', async () => {
    const before = session.commands.length
    expect((await control({ action: 'pause' }, {})).status).toBe(401)
    expect((await control({ action: 'pause' }, { authorization: 'Bearer other' })).status).toBe(401)
    expect((await control({ action: 'nonsense' }, {})).status).toBe(401)
    expect(session.commands.length).toBe(before)
  })

  test('behavior: with the key, commands reach the run', async () => {
    const response = await control({ action: 'pause' })
    expect(response.status).toBe(200)
    expect(((await response.json()) as Run).progress.status).toBe('paused')
    expect((await control({ action: 'speed', speed: 'max' })).status).toBe(200)
    expect((await control({ action: 'halt', reason: 'drill' })).status).toBe(200)
    expect((await control({ action: 'resume' })).status).toBe(200)
    expect(session.commands.slice(-4).map((command) => command.action)).toEqual(['pause', 'speed', 'halt', 'resume'])
  })

  test.each([
    [{ action: 'speed' }],
    [{ action: 'speed', speed: -1 }],
    [{ action: 'halt' }],
    [{ action: 'halt', reason: ' ' }],
    [{ action: 'pause', more: 1 }],
  ])('error: %j is no command', async (body) => {
    expect((await control(body)).status).toBe(400)
  })

  test('error: a port that is taken is a fault of the environment that says which and what to do', async () => {
    const failing = serveRun({ session, port: server.port, webFolder: folder })
    await expect(failing).rejects.toThrow(EnvironmentFault)
    await expect(failing).rejects.toThrow(new RegExp(`port ${server.port}: expected a free port.*--port`))
  })

  test('behavior: without a built dashboard the API still serves, and says how to build it', async () => {
    const bare = await serveRun({ session, port: 0, webFolder: join(folder, 'absent') })
    expect(await (await fetch(bare.url)).text()).toContain('npm run build')
    expect((await fetch(`${bare.url}/api/run`)).status).toBe(200)
    await bare.close()
  })
})
