import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SequencedInput } from '../engine/input.ts'
import type { EngineState } from '../engine/state.ts'
import type { Outcome } from '../engine/turn.ts'
import type { Ledger } from '../ledger/account.ts'
import { balancesOf } from './balances.ts'
import { compareRecords } from './compare-records.ts'
import { transfersBefore, transfersThrough } from './moment.ts'
import { rebuildRecords } from './rebuild-records.ts'
import { createRowMaker } from './rows.ts'
import { beginRun, runRow } from './run-row.ts'
import type { RecordSource } from './source.ts'
import { statementOf } from './statement.ts'
import { createRowStore } from './store-rows.ts'
import { rowTables, type Records, type RunTable } from './tables.ts'
import { isInBalance, trialBalancesOf } from './trial-balance.ts'

/** What the suite is run with: runs that a test made. */
export type SuiteRuns = Readonly<{
  /** A run with reservations, fills and releases. */
  facilities: RecordSource
  /** A run in which accounts are opened on the way; `members(n)` has only its first `n` inputs. */
  members: (inputs?: number) => RecordSource
  /** The same run with another input 20. */
  otherMembers: RecordSource
  /** The engine as it stood after input `seq` of a source. */
  stateAfter: (source: RecordSource, seq: number) => EngineState
  randomBooks: fc.Arbitrary<Readonly<{ state: EngineState; steps: readonly Readonly<{ sequenced: SequencedInput; outcome: Outcome }>[] }>>
}>

/**
 * The contract that records keep in every database.
 *
 * @param open - Opens records with nothing in them.
 *
 * @example
 * describeRecords(() => openSqliteRecords(':memory:'), runs)
 */
export function describeRecords(open: () => Promise<Records>, runs: SuiteRuns): void {
  describeRebuild(open, runs)
  describeDistrust(open, runs)
  describeBalances(open, runs)
  describeStatements(open, runs)
  describeFaults(open, runs)
}

async function opened(open: () => Promise<Records>, work: (records: Records) => Promise<void>): Promise<void> {
  const records = await open()
  try {
    await work(records)
  } finally {
    await records.close()
  }
}

async function rowOf(records: Records, { run }: RecordSource): Promise<RunTable> {
  const row = await runRow(records, run)
  if (row === undefined) throw new Error(`there are no records of ${run}`)
  return row
}

async function dump(records: Records): Promise<unknown> {
  const rows = await Promise.all(
    [...rowTables, 'runs', 'assets'].map(async (table) => {
      const stored = await records.db
        .selectFrom(table as 'inputs')
        .selectAll()
        .execute()
      return [table, stored.map((row) => JSON.stringify(row)).sort((a, b) => (a < b ? -1 : 1))] as const
    }),
  )
  return Object.fromEntries(rows)
}

function describeRebuild(open: () => Promise<Records>, runs: SuiteRuns): void {
  describe('rebuilding', () => {
    test('default: the records of a run agree with the engine in every row and every column', () =>
      opened(open, async (records) => {
        for (const source of [runs.facilities, runs.members()]) {
          const rebuilt = await rebuildRecords(records, source)
          expect(rebuilt).toMatchObject({ seq: source.head.seq, from: 0, interrupted: false })
          const comparison = await compareRecords(records, await rowOf(records, source), source)
          expect(comparison).toMatchObject({ found: 0, findings: [], seq: source.head.seq })
          expect(comparison.rows).toBeGreaterThan(source.head.seq)
          expect(comparison.trialBalances.some(({ moved }) => moved > 0n)).toBe(true)
        }
      }))

    test('behavior: done again, it does nothing; a journal that grew is followed from where the records end', () =>
      opened(open, async (records) => {
        await rebuildRecords(records, runs.members(50))
        const before = await dump(records)
        expect(await rebuildRecords(records, runs.members(50))).toMatchObject({ seq: 50, from: 50 })
        expect(await dump(records)).toEqual(before)
        expect(await rebuildRecords(records, runs.members())).toMatchObject({ from: 50, seq: runs.members().head.seq })
        expect((await compareRecords(records, await rowOf(records, runs.members()), runs.members())).findings).toEqual([])
      }))

    test('behavior: interrupted again and again, it ends with the same rows as at one go', () =>
      opened(open, async (whole) => {
        await rebuildRecords(whole, runs.facilities)
        await opened(open, async (parts) => {
          let starts = 0
          const told: number[] = []
          for (let interrupted = true; interrupted; starts++) {
            const options = { batchRows: 150, isInterrupted: () => true, onProgress: ({ seq }: { seq: number }) => void told.push(seq) }
            ;({ interrupted } = await rebuildRecords(parts, runs.facilities, options))
          }
          expect(starts).toBeGreaterThan(3)
          expect(told.at(-1)).toBe(runs.facilities.head.seq)
          expect(await dump(parts)).toEqual(await dump(whole))
        })
      }))
  })
}

