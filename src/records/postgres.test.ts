import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresMissing, startPostgres, type PostgresServer } from '../../test/postgres-server.ts'
import { suiteRuns } from '../../test/record-runs.ts'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { compareRecords } from './compare-records.ts'
import { openPostgresRecords, postgresFault } from './postgres.ts'
import { rebuildRecords } from './rebuild-records.ts'
import { describeRecords } from './records-suite.ts'
import { runRow } from './run-row.ts'

const missing = await postgresMissing()
const runs = await suiteRuns()

// A server that is on no machine is told where tests are listed; nothing passes for having been tried.
describe.skipIf(missing !== undefined)(`PostgreSQL records${missing === undefined ? '' : `: ${missing}`}`, () => {
  let server: PostgresServer
  let databases = 0
  const fresh = (): Promise<string> => server.createDatabase(`books ${++databases}`)
  beforeAll(async () => {
    // Nothing here is to outlive the test, so nothing needs to reach the disk.
    server = await startPostgres(['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'])
  })
  afterAll(() => server.stop())

  describeRecords(async () => openPostgresRecords(await fresh()), runs)

  test('behavior: two that store the same run at once leave it stored once, and the one that lost says so', async () => {
    const url = await fresh()
    const [one, two] = [await openPostgresRecords(url), await openPostgresRecords(url)]
    const ends = await Promise.allSettled([one, two].map((records) => rebuildRecords(records, runs.facilities, { batchRows: 100 })))
    const lost = ends.filter((end) => end.status === 'rejected').map((end) => postgresFault(end.reason, one.place))
    expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true)
    for (const reason of lost) expect(reason).toBeInstanceOf(EnvironmentFault)
    const row = await runRow(one, runs.facilities.run)
    if (row === undefined) throw new Error('one of the two has stored it')
    expect((await compareRecords(one, row, runs.facilities)).found).toBe(0)
    await Promise.all([one.close(), two.close()])
  })

  test('error: no such database, a wrong password, nobody there: each is named, without the password', async () => {
    const url = new URL(await fresh())
    const fault = async (change: (address: URL) => void): Promise<Error> => {
      const address = new URL(url)
      change(address)
      const thrown: unknown = await openPostgresRecords(address.href).catch((error: unknown) => error)
      if (!(thrown instanceof Error)) throw new Error('it is refused')
      expect(thrown.message).not.toContain(address.password)
      return thrown
    }
    const absent = await fault((address) => (address.pathname = '/nothing'))
    expect(absent).toBeInstanceOf(InputFault)
    expect(absent.message).toContain('database "nothing" does not exist')
    const refused = await fault((address) => (address.password = 'guessed'))
    expect(refused).toBeInstanceOf(InputFault)
    expect(refused.message).toContain('password authentication failed')
    const nobody = await fault((address) => (address.port = '1'))
    expect(nobody).toBeInstanceOf(EnvironmentFault)
    expect(nobody.message).toContain(':1/')
  })
})

test('error: what is no address of a database is refused, and not repeated', async () => {
  for (const text of ['books', 'mysql://a:secret@host/books', 'secret']) {
    const thrown: unknown = await openPostgresRecords(text).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(InputFault)
    expect(String(thrown)).toContain('expected the address of a PostgreSQL database')
    expect(String(thrown)).not.toContain('secret')
  }
})
