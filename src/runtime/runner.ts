import { invariant } from '../base/assert.ts'
import { type DurationUs, later, type TimeUs, timeUs } from '../base/time.ts'
import type { Input, RunStarted, SequencedInput } from '../engine/input.ts'
import type { EngineState } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { Outcome } from '../engine/turn.ts'
import type { DurableLog } from './durable-log.ts'
import { asJournaled } from './as-journaled.ts'
import { createOutbox } from './outbox.ts'

/** What a run reads: what markets, members and all others outside tell. Its start, its clock, reports and commands are the runner's own. */
export type OutsideInput = Exclude<Input, Readonly<{ kind: 'runStarted' | 'clockTicked' | 'effectReported' | 'operatorCommanded' }>>

/** The world as the runner drives it: it hears market inputs, takes effects, and reports in its own time. */
export type World = Readonly<{
  observe: (input: Input) => void
  submit: Parameters<typeof createOutbox>[0]
  nextDueAt: () => TimeUs | undefined
  /** The next report due by then, one at a time, so that nothing is in hand when a checkpoint is taken. */
  takeNext: (upTo: TimeUs) => Input | undefined
}>

/** Where the shell's own clock and reading stand: what a snapshot needs beside the engine and the world. */
export type Cursor = { marketInputsRead: number; nextTickAt: TimeUs }

/** What drives one run. */
export type RunnerOptions = Readonly<{
  state: EngineState
  cursor: Cursor
  log: DurableLog
  world: World
  tickEvery: DurationUs
  /** The input that starts the run, given the time of the first market input. Not asked for when the run goes on. */
  start: (at: TimeUs) => RunStarted
  /** Hears everything that was processed, in order, before it is durable. */
  onStep: (sequenced: SequencedInput, outcome: Outcome) => void
  /** Called before each market input; whatever it awaits (pace, pause) has no influence on what is processed. */
  beforeInput: (at: TimeUs) => Promise<void> | undefined
  /** Puts into an input what only the state it meets can tell, such as the ids of decisions it is about; it must depend on both alone. */
  nameSubjects?: (input: OutsideInput) => OutsideInput
  /** Operators' inputs that wait to be put in order. */
  takeCommands: () => readonly Input[]
  /** A checkpoint is due after each whole number of inputs; it is taken before the next market input, when nothing is in hand. */
  checkpointEvery: number
  onCheckpoint: () => Promise<void>
}>

/**
 * Runs the engine over a stream of market inputs: sequence, journal, step, and effects to the world once durable.
 *
 * Clock ticks and the world's reports are put in their place in time between the market inputs, so what is processed
 * depends on the data alone, never on how fast it is read. A run that goes on repeats, compares, and then continues.
 *
 * @example
 * await runInputs(options, feed.inputs)
 */
export async function runInputs(options: RunnerOptions, inputs: AsyncIterable<readonly OutsideInput[]>): Promise<void> {
  const { state, cursor, log, world } = options
  const work = beginWork(options)
  let toSkip = cursor.marketInputsRead
  for await (const batch of inputs) {
    for (const input of batch) {
      if (toSkip > 0) {
        toSkip -= 1
        continue
      }
      if (state.seq === 0) {
        cursor.nextTickAt = firstTickAfter(input.at, options.tickEvery)
        await work.take(options.start(input.at))
      }
      if (work.checkpointIsDue()) await work.checkpoint()
      const wait = options.beforeInput(input.at)
      if (wait !== undefined) {
        await work.settle()
        await wait
      }
      await advanceTo(options, work, input.at)
      await takeCommands(options, work)
      cursor.marketInputsRead += 1
      const settling = work.take(options.nameSubjects?.(input) ?? input)
      if (settling !== undefined) await settling
    }
  }
  for (let dueAt = world.nextDueAt(); dueAt !== undefined; dueAt = world.nextDueAt()) {
    await advanceTo(options, work, timeUs(Math.max(dueAt, state.at)))
  }
  await work.settle()
  invariant(log.expected() === undefined, 'a run that goes on comes to the end of what was journaled')
}

/** One input after the other: numbered, journaled, stepped, its effects held until it is durable. */
type Work = Readonly<{
  /** Takes the next input; gives what to wait for when something must become durable first. */
  take: (input: Input) => Promise<void> | undefined
  settle: () => Promise<void>
  checkpointIsDue: () => boolean
  checkpoint: () => Promise<void>
}>

function beginWork(options: RunnerOptions): Work {
  const { state, log, world } = options
  const outbox = createOutbox(world.submit)
  let checkpointDue = false
  const settle = async (): Promise<void> => {
    await log.flush()
    outbox.release()
  }
  return {
    take: (input) => {
      const seq = state.seq + 1
      const sequenced = { seq, input: asJournaled(input.at >= state.at ? input : { ...input, at: state.at }) }
      log.write(sequenced)
      world.observe(sequenced.input)
      const outcome = step(state, sequenced)
      options.onStep(sequenced, outcome)
      outbox.hold(outcome.effects, sequenced.input.at)
      checkpointDue ||= seq % options.checkpointEvery === 0
      return !outbox.isEmpty() || log.isFull() ? settle() : undefined
    },
    settle,
    checkpointIsDue: () => checkpointDue,
    checkpoint: async () => {
      checkpointDue = false
      await settle()
      // While a run repeats what was journaled, its checkpoints are there already.
      if (log.expected() === undefined) await options.onCheckpoint()
    },
  }
}

/** Processes what happens by itself up to a time: reports of the world and ticks of the clock, in their order. */
async function advanceTo({ cursor, world, tickEvery }: RunnerOptions, work: Work, at: TimeUs): Promise<void> {
  for (;;) {
    const dueAt = world.nextDueAt()
    if (dueAt !== undefined && dueAt <= at && dueAt <= cursor.nextTickAt) {
      const report = world.takeNext(dueAt)
      if (report !== undefined) await work.take(report)
      continue
    }
    if (cursor.nextTickAt > at) return
    const tickAt = cursor.nextTickAt
    cursor.nextTickAt = later(tickAt, tickEvery)
    await work.take({ kind: 'clockTicked', at: tickAt })
  }
}

/** Puts operators' commands in order: those journaled before a stop at their place, new ones after them. */
async function takeCommands({ log, takeCommands: waiting }: RunnerOptions, work: Work): Promise<void> {
  for (let journaled = log.expected(); journaled?.input.kind === 'operatorCommanded'; journaled = log.expected()) {
    await work.take(journaled.input)
  }
  if (log.expected() === undefined) for (const command of waiting()) await work.take(command)
}

function firstTickAfter(at: TimeUs, every: DurationUs): TimeUs {
  invariant(every > 0, 'the clock ticks at a positive interval')
  return timeUs((Math.floor(at / every) + 1) * every)
}