function describeDistrust(open: () => Promise<Records>, runs: SuiteRuns): void {
  describe('rebuilding after something went wrong', () => {
    test('behavior: what fails within a batch leaves what was stored before, and the next rebuild goes on from there', () =>
      opened(open, async (records) => {
        const source = runs.members()
        const failing = { ...source, hashAt: (seq: number) => (seq > 60 ? (undefined as unknown as string) : source.hashAt(seq)) }
        const broken = { ...failing, read: (from: number) => failingFrom(source, from, 70) }
        await expect(rebuildRecords(records, broken, { batchRows: 40 })).rejects.toThrow('the disk is gone')
        const row = await rowOf(records, source)
        expect(row.seq).toBeGreaterThan(0)
        expect(row.seq).toBeLessThan(70)
        await rebuildRecords(records, source)
        expect((await compareRecords(records, await rowOf(records, source), source)).found).toBe(0)
      }))

    test('behavior: records of another journal or another engine are thrown away, those of other runs stay', () =>
      opened(open, async (records) => {
        await rebuildRecords(records, runs.facilities)
        const others = await compareRecords(records, await rowOf(records, runs.facilities), runs.facilities)
        await rebuildRecords(records, runs.members())
        const changed = await rebuildRecords(records, runs.otherMembers)
        expect(changed).toMatchObject({ from: 0, discarded: expect.stringContaining('is not the one they were made of') as string })
        expect((await compareRecords(records, await rowOf(records, runs.otherMembers), runs.otherMembers)).found).toBe(0)
        const shorter = await rebuildRecords(records, runs.members(30))
        expect(shorter.discarded).toMatch(/they go to input \d+, and the journal ends at 30/)
        const newer = { ...runs.members(30), engineVersion: 'another' }
        expect((await rebuildRecords(records, newer)).discarded).toBe('they were made by engine test, this is another')
        const again = await compareRecords(records, await rowOf(records, runs.facilities), runs.facilities)
        expect([again.found, again.rows]).toEqual([0, others.rows])
      }))
  })
}

function* failingFrom(source: RecordSource, from: number, seq: number): Iterable<SequencedInput> {
  for (const sequenced of source.read(from)) {
    if (sequenced.seq === seq) throw new Error('the disk is gone')
    yield sequenced
  }
}

type Steps = readonly Readonly<{ sequenced: SequencedInput; outcome: Outcome }>[]

/** Rows of books that are there already: told as if all accounts had been opened by the first input. */
function replayed(state: EngineState, steps: Steps): { rows: ReturnType<ReturnType<typeof createRowMaker>['take']> } {
  const accounts = new Map<string, never>()
  const growing = { ...state, ledger: { ...state.ledger, accounts }, counts: { ...state.counts, transfers: 0 } } as EngineState
  const maker = createRowMaker(growing)
  for (const [id, account] of state.ledger.accounts) accounts.set(id, account as never)
  for (const { sequenced, outcome } of steps) maker.note(sequenced, outcome)
  return { rows: steps.length === 0 ? { inputs: [], decisions: [], accounts: [], transfers: [], entries: [] } : maker.take() }
}

