import { timeUs, type TimeUs } from '../base/time.ts'
import type { Instrument, MarketId } from '../market/instrument.ts'
import type { MarketInput } from '../market/market-input.ts'
import { createMirror, mirrorDelta, mirrorSnapshot, restate, type Mirror } from './mirror.ts'

/** A stretch of time: from `from` on, before `to`. */
export type TimeRange = Readonly<{ from?: TimeUs; to?: TimeUs }>

/**
 * Keeps the inputs of a stream from `from` on and before `to`; a bar is kept when it lies inside as a whole.
 *
 * A book does not start anywhere: the diffs before `from` are followed, and at the first input kept each known book is
 * stated as a snapshot, so that the stretch is complete in itself. Diffs that still wait for their snapshot are passed on.
 *
 * @example
 * clipInputs(batches, instruments, { from: parseTime('2024-08-08T23:56', '--from') })
 */
export async function* clipInputs(
  batches: AsyncIterable<readonly MarketInput[]>,
  instruments: readonly Instrument[],
  range: TimeRange,
): AsyncGenerator<readonly MarketInput[]> {
  const from = range.from ?? 0
  const to = range.to ?? Infinity
  const mirrors = new Map<MarketId, Mirror>(instruments.map((instrument) => [instrument.id, createMirror(instrument)]))
  let hasBegun = false
  for await (const batch of batches) {
    const kept: MarketInput[] = []
    for (const input of batch) {
      if (input.at > to || (input.at === to && input.kind !== 'barClosed')) {
        if (input.kind === 'barClosed') continue
        if (kept.length > 0) yield kept
        return
      }
      if ((input.kind === 'barClosed' ? input.startedAt : input.at) < from) {
        follow(mirrors, input)
        continue
      }
      if (!hasBegun) kept.push(...opening(mirrors, timeUs(from)))
      hasBegun = true
      kept.push(input)
    }
    if (kept.length > 0) yield kept
  }
}

function follow(mirrors: ReadonlyMap<MarketId, Mirror>, input: MarketInput): void {
  const mirror = mirrors.get(input.market)
  if (mirror === undefined) return
  if (input.kind === 'bookSnapshotReceived') mirrorSnapshot(mirror, input)
  if (input.kind === 'bookDeltaReceived') mirrorDelta(mirror, input)
}

function opening(mirrors: ReadonlyMap<MarketId, Mirror>, at: TimeUs): readonly MarketInput[] {
  const inputs: MarketInput[] = []
  for (const mirror of mirrors.values()) {
    const snapshot = restate(mirror, at, (lots) => lots)
    if (snapshot !== undefined) inputs.push(snapshot)
    else inputs.push(...mirror.waiting.map((delta) => ({ ...delta, at })))
  }
  return inputs
}
