import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunInfo } from '../api/session.ts'
import { InputFault } from '../base/fault.ts'
import { encode } from '../base/codec.ts'
import { hashOf } from '../base/hash.ts'
import { engineVersion } from '../engine/version.ts'
import { journalFileHash } from '../journal/file-hash.ts'
import { openSqliteJournal } from '../journal/sqlite.ts'
import type { Journal } from '../journal/journal-contract.ts'
import { openDurableLog } from '../runtime/durable-log.ts'
import { runInputs } from '../runtime/runner.ts'
import { replayLimits } from '../venue/simulated/limits.ts'
import { createControlDesk } from './control.ts'
import { nameSubjects } from './members/name-subjects.ts'
import { createPacer, RunStopped, type Pacer } from './pacer.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { renderRun } from './report-of.ts'
import { holdRunFolder, readManifest, writeManifest, writeWhole, type HeldFolder, type Manifest } from './run-folder.ts'
import type { RunHandle, RunOptions, RunSummary } from './run-types.ts'
import { createSession } from './session.ts'
import { activationsOf, isoTime, marginOf, reservesOf } from './summary.ts'
import { checkpointEvery, tickEvery, venueTerms } from './terms.ts'
import { openWorkplace, saveWorkplace, worldOf, type Workplace } from './workplace.ts'

/** What is at hand while a run is at work. */
type Work = {
  readonly options: RunOptions
  readonly held: HeldFolder
  readonly journal: Journal
  readonly place: Workplace
  readonly recorder: Recorder
  readonly pacer: Pacer
  readonly listeners: Set<() => void>
  status: 'running' | 'finished' | 'failed'
  failure?: string
  /** Inputs at the start of this process, and its wall clock then: for inputs per second. */
  readonly seqAtStart: number
  readonly startedMs: number
  endedMs?: number
  readonly manifest: Manifest
}

/**
 * Starts a run, or goes on with one that the same command began before and did not finish.
 *
 * @throws InputFault or EnvironmentFault when the folder or the journal cannot be used; faults of the data reject `done`.
 *
 * @example
 * const handle = await startRun({ feed, policy, policyText, seed: 1, runsFolder: 'runs', command })
 * const summary = await handle.done
 */
export async function startRun(options: RunOptions): Promise<RunHandle> {
  const identity = identityOf(options)
  const held = holdRunFolder(options.runsFolder, { name: nameOf(options), identity })
  const work = await Promise.resolve()
    .then(() => openWork(options, held, identity))
    .catch((error: unknown) => {
      held.lock.close()
      throw error
    })
  const control = createControlDesk(work.pacer, () => work.status !== 'running')
  const session = createSession({
    state: work.place.state,
    recorder: work.recorder,
    control,
    info: () => infoOf(work),
    listeners: work.listeners,
    nowMs: () => performance.now(),
  })
  const done = carryOut(work, control.drain)
  // The caller awaits `done`; a fault before it does is not unhandled.
  done.catch(() => undefined)
  const stop = async (): Promise<void> => {
    work.pacer.stop()
    await done.catch(() => undefined)
  }
  return { id: held.run, folder: held.folder, done, session, stop }
}

function openWork(options: RunOptions, held: HeldFolder, identity: string): Work {
  const now = (): number => performance.now()
  const journal = openSqliteJournal(join(held.folder, 'journal.sqlite'))
  const recorder = createRecorder(tickEvery(options.feed.instruments))
  const place = openWorkplace(journal, options.feed.instruments, recorder)
  const earlier = held.goesOn ? readManifest(held.folder) : undefined
  const manifest: Manifest = {
    run: held.run,
    identity,
    status: 'running',
    label: options.feed.label,
    notes: options.feed.notes,
    modelled: options.feed.instruments.some((instrument) => instrument.bookSource === 'modelled'),
    sources: options.sources ?? [],
    policyName: options.policy.name,
    policyHash: options.policy.hash,
    engineVersion,
    command: options.command,
    startedAt: earlier?.startedAt ?? new Date().toISOString(),
  }
  writeManifest(held.folder, manifest)
  if (!existsSync(join(held.folder, 'policy.yaml'))) writeWhole(join(held.folder, 'policy.yaml'), options.policyText)
  const pacer = createPacer(options.speed, now)
  const common = { options, held, journal, place, recorder, pacer, manifest, listeners: new Set<() => void>() }
  return { ...common, status: 'running', seqAtStart: place.state.seq, startedMs: now() }
}