const columnsByAccount = (balance: Awaited<ReturnType<typeof balancesOf>>[number]): readonly unknown[] => [
  balance.account,
  balance.asset,
  balance.mustStayInCredit,
  balance.debitsPosted,
  balance.creditsPosted,
  balance.debitsPending,
  balance.creditsPending,
]

const ledgerColumns = (account: Ledger['accounts'] extends Map<string, infer Value> ? Value : never): readonly unknown[] => [
  account.id,
  account.asset,
  account.mustStayInCredit,
  account.debitsPosted,
  account.creditsPosted,
  account.debitsPending,
  account.creditsPending,
]

function describeBalances(open: () => Promise<Records>, runs: SuiteRuns): void {
  describe('balances', () => {
    test('property: whatever the ledger accepted, the balances of its records are its own, to the unit', () =>
      fc.assert(
        fc.asyncProperty(runs.randomBooks, ({ state, steps }) =>
          opened(open, async (records) => {
            const row = await beginRun(records, { ...runs.facilities, run: 'random' })
            // The maker is given the books before the first deed: none.
            const played = replayed(state, steps)
            await records.db.transaction().execute((transaction) => createRowStore()(transaction, row.number, played.rows))
            const found = await balancesOf(records, { ...row, transfers: state.counts.transfers })
            expect(found.map(columnsByAccount)).toEqual([...state.ledger.accounts.values()].map(ledgerColumns))
            const trials = await trialBalancesOf(records, row)
            expect(trials.every(isInBalance)).toBe(true)
          }),
        ),
        { numRuns: 30 },
      ))

    test('behavior: balances at an input or a time are those that the engine had then', () =>
      opened(open, async (records) => {
        const source = runs.facilities
        await rebuildRecords(records, source)
        const row = await rowOf(records, source)
        for (const seq of [1, 2, 250, 400, 500, source.head.seq]) {
          const state = runs.stateAfter(source, seq)
          const expected = [...state.ledger.accounts.values()].map(ledgerColumns)
          const bySeq = await balancesOf(records, row, { through: await transfersThrough(records, row, { kind: 'input', seq }) })
          expect(bySeq.map(columnsByAccount)).toEqual(expected)
        }
        const { at, seq } = runs.stateAfter(source, 400)
        const byTime = await transfersThrough(records, row, { kind: 'time', at })
        expect(byTime).toBeGreaterThanOrEqual(await transfersThrough(records, row, { kind: 'input', seq }))
        expect(await transfersBefore(records, row, { kind: 'time', at: at + 1 })).toBe(byTime)
        expect(await transfersThrough(records, row, { kind: 'time', at: 0 })).toBe(0)
        expect(await transfersBefore(records, row, { kind: 'time', at: Number.MAX_SAFE_INTEGER })).toBe(row.transfers)
      }))

    test('table: a pattern fits whole names, by its own signs only', () =>
      opened(open, async (records) => {
        const row = await beginRun(records, runs.facilities)
        const ids = ['cash:a', 'cash:b', 'Cash:a', 'cash:a%', 'cash:_', 'cash:[a]', String.raw`cash:\a`, 'owed:a']
        const opening = ids.map((id, i) => ({ run: row.number, number: i + 1, id, asset: 'USDT', must_stay_in_credit: 0 }))
        await records.db.insertInto('accounts').values(opening).execute()
        const fitting = async (pattern: string): Promise<readonly string[]> =>
          (await balancesOf(records, row, { pattern })).map(({ account }) => account)
        expect(await fitting('cash:a')).toEqual(['cash:a'])
        expect(await fitting('cash:?')).toEqual(['cash:a', 'cash:b', 'cash:_'])
        expect(await fitting('*:a')).toEqual(['cash:a', 'Cash:a', 'owed:a'])
        expect(await fitting('cash:*%')).toEqual(['cash:a%'])
        expect(await fitting('cash:_')).toEqual(['cash:_'])
        expect(await fitting('cash:[*')).toEqual(['cash:[a]'])
        expect(await fitting(String.raw`cash:\a`)).toEqual([String.raw`cash:\a`])
        expect(await fitting('*')).toEqual(ids)
        expect(await fitting('ash')).toEqual([])
      }))
  })
}

