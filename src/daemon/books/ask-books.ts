import { InputFault } from '../../base/fault.ts'
import { nearestWord } from '../../policy/near-miss.ts'
import { balancesOf, type RecordedBalance } from '../../records/balances.ts'
import { transfersBefore, transfersThrough, type Moment } from '../../records/moment.ts'
import { statementOf, type Statement } from '../../records/statement.ts'
import type { Books } from './with-books.ts'

/** Names told where one was not found. */
const mostNames = 3

/** Which stretch of an account is asked for. */
export type StatementQuestion = Readonly<{
  account: string
  /** First moment told. Default: the beginning. */
  from?: Moment
  /** Moment before which it ends. Default: the end. */
  to?: Moment
}>

/**
 * The statement of an account.
 *
 * @throws InputFault when the run has no such account, naming those that come near, or `to` is before `from`.
 *
 * @example
 * (await askStatement(books, { account: 'reserve:USDT' })).closing.creditsPosted
 */
export async function askStatement({ records, row }: Books, { account, from, to }: StatementQuestion): Promise<Statement> {
  const after = from === undefined ? 0 : await transfersBefore(records, row, from)
  const through = to === undefined ? row.transfers : await transfersBefore(records, row, to)
  if (from !== undefined && to !== undefined && isAfter(from, to)) {
    throw new InputFault({ file: '--to', place: 'value', expected: 'a moment after --from', found: 'one before it' })
  }
  const statement = await statementOf(records, row, { account, after, through })
  if (statement !== undefined) return statement
  const accounts = await records.db.selectFrom('accounts').select('id').where('run', '=', row.number).orderBy('number').execute()
  throw unknownAccount(
    row.run,
    account,
    accounts.map(({ id }) => id),
  )
}

/** Which balances are asked for. */
export type BalancesQuestion = Readonly<{ pattern?: string; at?: Moment }>

/**
 * Balances of a run's accounts, now or at a moment, with everything that happened in it.
 *
 * @throws InputFault when no account fits the pattern, naming those that come near.
 *
 * @example
 * await askBalances(books, { pattern: 'memberCash:*' })
 */
export async function askBalances({ records, row }: Books, { pattern, at }: BalancesQuestion): Promise<readonly RecordedBalance[]> {
  const through = at === undefined ? row.transfers : await transfersThrough(records, row, at)
  const balances = await balancesOf(records, row, { through, ...(pattern !== undefined && { pattern }) })
  if (balances.length > 0 || pattern === undefined) return balances
  const accounts = await balancesOf(records, row)
  throw unknownAccount(
    row.run,
    pattern,
    accounts.map(({ account }) => account),
  )
}

function isAfter(from: Moment, to: Moment): boolean {
  if (from.kind === 'time') return to.kind === 'time' && from.at > to.at
  return to.kind === 'input' && from.seq > to.seq
}

function unknownAccount(run: string, account: string, accounts: readonly string[]): InputFault {
  const asked = account.replaceAll(/[*?]/g, '').toLowerCase()
  const holding = asked === '' ? [] : accounts.filter((id) => id.toLowerCase().includes(asked))
  const nearest = holding.length > 0 ? undefined : nearestWord(account, accounts)
  const near = nearest === undefined ? holding : [nearest]
  const more = near.length > mostNames ? ` and ${near.length - mostNames} more` : ''
  const meant =
    near.length === 0 ? `none of its ${accounts.length} comes near` : `did you mean ${near.slice(0, mostNames).join(', ')}${more}?`
  return new InputFault({
    file: run,
    place: `account ${JSON.stringify(account)}`,
    expected: 'an account of the run',
    found: `no such account; ${meant}`,
  })
}
