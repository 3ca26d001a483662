import fc from 'fast-check'
import { encode, decode } from '../src/base/codec.ts'
import { seconds, timeUs } from '../src/base/time.ts'
import type { Input, SequencedInput } from '../src/engine/input.ts'
import { createState, type EngineState } from '../src/engine/state.ts'
import { step } from '../src/engine/step.ts'
import type { Outcome } from '../src/engine/turn.ts'
import { createMemoryJournal } from '../src/journal/memory.ts'
import { openAccount } from '../src/ledger/account.ts'
import { postTransfer } from '../src/ledger/post.ts'
import type { Transfer, TransferRequest } from '../src/ledger/transfer.ts'
import type { SuiteRuns } from '../src/records/records-suite.ts'
import { createRowMaker } from '../src/records/rows.ts'
import { beginRun } from '../src/records/run-row.ts'
import type { RecordSource } from '../src/records/source.ts'
import { openSqliteRecords } from '../src/records/sqlite.ts'
import { createRowStore } from '../src/records/store-rows.ts'
import type { Records, RunTable } from '../src/records/tables.ts'
import { drivePolicy, driveStart } from './engine-drive.ts'
import { btcPerpetual } from './instruments.ts'
import { quickMargin } from './margin-drive.ts'
import { smallMarket, smallRun } from './small-run.ts'

/** A run as records are made of it, and what the engine had in the end. */
export type MadeRun = Readonly<{ source: RecordSource; state: EngineState; inputs: readonly SequencedInput[] }>

/**
 * A run of facilities: reservations, fills, releases, marks.
 *
 * @example
 * const { source, state } = await facilityRun()
 */
export async function facilityRun(): Promise<MadeRun> {
  const { outcomes } = await smallRun(smallMarket({ seed: 7, seconds: 120 }))
  return madeRun(
    'facilities',
    outcomes.map(({ sequenced }) => sequenced),
  )
}

/**
 * A run of members who deposit, withdraw and trade: accounts opened on the way, locks, calls.
 *
 * @param deposits - Deposits that follow the first inputs.
 *
 * @example
 * const { source } = memberRun(100)
 */
export function memberRun(deposits: number): MadeRun {
  const policy = { ...drivePolicy({ facilities: [], measure: { bookStaleAfter: seconds(3_600) } }), triggers: [], margin: quickMargin }
  const bids = [99_990, 2_000]
  const asks = [100_010, 2_000]
  const market = btcPerpetual.id
  const inputs: Input[] = [
    { kind: 'runStarted', at: driveStart, engineVersion: 'test', source: 'members', seed: 1, policy, instruments: [btcPerpetual] },
    { kind: 'bookSnapshotReceived', at: driveStart, venueAt: driveStart, market, updateId: 1, bids, asks },
  ]
  for (let i = 0; i < deposits; i++) {
    const at = timeUs(driveStart + i * 1_000)
    const account = `member-${i % 10}`
    const money = [{ asset: 'BTC', minor: String(100_000_000 + i) }]
    if (i < 10) inputs.push({ kind: 'accountOpened', at, account, money, positions: [] })
    inputs.push({ kind: 'depositConfirmed', at, account, asset: 'USDT', minor: String(1_000_000_000 + i) })
    if (i % 7 === 3) inputs.push({ kind: 'withdrawalRequested', at, account, asset: 'USDT', minor: String(1_000 + i) })
  }
  return madeRun(
    'members',
    inputs.map((input, i) => ({ seq: i + 1, input })),
  )
}

function madeRun(run: string, inputs: readonly SequencedInput[]): MadeRun {
  const state = createState()
  for (const sequenced of inputs) step(state, sequenced)
  return { source: sourceOf(run, inputs), state, inputs }
}

/**
 * Inputs as a source of records, with a state to go on from every hundred inputs.
 *
 * @example
 * sourceOf('members', inputs.slice(0, 10))
 */
export function sourceOf(run: string, inputs: readonly SequencedInput[]): RecordSource {
  const journal = createMemoryJournal()
  void journal.append(inputs)
  const hashes = [...journal.rows()].map(({ hash }) => hash)
  return {
    run,
    engineVersion: 'test',
    head: journal.head(),
    read: (fromSeq) => journal.read(fromSeq),
    hashAt: (seq) => hashes[seq - 1],
    stateBefore: (seq) => {
      const state = createState()
      for (const sequenced of inputs.slice(0, seq - (seq % 100))) step(state, sequenced)
      return decode(encode(state)) as EngineState
    },
  }
}

/** Books as chance made them: every input's transfers, and the ledger that accepted them. */
export type RandomBooks = Readonly<{ state: EngineState; steps: readonly Readonly<{ sequenced: SequencedInput; outcome: Outcome }>[] }>

/** One thing done to the books: `of` picks accounts or a reservation, `share` how much of it. */
type Deed = Readonly<{ kind: TransferRequest['kind'] | 'open'; of: number; to: number; minor: bigint }>

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom('open', 'posted', 'pending', 'pending', 'postPending', 'postPending', 'voidPending'),
  of: fc.nat(20),
  to: fc.nat(20),
  minor: fc.oneof(fc.bigInt(1n, 1_000n), fc.bigInt(1n, 10n ** 60n)),
})

