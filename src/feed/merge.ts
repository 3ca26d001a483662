import type { MarketInput } from '../market/market-input.ts'
import { batchSize, type SourcedBatch } from './source.ts'

/** A batch merged from several sources: `sources[i]` is the index of the source that `inputs[i]` came from. */
export type MergedBatch = SourcedBatch & Readonly<{ sources: readonly number[] }>

type Cursor = { source: number; iterator: AsyncIterator<SourcedBatch>; batch: SourcedBatch; index: number }
type Gathered = { inputs: MarketInput[]; lines: number[]; sources: number[] }

/**
 * Merges sources that are each in time order into one that is: by `at`, ties in the order the sources are given.
 *
 * Each source is read at most one batch ahead. Nothing is lost, doubled or reordered within a source.
 *
 * @example
 * for await (const { inputs } of mergeSources([first.read(), second.read()])) ...
 */
export async function* mergeSources(readings: readonly AsyncIterable<SourcedBatch>[]): AsyncGenerator<MergedBatch> {
  const cursors: Cursor[] = []
  const opened: AsyncIterator<SourcedBatch>[] = []
  try {
    for (const [source, reading] of readings.entries()) {
      const iterator = reading[Symbol.asyncIterator]()
      opened.push(iterator)
      const cursor: Cursor = { source, iterator, batch: { inputs: [], lines: [] }, index: 0 }
      if (await refilled(cursor)) cursors.push(cursor)
    }
    let gathered: Gathered = { inputs: [], lines: [], sources: [] }
    while (cursors.length > 0) {
      const next = earliest(cursors)
      takeRun(next, cursors, gathered)
      if (gathered.inputs.length >= batchSize) {
        yield gathered
        gathered = { inputs: [], lines: [], sources: [] }
      }
      if (next.index >= next.batch.inputs.length && !(await refilled(next))) cursors.splice(cursors.indexOf(next), 1)
    }
    if (gathered.inputs.length > 0) yield gathered
  } finally {
    for (const iterator of opened) await iterator.return?.()
  }
}

async function refilled(cursor: Cursor): Promise<boolean> {
  for (;;) {
    const result = await cursor.iterator.next()
    if (result.done === true) return false
    if (result.value.inputs.length === 0) continue
    cursor.batch = result.value
    cursor.index = 0
    return true
  }
}

// Cursors stay in the order of their sources, so the first of equals is the one to take.
function earliest(cursors: readonly Cursor[]): Cursor {
  let best = cursors[0] as Cursor
  for (const cursor of cursors) if (headTime(cursor) < headTime(best)) best = cursor
  return best
}

// Takes from one cursor for as long as it stays the earliest: files that follow each other cost one comparison an input.
function takeRun(taken: Cursor, cursors: readonly Cursor[], into: Gathered): void {
  let before = Infinity
  let upTo = Infinity
  for (const cursor of cursors) {
    if (cursor.source < taken.source) before = Math.min(before, headTime(cursor))
    if (cursor.source > taken.source) upTo = Math.min(upTo, headTime(cursor))
  }
  const { inputs, lines } = taken.batch
  while (taken.index < inputs.length && into.inputs.length < batchSize) {
    const input = inputs[taken.index] as MarketInput
    if (input.at >= before || input.at > upTo) return
    into.inputs.push(input)
    into.lines.push(lines[taken.index] ?? 0)
    into.sources.push(taken.source)
    taken.index += 1
  }
}

function headTime(cursor: Cursor): number {
  return cursor.batch.inputs[cursor.index]?.at ?? Infinity
}
