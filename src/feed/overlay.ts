import { InputFault } from '../base/fault.ts'
import { parseDecimal } from '../base/decimal.ts'
import { later, seconds, type DurationUs, type TimeUs } from '../base/time.ts'
import type { Instrument, MarketId } from '../market/instrument.ts'
import type { BookDeltaReceived, BookSnapshotReceived, FlatLevels, MarketInput } from '../market/market-input.ts'
import { createMirror, mirrorDelta, mirrorSnapshot, restate, type Mirror } from './mirror.ts'

/** Liquidity withheld from every book between two times counted from the first input. `keptMillionths` of each size stays. */
export type Overlay = Readonly<{ keptMillionths: number; fromFor: DurationUs; toFor: DurationUs }>

type Stage = 'before' | 'withheld' | 'after'

type OverlaidMarket = {
  mirror: Mirror
  stage: Stage
  /** Added to the venue's numbers from here on: one for each snapshot put in, so that it is newer than what went before. */
  shift: number
}

type Window = Readonly<{ from: TimeUs; to: TimeUs }>

const million = 1_000_000
const example = 'withdraw=SHARE@START..END with a share above 0 and up to 1 and times in s, m or h, such as withdraw=0.9@60s..240s'

/**
 * Reads an overlay option: `withdraw=0.9@60s..240s` withholds 90 % of each level's size from the 60th second of the stream
 * to the 240th.
 *
 * @throws InputFault naming the option for anything else.
 *
 * @example
 * parseOverlay('withdraw=0.9@1m..4m')
 */
export function parseOverlay(text: string): Overlay {
  const parts = /^withdraw=(\d+(?:\.\d+)?)@(\d{1,6}(?:\.\d+)?)([smh])\.\.(\d{1,6}(?:\.\d+)?)([smh])$/.exec(text)
  if (parts === null) throw overlayFault(example, text)
  const [, share = '', start = '', startUnit = '', end = '', endUnit = ''] = parts
  const withheld = parseDecimal(share, 6)
  if (!withheld.ok || withheld.value <= 0 || withheld.value > million) {
    throw overlayFault('a share above 0 and up to 1 with at most 6 decimals', share)
  }
  const fromFor = seconds(Number(start) * secondsIn(startUnit))
  const toFor = seconds(Number(end) * secondsIn(endUnit))
  if (toFor <= fromFor) throw overlayFault('an end after the start', `${start}${startUnit}..${end}${endUnit}`)
  return { keptMillionths: million - withheld.value, fromFor, toFor }
}

/**
 * Withholds a share of every book's size for a while. Sizes are rounded down to whole lots, so small levels vanish.
 *
 * The books' true levels are followed on the side. Where the window begins and ends, each known book is restated as a
 * snapshot, and later numbers of that market are raised by one so that the snapshot is new and the chain unbroken. A
 * market whose book is not known is not restated: its next snapshot is. Trades and quotes pass unchanged, so the stream
 * tells of a market whose makers withdrew, not of what its takers would then have done.
 *
 * @example
 * for await (const batch of overlayInputs(feed.inputs, feed.instruments, parseOverlay('withdraw=0.9@60s..240s'))) ...
 */
export async function* overlayInputs(
  batches: AsyncIterable<readonly MarketInput[]>,
  instruments: readonly Instrument[],
  overlay: Overlay,
): AsyncGenerator<readonly MarketInput[]> {
  const markets = new Map<MarketId, OverlaidMarket>()
  for (const instrument of instruments) markets.set(instrument.id, { mirror: createMirror(instrument), stage: 'before', shift: 0 })
  let window: Window | undefined
  for await (const batch of batches) {
    const changed: MarketInput[] = []
    for (const input of batch) {
      window ??= { from: later(input.at, overlay.fromFor), to: later(input.at, overlay.toFor) }
      for (const market of markets.values()) changed.push(...enterStage(market, stageAt(input.at, window), window, overlay))
      changed.push(changeInput(markets.get(input.market), input, overlay))
    }
    yield changed
  }
}

function stageAt(at: TimeUs, window: Window): Stage {
  if (at < window.from) return 'before'
  return at < window.to ? 'withheld' : 'after'
}

function enterStage(market: OverlaidMarket, stage: Stage, window: Window, overlay: Overlay): readonly MarketInput[] {
  if (market.stage === stage) return []
  const wasWithheld = market.stage === 'withheld'
  market.stage = stage
  // A stream may be silent for the whole window: then nothing was withheld and nothing is given back.
  if (stage !== 'withheld' && !wasWithheld) return []
  const restated = restateNew(market, stage === 'withheld' ? window.from : window.to, overlay)
  return restated === undefined ? [] : [restated]
}

function changeInput(market: OverlaidMarket | undefined, input: MarketInput, overlay: Overlay): MarketInput {
  if (market === undefined) return input
  if (input.kind === 'bookDeltaReceived') {
    mirrorDelta(market.mirror, input)
    return changeDelta(market, input, overlay)
  }
  if (input.kind === 'bookSnapshotReceived') {
    mirrorSnapshot(market.mirror, input)
    return changeSnapshot(market, input, overlay)
  }
  return input
}

function changeDelta(market: OverlaidMarket, delta: BookDeltaReceived, overlay: Overlay): BookDeltaReceived {
  const { shift } = market
  if (market.stage === 'before' || (market.stage === 'after' && shift === 0)) return delta
  return {
    ...delta,
    firstId: delta.firstId + shift,
    lastId: delta.lastId + shift,
    ...(delta.previousId === undefined ? {} : { previousId: delta.previousId + shift }),
    bids: scaled(delta.bids, market, overlay),
    asks: scaled(delta.asks, market, overlay),
  }
}

// The book may hold diffs for this snapshot that were passed on whole, or withheld, at another stage. What the mirror made of
// snapshot and diffs stands for them all, under a number that makes the book drop those it holds.
function changeSnapshot(market: OverlaidMarket, snapshot: BookSnapshotReceived, overlay: Overlay): BookSnapshotReceived {
  if (market.stage === 'before') return snapshot
  const isNumbered = market.mirror.instrument.sequenceRule !== 'snapshotsOnly'
  const restated = isNumbered ? restateNew(market, snapshot.at, overlay) : undefined
  if (restated !== undefined) return restated
  const bids = scaled(snapshot.bids, market, overlay)
  const asks = scaled(snapshot.asks, market, overlay)
  return { ...snapshot, updateId: snapshot.updateId + market.shift, bids, asks }
}

function restateNew(market: OverlaidMarket, at: TimeUs, overlay: Overlay): BookSnapshotReceived | undefined {
  const restated = restate(market.mirror, at, (lots) => keptLots(lots, market, overlay))
  if (restated === undefined) return undefined
  market.shift += 1
  return { ...restated, updateId: restated.updateId + market.shift }
}

function scaled(levels: FlatLevels, market: OverlaidMarket, overlay: Overlay): FlatLevels {
  return levels.map((value, i) => (i % 2 === 0 ? value : keptLots(value, market, overlay)))
}

// Millionths keep the share exact: 0.1 of 10 lots is 1, where 1 - 0.9 in floats would leave 0.
function keptLots(lots: number, market: OverlaidMarket, overlay: Overlay): number {
  return market.stage === 'withheld' ? Math.floor((lots * overlay.keptMillionths) / million) : lots
}

function secondsIn(unit: string): number {
  if (unit === 'h') return 3_600
  return unit === 'm' ? 60 : 1
}

function overlayFault(expected: string, found: string): InputFault {
  return new InputFault({ file: '--overlay', place: 'value', expected, found: JSON.stringify(found) })
}
