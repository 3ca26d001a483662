import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { EnvironmentFault } from '../base/fault.ts'
import type { SequencedInput } from '../engine/input.ts'
import type { Journal } from '../journal/journal-contract.ts'
import { createMemoryJournal } from '../journal/memory.ts'
import { openDurableLog } from './durable-log.ts'

function tick(seq: number, at = seq): SequencedInput {
  return { seq, input: { kind: 'clockTicked', at: timeUs(at) } }
}

async function journaled(count: number): Promise<Journal> {
  const journal = createMemoryJournal()
  await journal.append(Array.from({ length: count }, (_, i) => tick(i + 1)))
  return journal
}

describe('openDurableLog', () => {
  test('default: new inputs are durable after the flush, not before, and only once', async () => {
    const journal = createMemoryJournal()
    const log = openDurableLog(journal, 0)
    log.write(tick(1))
    log.write(tick(2))
    expect(journal.head().seq).toBe(0)
    await log.flush()
    expect(journal.head().seq).toBe(2)
    await log.flush()
    expect([...journal.read(1)]).toEqual([tick(1), tick(2)])
    expect(log.expected()).toBeUndefined()
  })

  test.each([
    [4_095, false],
    [4_096, true],
    [4_097, true],
  ])('threshold: with %s inputs gathered it is full: %s', (count, isFull) => {
    const log = openDurableLog(createMemoryJournal(), 0)
    for (let seq = 1; seq <= count; seq++) log.write(tick(seq))
    expect(log.isFull()).toBe(isFull)
  })

  test('behavior: inputs that are durable already are compared and not written again; then it goes on', async () => {
    const journal = await journaled(4)
    const head = journal.head()
    const log = openDurableLog(journal, 2)
    expect(log.expected()).toEqual(tick(3))
    log.write(tick(3))
    log.write(tick(4))
    expect(log.expected()).toBeUndefined()
    await log.flush()
    expect(journal.head()).toEqual(head)
    log.write(tick(5))
    await log.flush()
    expect([...journal.read(1)].map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
  })

  test('error: a changed input on going on is refused by its number, and nothing is written', async () => {
    const journal = await journaled(4)
    const log = openDurableLog(journal, 2)
    log.write(tick(3))
    expect(() => log.write(tick(4, 99))).toThrow(EnvironmentFault)
    expect(() => log.write(tick(4, 99))).toThrow(/seq 4/)
    expect(() => log.write(tick(5, 4))).toThrow(/seq 4.*seq 5/s)
    await log.flush()
    expect(journal.head().seq).toBe(4)
  })

  test('error: a journal that cannot be written rejects the flush', async () => {
    const journal: Journal = { ...createMemoryJournal(), append: () => Promise.reject(new Error('no room')) }
    const log = openDurableLog(journal, 0)
    log.write(tick(1))
    await expect(log.flush()).rejects.toThrow('no room')
  })
})
