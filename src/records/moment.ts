import type { RunTable, Records } from './tables.ts'

/** A moment of a run: by the clock, in microseconds since the epoch, or by input. */
export type Moment = Readonly<{ kind: 'time'; at: number } | { kind: 'input'; seq: number }>

/**
 * How many transfers were booked up to a moment, with everything that happened in it. Transfers are numbered from 1, so it is the number of
 * the last one too.
 *
 * @example
 * await transfersThrough(records, row, { kind: 'input', seq: 1_042 }) // 17
 */
export async function transfersThrough(records: Records, run: RunTable, moment: Moment): Promise<number> {
  return lastTransfer(records, run, moment.kind === 'input' ? moment.seq : await lastInput(records, run, moment.at))
}

/**
 * How many transfers were booked before a moment.
 *
 * @example
 * await transfersBefore(records, row, { kind: 'input', seq: 1_042 }) // 16
 */
export async function transfersBefore(records: Records, run: RunTable, moment: Moment): Promise<number> {
  return lastTransfer(records, run, (moment.kind === 'input' ? moment.seq : await firstInput(records, run, moment.at)) - 1)
}

async function lastTransfer(records: Records, run: RunTable, seq: number): Promise<number> {
  const found = await records.db
    .selectFrom('transfers')
    .select('number')
    .where('run', '=', run.number)
    .where('seq', '<=', seq)
    .orderBy('seq', 'desc')
    .orderBy('idx', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.number ?? 0
}

async function lastInput(records: Records, run: RunTable, at: number): Promise<number> {
  const found = await records.db
    .selectFrom('inputs')
    .select('seq')
    .where('run', '=', run.number)
    .where('at', '<=', at)
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.seq ?? 0
}

async function firstInput(records: Records, run: RunTable, at: number): Promise<number> {
  const found = await records.db
    .selectFrom('inputs')
    .select('seq')
    .where('run', '=', run.number)
    .where('at', '>=', at)
    .orderBy('at')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return found?.seq ?? run.seq + 1
}