async function carryOut(work: Work, drain: ReturnType<typeof createControlDesk>['drain']): Promise<RunSummary> {
  const { options, held, journal, place, recorder, pacer } = work
  const { state } = place
  try {
    await runInputs(
      {
        state,
        cursor: place.cursor,
        log: openDurableLog(journal, state.seq),
        world: worldOf(place.venue),
        tickEvery: tickEvery(options.feed.instruments),
        start: (at) => ({
          kind: 'runStarted',
          at,
          engineVersion,
          source: options.feed.label,
          seed: options.seed,
          policy: options.policy,
          instruments: options.feed.instruments,
        }),
        onStep: (sequenced, outcome) => recorder.note(state, sequenced, outcome),
        beforeInput: (at) => {
          const wait = pacer.before(at)
          if (wait !== undefined) tell(work)
          return wait
        },
        nameSubjects: (input) => nameSubjects(state, input),
        takeCommands: () => drain(state.at),
        checkpointEvery,
        onCheckpoint: async () => void (await saveWorkplace(journal, place)),
      },
      options.feed.inputs,
    )
    if (state.seq === 0)
      throw new InputFault({ file: options.feed.label, place: 'whole input', expected: 'at least one market input', found: 'none' })
    return await finish(work)
  } catch (error) {
    work.status = 'failed'
    work.failure = (error as Error).message
    if (!(error instanceof RunStopped)) noteFailure(work)
    throw error
  } finally {
    work.endedMs ??= performance.now()
    closeQuietly(journal)
    held.lock.close()
    tell(work)
  }
}

async function finish(work: Work): Promise<RunSummary> {
  const { options, held, journal, place } = work
  const { state } = place
  const stateHash = await saveWorkplace(journal, place)
  work.endedMs = performance.now()
  const report = join(held.folder, 'report.html')
  const head = journal.head()
  const terms = state.terms
  const summary: RunSummary = {
    run: held.run,
    inputs: state.seq,
    from: isoTime(terms?.startedAt ?? state.at),
    to: isoTime(state.at),
    ...state.counts,
    activations: activationsOf(state),
    reserves: reservesOf(state),
    ...marginPart(state),
    stateHash,
    journalHash: head.hash,
    policyHash: options.policy.hash,
    inputsPerSecond: Math.round((state.seq - work.seqAtStart) / ((work.endedMs - work.startedMs) / 1000)),
    resumed: held.goesOn,
    faults: options.feed.faults,
    notes: options.feed.notes,
    report,
  }
  const manifest: Manifest = { ...work.manifest, status: 'finished', head, summary }
  writeWhole(report, renderRun({ manifest, policyText: options.policyText, state, recorder: work.recorder, journalHash: head.hash }))
  journal.close()
  const fileHash = journalFileHash(join(held.folder, 'journal.sqlite'))
  writeManifest(held.folder, { ...manifest, head: { ...head, ...(fileHash !== undefined && { fileHash }) } })
  work.status = 'finished'
  return summary
}

function marginPart(state: Workplace['state']): Pick<RunSummary, 'margin'> {
  const margin = marginOf(state)
  return margin === undefined ? {} : { margin }
}

function tell(work: Work): void {
  const { options, place, listeners } = work
  options.onProgress?.({ fraction: options.feed.progress(), inputs: place.state.seq, at: place.state.at })
  for (const listener of listeners) listener()
}

function infoOf(work: Work): RunInfo {
  const { options, held, place, pacer, manifest } = work
  const ended = work.endedMs ?? performance.now()
  const perSecond = (place.state.seq - work.seqAtStart) / Math.max(0.001, (ended - work.startedMs) / 1000)
  const running = pacer.isPaused() ? 'paused' : 'running'
  return {
    id: held.run,
    label: options.feed.label,
    policy: { name: options.policy.name, hash: options.policy.hash, text: options.policyText },
    data: { label: options.feed.label },
    modelled: manifest.modelled,
    reconstruction: manifest.sources.length > 0,
    sources: [...manifest.sources],
    cannotKnow: [...replayLimits],
    markets: options.feed.instruments.map((instrument) => instrument.id),
    ...(options.policy.margin !== undefined && { marginModel: options.policy.margin.model }),
    ...(work.status === 'finished' && { reportPath: join(held.folder, 'report.html') }),
    progress: {
      status: work.status === 'running' ? running : work.status,
      fraction: work.status === 'finished' ? 1 : options.feed.progress(),
      ...(place.state.seq > 0 && { at: place.state.at }),
      speed: pacer.speed() ?? 'max',
      inputs: place.state.seq,
      inputsPerSecond: Math.round(perSecond),
      ...(work.failure !== undefined && { failure: work.failure }),
    },
  }
}

/** The manifest says why a run failed; when even that cannot be written, the error itself is what people see. */
function noteFailure(work: Work): void {
  try {
    writeManifest(work.held.folder, { ...work.manifest, status: 'failed', failure: work.failure ?? '' })
  } catch {
    return
  }
}

function closeQuietly(journal: Journal): void {
  try {
    journal.close()
  } catch {
    return
  }
}

function identityOf(options: RunOptions): string {
  const { feed, policy, seed } = options
  return hashOf(encode({ feed: feed.identity, policy: policy.hash, seed, engineVersion, venueTerms: { ...venueTerms }, checkpointEvery }))
}

function nameOf(options: RunOptions): string {
  const slug = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 48)
  return `${slug(options.name)}-${slug(options.policy.name)}`
}
