import { createReadStream } from 'node:fs'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { signalCatalogue } from '../engine/signal-catalogue.ts'
import { bearerMatches, type KeyHash } from './auth.ts'
import { decisionLine } from './decision-line.ts'
import { decisionPage } from './decision-pages.ts'
import { registerLosses } from './loss-routes.ts'
import { registerMargin } from './margin-routes.ts'
import {
  controlSchema,
  decisionPageSchema,
  explanationSchema,
  historySchema,
  problemSchema,
  runSchema,
  viewSchema,
  type Explanation,
  type Run,
} from './schema.ts'
import type { DecisionExplanation, RunSession } from './session.ts'
import type { TickStream } from './stream.ts'
import { thinHistory } from './thin.ts'
import { toWire } from './wire.ts'

/** What the routes are about. */
export type RouteContext = Readonly<{ session: RunSession; stream: TickStream; keyHash: KeyHash }>

const historyQuery = z.object({
  market: z.string().min(1),
  afterUs: z.coerce.number().min(0).optional(),
  bucketUs: z.coerce.number().min(0).optional(),
})

const decisionsQuery = z.object({
  from: z.coerce.number().int().min(0).optional(),
  before: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  kinds: z.string().max(500).optional().meta({ description: 'Kinds of decision, separated by commas.' }),
  account: z.string().max(64).optional().meta({ description: "Only decisions about this member's account." }),
  event: z.string().max(100).optional().meta({ description: 'Only decisions about this loss event, with the one that began it.' }),
})

/**
 * Registers the reading routes and the one that commands.
 *
 * @example
 * registerRoutes(app, { session, stream, keyHash: hashKey(key) })
 */
export function registerRoutes(app: FastifyInstance, context: RouteContext): void {
  registerReads(app, context)
  registerDecisions(app, context)
  registerMargin(app, context.session)
  registerLosses(app, context.session)
  registerControl(app, context)
}

function registerReads(app: FastifyInstance, { session, stream }: RouteContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>()
  typed.get('/api/run', { schema: { summary: 'What governs the run', response: { 200: runSchema } } }, () => runOf(session))
  typed.get(
    '/api/view',
    { schema: { summary: 'The engine as it stands', response: { 200: viewSchema, 503: problemSchema } } },
    (_request, reply) => {
      const view = session.view()
      if (view === undefined) void reply.code(503).send({ error: 'notYet', message: 'The run has not read its first input yet.' })
      else void reply.send(toWire(view))
    },
  )
  typed.get(
    '/api/history',
    {
      schema: { summary: 'A market over time, by column', querystring: historyQuery, response: { 200: historySchema, 404: problemSchema } },
    },
    (request, reply) => {
      const { market, afterUs, bucketUs } = request.query
      const recorded = session.history(market)
      if (recorded === undefined) void reply.code(404).send({ error: 'unknownMarket', message: `The run has no market ${market}.` })
      else void reply.send(thinHistory(recorded, afterUs === undefined || bucketUs === undefined ? undefined : { afterUs, bucketUs }))
    },
  )
  app.get(
    '/api/stream',
    { schema: { summary: 'Server-sent events: `tick` with progress and view' }, config: { rateLimit: false } },
    (_request, reply) => {
      // The raw response is written directly: helmet's headers must be carried over by hand.
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
      if (!stream.open(reply.raw)) return reply.code(503).send({ error: 'tooManyWatchers', message: 'Too many streams are open.' })
      return reply.hijack()
    },
  )
  app.get('/api/report', { schema: { summary: 'The HTML report, once written' } }, (_request, reply) => sendReport(session, reply))
}

function registerDecisions(app: FastifyInstance, { session }: RouteContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>()
  typed.get(
    '/api/decisions',
    {
      schema: {
        summary: 'Decisions in order, the newest page unless told',
        querystring: decisionsQuery,
        response: { 200: decisionPageSchema },
      },
    },
    (request) => {
      const { from, before, limit, kinds, account, event } = request.query
      return decisionPage(session, {
        ...{ from, before, limit, account, event },
        kinds: kinds === undefined || kinds === '' ? [] : kinds.split(','),
      })
    },
  )
  typed.get(
    '/api/decisions/:id',
    {
      schema: {
        summary: 'Why a decision was taken',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: explanationSchema, 404: problemSchema },
      },
    },
    (request, reply) => {
      const explained = session.decision(request.params.id)
      if (explained === undefined)
        void reply.code(404).send({ error: 'unknownDecision', message: `There is no decision ${request.params.id}.` })
      else void reply.send(explanationOf(explained, session))
    },
  )
}

function registerControl(app: FastifyInstance, { session, keyHash }: RouteContext): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/control',
    {
      // Before the body is read: whoever has no key learns nothing of what a good command looks like.
      onRequest: async (request, reply) => {
        if (bearerMatches(request.headers.authorization, keyHash)) return
        await reply
          .code(401)
          .header('www-authenticate', 'Bearer')
          .send({ error: 'keyNeeded', message: 'Control needs the key printed on the terminal: Authorization: Bearer <key>.' })
      },
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Pause, resume, set the speed, halt or unhalt the engine',
        security: [{ key: [] }],
        body: controlSchema,
        response: { 200: runSchema, 400: problemSchema, 401: problemSchema, 409: problemSchema },
      },
    },
    (request, reply) => {
      const result = session.control(request.body)
      if (result.ok) {
        void reply.send(runOf(session))
        return
      }
      const message = result.refusal.kind === 'runOver' ? 'The run is over.' : result.refusal.why
      void reply.code(409).send({ error: result.refusal.kind, message })
    },
  )
}

function runOf(session: RunSession): Run {
  const { reportPath, ...info } = session.info()
  return { ...toWire(info), reportReady: reportPath !== undefined, signals: signalCatalogue.map((entry) => ({ ...entry })) }
}

function explanationOf(explained: DecisionExplanation, session: RunSession): Explanation {
  const { index, ...rest } = explained
  return { ...toWire(rest), line: decisionLine(explained.decision, index, session.view()) }
}

function sendReport(session: RunSession, reply: FastifyReply): FastifyReply {
  const { reportPath } = session.info()
  if (reportPath === undefined) return reply.code(404).send({ error: 'noReport', message: 'The report is written when the run ends.' })
  // The report is one file with its styles inside and no business elsewhere.
  return reply
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'unsafe-inline'; frame-ancestors 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(createReadStream(reportPath))
}
