import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { describeJournal, sampleCheckpoint, sampleInputs } from './journal-suite.ts'
import { openSqliteJournal, openSqliteJournalReader } from './sqlite.ts'
import { verifyJournal } from './verify.ts'

let folder = ''
let files = 0
const freshFile = (): string => join(folder, `${++files}.sqlite`)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seawall-journal-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('SQLite journal', () => {
  describeJournal(() => openSqliteJournal(freshFile()))
})

function alter(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

describe('SQLite journal as a file', () => {
  test('behavior: opened again, it goes on from its last input', async () => {
    const file = freshFile()
    const first = openSqliteJournal(file)
    await first.append(sampleInputs(1, 50))
    await first.writeCheckpoint(sampleCheckpoint(50, 'fifty'))
    const head = first.head()
    first.close()
    const second = openSqliteJournal(file)
    expect([second.head(), second.lastSnapshot()]).toEqual([head, sampleCheckpoint(50, 'fifty')])
    await second.append(sampleInputs(51, 90))
    await second.writeCheckpoint(sampleCheckpoint(90))
    second.close()
    expect(verifyJournal(file)).toMatchObject({ ok: true, inputs: 90 })
  })

  test('behavior: a reader follows while the writer writes', async () => {
    const file = freshFile()
    const writer = openSqliteJournal(file)
    await writer.append(sampleInputs(1, 10))
    const reader = openSqliteJournalReader(file)
    await writer.append(sampleInputs(11, 20))
    expect([...reader.read(5)]).toEqual(sampleInputs(5, 20))
    expect(reader.head()).toEqual(writer.head())
    reader.close()
    writer.close()
  })

  test('behavior: killed at any moment, it holds whole appends and every one that resolved', async () => {
    const file = freshFile()
    const script = `
      import { openSqliteJournal } from ${JSON.stringify(join(import.meta.dirname, 'sqlite.ts'))}
      const journal = openSqliteJournal(${JSON.stringify(file)})
      for (let group = 0; ; group++) {
        const inputs = Array.from({ length: 7 }, (_, i) => ({ seq: group * 7 + i + 1, input: { kind: 'clockTicked', at: group } }))
        await journal.append(inputs)
        process.stdout.write(journal.head().seq + '\\n')
      }`
    const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.length > 200) child.kill('SIGKILL')
    })
    await once(child, 'close')
    const acknowledged = Number(said.split('\n').at(-2))
    expect(verifyJournal(file).ok).toBe(true)
    const journal = openSqliteJournal(file)
    expect(journal.head().seq).toBeGreaterThanOrEqual(acknowledged)
    expect(journal.head().seq % 7).toBe(0)
    journal.close()
  })

  test('error: a full disk leaves the journal as it was, usable and closable', async () => {
    const file = freshFile()
    const journal = openSqliteJournal(file, { maxPages: 8 })
    await journal.append(sampleInputs(1, 20))
    const head = journal.head()
    const append = journal.append(sampleInputs(21, 5_000))
    await expect(append).rejects.toThrow(EnvironmentFault)
    await expect(append).rejects.toThrow(`${file}: input 21: expected room for 4980 inputs, found a full disk`)
    expect([journal.head(), [...journal.read(1)]]).toEqual([head, sampleInputs(1, 20)])
    await expect(journal.writeCheckpoint(sampleCheckpoint(20, 'x'.repeat(1e6)))).rejects.toThrow(EnvironmentFault)
    await journal.append(sampleInputs(21, 25))
    journal.close()
    const roomier = openSqliteJournal(file)
    await roomier.append(sampleInputs(26, 5_000))
    roomier.close()
    expect(verifyJournal(file)).toMatchObject({ ok: true, inputs: 5_000 })
  })

  test('error: a second writer is told so, and loses nothing of the first', async () => {
    const file = freshFile()
    const [first, second] = [openSqliteJournal(file), openSqliteJournal(file)]
    await first.append(sampleInputs(1, 3))
    await expect(second.append(sampleInputs(1, 3))).rejects.toThrow(EnvironmentFault)
    expect([...first.read(1)]).toEqual(sampleInputs(1, 3))
    second.close()
    first.close()
  })

  test('error: a place that cannot be written', () => {
    for (const path of ['/dev/null/journal.sqlite', '/proc/journal.sqlite', join(folder, 'absent', 'journal.sqlite')]) {
      expect(() => openSqliteJournal(path)).toThrow(EnvironmentFault)
    }
  })

  test('error: no journal there to read', () => {
    expect(() => openSqliteJournalReader(join(folder, 'absent.sqlite'))).toThrow(InputFault)
    expect(() => openSqliteJournalReader(folder)).toThrow('expected a journal, found a folder')
    expect(() => verifyJournal(join(folder, 'absent.sqlite'))).toThrow('expected a journal, found no such file')
  })

  test('error: a file that is no journal, or of a newer version', () => {
    const [text, other, newer] = [freshFile(), freshFile(), freshFile()]
    writeFileSync(text, 'time,open,high,low,close\n'.repeat(100))
    alter(other, 'CREATE TABLE trades (id INTEGER PRIMARY KEY)')
    openSqliteJournal(newer).close()
    alter(newer, "UPDATE meta SET value = '2' WHERE key = 'version'")
    for (const open of [openSqliteJournal, openSqliteJournalReader]) {
      expect(() => open(text)).toThrow(InputFault)
      expect(() => open(other)).toThrow('expected a journal of version 1, found a database that is no journal')
      expect(() => open(newer)).toThrow('expected a journal of version 1, found version 2')
    }
    for (const path of [text, other, newer]) expect(verifyJournal(path)).toMatchObject({ ok: false, inputs: 0 })
  })

  test('error: what was changed is neither replayed nor gone on from', async () => {
    const file = freshFile()
    const journal = openSqliteJournal(file)
    await journal.append(sampleInputs(1, 30))
    await journal.writeCheckpoint(sampleCheckpoint(30, 'thirty'))
    journal.close()
    alter(file, "UPDATE checkpoints SET state = 'forty'; UPDATE inputs SET payload = replace(payload, '00', '01') WHERE seq = 12")
    const reader = openSqliteJournalReader(file)
    expect(() => [...reader.read(1)]).toThrow(`${file}: input 12: expected hash`)
    expect(() => reader.lastSnapshot()).toThrow(`${file}: checkpoint at input 30: expected hash`)
    reader.close()
    alter(file, "UPDATE inputs SET payload = '{}' WHERE seq = 30")
    expect(() => openSqliteJournal(file)).toThrow(`${file}: input 30: expected hash`)
  })
})
