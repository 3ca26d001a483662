import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openScenarioSource } from '../../cli/scenario-source.ts'
import { formatDecimal } from '../../base/decimal.ts'
import { InputFault } from '../../base/fault.ts'
import { loadPolicy } from '../../policy/load.ts'
import type { RunHandle, RunSummary } from '../run-types.ts'
import { startRun } from '../start-run.ts'
import { askBalances, askStatement } from './ask-books.ts'
import { auditBooks } from './audit-books.ts'
import { recordsName, RebuildInterrupted, withBooks } from './with-books.ts'

let root = ''
let handle: RunHandle
let summary: RunSummary
let copies = 0
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'seawall-books-'))
  const feed = openScenarioSource({ name: '2020-03-12', seed: 1, from: '2020-03-12T10:20', to: '2020-03-12T11:00' })
  const { policy, text } = loadPolicy('exchange-perpetual')
  handle = await startRun({ name: 'crash', feed, policy, policyText: text, seed: 1, runsFolder: root, command: ['test'] })
  summary = await handle.done
})
afterAll(() => rmSync(root, { recursive: true }))

/** A copy of the run with its records made, and something done to a file of it behind its back. */
async function altered(file: 'journal.sqlite' | 'records.sqlite', ...statements: readonly string[]): Promise<string> {
  const folder = join(root, `copy-${(copies += 1)}`)
  cpSync(handle.folder, folder, { recursive: true })
  await withBooks(folder, {}, () => Promise.resolve())
  const database = new DatabaseSync(join(folder, file))
  for (const statement of statements) database.exec(statement)
  database.close()
  return folder
}

const reserveOf = (folder: string, told: string[] = []): Promise<bigint> =>
  withBooks(folder, { tell: (text) => told.push(text) }, async (books) => {
    const { closing } = await askStatement(books, { account: 'reserve:USD' })
    return closing.creditsPosted - closing.debitsPosted
  })

describe('books of a run', () => {
  test('default: what SQL says of the reserve is what the run ended with, and the records are there for the next question', async () => {
    const reserve = await reserveOf(handle.folder)
    const [first] = summary.reserves
    expect(summary.transfers).toBeGreaterThan(100)
    expect(await withBooks(handle.folder, {}, async ({ rebuilt }) => rebuilt)).toMatchObject({ from: summary.inputs, seq: summary.inputs })
    const audit = await auditBooks(handle.folder, {})
    expect(audit).toMatchObject({ sound: true, ledgerFindings: [], comparison: { found: 0, seq: summary.inputs } })
    const balances = await withBooks(handle.folder, {}, (books) => askBalances(books, { pattern: 'reserve:*' }))
    const inReserve = balances.map(({ creditsPosted, debitsPosted }) => creditsPosted - debitsPosted)
    expect(inReserve).toEqual([reserve])
    expect(first?.closing).toBe(formatDecimal(reserve, 6))
  })

  test('behavior: records of an earlier moment of the same journal are followed, from the snapshot before', async () => {
    const folder = join(root, `copy-${(copies += 1)}`)
    cpSync(handle.folder, folder, { recursive: true })
    await expect(withBooks(folder, { batchRows: 500, isInterrupted: () => true, anew: true }, () => Promise.resolve())).rejects.toThrow(
      RebuildInterrupted,
    )
    const rebuilt = await withBooks(folder, {}, async (books) => books.rebuilt)
    expect(rebuilt.from).toBeGreaterThan(0)
    expect(rebuilt.from).toBeLessThan(summary.inputs)
    expect((await auditBooks(folder, {})).sound).toBe(true)
  })

  test('error: an account that is not there, with those that come near', async () => {
    const asked = (account: string): Promise<unknown> => withBooks(handle.folder, {}, (books) => askStatement(books, { account }))
    await expect(asked('reserve:USDT')).rejects.toThrow('no such account; did you mean reserve:USD?')
    await expect(asked('fees')).rejects.toThrow(/did you mean fees:depthDeployment:BTC\/USD:USD, fees:assetPurchase:BTC\/USD:USD[,?]/)
    await expect(asked('x')).rejects.toThrow(/none of its \d+ comes near/)
    await expect(asked('')).rejects.toThrow(InputFault)
    const pattern = withBooks(handle.folder, {}, (books) => askBalances(books, { pattern: 'Reserve:*' }))
    await expect(pattern).rejects.toThrow('no such account; did you mean reserve:USD?')
  })

  test('error: an end before the beginning', async () => {
    const backwards = { account: 'reserve:USD', from: { kind: 'input', seq: 9 }, to: { kind: 'input', seq: 8 } } as const
    await expect(withBooks(handle.folder, {}, (books) => askStatement(books, backwards))).rejects.toThrow('expected a moment after --from')
  })

  test('error: a folder that is no run, and a run without its journal', async () => {
    await expect(withBooks(root, {}, () => Promise.resolve())).rejects.toThrow(InputFault)
    const folder = join(root, `copy-${(copies += 1)}`)
    cpSync(handle.folder, folder, { recursive: true })
    rmSync(join(folder, 'journal.sqlite'))
    await expect(withBooks(folder, {}, () => Promise.resolve())).rejects.toThrow('expected a journal, found no such file')
  })
})