/** Books of two assets with up to 120 deeds in inputs of one to five, amounts up to 10^60; what the ledger refuses is left out. */
export const randomBooks: fc.Arbitrary<RandomBooks> = fc
  .array(fc.array(deed, { minLength: 1, maxLength: 5 }), { maxLength: 24 })
  .map((turns) => playBooks(turns))

function playBooks(turns: readonly (readonly Deed[])[]): RandomBooks {
  const state = createState()
  const steps = turns.map((deeds, i) => {
    const seq = i + 1
    const at = timeUs(driveStart + i)
    const transfers: Transfer[] = []
    for (const each of deeds) {
      const request = requestOf(state, each, { id: `${seq}:${transfers.length}`, at, reason: each.kind })
      const outcome = request && postTransfer(state.ledger, request)
      if (outcome?.ok === true) transfers.push(outcome.value)
    }
    state.seq = seq
    state.at = at
    state.counts.transfers += transfers.length
    return { sequenced: { seq, input: { kind: 'clockTicked', at } } as const, outcome: { decisions: [], effects: [], transfers } }
  })
  return { state, steps }
}

function requestOf({ ledger }: EngineState, deed: Deed, about: Pick<TransferRequest, 'id' | 'at' | 'reason'>): TransferRequest | undefined {
  const accounts = [...ledger.accounts.keys()]
  const reservations = [...ledger.pending.values()]
  const [debit, credit] = [accounts[deed.of % accounts.length], accounts[deed.to % accounts.length]]
  const reservation = reservations[deed.of % reservations.length]
  switch (deed.kind) {
    case 'open':
      openAccount(ledger, { id: `account-${deed.of}`, asset: deed.of % 3 === 0 ? 'BTC' : 'USDT', mustStayInCredit: deed.of % 5 === 0 })
      return undefined
    case 'posted':
    case 'pending':
      return debit && credit ? { kind: deed.kind, ...about, debit, credit, minor: deed.minor } : undefined
    case 'postPending':
      return reservation && { kind: 'postPending', ...about, pendingId: reservation.id, minor: (deed.minor % reservation.remaining) + 1n }
    case 'voidPending':
      return reservation && { kind: 'voidPending', ...about, pendingId: reservation.id }
    default:
      return undefined
  }
}

/**
 * The same inputs with one of them changed: another deposit.
 *
 * @example
 * withOtherDeposit(inputs, 20)
 */
export function withOtherDeposit(inputs: readonly SequencedInput[], seq: number): readonly SequencedInput[] {
  return inputs.map((sequenced) => {
    const { input } = sequenced
    return sequenced.seq < seq || input.kind !== 'depositConfirmed' ? sequenced : { seq: sequenced.seq, input: { ...input, minor: '77' } }
  })
}

/**
 * The runs that the suite of records asks for.
 *
 * @example
 * describeRecords(() => openSqliteRecords(':memory:'), await suiteRuns())
 */
export async function suiteRuns(): Promise<SuiteRuns> {
  const facilities = await facilityRun()
  const members = memberRun(60)
  const others = withOtherDeposit(members.inputs, 20)
  return {
    facilities: facilities.source,
    members: (inputs = members.inputs.length) => sourceOf('members', members.inputs.slice(0, inputs)),
    otherMembers: sourceOf('members', others),
    stateAfter: (source, seq) => {
      const state = createState()
      for (const sequenced of source.read(1)) if (sequenced.seq <= seq) step(state, sequenced)
      return state
    },
    randomBooks,
  }
}

/** Records of transfers that no engine concluded: for what is asked of them. */
export type StoredBooks = Readonly<{ records: Records; row: RunTable; scales: ReadonlyMap<string, number> }>

/**
 * Stores transfers of USDT, an input each, in records in memory.
 *
 * @example
 * const { records, row } = await storedBooks(['equity:USDT', 'reserve:USDT'], [opened])
 */
export async function storedBooks(accounts: readonly string[], requests: readonly TransferRequest[]): Promise<StoredBooks> {
  const state = createState()
  const maker = createRowMaker(state)
  for (const id of accounts) openAccount(state.ledger, { id, asset: 'USDT', mustStayInCredit: !id.startsWith('equity') })
  for (const [i, request] of requests.entries()) {
    const outcome = postTransfer(state.ledger, request)
    if (!outcome.ok) throw new Error(`the ledger accepts ${request.id}`)
    const sequenced = { seq: i + 1, input: { kind: 'clockTicked', at: request.at } } as const
    maker.note(sequenced, { decisions: [], effects: [], transfers: [outcome.value] })
  }
  const records = await openSqliteRecords(':memory:')
  const begun = await beginRun(records, sourceOf('made', []))
  await records.db.transaction().execute((transaction) => createRowStore()(transaction, begun.number, maker.take()))
  return { records, row: { ...begun, seq: requests.length, ...maker.numbers() }, scales: new Map([['USDT', 6]]) }
}
