import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBeancount } from '../../../test/beancount.ts'
import { facilityRun, memberRun, randomBooks, type RandomBooks } from '../../../test/record-runs.ts'
import { balancesOf, type RecordedBalance } from '../balances.ts'
import { rebuildRecords } from '../rebuild-records.ts'
import { runRow } from '../run-row.ts'
import { assetScalesOf } from '../source.ts'
import { openSqliteRecords } from '../sqlite.ts'
import { beancountAccounts, beancountCommodities } from './beancount-names.ts'
import { beancountLines } from './beancount.ts'
import { bookedTransfers, type BookedTransfer } from './booked-transfers.ts'
import type { ExportedBooks } from './books-export.ts'
import { csvLines } from './csv.ts'

const decimals = new Map([
  ['USDT', 6],
  ['BTC', 8],
])

async function joined(lines: AsyncIterable<string>): Promise<string> {
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all.join('')
}

/** Books that were never stored, as an export takes them. */
function booksOf({ state, steps }: RandomBooks, name: (account: string) => string = (account) => account): ExportedBooks {
  const transfers = steps
    .flatMap(({ outcome }) => outcome.transfers)
    .map((transfer, i): BookedTransfer => {
      const { debit, credit, id } = transfer
      return { ...transfer, number: i + 1, seq: Number(id.split(':')[0]), debit: name(debit), credit: name(credit) }
    })
  const touched = new Set(transfers.flatMap(({ debit, credit }) => [debit, credit]))
  const accounts = [...state.ledger.accounts.values()].map(({ id, ...account }): RecordedBalance => ({
    ...account,
    account: name(id),
    touched: touched.has(name(id)),
  }))
  return { run: 'a "random" run', accounts, transfers: ReadableStream.from(transfers), scales: decimals }
}

/** Sums by account as a person adds up the lines of the CSV, in minor units: posted, and pending out and in. */
function readCsv(text: string): Map<string, { posted: bigint; out: bigint; in: bigint }> {
  const sums = new Map<string, { posted: bigint; out: bigint; in: bigint }>()
  const at = (account = ''): { posted: bigint; out: bigint; in: bigint } => {
    const sum = sums.get(account) ?? { posted: 0n, out: 0n, in: 0n }
    sums.set(account, sum)
    return sum
  }
  const [head = [], ...lines] = cellsOf(text)
  for (const cells of lines) {
    const row = new Map(head.map((column, i) => [column, cells[i] ?? '']))
    const minor = BigInt(row.get('minor') ?? '')
    const [whole = '', fraction = ''] = (row.get('amount') ?? '').split('.')
    expect(BigInt(whole + fraction)).toBe(minor)
    expect(fraction).toHaveLength(decimals.get(row.get('asset') ?? '') ?? 0)
    const [debit, credit, kind] = [at(row.get('debit')), at(row.get('credit')), row.get('kind')]
    const moved = kind === 'posted' || kind === 'postPending' ? minor : 0n
    const reserved = kind === 'pending' ? minor : kind === 'posted' ? 0n : -minor
    debit.posted -= moved
    credit.posted += moved
    debit.out += reserved
    credit.in += reserved
  }
  return sums
}

