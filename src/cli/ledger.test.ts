import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, test } from 'vitest'
import { readBeancount } from '../../test/beancount.ts'
import { createCommandLine, crashSlice } from '../../test/command-line.ts'

const { at, seawall } = createCommandLine()

type Summary = Readonly<{ run: string; transfers: number; reserves: readonly Readonly<{ closing: string }>[] }>

describe('ledger', () => {
  let summary: Summary
  beforeAll(() => {
    const { code, out } = seawall(...crashSlice, '--json')
    expect(code).toBe(0)
    summary = JSON.parse(out) as Summary
  })
  const json = (...args: readonly string[]): Record<string, never> => {
    const { code, out, err } = seawall('ledger', ...args, '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out) as Record<string, never>
  }

  test('default: a balance, and the statement that leads to it, are what the run ended with', () => {
    const { accounts } = json('balance', 'latest', '--account', 'reserve:*') as unknown as { accounts: readonly { balance: string }[] }
    const closing = summary.reserves[0]?.closing
    expect(accounts.map(({ balance }) => balance)).toEqual([closing])
    const statement = json('statement', 'latest', 'reserve:USD', '--from', '2020-03-12T11:40') as unknown as Record<
      string,
      { balance: string }
    >
    expect(statement['closing']).toMatchObject({ balance: closing, reserved: '0.000000' })
    const { out } = seawall('ledger', 'statement', 'latest', 'reserve:USD', '--to', '2020-03-12T10:40')
    expect(out).toMatch(/^reserve:USD, in USD\n\nTime \(UTC\) +Transfer +What +Other account +Debit +Credit +Balance +Reserved +Expected\n/)
    expect(out).toMatch(/1:0 +reserveOpened +equity:USD +50,000,000\.000000 +50,000,000\.000000 +0\.000000 +0\.000000\n/)
    expect(out).toMatch(/capitalDeployed \(posted of \d+:\d+\)/)
  })

  test('behavior: a stretch begins with --from and ends before --to, by time or by input, and is told the same', () => {
    type Told = { opening: unknown; closing: unknown; lines: readonly { transfer: string; at: string }[] }
    const asked = (...args: readonly string[]): Told => json('statement', 'latest', 'reserve:USD', ...args) as unknown as Told
    const byTime = asked('--from', '2020-03-12T11:00', '--to', '2020-03-12T11:10')
    expect(byTime.lines.length).toBeGreaterThan(10)
    for (const line of byTime.lines) expect(line.at >= '2020-03-12T11:00' && line.at < '2020-03-12T11:10').toBe(true)
    const seqs = byTime.lines.map(({ transfer }) => Number(transfer.split(':')[0]))
    const bySeq = asked('--from', String(seqs[0]), '--to', String((seqs.at(-1) ?? 0) + 1))
    expect(bySeq).toEqual(byTime)
    const { accounts } = json('balance', 'latest', '--account', 'reserve:USD', '--at', String(seqs.at(-1))) as unknown as {
      accounts: readonly object[]
    }
    expect(accounts).toEqual([expect.objectContaining(byTime.closing as object)])
  })

  test('default: check and audit find the books sound', () => {
    expect(json('check', 'latest')).toMatchObject({ run: summary.run, inBalance: true })
    expect(json('audit', 'latest')).toMatchObject({ sound: true, found: 0, findings: [], journalProblem: null, recordsProblem: null })
    expect(seawall('ledger', 'audit', 'latest').out).toMatch(/^Sound: .*the engine's \d+ accounts keep the laws of double entry/)
  })

  test('default: exports are whole: as many transactions and notes as transfers, as many lines', () => {
    const told = json('export', 'latest', '--format', 'beancount', '-o', 'books.beancount')
    expect(told).toMatchObject({ format: 'beancount', file: 'books.beancount', transfers: summary.transfers })
    const read = readBeancount(readFileSync(at('books.beancount'), 'utf8'))
    expect(read.transactions + read.notes).toBe(summary.transfers)
    expect(read.balances.get('Assets:Reserve:USD')).toBe(BigInt((summary.reserves[0]?.closing ?? '').replace('.', '')) * 10n ** 12n)
    const { code, out } = seawall('ledger', 'export', 'latest', '--format', 'csv')
    expect({ code, lines: out.split('\n').length }).toEqual({ code: 0, lines: summary.transfers + 2 })
    expect(readdirSync(at('.')).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('default: rebuild says what it stored', () => {
    const { out } = seawall('ledger', 'rebuild', 'latest', '--anew')
    expect(out).toMatch(/Stored inputs 1 to 13,\d{3}\.\n/)
    expect(existsSync(join(at('runs'), summary.run, 'records.sqlite'))).toBe(true)
  })

  test.each([
    [['statement', 'latest', 'reserve:EUR'], 'no such account; did you mean reserve:USD?'],
    [
      ['statement', 'latest', 'reserve:USD', '--from', '12 March'],
      '--from: value: expected the sequence number of an input, or a time in UTC',
    ],
    [['export', 'latest', '--format', 'xlsx'], "argument 'xlsx' is invalid. Allowed choices are csv, beancount."],
    [['export', 'latest', '--format', 'csv', '-o', 'nowhere/a.csv'], 'expected a file in a folder that is there'],
    [['check', 'latest', '--database', 'books'], 'expected the address of a PostgreSQL database'],
  ])('error: %j is bad input', (args, why) => {
    const { code, out, err } = seawall('ledger', ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(why)
  })

  test('error: --json and an export to stdout do not go together; nobody at the database is the environment', () => {
    const both = seawall('ledger', 'export', 'latest', '--format', 'csv', '--json')
    expect(both.code).toBe(2)
    expect(both.err).toContain('expected an export to a file, with -o')
    const absent = seawall('ledger', 'check', 'latest', '--database', 'postgres://a:secret@127.0.0.1:1/b')
    expect(absent.code).toBe(3)
    expect(absent.err).toContain('postgres://127.0.0.1:1/b: database: expected a PostgreSQL database that can be written')
    expect(absent.err).not.toContain('secret')
  })

  test('error: a changed amount makes check and audit end with 1 and say where', () => {
    const database = new DatabaseSync(join(at('runs'), summary.run, 'records.sqlite'))
    database.exec("UPDATE transfers SET minor = minor || '0' WHERE number = 7")
    database.close()
    const check = seawall('ledger', 'check', 'latest')
    expect(check.code).toBe(1)
    expect(check.out).toContain('OUT OF BALANCE')
    const audit = seawall('ledger', 'audit', 'latest')
    expect(audit.code).toBe(1)
    expect(audit.out).toMatch(
      /^Not sound: .*, 2 findings\.\n {2}records: transfers 7, minor: expected \d+, found \d+0\n {2}records: USD is out of balance/,
    )
  })
})
