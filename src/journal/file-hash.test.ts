import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { journalFileHash } from './file-hash.ts'
import { sampleCheckpoint, sampleInputs } from './journal-suite.ts'
import { openSqliteJournal, openSqliteJournalReader } from './sqlite.ts'
import { openForWriting } from './sqlite-file.ts'
import { verifyJournal } from './verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-file-hash-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('default: it is the hash of the closed file, and neither reading nor opening again changes it', async () => {
  const file = join(folder, 'journal.sqlite')
  const journal = openSqliteJournal(file)
  await journal.append(sampleInputs(1, 3_000))
  await journal.writeCheckpoint(sampleCheckpoint(3_000, 'state '.repeat(300_000)))
  expect(journalFileHash(file)).toBeUndefined()
  const head = journal.head()
  journal.close()
  const fileHash = journalFileHash(file)
  expect(fileHash).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'))
  const reader = openSqliteJournalReader(file)
  expect([...reader.read(1)]).toHaveLength(3_000)
  reader.close()
  openSqliteJournal(file).close()
  expect(journalFileHash(file)).toBe(fileHash)
  expect(verifyJournal(file, { ...head, fileHash })).toEqual({ ok: true, inputs: 3_000, journalHash: head.hash })
})

test('error: a file that is not there', () => {
  expect(() => journalFileHash(join(folder, 'absent.sqlite'))).toThrow('ENOENT')
})

test('behavior: a journal is written so that a commit has reached the disk', () => {
  const database = openForWriting(join(folder, 'durable.sqlite'))
  const pragma = (name: string): unknown => database.prepare(`PRAGMA ${name}`).get()?.[name]
  expect([pragma('synchronous'), pragma('journal_mode'), pragma('page_size')]).toEqual([2, 'wal', 16_384])
  database.close()
})