function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, bare, quoted, end] of text.matchAll(/(?:([^",\n]*)|"((?:[^"]|"")*)")(,|\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\n') rows.push([])
  }
  return rows.slice(0, -1)
}

const strange = (account: string): string => `${account},"${account}" ü\n${account.length % 2 === 0 ? ':' : ''}x`

describe('exports', () => {
  test.each(['plain', 'strange'])(
    'property: what a Beancount file of %s names adds up to is what the ledger holds, to the unit',
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(randomBooks, async (random) => {
          const books = booksOf(random, kind === 'plain' ? undefined : strange)
          const read = readBeancount(await joined(beancountLines(books)))
          const byId = new Map([...read.ids].map(([name, id]) => [id, name]))
          expect(read.ids.size).toBe(books.accounts.length)
          for (const each of books.accounts) {
            const unit = 10n ** BigInt(18 - (decimals.get(each.asset) ?? 0))
            const name = byId.get(each.account.replaceAll(/\s+/g, ' ')) ?? ''
            expect(read.balances.get(name) ?? 0n).toBe((each.creditsPosted - each.debitsPosted) * unit)
            expect(read.pendingOut.get(name) ?? 0n).toBe(each.debitsPending * unit)
            expect(read.pendingIn.get(name) ?? 0n).toBe(each.creditsPending * unit)
          }
          const booked = random.steps.flatMap(({ outcome }) => outcome.transfers).length
          expect(read.transactions + read.notes).toBe(booked)
          expect(read.assertions).toBe(books.accounts.filter(({ touched }) => touched).length)
        }),
        { numRuns: 60 },
      )
    },
  )

  test('property: the lines of a CSV add up to the same, whatever is in its names', async () => {
    await fc.assert(
      fc.asyncProperty(randomBooks, async (random) => {
        const books = booksOf(random, strange)
        const sums = readCsv(await joined(csvLines(books)))
        for (const { account, creditsPosted, debitsPosted, debitsPending, creditsPending } of books.accounts) {
          const expected = { posted: creditsPosted - debitsPosted, out: debitsPending, in: creditsPending }
          expect(sums.get(account) ?? { posted: 0n, out: 0n, in: 0n }).toEqual(expected)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('default: runs of the engine are exported whole, from records', async () => {
    for (const { source, state } of [await facilityRun(), memberRun(30)]) {
      const records = await openSqliteRecords(':memory:')
      await rebuildRecords(records, source)
      const row = await runRow(records, source.run)
      if (row === undefined) throw new Error('it was just stored')
      const scales = new Map(assetScalesOf(state).map(({ asset, decimals: places }) => [asset, places]))
      const books = async (): Promise<ExportedBooks> => ({
        ...{ run: source.run, scales, accounts: await balancesOf(records, row), transfers: bookedTransfers(records, row) },
      })
      const read = readBeancount(await joined(beancountLines(await books())))
      expect(read.options.get('operating_currency')).toBe('USDT')
      expect(read.transactions + read.notes).toBe(state.counts.transfers)
      for (const [name, id] of read.ids) {
        const account = state.ledger.accounts.get(id)
        const unit = 10n ** BigInt(18 - (scales.get(account?.asset ?? '') ?? 0))
        expect(read.balances.get(name) ?? 0n).toBe(((account?.creditsPosted ?? 0n) - (account?.debitsPosted ?? 0n)) * unit)
      }
      const csv = await joined(csvLines(await books()))
      expect(csv.split('\n')).toHaveLength(state.counts.transfers + 2)
      await records.close()
    }
  })

  test('default: books without a transfer are a file without a transaction', async () => {
    const text = await joined(beancountLines({ run: 'empty', accounts: [], transfers: ReadableStream.from([]), scales: new Map() }))
    expect(readBeancount(text)).toMatchObject({ transactions: 0, notes: 0, assertions: 0 })
  })
})

describe('names', () => {
  test('table: accounts are named by their kind, and no two alike', () => {
    const named = beancountAccounts(
      [
        ['reserve:USDT', true],
        ['equity:USDT', false],
        ['memberCash:fund-7', true],
        ['memberCash:fund_7', true],
        ['memberCash:Fund-7', true],
        ['memberOwed:fund-7', false],
        ['deployed:assetPurchase:BTC/USDT:USDT', true],
        ['fees:assetPurchase:BTC/USDT:USDT', false],
        ['realised:assetPurchase:BTC/USDT:USDT', false],
        ['insuranceFund:USDT', true],
        ['somethingNew:x', false],
        ['memberCash:', true],
        ['memberCash:-ü-', true],
        ['memberCash:7a', true],
      ].map(([account, mustStayInCredit]) => ({ account: String(account), mustStayInCredit: mustStayInCredit === true })),
    )
    expect([...named.values()]).toEqual([
      'Assets:Reserve:USDT',
      'Equity:Equity:USDT',
      'Assets:MemberCash:Fund-7',
      'Assets:MemberCash:Fund-7-2',
      'Assets:MemberCash:Fund-7-3',
      'Liabilities:MemberOwed:Fund-7',
      'Assets:Deployed:AssetPurchase:BTC-USDT:USDT',
      'Expenses:Fees:AssetPurchase:BTC-USDT:USDT',
      'Income:Realised:AssetPurchase:BTC-USDT:USDT',
      'Assets:InsuranceFund:USDT',
      'Equity:SomethingNew:X',
      'Assets:MemberCash:X',
      'Assets:MemberCash:X-2',
      'Assets:MemberCash:7a',
    ])
  })

  test('table: commodities', () => {
    const assets = ['USDT', 'usdt', '1INCH', 'x', 'stETH', 'a-very-long-name-of-an-asset', 'BTC.', '$']
    expect([...beancountCommodities(assets).values()]).toEqual(
      ['USDT', 'USDT-2', 'C1INCH', 'X0', 'STETH', 'A-VERY-LONG-NAME-OF0', 'BTC.0', 'C-0'].map((name) => name.replace('OF0', 'OF-0')),
    )
  })
})

describe('the reader that holds exports to the language', () => {
  const good = ['2020-01-01 commodity USDT', '2020-01-01 open Assets:A USDT', '2020-01-01 open Equity:B USDT']
  const transaction = ['2020-01-02 * "x"', '  Assets:A  1.00 USDT', '  Equity:B  -1.00 USDT']
  test.each([
    ['a transaction out of balance', [...good, '2020-01-02 * "x"', '  Assets:A  1.00 USDT', '  Equity:B  -1.01 USDT'], 'does not balance'],
    ['an account that was not opened', [...good, ...transaction.map((line) => line.replace(':A', ':C'))], 'is not open'],
    ['a wrong assertion', [...good, ...transaction, '2020-01-03 balance Assets:A  2.00 USDT'], 'does not hold'],
    ['a small letter first', [...good, '2020-01-01 open Assets:a USDT'], 'no directive'],
    ['a text left open', [...good, '2020-01-02 * "x'], 'no directive'],
    ['days out of order', [...good, ...transaction, '2020-01-01 open Assets:D USDT'], 'a date before'],
  ])('error: %s is refused', (_, lines, why) => {
    expect(readBeancount([...good, ...transaction].join('\n')).transactions).toBe(1)
    expect(() => readBeancount(lines.join('\n'))).toThrow(why)
  })
})
