import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { storedBooks } from '../../test/record-runs.ts'
import { timeUs } from '../base/time.ts'
import type { BooksAudit } from '../daemon/books/audit-books.ts'
import type { TransferRequest } from '../ledger/transfer.ts'
import { balancesOf } from '../records/balances.ts'
import { statementOf } from '../records/statement.ts'
import { trialBalancesOf } from '../records/trial-balance.ts'
import { auditJson, balancesJson, statementJson, trialsJson } from './ledger-json.ts'
import { auditText, balancesText, exactText, statementText, trialText } from './ledger-text.ts'

const at = (minute: number): ReturnType<typeof timeUs> => timeUs(Date.parse(`2020-03-12T10:${minute}:00Z`) * 1_000)
const [equity, reserve, deployed] = ['equity:USDT', 'reserve:USDT', 'deployed:assetPurchase:BTC/USDT:USDT']

/** An order of at most 600 USDT out of a reserve of 1,000: two fills, and the rest released. It is the example of docs/concepts/books.md. */
const order: readonly TransferRequest[] = [
  { kind: 'posted', id: '1:0', at: at(10), reason: 'reserveOpened', debit: equity, credit: reserve, minor: 1_000_000_000n },
  { kind: 'pending', id: '2:0', at: at(30), reason: 'capitalReserved', debit: reserve, credit: deployed, minor: 600_000_000n },
  { kind: 'postPending', id: '3:0', at: at(31), reason: 'capitalDeployed', pendingId: '2:0', minor: 250_000_000n },
  { kind: 'postPending', id: '4:0', at: at(32), reason: 'capitalDeployed', pendingId: '2:0', minor: 100_000_000n },
  { kind: 'voidPending', id: '5:0', at: at(40), reason: 'reservationReleased', pendingId: '2:0' },
]
const books = await storedBooks([equity, reserve, deployed], order)
const { records, row, scales } = books
const page = readFileSync(resolve(import.meta.dirname, '../../docs/concepts/books.md'), 'utf8')

describe('books in words', () => {
  test('default: the statement, the balances and the trial balance of the page are those that are printed', async () => {
    const whole = await statementOf(records, row, { account: reserve, after: 0, through: row.transfers })
    if (whole === undefined) throw new Error('the reserve was opened')
    expect(page).toContain(`\`\`\`text\n${statementText(whole, scales)}\n\`\`\``)
    const between = await balancesOf(records, row, { through: 3 })
    expect(page).toContain(`\`\`\`text\n${balancesText(between, scales)}\n\`\`\``)
    expect(page).toContain(`\`\`\`text\n${trialText(await trialBalancesOf(records, row), scales)}\n\`\`\``)
  })

  test('default: the same as JSON, amounts as decimal text', async () => {
    const statement = await statementOf(records, row, { account: reserve, after: 2, through: 3 })
    if (statement === undefined) throw new Error('the reserve was opened')
    expect(statementJson('a run', statement, scales)).toEqual({
      ...{ run: 'a run', account: reserve, asset: 'USDT', decimals: 6 },
      opening: { balance: '1000.000000', reserved: '600.000000', expected: '0.000000' },
      lines: [
        {
          ...{
            transfer: '3:0',
            at: '2020-03-12T10:31:00Z',
            kind: 'postPending',
            reason: 'capitalDeployed',
            side: 'debit',
            other: deployed,
          },
          ...{ amount: '250.000000', reservation: '2:0', balance: '750.000000', reserved: '350.000000', expected: '0.000000' },
        },
      ],
      closing: { balance: '750.000000', reserved: '350.000000', expected: '0.000000' },
    })
    expect(balancesJson('a run', await balancesOf(records, row, { pattern: 'equity:*' }), scales)).toEqual({
      run: 'a run',
      accounts: [
        {
          ...{ account: equity, asset: 'USDT', decimals: 6, mustStayInCredit: false, touched: true },
          ...{ balance: '-1000.000000', reserved: '0.000000', expected: '0.000000' },
          ...{ debitsPosted: '1000.000000', creditsPosted: '0.000000', debitsPending: '0.000000', creditsPending: '0.000000' },
        },
      ],
    })
    expect(trialsJson(await trialBalancesOf(records, row), scales)).toEqual([
      expect.objectContaining({ asset: 'USDT', accounts: 3, inBalance: true, debitsPosted: '1350.000000', transfers: '1350.000000' }),
    ])
  })

  test('table: amounts with every digit', () => {
    const texts = [0n, 5n, -5n, 1_234_567_890n, -(10n ** 24n)].map((minor) => exactText('USDT', minor, scales))
    expect(texts).toEqual(['0.000000', '0.000005', '-0.000005', '1,234.567890', '-1,000,000,000,000,000,000.000000'])
    expect(exactText('SHARES', -1_000n, scales)).toBe('-1,000')
  })

  test('behavior: accounts that nothing touched are counted', async () => {
    const none = await balancesOf(records, row, { through: 0 })
    expect(balancesText(none, scales)).toContain('3 accounts that no transfer has touched by then are not shown')
  })
})

