import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainHash } from './chain.ts'
import { journalFileHash } from './file-hash.ts'
import type { JournalHead } from './journal-contract.ts'
import { sampleCheckpoint, sampleInputs } from './journal-suite.ts'
import { createMemoryJournal } from './memory.ts'
import { openSqliteJournal } from './sqlite.ts'
import { openForReading } from './sqlite-file.ts'
import { storedRows } from './sqlite-rows.ts'
import { verifyJournal, type VerifyReport } from './verify.ts'

const length = 300
const inputs = sampleInputs(1, length)
let folder = ''
let original = ''
let tampered = ''
let head: JournalHead

/** Three hundred inputs with checkpoints after every hundred but the last: with snapshots large enough to fill pages of their own. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seawall-verify-'))
  original = join(folder, 'original.sqlite')
  tampered = join(folder, 'tampered.sqlite')
  const journal = openSqliteJournal(original)
  for (const end of [100, 200, 300]) {
    await journal.append(inputs.slice(end - 100, end))
    if (end < length) await journal.writeCheckpoint(sampleCheckpoint(end, `state ${end} `.repeat(3_000)))
  }
  head = journal.head()
  journal.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

function tamper(change: (database: DatabaseSync) => void): void {
  copyFileSync(original, tampered)
  const database = new DatabaseSync(tampered)
  change(database)
  database.close()
}

function verifyAfter(change: (database: DatabaseSync) => void, expectedHead?: JournalHead): VerifyReport {
  tamper(change)
  return verifyJournal(tampered, expectedHead)
}

function expectFirstBad(report: VerifyReport, seq: number): void {
  expect(report).toMatchObject({ ok: false, firstBadSeq: seq })
  expect(report.finding).toContain(`input ${seq}: expected`)
}

const anySeq = fc.integer({ min: 1, max: length })

/** Changes one character of a text: another one of its own kind, so that JSON stays JSON now and then. */
function changeAt(text: string, place: number): string {
  const at = place % text.length
  return text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1)
}

