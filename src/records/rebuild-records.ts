import { EnvironmentFault } from '../base/fault.ts'
import { createState, type EngineState } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import { createRowMaker, type RowMaker } from './rows.ts'
import { beginRun, distrustOf, runRow } from './run-row.ts'
import { assetScalesOf, type RecordSource } from './source.ts'
import { createRowStore } from './store-rows.ts'
import type { Records, RunTable } from './tables.ts'

/** How far a rebuild is: inputs read of those there are. */
export type RebuildProgress = Readonly<{ seq: number; of: number }>

/** What may be said about a rebuild. */
export type RebuildOptions = Readonly<{
  /** Inputs and transfers stored at once. Default 5,000. */
  batchRows?: number
  onProgress?: (progress: RebuildProgress) => void
  /** Asked after each batch; what is stored by then stays, and the next rebuild goes on from there. */
  isInterrupted?: () => boolean
}>

/** What a rebuild did. */
export type Rebuilt = Readonly<{
  /** Last input stored. */
  seq: number
  /** Last input that was stored before; 0 when it began at the start. */
  from: number
  transfers: number
  /** Why what was stored before was thrown away; absent when it was kept or there was nothing. */
  discarded?: string
  interrupted: boolean
}>

/**
 * Brings the records of a run up to its journal's end: the engine takes the journal's inputs again, and what it concludes is stored in
 * batches, each with how far it goes. Goes on from the last stored input; does nothing when that is the journal's last; begins anew when
 * the journal or the engine is not the one the records were made with.
 *
 * @throws InputFault when the journal was changed; EnvironmentFault when another process stores the same run.
 *
 * @example
 * const { seq, discarded } = await rebuildRecords(records, source)
 */
export async function rebuildRecords(records: Records, source: RecordSource, options: RebuildOptions = {}): Promise<Rebuilt> {
  const found = await runRow(records, source.run)
  let discarded = found && distrustOf(found, source)
  if (found !== undefined && discarded === undefined && found.seq === source.head.seq) {
    return { seq: found.seq, from: found.seq, transfers: found.transfers, interrupted: false }
  }
  let state = found === undefined || discarded !== undefined ? createState() : stateAt(source, found.seq)
  if (found !== undefined && discarded === undefined && !isCountedAs(found, state)) {
    discarded = `they count ${found.transfers} transfers up to input ${found.seq}, the engine books ${state.counts.transfers}`
    state = createState()
  }
  const row = found === undefined || discarded !== undefined ? await beginRun(records, source) : found
  const last = await storeFrom(records, { source, row, state, options })
  const told = discarded === undefined ? {} : { discarded }
  return { seq: last.seq, from: row.seq, transfers: last.transfers, interrupted: last.seq < source.head.seq, ...told }
}

function isCountedAs(row: RunTable, state: EngineState): boolean {
  return row.transfers === state.counts.transfers && row.accounts === state.ledger.accounts.size
}

type Work = Readonly<{ source: RecordSource; row: RunTable; state: EngineState; options: RebuildOptions }>

async function storeFrom(records: Records, { source, row, state, options }: Work): Promise<RunTable> {
  const { batchRows = 25_000, onProgress, isInterrupted } = options
  const { head } = source
  const maker = createRowMaker(state)
  const store = createRowStore()
  let stored = row
  for (const sequenced of source.read(row.seq + 1)) {
    if (sequenced.seq > head.seq) break
    maker.note(sequenced, step(state, sequenced))
    if (maker.waiting() < batchRows && sequenced.seq < head.seq) continue
    stored = await storeBatch(records, { source, state, maker, store, before: stored })
    onProgress?.({ seq: stored.seq, of: head.seq })
    if (isInterrupted?.() === true) break
  }
  return stored
}

type Batch = Readonly<{
  source: RecordSource
  state: EngineState
  maker: RowMaker
  store: ReturnType<typeof createRowStore>
  before: RunTable
}>

async function storeBatch(records: Records, { source, state, maker, store, before }: Batch): Promise<RunTable> {
  const { number } = before
  const after = { seq: state.seq, hash: source.hashAt(state.seq) ?? '', at: state.at, ...maker.numbers() }
  const assets = assetScalesOf(state).map((scale) => ({ run: number, ...scale }))
  const rows = maker.take()
  await records.db.transaction().execute(async (transaction) => {
    // First, so that of two processes at work on one run the second finds it moved on and stores nothing.
    const moved = await transaction
      .updateTable('runs')
      .set(after)
      .where('number', '=', number)
      .where('seq', '=', before.seq)
      .executeTakeFirst()
    if (moved.numUpdatedRows !== 1n) throw takenOver(records, source)
    for (const asset of assets) {
      await transaction
        .insertInto('assets')
        .values(asset)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    await store(transaction, number, rows)
  })
  return { ...before, ...after }
}

/** The engine as it stood after input `seq`. */
function stateAt(source: RecordSource, seq: number): EngineState {
  const state = (seq === 0 ? undefined : source.stateBefore?.(seq)) ?? createState()
  if (state.seq === seq) return state
  for (const sequenced of source.read(state.seq + 1)) {
    step(state, sequenced)
    if (sequenced.seq === seq) break
  }
  return state
}

function takenOver(records: Records, source: RecordSource): EnvironmentFault {
  return new EnvironmentFault({
    file: records.place,
    place: `records of ${source.run}`,
    expected: 'one process that stores them',
    found: 'another one at work on the same run; try again when it is done',
  })
}
