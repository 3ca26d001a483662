import { invariant } from '../base/assert.ts'
import { headOf, inputsOf, rowsAfter, type JournalRow } from './chain.ts'
import { checkpointAfter, noCheckpoint, type CheckpointRow, type JournalRows } from './checkpoint-chain.ts'
import type { Journal, JournalHead } from './journal-contract.ts'

/**
 * Makes a journal that lives as long as the process: for tests, torture and scratch runs. Same chain and same behaviour as
 * the durable one; memory grows with every input.
 *
 * @example
 * const journal = createMemoryJournal()
 */
export function createMemoryJournal(): Journal & JournalRows {
  const rows: JournalRow[] = []
  const checkpointRows: CheckpointRow[] = []
  let isOpen = true
  const head = (): JournalHead => headOf(rows.at(-1))

  return {
    append: async (inputs) => {
      invariant(isOpen, 'a journal is open while it is written')
      for (const row of rowsAfter(head(), inputs)) rows.push(row)
    },
    read: (fromSeq) => inputsOf('journal in memory', rows.slice(fromSeq - 1), headOf(rows[fromSeq - 2])),
    head,
    writeCheckpoint: async (checkpoint) => {
      invariant(isOpen, 'a journal is open while it is written')
      checkpointRows.push(checkpointAfter(checkpointRows.at(-1) ?? noCheckpoint, checkpoint, head()))
    },
    lastSnapshot: (atOrBefore = head().seq) => {
      const row = checkpointRows.findLast((candidate) => candidate.state !== undefined && candidate.seq <= atOrBefore)
      if (row?.state === undefined) return undefined
      const { seq, stateHash, state, shell } = row
      return { seq, stateHash, state, ...(shell === undefined ? {} : { shell }) }
    },
    checkpoints: () => checkpointRows.map(({ seq, stateHash }) => ({ seq, stateHash })),
    rows: () => rows.values(),
    checkpointRows: () => checkpointRows.values(),
    close: () => {
      isOpen = false
    },
  }
}
