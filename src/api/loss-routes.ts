import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { followLossEvents } from './loss-events.ts'
import { lossEventsSchema, queueContractsSchema, queueSchema, winnerSideSchema } from './schema-losses.ts'
import { problemSchema } from './schema.ts'
import type { RunSession } from './session.ts'
import { toWire } from './wire.ts'

/** Places sent at once; the rest is found by name. */
const mostPlaces = 200

const queueQuery = z.object({
  contract: z.string().min(1).max(100),
  side: winnerSideSchema,
  named: z.string().max(64).default('').meta({ description: 'Only accounts with this in their name, whatever its case.' }),
})

/**
 * Registers the reading routes of losses: deficits and who paid them, and places among those who would be closed.
 *
 * @example
 * registerLosses(app, session)
 */
export function registerLosses(app: FastifyInstance, session: RunSession): void {
  const typed = app.withTypeProvider<ZodTypeProvider>()
  const lossEvents = followLossEvents(session)
  typed.get(
    '/api/losses/events',
    { schema: { summary: 'The newest deficits and what each layer paid, the newest first', response: { 200: lossEventsSchema } } },
    () => lossEvents(),
  )
  typed.get(
    '/api/losses/contracts',
    { schema: { summary: 'Contracts with a mark, whose winners have places', response: { 200: queueContractsSchema } } },
    () => [...session.queueContracts()],
  )
  typed.get(
    '/api/losses/queue',
    {
      schema: {
        summary: `Places of a contract's winners, the first to be closed whole first, at most ${mostPlaces}`,
        querystring: queueQuery,
        response: { 200: queueSchema, 404: problemSchema },
      },
    },
    (request, reply) => {
      const { contract, side, named } = request.query
      const all = session.queue(contract, side)
      if (all === undefined) {
        void reply.code(404).send({ error: 'noQueue', message: `There is no queue for ${contract}: no such rule, or no mark.` })
        return
      }
      const sought = named.trim().toLowerCase()
      const matching = sought === '' ? all : all.filter(({ account }) => account.toLowerCase().includes(sought))
      const places = toWire(matching.slice(0, mostPlaces))
      void reply.send({ contract, side, total: all.length, matching: matching.length, places })
    },
  )
}
