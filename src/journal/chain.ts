import { invariant } from '../base/assert.ts'
import { InputFault } from '../base/fault.ts'
import type { Hash } from '../base/hash.ts'
import type { Input, SequencedInput } from '../engine/input.ts'
import type { JournalHead } from './journal-contract.ts'
import { nativeHashOf, storedHash } from './native-hash.ts'

/** An input as it is stored. `payload` is its JSON text: the text is what is hashed and what is read back. */
export type JournalRow = Readonly<{ seq: number; at: number; kind: string; payload: string; hash: Hash }>

/** Where a chain begins, and the head of a journal without inputs: nothing yet, and 64 zeros. */
export const emptyHead: JournalHead = { seq: 0, hash: storedHash('0'.repeat(64)) }

/**
 * The chain's hash at the row after `previous`: `sha256(previous hash + '\n' + seq + '\n' + payload)`.
 *
 * @example
 * chainHash(emptyHead, '{"kind":"clockTicked","at":1}') // of row 1
 */
export function chainHash(previous: JournalHead, payload: string): Hash {
  return nativeHashOf(`${previous.hash}\n${previous.seq + 1}\n${payload}`)
}

/**
 * Turns inputs into the rows that follow `previous`.
 *
 * @throws InvariantError when an input's `seq` does not continue the journal.
 *
 * @example
 * rowsAfter(emptyHead, [{ seq: 1, input: { kind: 'clockTicked', at } }])
 */
export function rowsAfter(previous: JournalHead, inputs: readonly SequencedInput[]): JournalRow[] {
  let head = previous
  return inputs.map(({ seq, input }) => {
    invariant(seq === head.seq + 1, `inputs continue the journal, which ends at ${head.seq}, found ${seq}`)
    const payload = JSON.stringify(input)
    const row = { seq, at: input.at, kind: input.kind, payload, hash: chainHash(head, payload) }
    head = row
    return row
  })
}

/**
 * Reads rows back as inputs, holding each against the chain: what was changed, removed or moved is never replayed.
 *
 * @param file - Named in the fault.
 * @param previous - The head just before the first row.
 * @throws InputFault at the first row that does not follow from the one before.
 *
 * @example
 * for (const { seq, input } of inputsOf('journal.sqlite', rows, emptyHead)) step(state, input)
 */
export function* inputsOf(file: string, rows: Iterable<JournalRow>, previous: JournalHead): Iterable<SequencedInput> {
  let head = previous
  for (const row of rows) {
    const finding = chainFinding(head, row)
    if (finding !== undefined) throw new InputFault({ file, place: `input ${head.seq + 1}`, ...finding })
    head = row
    yield { seq: row.seq, input: JSON.parse(row.payload) as Input }
  }
}

/**
 * What is wrong with a row as the one after `previous`, as far as the chain tells; `undefined` when it follows.
 *
 * @example
 * chainFinding(emptyHead, row)?.expected // 'input 1'
 */
export function chainFinding(previous: JournalHead, row: JournalRow): { expected: string; found: string } | undefined {
  if (row.seq !== previous.seq + 1) return { expected: `input ${previous.seq + 1}`, found: `input ${row.seq}` }
  const expected = chainHash(previous, row.payload)
  if (row.hash === expected) return undefined
  return { expected: `hash ${expected} over this payload and the input before`, found: `hash ${row.hash}` }
}

/**
 * Where a journal ends whose last row is given: `emptyHead` when there is none.
 *
 * @example
 * headOf(undefined).seq // 0
 */
export function headOf(row: Pick<JournalRow, 'seq' | 'hash'> | undefined): JournalHead {
  return row === undefined ? emptyHead : { seq: row.seq, hash: row.hash }
}
