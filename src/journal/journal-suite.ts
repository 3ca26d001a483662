import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../base/assert.ts'
import { hashOf } from '../base/hash.ts'
import { timeUs } from '../base/time.ts'
import type { Input, SequencedInput } from '../engine/input.ts'
import type { Checkpoint, Journal } from './journal-contract.ts'

/** Awkward texts: quotes, line ends, emoji, a lone surrogate, a NUL. What comes back must be what went in. */
const texts = ['calm', 'say "halt"', 'two\nlines', 'ü 🌊', '\ud800', 'a\u0000b', '']

/**
 * Inputs `from`..`to` of several kinds, the same for the same numbers.
 *
 * @example
 * sampleInputs(1, 3).map(({ seq }) => seq) // [1, 2, 3]
 */
export function sampleInputs(from: number, to: number): SequencedInput[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({ seq: from + i, input: sampleInput(from + i) }))
}

function sampleInput(seq: number): Input {
  const at = timeUs(1_583_971_200_000_000 + seq * 1_000)
  if (seq % 3 === 0) return { kind: 'clockTicked', at }
  if (seq % 3 === 1) return { kind: 'operatorCommanded', at, by: 'desk', command: 'halt', reason: texts[seq % texts.length] ?? '' }
  const market = 'BTCUSDT' as Extract<Input, { kind: 'tradeReceived' }>['market']
  const ids = { firstId: seq * 10, lastId: seq * 10 + 9, previousId: seq * 10 - 1 }
  return {
    kind: 'bookDeltaReceived',
    at,
    venueAt: at,
    market,
    ...ids,
    bids: [seq, 5, seq - 1, 0],
    asks: [seq + 1, 7],
  }
}

/**
 * A checkpoint at `seq`, with a snapshot when `state` is given.
 *
 * @example
 * sampleCheckpoint(10).state // undefined
 */
export function sampleCheckpoint(seq: number, state?: string): Checkpoint {
  const stateHash = hashOf(`state after ${seq}`)
  return state === undefined ? { seq, stateHash } : { seq, stateHash, state, shell: `shell after ${seq}` }
}

/** The law of the chain written out anew, slowly, from the contract. */
function chainedHash(inputs: readonly SequencedInput[]): string {
  return inputs.reduce((previous, { seq, input }) => hashOf(`${previous}\n${seq}\n${JSON.stringify(input)}`), '0'.repeat(64))
}

/**
 * The contract that every journal keeps.
 *
 * @param open - Makes an empty journal.
 *
 * @example
 * describe('memory journal', () => {
 describeJournal(createMemoryJournal)
})
 */
export function describeJournal(open: () => Journal): void {
  describe('inputs', () => {
    describeInputs(open)
  })
  describe('misuse', () => {
    describeMisuse(open)
  })
  describe('checkpoints', () => {
    describeCheckpoints(open)
  })
}

function describeInputs(open: () => Journal): void {
  test('default: what is appended is read back, in order, from anywhere', async () => {
    const journal = open()
    const inputs = sampleInputs(1, 1_000)
    await journal.append(inputs.slice(0, 1))
    await journal.append([])
    await journal.append(inputs.slice(1))
    expect([...journal.read(1)]).toEqual(inputs)
    expect([...journal.read(400)]).toEqual(inputs.slice(399))
    expect([...journal.read(1_000)]).toEqual(inputs.slice(999))
    expect([...journal.read(1_001)]).toEqual([])
    expect(journal.head()).toEqual({ seq: 1_000, hash: chainedHash(inputs) })
    journal.close()
  })

  test('behavior: an empty journal ends at 0 with 64 zeros', () => {
    const journal = open()
    expect([journal.head(), [...journal.read(1)], [...journal.checkpoints()]]).toEqual([{ seq: 0, hash: '0'.repeat(64) }, [], []])
    expect(journal.lastSnapshot()).toBeUndefined()
    journal.close()
  })

  test('property: however inputs are grouped into appends, the journal is the same', async () => {
    const inputs = sampleInputs(1, 120)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 20 }), async (sizes) => {
        const journal = open()
        let from = 0
        for (const size of sizes) {
          await journal.append(inputs.slice(from, from + size))
          from = Math.min(inputs.length, from + size)
        }
        expect(journal.head().hash).toBe(chainedHash(inputs.slice(0, from)))
        expect([...journal.read(1)]).toEqual(inputs.slice(0, from))
        journal.close()
      }),
      { numRuns: 15 },
    )
  })

  test('behavior: a reader sees the journal as it ended when it began, and may be left halfway', async () => {
    const journal = open()
    await journal.append(sampleInputs(1, 600))
    const reader = journal.read(1)[Symbol.iterator]()
    expect(reader.next().value).toEqual(sampleInputs(1, 1)[0])
    await journal.append(sampleInputs(601, 700))
    let read = 1
    while (reader.next().done !== true) read++
    expect(read).toBe(600)
    for (const { seq } of journal.read(1)) if (seq === 3) break
    await journal.append(sampleInputs(701, 701))
    expect(journal.head().seq).toBe(701)
    journal.close()
  })

  test('behavior: what was handed in may be changed afterwards', async () => {
    const journal = open()
    const bids = [1, 2]
    const [sample] = sampleInputs(2, 2)
    await journal.append([{ seq: 1, input: { ...sample?.input, bids } as Input }])
    bids.push(9, 9)
    expect([...journal.read(1)]).toMatchObject([{ input: { bids: [1, 2] } }])
    journal.close()
  })
}

