import type { FaultDetails } from '../base/fault.ts'
import { placeOfDelta } from '../market/book-sequence.ts'
import type { Instrument, MarketId } from '../market/instrument.ts'
import type { BookDeltaReceived, BookSnapshotReceived, FlatLevels, MarketInput } from '../market/market-input.ts'

/** Where an input stands: file and line. */
export type InputPlace = Readonly<{ file: string; line: number }>

/** What the checker knows of one market's numbering. */
type Numbering = {
  instrument: Instrument
  lastId: number | undefined
  /** First diff seen, to tell a snapshot that is older than the stream. */
  first: BookDeltaReceived | undefined
  snapshotId: number | undefined
  /** Faults before the first snapshot: the venue lets diffs that a snapshot includes be dropped, so they may not matter. */
  held: { fault: FaultDetails; delta: BookDeltaReceived }[]
}

/** Follows the venue's numbering of each market and collects what breaks it. Mutated by `checkContinuity`. */
export type ContinuityChecker = {
  numberings: Map<MarketId, Numbering>
  faults: FaultDetails[]
  /** Faults beyond the first thousand, counted instead of listed. */
  unlisted: number
}

/** How many faults are listed one by one: a broken file must not fill the memory. */
export const listedFaultsMost = 1_000

/**
 * Makes a checker that adds its findings to `faults`.
 *
 * @example
 * const checker = createContinuityChecker(instruments, [])
 */
export function createContinuityChecker(instruments: readonly Instrument[], faults: FaultDetails[]): ContinuityChecker {
  const numberings = new Map<MarketId, Numbering>()
  for (const instrument of instruments) {
    numberings.set(instrument.id, { instrument, lastId: undefined, first: undefined, snapshotId: undefined, held: [] })
  }
  return { numberings, faults, unlisted: 0 }
}

/**
 * Checks one input: a duplicated or missing sequence number, a crossed or locked snapshot, a snapshot older than the stream.
 * None of them stops the reading; the book finds its own integrity from the same numbers.
 *
 * @example
 * checkContinuity(checker, input, { file: 'a.jsonl', line: 7 })
 */
export function checkContinuity(checker: ContinuityChecker, input: MarketInput, place: InputPlace): void {
  if (input.kind !== 'bookDeltaReceived' && input.kind !== 'bookSnapshotReceived') return
  const numbering = checker.numberings.get(input.market)
  if (numbering === undefined || numbering.instrument.sequenceRule === 'snapshotsOnly') return
  if (input.kind === 'bookDeltaReceived') checkDelta(checker, numbering, input, place)
  else checkSnapshot(checker, numbering, input, place)
}

/**
 * Adds the faults that waited for a snapshot which never came, and how many were not listed. Called at the end of the stream.
 *
 * @example
 * releaseHeld(checker)
 */
export function releaseHeld(checker: ContinuityChecker): void {
  for (const numbering of checker.numberings.values()) {
    for (const { fault } of numbering.held) addFault(checker, fault)
    numbering.held = []
  }
  const last = checker.faults.at(-1)
  if (checker.unlisted === 0 || last === undefined) return
  const found = `${checker.unlisted} more faults after the ${listedFaultsMost} listed`
  checker.faults.push({ file: last.file, place: `after ${last.place}`, expected: 'an unbroken numbering', found })
}

function checkDelta(checker: ContinuityChecker, numbering: Numbering, delta: BookDeltaReceived, place: InputPlace): void {
  const finding = brokenChain(numbering, delta) ?? missedAfterSnapshot(numbering, delta)
  numbering.first ??= delta
  // A repeated diff must not turn the next good one into a second fault.
  numbering.lastId = Math.max(numbering.lastId ?? 0, delta.lastId)
  if (finding === undefined) return
  const fault = { file: place.file, place: `line ${place.line}`, ...finding }
  if (numbering.snapshotId === undefined && numbering.held.length < listedFaultsMost) numbering.held.push({ fault, delta })
  else addFault(checker, fault)
}

function brokenChain(numbering: Numbering, delta: BookDeltaReceived): Pick<FaultDetails, 'expected' | 'found'> | undefined {
  const { lastId, instrument } = numbering
  if (lastId === undefined) return undefined
  const isPerpetual = instrument.sequenceRule === 'binancePerpetual'
  if (isPerpetual ? delta.previousId === lastId : delta.firstId === lastId + 1) return undefined
  const expected = isPerpetual ? `pu ${lastId}` : `U ${lastId + 1}`
  const stated = isPerpetual ? `pu ${delta.previousId}` : `U ${delta.firstId}`
  const what = delta.lastId <= lastId ? `u ${delta.lastId}, which was there before (duplicated)` : `${stated} (missing diffs)`
  return { expected, found: what }
}

// The first diff behind a snapshot must reach back to it.
function missedAfterSnapshot(numbering: Numbering, delta: BookDeltaReceived): Pick<FaultDetails, 'expected' | 'found'> | undefined {
  const { snapshotId, lastId } = numbering
  if (snapshotId === undefined || lastId !== undefined) return undefined
  if (!isBehindGap(numbering.instrument, snapshotId, delta)) return undefined
  return { expected: `a diff that follows the snapshot ${snapshotId}`, found: `U ${delta.firstId} (missing diffs)` }
}

function checkSnapshot(checker: ContinuityChecker, numbering: Numbering, snapshot: BookSnapshotReceived, place: InputPlace): void {
  const add = (expected: string, found: string): void => {
    addFault(checker, { file: place.file, place: `line ${place.line}`, expected, found })
  }
  const bid = bestOf(snapshot.bids, Math.max)
  const ask = bestOf(snapshot.asks, Math.min)
  if (bid !== undefined && ask !== undefined && bid >= ask) {
    add('a snapshot whose best bid is below its best ask', `${bid === ask ? 'a locked' : 'a crossed'} one, bid ${bid} and ask ${ask} ticks`)
  }
  const { first, instrument } = numbering
  if (numbering.snapshotId === undefined && first !== undefined && isBehindGap(instrument, snapshot.updateId, first)) {
    add(`a snapshot at or after U ${first.firstId} of the first diff`, `lastUpdateId ${snapshot.updateId} (missing diffs)`)
  }
  for (const { fault, delta } of numbering.held) if (isBehindGap(instrument, snapshot.updateId, delta)) addFault(checker, fault)
  numbering.held = []
  numbering.snapshotId = snapshot.updateId
}

function addFault(checker: ContinuityChecker, fault: FaultDetails): void {
  if (checker.faults.length < listedFaultsMost) checker.faults.push(fault)
  else checker.unlisted += 1
}

function isBehindGap(instrument: Instrument, snapshotId: number, delta: BookDeltaReceived): boolean {
  const rule = instrument.sequenceRule
  return rule !== 'snapshotsOnly' && placeOfDelta(rule, { lastId: snapshotId, isChained: false }, delta) === 'gap'
}

function bestOf(levels: FlatLevels, better: (a: number, b: number) => number): number | undefined {
  let best = levels[0]
  for (let i = 2; i < levels.length && best !== undefined; i += 2) best = better(best, levels[i] ?? best)
  return best
}
