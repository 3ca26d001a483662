import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { MarginRefusal } from '../margin/account/margin-refusal.ts'
import { refusalClause } from '../margin/account/refusal-text.ts'
import { accountPageSchema, marginViewSchema } from './schema-margin.ts'
import { problemSchema } from './schema.ts'
import type { RunSession } from './session.ts'
import { toWire } from './wire.ts'

/**
 * Registers the reading routes of members' margin.
 *
 * @example
 * registerMargin(app, session)
 */
export function registerMargin(app: FastifyInstance, session: RunSession): void {
  const typed = app.withTypeProvider<ZodTypeProvider>()
  typed.get(
    '/api/margin',
    {
      schema: {
        summary: "Margin of all members' accounts; 404 for a run whose policy has none",
        response: { 200: marginViewSchema, 404: problemSchema },
      },
    },
    (_request, reply) => {
      const view = session.margin()
      if (view === undefined) void reply.code(404).send({ error: 'noMargin', message: 'The policy of this run has no margin.' })
      else void reply.send(toWire({ ...view, nearest: view.nearest.map(told), unknown: view.unknown.map(told) }))
    },
  )
  typed.get(
    '/api/margin/accounts/:id',
    {
      schema: {
        summary: 'One account in full: positions, requirement, scenarios, and margin against moves of each underlying',
        params: z.object({ id: z.string().max(64) }),
        response: { 200: accountPageSchema, 404: problemSchema },
      },
    },
    (request, reply) => {
      const page = session.marginAccount(request.params.id)
      if (page === undefined) void reply.code(404).send({ error: 'unknownAccount', message: `There is no account ${request.params.id}.` })
      else void reply.send(toWire(told(page)))
    },
  )
}

/** What is unknown says why in words. */
function told<Line extends Readonly<{ refusal?: MarginRefusal }>>(line: Line): Line & Readonly<{ sentence?: string }> {
  return line.refusal === undefined ? line : { ...line, sentence: refusalClause(line.refusal) }
}
