import { decode, encode } from '../base/codec.ts'
import { EnvironmentFault } from '../base/fault.ts'
import { hashOf } from '../base/hash.ts'
import type { TimeUs } from '../base/time.ts'
import type { Effect } from '../engine/effect.ts'
import type { Input, SequencedInput } from '../engine/input.ts'
import { createState, type EngineState } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { Outcome } from '../engine/turn.ts'
import type { Journal } from '../journal/journal-contract.ts'
import { createMemoryJournal } from '../journal/memory.ts'
import { asJournaled } from '../runtime/as-journaled.ts'
import { openDurableLog, type DurableLog } from '../runtime/durable-log.ts'
import { createOutbox, type Outbox } from '../runtime/outbox.ts'
import type { KillMoment } from './plan.ts'

/** The engine under torture. A test may put one with a fault in its place. */
export type Engine = typeof step

/** The parts a host is put together from; a test may put one with a fault in place of any. */
export type Seams = Readonly<{
  engine: Engine
  createOutbox: typeof createOutbox
  /** The state to go on from, given what is in the journal. */
  resume: (journal: Journal, engine: Engine, onReplayed: (outcome: Outcome, at: TimeUs) => void) => EngineState
}>

/** The parts as they are. */
export const realSeams: Seams = { engine: step, createOutbox, resume: resumeState }

/** One process that runs the engine: all it has is lost when it is killed, but for its journal. */
export type Host = {
  readonly seams: Seams
  readonly journal: Journal
  readonly disk: { isFull: boolean }
  readonly send: (effects: readonly Effect[], at: TimeUs) => void
  readonly snapshotEvery: number
  state: EngineState
  log: DurableLog
  outbox: Outbox
  /** When it is to die, with its next input. */
  doom: KillMoment | undefined
}

/** What came of handing an input to a host: it was taken, or the process ended before or after it was durable. */
export type Taken = Readonly<{ sequenced: SequencedInput; outcome: Outcome; isDurable: boolean; hasEnded: boolean }>

/**
 * A host with an empty journal.
 *
 * @example
 * const host = createHost({ seams: realSeams, snapshotEvery: 50, send: (effects, at) => sendEffects(venue, effects, at) })
 */
export function createHost(options: Readonly<{ seams: Seams; snapshotEvery: number; send: Host['send'] }>): Host {
  const { seams, snapshotEvery, send } = options
  const memory = createMemoryJournal()
  const disk = { isFull: false }
  const journal: Journal = {
    ...memory,
    append: async (inputs) => {
      if (disk.isFull)
        throw new EnvironmentFault({ file: 'journal in memory', place: 'append', expected: 'room on the disk', found: 'none' })
      await memory.append(inputs)
    },
  }
  const state = createState()
  return {
    seams,
    journal,
    disk,
    send,
    snapshotEvery,
    state,
    log: openDurableLog(journal, 0),
    outbox: seams.createOutbox(send),
    doom: undefined,
  }
}

/**
 * Takes an input as the runner does: numbered, written, stepped, durable, and only then its effects sent.
 *
 * @returns With `hasEnded`, the process is gone and must be started again.
 *
 * @example
 * const { outcome } = await take(host, { kind: 'clockTicked', at })
 */
export async function take(host: Host, input: Input): Promise<Taken> {
  const { state, log, outbox, seams, doom } = host
  const sequenced = { seq: state.seq + 1, input: asJournaled(input.at >= state.at ? input : { ...input, at: state.at }) }
  log.write(sequenced)
  const outcome = seams.engine(state, sequenced)
  outbox.hold(outcome.effects, sequenced.input.at)
  host.doom = undefined
  if (doom === 'beforeAppend' || !(await isFlushed(log))) return { sequenced, outcome, isDurable: false, hasEnded: true }
  if (doom === 'afterAppend') return { sequenced, outcome, isDurable: true, hasEnded: true }
  if (doom === 'midRelease') {
    host.send(outcome.effects.slice(0, Math.ceil(outcome.effects.length / 2)), sequenced.input.at)
    return { sequenced, outcome, isDurable: true, hasEnded: true }
  }
  outbox.release()
  const isDue = sequenced.seq % host.snapshotEvery === 0
  const hasEnded = doom === 'afterRelease' || (doom === 'atSnapshot' && isDue)
  if (isDue && !hasEnded) await writeSnapshot(host)
  return { sequenced, outcome, isDurable: true, hasEnded }
}

async function isFlushed(log: DurableLog): Promise<boolean> {
  try {
    await log.flush()
    return true
  } catch (error) {
    // A journal that cannot be written, or that another has written, ends the process; anything else is a fault of ours.
    if (error instanceof EnvironmentFault || (error instanceof Error && error.message.startsWith('inputs continue the journal')))
      return false
    throw error
  }
}

async function writeSnapshot({ state, journal }: Host): Promise<void> {
  const text = encode(state)
  await journal.writeCheckpoint({ seq: state.seq, stateHash: hashOf(text), state: text })
}

/**
 * Starts the process again: from the last snapshot and the journal's tail. Effects of the tail are handed over again, as nobody knows which
 * of them were.
 *
 * @example
 * restart(host)
 */
export function restart(host: Host): void {
  const { journal, seams } = host
  host.outbox = seams.createOutbox(host.send)
  host.state = seams.resume(journal, seams.engine, (outcome, at) => {
    host.outbox.hold(outcome.effects, at)
  })
  host.outbox.release()
  host.log = openDurableLog(journal, journal.head().seq)
  host.doom = undefined
}

/**
 * The state that a journal leads to: its last snapshot, and every input after it.
 *
 * @example
 * const state = resumeState(journal, step, () => {})
 */
export function resumeState(journal: Journal, engine: Engine, onReplayed: (outcome: Outcome, at: TimeUs) => void): EngineState {
  const snapshot = journal.lastSnapshot()
  const state = snapshot === undefined ? createState() : (decode(snapshot.state) as EngineState)
  for (const sequenced of journal.read(state.seq + 1)) onReplayed(engine(state, sequenced), sequenced.input.at)
  return state
}

/**
 * A second process writes the same journal: it believes the first one gone, takes over from the journal, and takes an input.
 *
 * @returns What it took, and its state then.
 *
 * @example
 * await writeBeside(host, { kind: 'clockTicked', at })
 */
export async function writeBeside(host: Host, input: Input): Promise<Readonly<{ taken: Taken; state: EngineState }>> {
  const { journal, seams, send, disk, snapshotEvery } = host
  const other: Host = {
    ...host,
    journal,
    disk,
    send,
    snapshotEvery,
    outbox: seams.createOutbox(send),
    log: openDurableLog(journal, journal.head().seq),
  }
  other.state = seams.resume(journal, seams.engine, (outcome, at) => {
    other.outbox.hold(outcome.effects, at)
  })
  other.outbox.release()
  other.doom = undefined
  return { taken: await take(other, input), state: other.state }
}
