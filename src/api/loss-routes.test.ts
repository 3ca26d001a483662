import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { describe, expect, test } from 'vitest'
import { createFakeSession } from '../../test/fake-session.ts'
import type { QueuePlace } from '../engine/loss/deleveraging-view.ts'
import { registerLosses } from './loss-routes.ts'
import type { Queue } from './schema-losses.ts'

const gain = { asset: 'USDT', minor: 5n }
const places = Array.from({ length: 450 }, (_, i): QueuePlace => {
  return { place: i + 1, account: i % 2 === 0 ? `Fund-${i}` : `trader-${i}`, gain, ...(i < 9 && { beginsAt: gain, endsAt: gain }) }
})
const session = {
  ...createFakeSession(),
  queue: (contract: string, side: 'long' | 'short') => (contract !== 'BTC' ? undefined : side === 'long' ? [] : places),
  queueContracts: () => ['BTC', 'ETH'],
}

async function get(url: string) {
  const app = Fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  registerLosses(app, session)
  const response = await app.inject({ method: 'GET', url })
  return { status: response.statusCode, body: response.json<unknown>() }
}

describe('losses over the API', () => {
  test('default: the first two hundred places, and how many there are', async () => {
    const { body } = await get('/api/losses/queue?contract=BTC&side=short')
    const queue = body as Queue
    expect(queue).toMatchObject({ contract: 'BTC', side: 'short', total: 450, matching: 450 })
    expect(queue.places).toHaveLength(200)
    expect(queue.places[8]).toEqual({ place: 9, account: 'Fund-8', gain: { asset: 'USDT', minor: '5' }, beginsAt: toText, endsAt: toText })
    expect(queue.places[9]).toEqual({ place: 10, account: 'trader-9', gain: toText })
  })

  // Columns: what is sought, how many match, the first place among them.
  test.each([
    ['FUND-44', 6, 45],
    [' trader-449 ', 1, 450],
    ['', 450, 1],
    ['nobody', 0, undefined],
  ])('table: %j is in the names of %i, whatever its case', async (named, matching, first) => {
    const { body } = await get(`/api/losses/queue?contract=BTC&side=short&named=${encodeURIComponent(named)}`)
    const queue = body as Queue
    expect([queue.total, queue.matching, queue.places[0]?.place]).toEqual([450, matching, first])
  })

  test('behavior: contracts, and nobody on the other side', async () => {
    expect(await get('/api/losses/contracts')).toEqual({ status: 200, body: ['BTC', 'ETH'] })
    expect(await get('/api/losses/queue?contract=BTC&side=long')).toMatchObject({ status: 200, body: { total: 0, places: [] } })
    expect(await get('/api/losses/events')).toMatchObject({ status: 200 })
  })

  test('error: a contract without a queue, and a side there is none of', async () => {
    expect(await get('/api/losses/queue?contract=XRP&side=long')).toMatchObject({ status: 404, body: { error: 'noQueue' } })
    expect(await get('/api/losses/queue?contract=BTC&side=left')).toMatchObject({ status: 400 })
  })
})

const toText = { asset: 'USDT', minor: '5' }