function describeStatements(open: () => Promise<Records>, runs: SuiteRuns): void {
  describe('statements', () => {
    test('behavior: what was booked before and through a moment, by input and by time, at times that several inputs share', () =>
      opened(open, async (records) => {
        const source = runs.facilities
        await rebuildRecords(records, source)
        const row = await rowOf(records, source)
        const inputs = [...source.read(1)].map(({ seq, input }) => ({ seq, at: input.at }))
        const asked = inputs.filter(({ seq }) => seq % 97 === 1 || seq === source.head.seq)
        for (const { seq, at } of asked) {
          const countAfter = (last: number | undefined): number => runs.stateAfter(source, last ?? 0).counts.transfers
          expect(await transfersBefore(records, row, { kind: 'input', seq })).toBe(countAfter(seq - 1))
          expect(await transfersThrough(records, row, { kind: 'input', seq })).toBe(countAfter(seq))
          const earlier = inputs.findLast((input) => input.at < at)?.seq
          expect(await transfersBefore(records, row, { kind: 'time', at })).toBe(countAfter(earlier))
          const latest = inputs.findLast((input) => input.at <= at)?.seq
          expect(await transfersThrough(records, row, { kind: 'time', at })).toBe(countAfter(latest))
        }
      }))

    test('behavior: a statement goes from its opening to its closing line by line, and stretches join', () =>
      opened(open, async (records) => {
        const source = runs.facilities
        await rebuildRecords(records, source)
        const row = await rowOf(records, source)
        const account = [...runs.stateAfter(source, source.head.seq).ledger.accounts.keys()].find((id) => id.startsWith('reserve:')) ?? ''
        const whole = await statementOf(records, row, { account, after: 0, through: row.transfers })
        if (whole === undefined) throw new Error('a run has a reserve')
        expect(new Set(whole.lines.map(({ kind }) => kind))).toEqual(new Set(['posted', 'pending', 'postPending', 'voidPending']))
        let before = whole.opening
        for (const { kind, side, minor, after } of whole.lines) {
          const moved = kind === 'posted' || kind === 'postPending' ? minor : 0n
          const reserved = kind === 'pending' ? minor : kind === 'posted' ? 0n : -minor
          expect(after).toEqual({
            debitsPosted: before.debitsPosted + (side === 'debit' ? moved : 0n),
            creditsPosted: before.creditsPosted + (side === 'credit' ? moved : 0n),
            debitsPending: before.debitsPending + (side === 'debit' ? reserved : 0n),
            creditsPending: before.creditsPending + (side === 'credit' ? reserved : 0n),
          })
          before = after
        }
        expect(whole.closing).toEqual(before)
        const half = Math.floor(row.transfers / 2)
        const first = await statementOf(records, row, { account, after: 0, through: half })
        const second = await statementOf(records, row, { account, after: half, through: row.transfers })
        expect(second?.opening).toEqual(first?.closing)
        expect([...(first?.lines ?? []), ...(second?.lines ?? [])]).toEqual(whole.lines)
        expect(await statementOf(records, row, { account: 'nobody', after: 0, through: 1 })).toBeUndefined()
      }))
  })
}

