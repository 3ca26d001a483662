import { Option, type Command } from 'commander'
import { askBalances, askStatement } from '../daemon/books/ask-books.ts'
import { auditBooks } from '../daemon/books/audit-books.ts'
import { isInBalance, trialBalancesOf } from '../records/trial-balance.ts'
import { exitCodes } from './exit.ts'
import { exportBooks, type ExportFlags } from './ledger-export.ts'
import { auditJson, balancesJson, statementJson, trialsJson } from './ledger-json.ts'
import { momentOf, onBooks, withProgress, withRecords, type LedgerFlags } from './ledger-options.ts'
import { auditText, balancesText, statementText, trialText } from './ledger-text.ts'
import { withExamples } from './option.ts'
import { findRunFolder } from './run-folder.ts'
import { printJson, printText } from './write.ts'

/**
 * Adds `seawall ledger statement|balance|audit|check|export|rebuild`.
 *
 * @example
 * addLedgerCommand(program)
 */
export function addLedgerCommand(program: Command): void {
  const ledger = program
    .command('ledger')
    .summary('read, audit and export the books of a run')
    .description(
      'Answers from records in SQL, made from the journal at first use and brought up to its end at every one. Records of another journal are made anew.',
    )
  withExamples(ledger, [
    'seawall ledger balance latest',
    'seawall ledger statement latest reserve:USDT',
    'seawall ledger audit latest',
    'seawall ledger export latest --format beancount -o books.beancount',
  ])
  addQuestions(ledger)
  addChecks(ledger)
  addCopies(ledger)
}

function addQuestions(ledger: Command): void {
  const statementCommand = ledger
    .command('statement')
    .summary('every transfer of one account, with the balance after it')
    .description(
      'Lists the transfers of an account in order, each with the balance, what is reserved out of it and what is expected after it.',
    )
  withRecords(statementCommand, [
    'seawall ledger statement latest reserve:USDT',
    'seawall ledger statement latest memberCash:fund-7 --from 2020-03-12 --to 2020-03-13 --json',
  ])
    .argument('<account>', 'the whole name of an account, as `seawall ledger balance` lists it')
    .option('--from <moment>', 'first moment told: a time in UTC or the sequence number of an input (default: the beginning)')
    .option('--to <moment>', 'moment before which it ends (default: the end)')
    .action(statement)
  const balanceCommand = ledger
    .command('balance')
    .summary('balances of accounts, now or at an earlier moment')
    .description('Lists accounts with their balance (credits less debits), what is reserved out of it and what is expected.')
  withRecords(balanceCommand, [
    'seawall ledger balance latest',
    "seawall ledger balance latest --account 'memberCash:*' --at 2020-03-12T10:30",
  ])
    .option('--account <pattern>', 'accounts whose whole name fits: * is any text, ? one character (default: all)')
    .option('--at <moment>', 'after everything up to and with a time in UTC or an input (default: the end)')
    .action(balance)
}

function addChecks(ledger: Command): void {
  const auditCommand = ledger
    .command('audit')
    .summary('hold journal, engine and records against each other')
    .description(
      'Checks the journal against its hash chain, the books of the engine against the laws of double entry, and every row and balance of the records against what the engine concludes from the journal, to the unit. Exits with 1 when anything is found.',
    )
  withRecords(auditCommand, ['seawall ledger audit latest', 'seawall ledger audit latest --json']).action(audit)
  const checkCommand = ledger
    .command('check')
    .summary('trial balance of every asset')
    .description(
      'Adds up accounts and transfers of each asset: debits equal credits, posted and pending, and both equal the transfers. Exits with 1 when they do not.',
    )
  withRecords(checkCommand, ['seawall ledger check latest', 'seawall ledger check latest --json']).action(check)
}

