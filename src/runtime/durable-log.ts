import { EnvironmentFault } from '../base/fault.ts'
import type { SequencedInput } from '../engine/input.ts'
import type { Journal } from '../journal/journal-contract.ts'

/** How many inputs are held before they are made durable together. */
const groupSize = 4_096

/**
 * The journal as a run writes it: new inputs are gathered and committed in groups; inputs that an earlier start already
 * made durable are compared instead, because a run that goes on must repeat itself exactly.
 */
export type DurableLog = Readonly<{
  /** Takes the next input. */
  write: (sequenced: SequencedInput) => void
  /** Whether enough is gathered that `flush` should be called. */
  isFull: () => boolean
  /** Resolves once everything written is durable. */
  flush: () => Promise<void>
  /** The journaled input that comes next, while the run repeats what an earlier start wrote. */
  expected: () => SequencedInput | undefined
}>

/**
 * Opens the log to go on after input `fromSeq` (0 for a new run).
 *
 * @example
 * const log = openDurableLog(journal, snapshot.seq)
 */
export function openDurableLog(journal: Journal, fromSeq: number): DurableLog {
  let gathered: SequencedInput[] = []
  const tail = journal.read(fromSeq + 1)[Symbol.iterator]()
  let expected = nextOf(tail)
  return {
    write: (sequenced) => {
      if (expected === undefined) {
        gathered.push(sequenced)
        return
      }
      requireSame(expected, sequenced)
      expected = nextOf(tail)
    },
    isFull: () => gathered.length >= groupSize,
    flush: async () => {
      if (gathered.length === 0) return
      const group = gathered
      gathered = []
      await journal.append(group)
    },
    expected: () => expected,
  }
}

function nextOf(tail: Iterator<SequencedInput>): SequencedInput | undefined {
  const next = tail.next()
  return next.done === true ? undefined : next.value
}

function requireSame(journaled: SequencedInput, repeated: SequencedInput): void {
  const [was, is] = [JSON.stringify(journaled.input), JSON.stringify(repeated.input)]
  if (journaled.seq === repeated.seq && was === is) return
  throw new EnvironmentFault({
    file: 'journal',
    place: `seq ${journaled.seq}`,
    expected: `the input that was journaled before the stop: ${was.slice(0, 160)}`,
    found: `another one on going on: seq ${repeated.seq} ${is.slice(0, 160)}`,
  })
}
