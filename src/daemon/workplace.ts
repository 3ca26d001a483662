import { decode, encode } from '../base/codec.ts'
import { hashOf } from '../base/hash.ts'
import { timeUs } from '../base/time.ts'
import type { Instrument } from '../market/instrument.ts'
import type { EngineState } from '../engine/state.ts'
import { createState } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { Journal } from '../journal/journal-contract.ts'
import type { Cursor, World } from '../runtime/runner.ts'
import { createSimulatedVenue, simulatedVenue, type SimulatedVenue } from '../venue/simulated/venue.ts'
import type { Recorder } from './recorder.ts'
import { venueTerms } from './terms.ts'

/** Everything that changes while a run is at work: the engine, the venue, and where the reading stands. */
export type Workplace = Readonly<{ state: EngineState; venue: SimulatedVenue; cursor: Cursor }>

/**
 * The workplace of a run: as its last snapshot left it, or empty. What was recorded before the snapshot is told to the
 * recorder again by replaying the journal up to there.
 *
 * @example
 * const place = openWorkplace(journal, feed.instruments, recorder)
 */
export function openWorkplace(journal: Journal, instruments: readonly Instrument[], recorder: Recorder): Workplace {
  const snapshot = journal.lastSnapshot()
  if (snapshot?.shell === undefined) {
    return {
      state: createState(),
      venue: createSimulatedVenue({ instruments, ...venueTerms }),
      cursor: { marketInputsRead: 0, nextTickAt: timeUs(0) },
    }
  }
  retell(journal, snapshot.seq, recorder)
  const shell = decode(snapshot.shell) as { venue: SimulatedVenue; cursor: Cursor }
  return { state: decode(snapshot.state) as EngineState, venue: shell.venue, cursor: shell.cursor }
}

/**
 * Writes a checkpoint with a snapshot of the workplace as it stands.
 *
 * @returns The hash of the engine's state.
 *
 * @example
 * const stateHash = await saveWorkplace(journal, place)
 */
export async function saveWorkplace(journal: Journal, place: Workplace): Promise<string> {
  const state = encode(place.state)
  const stateHash = hashOf(state)
  await journal.writeCheckpoint({ seq: place.state.seq, stateHash, state, shell: encode({ venue: place.venue, cursor: place.cursor }) })
  return stateHash
}

/**
 * The simulated venue as the runner drives it.
 *
 * @example
 * const world = worldOf(place.venue)
 */
export function worldOf(venue: SimulatedVenue): World {
  return {
    observe: (input) => simulatedVenue.observeMarket(venue, input),
    submit: (effects, at) => simulatedVenue.submitEffects(venue, effects, at),
    nextDueAt: () => simulatedVenue.nextDueAt(venue),
    takeNext: (upTo) => simulatedVenue.takeNextReport(venue, upTo),
  }
}

function retell(journal: Journal, upTo: number, recorder: Recorder): void {
  const state = createState()
  for (const sequenced of journal.read(1)) {
    recorder.note(state, sequenced, step(state, sequenced))
    if (sequenced.seq === upTo) return
  }
}
