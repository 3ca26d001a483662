import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { describe, expect, test, vi } from 'vitest'
import { createFakeSession } from '../../test/fake-session.ts'
import { startMarginDrive, tenthModel } from '../../test/margin-drive.ts'
import { accountPageOf, marginViewOf } from '../engine/margin/margin-view-of.ts'
import { registerMargin } from './margin-routes.ts'
import { accountPageSchema, marginViewSchema } from './schema-margin.ts'
import { toWire } from './wire.ts'

vi.mock('../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const drive = startMarginDrive()
drive.open('called', { cash: 400, lots: 1_000 })
drive.open('idle', { cash: 5_000 })
drive.open('long', { cash: 2_000, lots: 1_000, btc: 0.1 })
drive.open('short', { cash: 3_000, lots: -2_000 })
const view = marginViewOf(drive.state)
const account = accountPageOf(drive.state, 'long')

async function get(url: string, parts: Parameters<typeof createFakeSession>[0] = { margin: view, account }) {
  const app = Fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  registerMargin(app, createFakeSession(parts))
  const response = await app.inject({ method: 'GET', url })
  return { status: response.statusCode, body: response.json<unknown>() }
}

describe('margin over the API', () => {
  test('default: the view and an account come as they are, money as decimal text', async () => {
    expect(await get('/api/margin')).toEqual({ status: 200, body: toWire(view) })
    expect(await get('/api/margin/accounts/long')).toEqual({ status: 200, body: toWire(account) })
    expect(marginViewSchema.strict().parse(toWire(view))).toStrictEqual(toWire(view))
    expect(accountPageSchema.strict().parse(toWire(account))).toStrictEqual(toWire(account))
  })

  test('error: a run without margin, and an account that is not there', async () => {
    expect(await get('/api/margin', {})).toMatchObject({ status: 404, body: { error: 'noMargin' } })
    expect(await get('/api/margin/accounts/nobody')).toMatchObject({ status: 404, body: { error: 'unknownAccount' } })
  })
})