function describeMisuse(open: () => Journal): void {
  // Columns: what is appended after 5 inputs.
  const wrong: readonly (readonly [string, readonly SequencedInput[]])[] = [
    ['a repetition', sampleInputs(5, 6)],
    ['a gap', sampleInputs(7, 8)],
    ['a gap inside', [...sampleInputs(6, 6), ...sampleInputs(8, 8)]],
  ]
  test.each(wrong)('error: %s is refused and changes nothing', async (_, inputs) => {
    const journal = open()
    await journal.append(sampleInputs(1, 5))
    const head = journal.head()
    await expect(journal.append(inputs)).rejects.toThrow(InvariantError)
    expect([journal.head(), [...journal.read(1)]]).toEqual([head, sampleInputs(1, 5)])
    await journal.append(sampleInputs(6, 7))
    expect(journal.head().seq).toBe(7)
    journal.close()
  })

  test('error: a closed journal takes nothing; closing twice is closing once', async () => {
    const journal = open()
    journal.close()
    journal.close()
    await expect(journal.append(sampleInputs(1, 1))).rejects.toThrow(InvariantError)
    await expect(journal.writeCheckpoint(sampleCheckpoint(0))).rejects.toThrow(InvariantError)
  })
}

function describeCheckpoints(open: () => Journal): void {
  test('default: the last snapshot at or before a place is found', async () => {
    const journal = open()
    await journal.writeCheckpoint(sampleCheckpoint(0, 'opening'))
    await journal.append(sampleInputs(1, 10))
    await journal.writeCheckpoint(sampleCheckpoint(10, 'ten'))
    await journal.append(sampleInputs(11, 20))
    await journal.writeCheckpoint(sampleCheckpoint(20))
    await journal.append(sampleInputs(21, 30))
    await journal.writeCheckpoint(sampleCheckpoint(30, ''))
    await journal.append(sampleInputs(31, 31))
    const places = [0, 9, 10, 20, 29, 30, 31, undefined].map((seq) => journal.lastSnapshot(seq)?.state)
    expect(places).toEqual(['opening', 'opening', 'ten', 'ten', 'ten', '', '', ''])
    expect(journal.lastSnapshot(10)).toEqual(sampleCheckpoint(10, 'ten'))
    expect([...journal.checkpoints()]).toEqual([0, 10, 20, 30].map((seq) => sampleCheckpoint(seq)))
    journal.close()
  })

  test('behavior: of two checkpoints at one place the later counts, and a snapshot may lack a shell', async () => {
    const journal = open()
    await journal.append(sampleInputs(1, 4))
    await journal.writeCheckpoint(sampleCheckpoint(4, 'first'))
    await journal.writeCheckpoint({ ...sampleCheckpoint(4), state: 'second' })
    expect(journal.lastSnapshot()).toEqual({ ...sampleCheckpoint(4), state: 'second' })
    journal.close()
  })

  test('error: a checkpoint away from the head is refused and changes nothing', async () => {
    const journal = open()
    await journal.append(sampleInputs(1, 4))
    for (const seq of [3, 5]) await expect(journal.writeCheckpoint(sampleCheckpoint(seq))).rejects.toThrow(InvariantError)
    expect([...journal.checkpoints()]).toEqual([])
    journal.close()
  })
}