describe('verifyJournal', () => {
  test('default: a journal as it was written is sound, with or without the expected end', () => {
    const sound = { ok: true, inputs: length, journalHash: head.hash }
    expect(verifyJournal(original)).toEqual(sound)
    expect(verifyJournal(original, head)).toEqual(sound)
  })

  test('default: an empty journal and one in memory are verified as well', async () => {
    const journal = createMemoryJournal()
    expect(verifyJournal(journal)).toMatchObject({ ok: true, inputs: 0 })
    await journal.append(inputs)
    await journal.writeCheckpoint(sampleCheckpoint(length, 'state'))
    expect(verifyJournal(journal, head)).toEqual({ ok: true, inputs: length, journalHash: head.hash })
    expectFirstBad(verifyJournal(journal, { ...head, seq: length + 5 }), length + 1)
  })

  test.each(['payload', 'hash', 'kind'])('property: one character changed in column %s is found where it is', (column) => {
    fc.assert(
      fc.property(anySeq, fc.nat(), (seq, place) => {
        const report = verifyAfter((database) => {
          const row = database.prepare(`SELECT ${column} AS text FROM inputs WHERE seq = ?`).get(seq)
          database.prepare(`UPDATE inputs SET ${column} = ? WHERE seq = ?`).run(changeAt(String(row?.['text']), place), seq)
        })
        expectFirstBad(report, seq)
        expect(report.inputs).toBe(seq - 1)
      }),
      { numRuns: 40 },
    )
  })

  test('property: a changed time is found where it is', () => {
    fc.assert(
      fc.property(anySeq, fc.constantFrom('at + 1', 'at - 1', '0', '-at', '9223372036854775807'), (seq, sql) => {
        expectFirstBad(
          verifyAfter((database) => database.exec(`UPDATE inputs SET at = ${sql} WHERE seq = ${seq}`)),
          seq,
        )
      }),
      { numRuns: 40 },
    )
  })

  test('property: a row removed is found where it was', () => {
    fc.assert(
      fc.property(anySeq, (seq) => {
        expectFirstBad(
          verifyAfter((database) => database.exec(`DELETE FROM inputs WHERE seq = ${seq}`), head),
          seq,
        )
      }),
      { numRuns: 40 },
    )
  })

  test('property: two rows swapped are found at the first of them', () => {
    fc.assert(
      fc.property(anySeq, anySeq, (a, b) => {
        fc.pre(a !== b)
        const swap = `UPDATE inputs SET seq = -1 WHERE seq = ${a}; UPDATE inputs SET seq = ${a} WHERE seq = ${b}; UPDATE inputs SET seq = ${b} WHERE seq = -1`
        expectFirstBad(
          verifyAfter((database) => database.exec(swap)),
          Math.min(a, b),
        )
      }),
      { numRuns: 40 },
    )
  })

  test('property: a cut tail is found at its cut, by a checkpoint beyond it or by the expected end', () => {
    fc.assert(
      fc.property(anySeq, (seq) => {
        const cut = (database: DatabaseSync): void => database.exec(`DELETE FROM inputs WHERE seq >= ${seq}`)
        expectFirstBad(verifyAfter(cut, head), seq)
        const alone = verifyAfter(cut)
        // After the last checkpoint nothing in the file itself tells of the end.
        if (seq <= 200) expectFirstBad(alone, seq)
        else expect(alone).toMatchObject({ ok: true, inputs: seq - 1 })
      }),
      { numRuns: 40 },
    )
  })

  // Columns: what is done, the first bad input.
  const table: readonly (readonly [string, string, number])[] = [
    ['a row put in before the first', "INSERT INTO inputs VALUES (0, 0, 'clockTicked', '{}', 'x')", 1],
    ['a row put in after the last', "INSERT INTO inputs VALUES (301, 0, 'clockTicked', '{}', 'x')", 301],
    ['the last row renumbered', 'UPDATE inputs SET seq = 305 WHERE seq = 300', 300],
    ['the rows of a tail renumbered', 'UPDATE inputs SET seq = -seq - 1 WHERE seq > 250; UPDATE inputs SET seq = -seq WHERE seq < 0', 251],
    ['a changed state', "UPDATE checkpoints SET state = state || ' ' WHERE number = 2", 200],
    ['a state removed', 'UPDATE checkpoints SET state = NULL WHERE number = 1', 100],
    ['a changed shell', "UPDATE checkpoints SET shell = 'x' WHERE number = 1", 100],
    ['a changed state hash', "UPDATE checkpoints SET state_hash = 'x' WHERE number = 1", 100],
    ['a changed hash of a checkpoint', "UPDATE checkpoints SET hash = 'x' WHERE number = 2", 200],
    ['a checkpoint moved', 'UPDATE checkpoints SET seq = 150 WHERE number = 2', 150],
    ['a checkpoint removed', 'DELETE FROM checkpoints WHERE number = 1', 200],
    ['a checkpoint beyond the end', 'UPDATE checkpoints SET seq = 400 WHERE number = 2', 301],
    [
      'an earlier row beside a checkpoint',
      "UPDATE checkpoints SET shell = 'x' WHERE number = 2; UPDATE inputs SET at = 1 WHERE seq = 7",
      7,
    ],
    [
      'an earlier checkpoint beside a row',
      "UPDATE checkpoints SET shell = 'x' WHERE number = 1; UPDATE inputs SET at = 1 WHERE seq = 107",
      100,
    ],
  ]
  test.each(table)('table: %s', (_, sql, seq) =>
    expectFirstBad(
      verifyAfter((database) => database.exec(sql)),
      seq,
    ),
  )

  test('behavior: a tail written anew with hashes that fit is found by a checkpoint, or by the expected end', () => {
    const forge = (from: number) => (database: DatabaseSync) => {
      const row = database.prepare('SELECT hash, payload FROM inputs WHERE seq = ?')
      const change = database.prepare('UPDATE inputs SET payload = ?, hash = ? WHERE seq = ?')
      for (let seq = from; seq <= length; seq++) {
        const previous = { seq: seq - 1, hash: row.get(seq - 1)?.['hash'] } as JournalHead
        const payload = String(row.get(seq)?.['payload']).replace('desk', 'thief')
        change.run(payload, chainHash(previous, payload), seq)
      }
    }
    expectFirstBad(verifyAfter(forge(120)), 200)
    expectFirstBad(verifyAfter(forge(250), head), length)
    expect(verifyAfter(forge(250)).ok).toBe(true)
  })

  test('behavior: a payload that is no JSON is told, even with a hash that fits', () => {
    const previous = (database: DatabaseSync): JournalHead =>
      ({ seq: 299, hash: database.prepare('SELECT hash FROM inputs WHERE seq = 299').get()?.['hash'] }) as JournalHead
    const report = verifyAfter((database) => {
      database.prepare('UPDATE inputs SET payload = ?, hash = ? WHERE seq = 300').run('{', chainHash(previous(database), '{'))
    })
    expect(report.finding).toBe('input 300: expected a payload in JSON, found {')
  })
})

/** Everything that can be read of a journal, as one text. */
function contentOf(path: string): string {
  const database = openForReading(path)
  const rows = storedRows(database)
  const content = JSON.stringify([[...rows.rows()], [...rows.checkpointRows()]])
  database.close()
  return content
}

describe('verifyJournal on damaged files', () => {
  test('property: a byte changed anywhere never throws, and is found whenever anything read changes', () => {
    const bytes = readFileSync(original)
    const content = contentOf(original)
    const fileHash = journalFileHash(original)
    let found = 0
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, mask) => {
        const damaged = Buffer.from(bytes)
        damaged[place] = (damaged[place] ?? 0) ^ mask
        writeFileSync(tampered, damaged)
        const report = verifyJournal(tampered, head)
        found += report.ok ? 0 : 1
        if (report.ok) expect(contentOf(tampered)).toBe(content)
        else expect(report.finding).toMatch(/expected .*found/)
        // With the file's own hash, nothing at all goes unseen.
        expect(verifyJournal(tampered, { ...head, fileHash }).ok).toBe(false)
      }),
      { numRuns: 400 },
    )
    // The rest fell into space that no row uses: small as this journal is, about a quarter of its pages.
    expect(found).toBeGreaterThan(200)
  })

  test('property: a file cut off anywhere is found and never throws', () => {
    const size = statSync(original).size
    fc.assert(
      fc.property(fc.nat({ max: size - 1 }), (kept) => {
        copyFileSync(original, tampered)
        truncateSync(tampered, kept)
        expect(verifyJournal(tampered, head)).toMatchObject({ ok: false })
      }),
      { numRuns: 100 },
    )
  })
})
