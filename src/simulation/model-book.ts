import { invariant } from '../base/assert.ts'
import { timeUs, type TimeUs } from '../base/time.ts'
import type { Instrument, MarketId } from '../market/instrument.ts'
import type { BarClosed, MarketInput } from '../market/market-input.ts'
import { barToInputs } from './book-model.ts'
import type { BookModelParameters } from './book-model-parameters.ts'
import { createBookModelState, type BookModelState } from './book-model-state.ts'

/** How `modelBook` draws. The same seed gives the same book. */
export type ModelBookOptions = Readonly<{
  seed: number
  parameters?: BookModelParameters
  /** Bars that end by then only teach the model what is usual; nothing of them is given out. */
  givenOutFrom?: TimeUs
}>

/**
 * Instruments as they leave the book model: the same, with their books labelled modelled and fed by snapshots alone.
 *
 * @example
 * modelledInstruments(feed.instruments)[0].bookSource // 'modelled'
 */
export function modelledInstruments(instruments: readonly Instrument[]): readonly Instrument[] {
  return instruments.map((instrument) => ({ ...instrument, bookSource: 'modelled', sequenceRule: 'snapshotsOnly' }))
}

/**
 * Puts a modelled book and prints in front of every bar of a stream. Inputs other than bars pass through.
 *
 * Of several markets, inputs are merged in time order. A bar longer than any seen before may reach further back than what has
 * already been given out; its early inputs are then moved up to that time, never dropped, so volume is kept.
 *
 * @throws InvariantError for a bar of a market that is not among the instruments, or one that is no bar.
 *
 * @example
 * for await (const batch of modelBook(feed.inputs, feed.instruments, { seed: 7 })) consume(batch)
 */
export async function* modelBook(
  inputs: AsyncIterable<readonly MarketInput[]>,
  instruments: readonly Instrument[],
  options: ModelBookOptions,
): AsyncIterable<readonly MarketInput[]> {
  const merge = createMerge(instruments)
  for await (const batch of inputs) {
    for (const input of batch) take(merge, input, options)
    const ready = releaseUpTo(merge, safeTime(merge))
    if (ready.length > 0) yield ready
  }
  const rest = releaseUpTo(merge, Infinity)
  if (rest.length > 0) yield rest
}

type Merge = {
  readonly markets: Map<MarketId, { readonly instrument: Instrument; memory: BookModelState; lastEnd: number }>
  pending: MarketInput[]
  longestBarUs: number
  now: number
  releasedUpTo: number
}

function createMerge(instruments: readonly Instrument[]): Merge {
  const entries = instruments.map((instrument) => [instrument.id, { instrument, memory: createBookModelState(), lastEnd: -1 }] as const)
  return { markets: new Map(entries), pending: [], longestBarUs: 0, now: 0, releasedUpTo: 0 }
}

function take(merge: Merge, input: MarketInput, options: ModelBookOptions): void {
  merge.now = Math.max(merge.now, input.at)
  if (input.kind === 'barClosed') takeBar(merge, input, options)
  else merge.pending.push(input)
}

function takeBar(merge: Merge, bar: BarClosed, options: ModelBookOptions): void {
  const market = merge.markets.get(bar.market)
  invariant(market !== undefined, `a bar is of a market among the instruments, found ${bar.market}`)
  const made = barToInputs(market.memory, bar, { ...options, instrument: market.instrument })
  market.memory = made.state
  market.lastEnd = bar.at
  if (options.givenOutFrom !== undefined && bar.at <= options.givenOutFrom) return
  merge.longestBarUs = Math.max(merge.longestBarUs, bar.at - bar.startedAt)
  for (const input of made.inputs) {
    merge.pending.push(input.at >= merge.releasedUpTo ? input : { ...input, at: timeUs(merge.releasedUpTo) })
  }
}

// Nothing new can come at or before this: every market has shown its bars up to there, or no bar is long enough to reach back.
function safeTime(merge: Merge): number {
  let shownByAll = Infinity
  for (const market of merge.markets.values()) shownByAll = Math.min(shownByAll, market.lastEnd)
  return Math.max(shownByAll, merge.now - merge.longestBarUs)
}

function releaseUpTo(merge: Merge, time: number): readonly MarketInput[] {
  // Sorting is stable, so inputs of one time keep the order in which they were made.
  merge.pending.sort((a, b) => a.at - b.at)
  const first = merge.pending.findIndex((input) => input.at > time)
  const ready = first < 0 ? merge.pending : merge.pending.slice(0, first)
  merge.pending = first < 0 ? [] : merge.pending.slice(first)
  merge.releasedUpTo = Math.max(merge.releasedUpTo, ready.at(-1)?.at ?? 0)
  return ready
}