describe('audits in words', () => {
  const sound: BooksAudit = {
    ...{ run: 'a run', sound: true, ledgerFindings: [], scales },
    comparison: { seq: 1_000, rows: 2_500, accounts: 13, trialBalances: [], findings: [], found: 0 },
  }
  const found = (finding: NonNullable<BooksAudit['comparison']>['findings'][number]): string =>
    auditText({ ...sound, sound: false, comparison: { seq: 1, rows: 1, accounts: 1, trialBalances: [], findings: [finding], found: 3 } })

  test('default: sound books', () => {
    expect(auditText(sound)).toMatch(/^Sound: a run\. .* 2,500 rows of records agree with what the engine concludes from 1,000 inputs\./)
    expect(auditJson(sound)).toMatchObject({ sound: true, found: 0, rows: 2_500, journalProblem: null })
  })

  test.each([
    [{ kind: 'rowMissing', table: 'transfers', row: '7' }, 'records: transfers 7 is missing'],
    [{ kind: 'rowUnexpected', table: 'entries', row: '7:2' }, 'records: entries 7:2 follows from nothing in the journal'],
    [
      { kind: 'rowDiffers', table: 'inputs', row: '7', column: 'json', expected: 'a'.repeat(70), found: 'b' },
      `records: inputs 7, json: expected ${'a'.repeat(60)}..., found b`,
    ],
    [{ kind: 'accountMissing', account: 'x' }, 'records: account x is missing'],
    [{ kind: 'accountUnexpected', account: 'x' }, "records: account x is not the engine's"],
    [
      { kind: 'balanceDiffers', account: 'x', column: 'debitsPosted', inRecords: 1n, inEngine: 2n },
      'records: account x, debitsPosted: expected 2 minor units as in the engine, found 1',
    ],
    [{ kind: 'scaleDiffers', asset: 'BTC', inRecords: undefined, inEngine: 8 }, 'records: asset BTC: expected 8 decimals, found none'],
    [{ kind: 'outOfBalance', asset: 'BTC' }, 'records: BTC is out of balance'],
  ] as const)('table: finding %# in words', (finding, words) => {
    expect(found(finding)).toContain(`Not sound: a run, 3 findings.\n  ${words}\n  and 2 more`)
  })

  test('behavior: what keeps an audit from comparing is said instead', () => {
    const { comparison: _, ...bare } = { ...sound, sound: false }
    expect(auditText({ ...bare, journalProblem: 'input 5: x' })).toBe(
      'Not sound: the journal of a run is not as it was written: input 5: x.',
    )
    expect(auditText({ ...bare, recordsProblem: 'y' })).toMatch(/^Not sound: the records of a run are not of this journal: y\./)
    const finding = { kind: 'columnBelowZero', account: 'x' } as const
    expect(auditText({ ...sound, sound: false, ledgerFindings: [finding] })).toContain('engine: columnBelowZero, account x')
  })
})