/** Faults that somebody plants in the records of a run of members, and what is to be found. */
const faults: readonly Readonly<{ name: string; plant: (records: Records, run: number) => Promise<unknown>; found: unknown }>[] = [
  {
    name: 'a changed amount',
    plant: ({ db }, run) => db.updateTable('transfers').set({ minor: '1' }).where('run', '=', run).where('number', '=', 5).execute(),
    found: { kind: 'rowDiffers', table: 'transfers', row: '5', column: 'minor', found: '1' },
  },
  {
    name: 'a changed last balance',
    plant: ({ db }, run) =>
      db
        .updateTable('entries')
        .set({ credits_posted: '7' })
        .where('run', '=', run)
        .where('account', '=', 2)
        .where('transfer', '=', (eb) =>
          eb
            .selectFrom('entries')
            .where('run', '=', run)
            .where('account', '=', 2)
            .select(({ fn }) => fn.max('transfer').as('last')),
        )
        .execute(),
    found: { kind: 'balanceDiffers', column: 'creditsPosted', inRecords: 7n },
  },
  {
    name: 'a missing transfer',
    plant: ({ db }, run) => db.deleteFrom('transfers').where('run', '=', run).where('number', '=', 6).execute(),
    found: { kind: 'rowMissing', table: 'transfers', row: '6' },
  },
  {
    name: 'a missing entry',
    plant: ({ db }, run) => db.deleteFrom('entries').where('run', '=', run).where('transfer', '=', 6).execute(),
    found: { kind: 'rowMissing', table: 'entries', row: expect.stringMatching(/^6:\d+$/) as string },
  },
  {
    name: 'a transfer too many',
    plant: async ({ db }, run) => {
      const row = await db
        .selectFrom('transfers')
        .selectAll()
        .where('run', '=', run)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow()
      return db
        .insertInto('transfers')
        .values({ ...row, number: row.number + 1, idx: row.idx + 1 })
        .execute()
    },
    found: { kind: 'rowUnexpected', table: 'transfers' },
  },
  {
    name: 'a decision of another account',
    plant: ({ db }, run) => db.updateTable('decisions').set({ account: 'someone' }).where('run', '=', run).where('idx', '=', 0).execute(),
    found: { kind: 'rowDiffers', table: 'decisions', column: 'account', found: 'someone' },
  },
  {
    name: 'a changed input',
    plant: ({ db }, run) => db.updateTable('inputs').set({ at: 7 }).where('run', '=', run).where('seq', '=', 30).execute(),
    found: { kind: 'rowDiffers', table: 'inputs', row: '30', column: 'at', found: '7' },
  },
  {
    name: 'an account of another name',
    plant: ({ db }, run) => db.updateTable('accounts').set({ id: 'reserve:EUR' }).where('run', '=', run).where('number', '=', 2).execute(),
    found: { kind: 'accountUnexpected', account: 'reserve:EUR' },
  },
  {
    name: 'other decimals',
    plant: ({ db }, run) => db.updateTable('assets').set({ decimals: 2 }).where('run', '=', run).where('asset', '=', 'USDT').execute(),
    found: { kind: 'scaleDiffers', asset: 'USDT', inRecords: 2, inEngine: 6 },
  },
]

function describeFaults(open: () => Promise<Records>, runs: SuiteRuns): void {
  describe('faults', () => {
    test.each(faults)('error: $name is found', ({ plant, found }) =>
      opened(open, async (records) => {
        const source = runs.members()
        await rebuildRecords(records, source)
        await plant(records, (await rowOf(records, source)).number)
        const comparison = await compareRecords(records, await rowOf(records, source), { ...source, mostFindings: 1_000 })
        expect(comparison.findings).toContainEqual(expect.objectContaining(found as object))
        expect(comparison.found).toBe(comparison.findings.length)
      }),
    )

    test('error: an amount changed in a transfer puts its asset out of balance', () =>
      opened(open, async (records) => {
        const source = runs.members()
        await rebuildRecords(records, source)
        const row = await rowOf(records, source)
        expect((await trialBalancesOf(records, row)).every(isInBalance)).toBe(true)
        await records.db.updateTable('transfers').set({ minor: '1' }).where('number', '=', 5).execute()
        expect((await trialBalancesOf(records, row)).some((trial) => !isInBalance(trial))).toBe(true)
      }))
  })
}
