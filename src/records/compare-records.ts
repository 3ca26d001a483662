import { createState, type EngineState } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { Ledger } from '../ledger/account.ts'
import { balancesOf, type AccountColumns } from './balances.ts'
import { compareRows, nothingCompared, type Compared, type RowFinding } from './compare-rows.ts'
import type { RebuildProgress } from './rebuild-records.ts'
import { createRowMaker, type RowMaker } from './rows.ts'
import { assetScalesOf, type RecordSource } from './source.ts'
import type { Records, RunTable } from './tables.ts'
import { isInBalance, trialBalancesOf, type RecordedTrial } from './trial-balance.ts'

/** Something in which records and engine do not agree, or the records do not agree with themselves. Money in minor units. */
export type RecordsFinding = RowFinding | BalanceFinding

/** What an account or an asset stands at, here and there. */
export type BalanceFinding = Readonly<
  | { kind: 'accountMissing'; account: string }
  | { kind: 'accountUnexpected'; account: string }
  | { kind: 'balanceDiffers'; account: string; column: keyof AccountColumns; inRecords: bigint; inEngine: bigint }
  | { kind: 'scaleDiffers'; asset: string; inRecords: number | undefined; inEngine: number | undefined }
  | { kind: 'outOfBalance'; asset: string }
>

/** What a comparison found. */
export type RecordsComparison = Readonly<{
  /** Last input compared: the records' last. */
  seq: number
  /** Rows that the journal gives up to there. */
  rows: number
  accounts: number
  trialBalances: readonly RecordedTrial[]
  /** The first that were found, of `found` in all. */
  findings: readonly RecordsFinding[]
  found: number
  /** The engine's own books there, to be audited. */
  ledger: Ledger
}>

/** What may be said about a comparison. */
export type ComparisonOptions = Readonly<{
  /** Inputs and transfers compared at once. Default 25,000. */
  batchRows?: number
  /** Findings told one by one. Default 20. */
  mostFindings?: number
  onProgress?: (progress: RebuildProgress) => void
}>

/**
 * Runs the journal through the engine from its start and holds everything that the records have against what comes of it: every row of every
 * table, every column of every account as SQL finds it against the engine's own, to the unit, and the trial balance. Changes nothing.
 *
 * @param run - The records' row of the run; they are compared as far as it goes.
 * @throws InputFault when the journal was changed.
 *
 * @example
 * (await compareRecords(records, row, source)).found // 0
 */
export async function compareRecords(
  records: Records,
  run: RunTable,
  source: RecordSource & ComparisonOptions,
): Promise<RecordsComparison> {
  const { batchRows = 25_000, mostFindings = 20, onProgress } = source
  const state = createState()
  const maker = createRowMaker(state)
  const findings: RecordsFinding[] = []
  let found = 0
  const note = (more: readonly RecordsFinding[]): void => {
    found += more.length
    findings.push(...more.slice(0, Math.max(0, mostFindings - findings.length)))
  }
  let rows = 0
  let after = nothingCompared
  const compareBatch = async (): Promise<void> => {
    const expected = maker.take()
    const through = reached(state, maker)
    note(await compareRows(records, run, { expected, after, through }))
    rows += Object.values(expected).reduce((sum, each) => sum + each.length, 0)
    after = through
    onProgress?.({ seq: state.seq, of: run.seq })
  }
  for (const sequenced of run.seq === 0 ? [] : source.read(1)) {
    maker.note(sequenced, step(state, sequenced))
    if (maker.waiting() >= batchRows) await compareBatch()
    if (sequenced.seq === run.seq) break
  }
  await compareBatch()
  note(await compareRows(records, run, { expected: maker.take(), after, through: everything }))
  note(await compareBalances(records, run, state.ledger))
  note(await compareScales(records, run, state))
  const trialBalances = await trialBalancesOf(records, run)
  note(trialBalances.filter((trial) => !isInBalance(trial)).map(({ asset }) => ({ kind: 'outOfBalance', asset })))
  return { seq: state.seq, rows, accounts: state.ledger.accounts.size, trialBalances, findings, found, ledger: state.ledger }
}

const everything: Compared = { inputs: Infinity, decisions: Infinity, accounts: Infinity, transfers: Infinity, entries: Infinity }

function reached({ seq }: EngineState, maker: RowMaker): Compared {
  const { accounts, transfers } = maker.numbers()
  return { inputs: seq, decisions: seq, accounts, transfers, entries: transfers }
}

const columns = ['debitsPosted', 'creditsPosted', 'debitsPending', 'creditsPending'] as const

async function compareBalances(records: Records, run: RunTable, ledger: Ledger): Promise<readonly BalanceFinding[]> {
  const findings: BalanceFinding[] = []
  const recorded = new Map((await balancesOf(records, run)).map((balance) => [balance.account, balance]))
  for (const account of ledger.accounts.values()) {
    const balance = recorded.get(account.id)
    recorded.delete(account.id)
    if (balance === undefined) findings.push({ kind: 'accountMissing', account: account.id })
    else {
      for (const column of columns) {
        const [inRecords, inEngine] = [balance[column], account[column]]
        if (inRecords !== inEngine) findings.push({ kind: 'balanceDiffers', account: account.id, column, inRecords, inEngine })
      }
    }
  }
  return [...findings, ...[...recorded.keys()].map((account): BalanceFinding => ({ kind: 'accountUnexpected', account }))]
}

/** A wrong scale shows every amount of an asset wrong, though every unit is right. */
async function compareScales(records: Records, run: RunTable, state: EngineState): Promise<readonly BalanceFinding[]> {
  const stored = await records.db.selectFrom('assets').selectAll().where('run', '=', run.number).execute()
  const inRecords = new Map(stored.map(({ asset, decimals }) => [asset, decimals]))
  const inEngine = new Map(assetScalesOf(state).map(({ asset, decimals }) => [asset, decimals]))
  return [...new Set([...inEngine.keys(), ...inRecords.keys()])]
    .filter((asset) => inRecords.get(asset) !== inEngine.get(asset))
    .map((asset) => ({ kind: 'scaleDiffers', asset, inRecords: inRecords.get(asset), inEngine: inEngine.get(asset) }))
}
