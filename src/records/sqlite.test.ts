import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { suiteRuns } from '../../test/record-runs.ts'
import { transfersThrough } from './moment.ts'
import { rebuildRecords } from './rebuild-records.ts'
import { describeRecords } from './records-suite.ts'
import { runRow } from './run-row.ts'
import { openSqliteRecords } from './sqlite.ts'
import { statementOf } from './statement.ts'

const runs = await suiteRuns()
const folder = mkdtempSync(join(tmpdir(), 'seawall-records-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('SQLite records', () => {
  describeRecords(() => openSqliteRecords(':memory:'), runs)
})

test('behavior: a file is there when it is opened again, and its views read without our program', async () => {
  const path = join(folder, 'kept.sqlite')
  const first = await openSqliteRecords(path)
  await rebuildRecords(first, runs.members())
  await first.close()
  const second = await openSqliteRecords(path)
  expect((await runRow(second, 'members'))?.seq).toBe(runs.members().head.seq)
  await second.close()
  const plain = new DatabaseSync(path, { readOnly: true })
  const [line] = plain.prepare("SELECT * FROM statements WHERE account = 'memberCash:member-3' ORDER BY number").all()
  expect(line).toMatchObject({ reason: 'depositConfirmed', minor: '1000000003', credits_posted: '1000000003' })
  expect(plain.prepare("SELECT * FROM balances WHERE account = 'memberCash:member-3'").all()).toHaveLength(1)
  plain.close()
})

test('behavior: a statement and a balance are looked up by index, whatever else is stored', async () => {
  const path = join(folder, 'planned.sqlite')
  const records = await openSqliteRecords(path)
  await rebuildRecords(records, runs.members())
  const row = await runRow(records, 'members')
  if (row === undefined) throw new Error('it was just stored')
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  await statementOf(records, row, { account: 'memberCash:member-3', after: 5, through: 50 })
  await transfersThrough(records, row, { kind: 'time', at: row.at })
  const asked = prepare.mock.calls.map(([text]) => text)
  prepare.mockRestore()
  await records.close()
  const plain = new DatabaseSync(path, { readOnly: true })
  const plans = asked.map((text) =>
    plain
      .prepare(`EXPLAIN QUERY PLAN ${text}`)
      .all()
      .map((step) => String(step['detail']))
      .join('; '),
  )
  plain.close()
  expect(plans).toHaveLength(5)
  for (const plan of plans) expect(plan).toMatch(/^SEARCH [^;]+ USING (PRIMARY KEY|(COVERING )?INDEX)(?!.*(SCAN|TEMP))/)
})

test('error: a file that is something else is refused', async () => {
  const path = join(folder, 'text.sqlite')
  writeFileSync(path, 'not a database, but long enough to be taken for the head of one. '.repeat(20))
  await expect(openSqliteRecords(path)).rejects.toThrow('file is not a database')
})
