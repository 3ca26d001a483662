import { encode } from '../base/codec.ts'
import type { TimeUs } from '../base/time.ts'
import type { Input, SequencedInput } from '../engine/input.ts'
import { createState, type EngineState } from '../engine/state.ts'
import type { Outcome } from '../engine/turn.ts'
import type { Journal } from '../journal/journal-contract.ts'
import { createAuditor, type Auditor, type Finding } from './auditor.ts'
import { contractsOf } from './contracts.ts'
import { createFaultyVenue, observeTruth, sendEffects, takeTold, type FaultyVenue } from './faulty-venue.ts'
import { createHost, realSeams, restart, take, writeBeside, type Host, type Seams, type Taken } from './host.ts'
import type { Plan, TortureEvent } from './plan.ts'
import { resolveEvent, timeAfter, type Scene } from './resolve-event.ts'
import { openingInputs, worldStart } from './world.ts'

/** What came of a plan. */
export type PlanRun = Readonly<{
  finding?: Finding
  /** Inputs that became durable. */
  inputs: number
  /** Decisions by kind, and what went wrong by kind. */
  counts: ReadonlyMap<string, number>
  journal: Journal
}>

/** Hears each input that became durable. */
export type OnInput = (sequenced: SequencedInput, outcome: Outcome, state: EngineState) => void

/** How often the clock ticks. */
const tickEvery = 1_000_000

/** A run under way. */
type Run = {
  readonly plan: Plan
  readonly host: Host
  readonly venue: FaultyVenue
  readonly auditor: Auditor
  readonly scene: Scene
  readonly onInput: OnInput
  /** The engine's chain over everything it concluded, after each input. */
  readonly chain: string[]
  readonly counts: Map<string, number>
  /** True time, which the venue lives by; the scene's is what the clock says. */
  trueAt: TimeUs
  clockOff: number
  lastTickAt: number
  finding: Finding | undefined
}

/**
 * Runs a plan to its end or to the first law that breaks.
 *
 * @example
 * const { finding } = await runPlan(drawPlan(7))
 */
export async function runPlan(plan: Plan, seams: Seams = realSeams, onInput: OnInput = () => undefined): Promise<PlanRun> {
  const run = beginRun(plan, seams, onInput)
  try {
    for (const input of openingInputs(plan.setting, plan.seed)) await feed(run, input)
    for (const event of plan.events) {
      if (run.finding !== undefined) break
      await happen(run, event)
    }
    if (run.finding === undefined) await end(run)
  } catch (error) {
    run.finding = {
      law: 'never-stops',
      seq: run.host.state.seq,
      found: error instanceof Error ? (error.stack ?? error.message).slice(0, 900) : String(error),
    }
  }
  for (const [kind, count] of run.auditor.counts) run.counts.set(kind, count)
  const { finding, counts, host } = run
  return { ...(finding !== undefined && { finding }), inputs: run.chain.length - 1, counts, journal: host.journal }
}

function beginRun(plan: Plan, seams: Seams, onInput: OnInput): Run {
  const { setting, seed } = plan
  const venue = createFaultyVenue(setting, seed)
  const contracts = contractsOf(setting)
  const scene: Scene = { at: worldStart, prices: [...setting.startPrices], contracts, instruments: setting.instruments, messages: 0 }
  const send: Host['send'] = (effects) => {
    const ahead = effects.find(({ effectId }) => Number(effectId.split(':')[0]) > run.host.journal.head().seq)
    if (ahead !== undefined) note(run, 'durable-first', `effect ${ahead.effectId} was sent before its input was durable`)
    sendEffects(venue, effects, run.trueAt)
    const [changed] = venue.changed
    if (changed !== undefined) note(run, 'effects-once', `effect ${changed} was sent again as something else`)
  }
  const run: Run = {
    plan,
    host: createHost({ seams, snapshotEvery: setting.snapshotEvery, send }),
    venue,
    auditor: createAuditor(setting, (id) => venue.filled.get(id as Parameters<typeof venue.filled.get>[0]) ?? 0),
    scene,
    onInput,
    chain: [''],
    counts: new Map(),
    trueAt: worldStart,
    clockOff: 0,
    lastTickAt: worldStart,
    finding: undefined,
  }
  return run
}

function note(run: Run, law: string, found: string): void {
  run.finding ??= { law, seq: run.host.state.seq, found }
}

async function happen(run: Run, event: TortureEvent): Promise<void> {
  const { host, scene } = run
  await pass(run, event.wait)
  switch (event.kind) {
    case 'venue':
      run.venue.mode = event.mode
      break
    case 'kill':
      host.doom = event.moment
      break
    case 'diskFull':
      host.disk.isFull = true
      break
    case 'clockJump':
      run.clockOff += event.by
      break
    case 'secondWriter': {
      const { taken, state } = await writeBeside(host, { kind: 'clockTicked', at: scene.at })
      // On a full disk the other could not write either.
      if (taken.isDurable) audit(run, taken, state)
      break
    }
    default: {
      const { truth, told } = resolveEvent(scene, event, host.state)
      if (truth !== undefined) observeTruth(run.venue, { ...truth, at: run.trueAt })
      for (const input of told) await feed(run, input)
      return
    }
  }
  run.counts.set(`fault ${event.kind}`, (run.counts.get(`fault ${event.kind}`) ?? 0) + 1)
}

/** Lets time pass: what the venue tells until then arrives, and the clock ticks once where a second has gone by. */
async function pass(run: Run, wait: number): Promise<void> {
  const { scene } = run
  run.trueAt = timeAfter(run.trueAt, wait)
  scene.at = timeAfter(run.trueAt, run.clockOff)
  if (scene.at - run.lastTickAt >= tickEvery) {
    run.lastTickAt = scene.at
    await feed(run, { kind: 'clockTicked', at: scene.at })
  }
  for (const report of takeTold(run.venue, run.trueAt)) await feed(run, { ...report, at: scene.at })
}

/** Hands one input to the host and looks at what came of it. A process that ended is started again. */
async function feed(run: Run, input: Input): Promise<void> {
  const { host } = run
  if (run.finding !== undefined) return
  const taken = await take(host, input)
  if (taken.isDurable) audit(run, taken, host.state)
  if (!taken.hasEnded) return
  run.counts.set('restarted', (run.counts.get('restarted') ?? 0) + 1)
  host.disk.isFull = false
  restart(host)
  const { seq } = host.journal.head()
  const isSame = host.state.seq === seq && host.state.outcomeHash === run.chain[seq]
  if (!isSame)
    note(run, 'restart-goes-on', `after a restart the state is at input ${host.state.seq} of ${seq}, or concluded something else`)
}

function audit(run: Run, { sequenced, outcome }: Taken, state: Host['state']): void {
  run.chain[sequenced.seq] = state.outcomeHash
  run.onInput(sequenced, outcome, state)
  run.finding ??= run.auditor.look({ sequenced, outcome, state })
}

/** Lets what is under way come to an end, and replays the journal from its first input. */
async function end(run: Run): Promise<void> {
  run.venue.mode = 'up'
  for (let round = 0; round < 6; round += 1) await pass(run, 5_000_000)
  const { host } = run
  if (run.finding !== undefined || host.journal.head().seq !== host.state.seq) return
  const state = createState()
  for (const sequenced of host.journal.read(1)) host.seams.engine(state, sequenced)
  const differs = encode(state) !== encode(host.state)
  if (differs) note(run, 'replay-is-equal', 'the journal replayed from its first input leads to another state')
}
