import { InputFault } from '../base/fault.ts'
import type { RunStarted, SequencedInput } from '../engine/input.ts'
import type { MarketInput } from '../market/market-input.ts'
import type { Feed } from './feed-contract.ts'
import { batchSize } from './source.ts'

/** What of a journal is read here: its inputs from a place on, and where it ends. */
export type ReadableJournal = Readonly<{
  read: (fromSeq: number) => Iterable<SequencedInput>
  head?: () => Readonly<{ seq: number; hash: string }>
}>

/**
 * A previous run's journal as a feed: the market inputs it recorded, in their order. Its instruments are those of the run.
 *
 * @throws InputFault when the journal does not begin with the start of a run.
 *
 * @example
 * const feed = journalFeed(journal, 'runs/2020-03-12/journal.sqlite')
 */
export function journalFeed(journal: ReadableJournal, label: string): Feed {
  const started = startOf(journal, label)
  const head = journal.head?.()
  let readSeq = 0
  return {
    label,
    identity: head === undefined ? `journal ${label}` : `journal ${head.seq} ${head.hash}`,
    instruments: started.instruments,
    inputs: {
      async *[Symbol.asyncIterator]() {
        yield* marketInputs(journal, (seq) => {
          readSeq = seq
        })
      },
    },
    progress: () => (head === undefined || head.seq === 0 ? 0 : readSeq / head.seq),
    faults: [],
    notes: [`inputs of an earlier run, ${started.source}`],
  }
}

function startOf(journal: ReadableJournal, label: string): RunStarted {
  for (const { input } of journal.read(1)) {
    if (input.kind === 'runStarted') return input
    throw new InputFault({ file: label, place: 'seq 1', expected: 'the start of a run', found: input.kind })
  }
  throw new InputFault({ file: label, place: 'seq 1', expected: 'the start of a run', found: 'an empty journal' })
}

function* marketInputs(journal: ReadableJournal, tellSeq: (seq: number) => void): Generator<readonly MarketInput[]> {
  let batch: MarketInput[] = []
  for (const { seq, input } of journal.read(1)) {
    tellSeq(seq)
    switch (input.kind) {
      case 'bookSnapshotReceived':
      case 'bookDeltaReceived':
      case 'quoteReceived':
      case 'tradeReceived':
      case 'barClosed':
        batch.push(input)
        break
      default:
        continue
    }
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
