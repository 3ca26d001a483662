import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import fastifySwagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { EnvironmentFault } from '../base/fault.ts'
import { createKey, hashKey, isLoopbackHost } from './auth.ts'
import { registerRoutes } from './routes.ts'
import type { RunSession } from './session.ts'
import { createTickStream, type StreamPace, type TickStream } from './stream.ts'

/** What to serve and where. */
export type ServeOptions = Readonly<{
  session: RunSession
  /** 0 takes any free port. */
  port: number
  /** The control key; made at random when absent. */
  key?: string
  /** Folder of the built dashboard; `web/dist` of this package when absent. */
  webFolder?: string
  pace?: StreamPace
}>

/** A server that runs. `key` is for the terminal; the server itself keeps only its hash. */
export type ServedRun = Readonly<{ url: string; port: number; key: string; close: () => Promise<void> }>

const host = '127.0.0.1'

/**
 * Serves a run on loopback: dashboard at `/`, API under `/api`. Reading is open, control needs the key.
 *
 * @throws EnvironmentFault (as a rejection) when the port is taken or may not be used; it names the port and what to do.
 *
 * @example
 * const { url, key, close } = await serveRun({ session, port: 7341 })
 */
export async function serveRun(options: ServeOptions): Promise<ServedRun> {
  const key = options.key ?? createKey()
  const stream = createTickStream(options.session, options.pace)
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 16_384, logger: false })
  await prepare(app, options.webFolder ?? builtDashboard())
  registerRoutes(app, { session: options.session, stream, keyHash: hashKey(key) })
  const close = closer(app, stream)
  try {
    await app.listen({ host, port: options.port })
  } catch (error) {
    await close()
    throw portFault(error, options.port)
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  return { url: `http://${host}:${port}`, port, key, close }
}

async function prepare(app: FastifyInstance, webFolder: string): Promise<void> {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.addHook('onRequest', async (request, reply) => {
    if (isLoopbackHost(request.headers.host)) return
    await reply.code(403).send({ error: 'foreignHost', message: 'This server answers to loopback names only.' })
  })
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500
    return reply.code(status).send({ error: error.code ?? 'failed', message: error.message })
  })
  await app.register(fastifyHelmet, helmetOptions)
  await app.register(fastifyRateLimit, { max: 1_200, timeWindow: '1 minute' })
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Seawall',
        description: 'A run as it plays. Money in minor units as decimal text, times in microseconds since the epoch.',
        version: '0.1.0',
      },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  })
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
  await serveDashboard(app, webFolder)
}

/** Everything from here, nothing from elsewhere. Plain http on loopback, so nothing is upgraded or pinned. */
const helmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
} as const

async function serveDashboard(app: FastifyInstance, folder: string): Promise<void> {
  if (existsSync(folder)) {
    await app.register(fastifyStatic, { root: folder })
    return
  }
  app.get('/', { schema: { hide: true } }, (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send('The dashboard is not built: run `npm run build -w seawall-web`. The API is under /api.\n'),
  )
}

function builtDashboard(): string {
  // From src/api and from dist/api alike, the package is two folders up.
  return fileURLToPath(new URL('../../web/dist', import.meta.url))
}

function closer(app: FastifyInstance, stream: TickStream): () => Promise<void> {
  return async () => {
    stream.close()
    await app.close()
  }
}

function portFault(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  const found = code === 'EADDRINUSE' ? 'one that another program uses' : 'one this user may not open'
  return new EnvironmentFault({
    file: `${host}:${port}`,
    place: `port ${port}`,
    expected: 'a free port',
    found: `${found}; choose another with --port, or stop the program that holds it`,
  })
}