describe('records that cannot be trusted', () => {
  test.each([
    ['a changed amount', "UPDATE transfers SET minor = minor || '0' WHERE number = 7", /^transfers 7 minor$/],
    ['a missing transfer', 'DELETE FROM transfers WHERE number = 7', /^transfers 7 $/],
    ['a missing account', "DELETE FROM accounts WHERE id = 'equity:USD'", /^accounts 1 $/],
    ['a changed balance', "UPDATE entries SET debits_posted = '1' WHERE account = 2 AND transfer = 7", /^entries 7:2 debits_posted$/],
  ])('error: %s is found by an audit, and mended by records made anew', async (_, statement, place) => {
    const folder = await altered('records.sqlite', statement)
    const audit = await auditBooks(folder, {})
    expect(audit.sound).toBe(false)
    const places = audit.comparison?.findings.map((finding) =>
      'table' in finding ? `${finding.table} ${finding.row} ${'column' in finding ? finding.column : ''}` : finding.kind,
    )
    expect(places).toContainEqual(expect.stringMatching(place))
    await withBooks(folder, { anew: true }, () => Promise.resolve())
    expect((await auditBooks(folder, {})).sound).toBe(true)
  })

  test('behavior: records of another journal are told by an audit, and made anew for any other question', async () => {
    const folder = await altered('records.sqlite', "UPDATE runs SET hash = 'ff'", "UPDATE transfers SET minor = '1'")
    const audit = await auditBooks(folder, {})
    expect(audit).toMatchObject({ sound: false, recordsProblem: expect.stringContaining('is not the one they were made of') as string })
    const told: string[] = []
    expect(await reserveOf(folder, told)).toBe(await reserveOf(handle.folder))
    expect(told).toEqual([expect.stringMatching(/^The records of .* were made anew: the journal up to input/)])
    expect((await auditBooks(folder, {})).sound).toBe(true)
  })

  test('behavior: a file that is damaged or of a newer version is made anew, and told', async () => {
    const damaged = await altered('records.sqlite')
    for (const end of ['-wal', '-shm']) expect(existsSync(join(damaged, recordsName + end))).toBe(false)
    writeFileSync(join(damaged, recordsName), 'no database at all, '.repeat(300))
    const newer = await altered('records.sqlite', "INSERT INTO kysely_migration VALUES ('9-later', '2030-01-01')")
    for (const folder of [damaged, newer]) {
      const told: string[] = []
      expect(await reserveOf(folder, told)).toBe(await reserveOf(handle.folder))
      expect(told).toEqual([expect.stringContaining('could not be read and is made anew')])
    }
  })

  test('error: a journal that was changed is found by an audit, and never made into records', async () => {
    const folder = await altered('journal.sqlite', "UPDATE inputs SET payload = replace(payload, '1', '2') WHERE seq = 500")
    expect(await auditBooks(folder, {})).toMatchObject({ sound: false, journalProblem: expect.stringContaining('input 500') as string })
    await expect(withBooks(folder, { anew: true }, () => Promise.resolve())).rejects.toThrow('input 500')
  })
})