function addCopies(ledger: Command): void {
  const exportCommand = ledger
    .command('export')
    .summary('write the books as CSV or for Beancount')
    .description(
      'Writes every transfer: as CSV, a line each, or as a Beancount file with accounts, transactions, notes on reservations and assertions.',
    )
  withRecords(exportCommand, [
    'seawall ledger export latest --format csv > transfers.csv',
    'seawall ledger export latest --format beancount -o books.beancount',
  ])
    .addOption(new Option('--format <format>', 'csv or beancount').choices(['csv', 'beancount']).makeOptionMandatory())
    .option('-o, --output <file>', 'file to write (default: stdout)')
    .action((run: string, flags: LedgerFlags & ExportFlags) => onBooks(run, flags, (books) => exportBooks(books, flags)))
  const rebuildCommand = ledger
    .command('rebuild')
    .summary('make the records of a run anew, or bring them to its end')
    .description(
      'Stores what the engine concludes from the journal, in batches; stopped, it goes on from the last. With --anew it begins at the start.',
    )
  withRecords(rebuildCommand, [
    'seawall ledger rebuild latest',
    'seawall ledger rebuild latest --database postgres://seawall@localhost:5432/books',
  ])
    .option('--anew', 'throw away what is stored of the run first')
    .action(rebuild)
}

type StatementFlags = LedgerFlags & Readonly<{ from?: string; to?: string }>

async function statement(run: string, account: string, flags: StatementFlags): Promise<void> {
  const question = {
    account,
    ...(flags.from !== undefined && { from: momentOf(flags.from, '--from') }),
    ...(flags.to !== undefined && { to: momentOf(flags.to, '--to') }),
  }
  await onBooks(run, flags, async (books) => {
    const answer = await askStatement(books, question)
    if (flags.json === true) printJson(statementJson(books.source.run, answer, books.scales))
    else printText(statementText(answer, books.scales))
  })
}

type BalanceFlags = LedgerFlags & Readonly<{ account?: string; at?: string }>

async function balance(run: string, flags: BalanceFlags): Promise<void> {
  const question = {
    ...(flags.account !== undefined && { pattern: flags.account }),
    ...(flags.at !== undefined && { at: momentOf(flags.at, '--at') }),
  }
  await onBooks(run, flags, async (books) => {
    const answer = await askBalances(books, question)
    if (flags.json === true) printJson(balancesJson(books.source.run, answer, books.scales))
    else printText(balancesText(answer, books.scales))
  })
}

async function audit(run: string, flags: LedgerFlags): Promise<void> {
  const answer = await withProgress(flags, (options) => auditBooks(findRunFolder(run, flags.runs), options))
  if (answer === undefined) return
  if (!answer.sound) process.exitCode = exitCodes.checkFailed
  if (flags.json === true) printJson(auditJson(answer))
  else printText(auditText(answer))
}

async function check(run: string, flags: LedgerFlags): Promise<void> {
  await onBooks(run, flags, async ({ records, row, scales }) => {
    const trials = await trialBalancesOf(records, row)
    const isSound = trials.every(isInBalance)
    if (!isSound) process.exitCode = exitCodes.checkFailed
    if (flags.json === true) printJson({ run: row.run, inBalance: isSound, trialBalances: trialsJson(trials, scales) })
    else printText(trialText(trials, scales))
  })
}

async function rebuild(run: string, flags: LedgerFlags): Promise<void> {
  await onBooks(run, flags, async ({ records, row, rebuilt }) => {
    const { seq, from, transfers, discarded } = rebuilt
    const answer = { run: row.run, records: records.place, seq, from, transfers, accounts: row.accounts, discarded: discarded ?? null }
    if (flags.json === true) return printJson(answer)
    const count = (number: number): string => number.toLocaleString('en-US')
    const done = from === seq ? 'They were complete.' : `Stored inputs ${count(from + 1)} to ${count(seq)}.`
    printText(
      `Records of ${row.run} in ${records.place}: ${count(seq)} inputs, ${count(transfers)} transfers, ${count(row.accounts)} accounts. ${done}`,
    )
  })
}
