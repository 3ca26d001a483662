import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decisionLine } from '../api/decision-line.ts'
import { isFacilityDecision } from '../api/facility-decision-text.ts'
import type { DecisionLine } from '../api/schema.ts'
import type { Amount } from '../base/amount.ts'
import { encode } from '../base/codec.ts'
import { formatDecimal } from '../base/decimal.ts'
import { InputFault } from '../base/fault.ts'
import { hashFrom, hashOf } from '../base/hash.ts'
import type { Decision } from '../engine/decision.ts'
import type { SequencedInput } from '../engine/input.ts'
import { createState, type EngineState } from '../engine/state.ts'
import { viewOf } from '../engine/view-of.ts'
import { step } from '../engine/step.ts'
import { openSqliteJournalReader, type JournalReader } from '../journal/sqlite.ts'
import { verifyJournal } from '../journal/verify.ts'
import { lotSize, tickSize } from '../market/instrument.ts'
import { explainAccount } from './members/explain-account.ts'
import { explainFacility } from './members/explain-facility.ts'
import { explainLoss } from './members/explain-loss.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { renderRun } from './report-of.ts'
import { readManifest, writeWhole } from './run-folder.ts'
import type { BookedTransfer, DecisionExplanation, ReplayResult, VerifyResult } from './run-types.ts'
import { stateOf } from './session.ts'
import { isoTime } from './summary.ts'
import { tickEvery } from './terms.ts'

/**
 * Runs a finished or stopped run's journal through the engine again and compares the state at every checkpoint and the end.
 *
 * @throws InputFault when the folder holds no run, or its journal was changed.
 *
 * @example
 * replayRun('runs/2020-03-12-exchange-perpetual-1a2b3c4d').identical // true
 */
export function replayRun(folder: string): ReplayResult {
  const manifest = readManifest(folder)
  const journal = openSqliteJournalReader(journalOf(folder))
  try {
    const startedMs = performance.now()
    const expected = new Map([...journal.checkpoints()].map(({ seq, stateHash }) => [seq, stateHash]))
    const state = createState()
    let difference: string | undefined
    for (const sequenced of journal.read(1)) {
      step(state, sequenced)
      const was = expected.get(sequenced.seq)
      if (was === undefined || difference !== undefined) continue
      const is = hashOf(encode(state))
      if (was !== is) difference = `at seq ${sequenced.seq}: expected state ${was}, found ${is}`
    }
    const seconds = (performance.now() - startedMs) / 1000
    const stateHash = hashOf(encode(state))
    const recorded = manifest.summary
    if (recorded !== undefined && difference === undefined) difference = differenceFrom(recorded, state, stateHash)
    return {
      run: manifest.run,
      inputs: state.seq,
      decisions: state.counts.decisions,
      stateHash,
      identical: difference === undefined,
      ...(difference !== undefined && { difference }),
      inputsPerSecond: Math.round(state.seq / seconds),
    }
  } finally {
    journal.close()
  }
}

/**
 * Holds a run's journal against its hash chain, its checkpoints and the end that its manifest names.
 *
 * @throws InputFault when the folder holds no run.
 *
 * @example
 * verifyRun('runs/2020-03-12-exchange-perpetual-1a2b3c4d').valid // true
 */
export function verifyRun(folder: string): VerifyResult {
  const manifest = readManifest(folder)
  const head = manifest.head
  const end = head && {
    seq: head.seq,
    hash: hashFrom(head.hash),
    ...(head.fileHash !== undefined && { fileHash: hashFrom(head.fileHash) }),
  }
  const found = verifyJournal(journalOf(folder), end)
  return {
    run: manifest.run,
    inputs: found.inputs,
    valid: found.ok,
    ended: head !== undefined,
    journalHash: found.journalHash,
    ...(found.firstBadSeq !== undefined && { firstBadSeq: found.firstBadSeq }),
    ...(found.finding !== undefined && { problem: found.finding }),
  }
}

/**
 * Everything behind one decision: the inputs, the rule, the signals, the money.
 *
 * @param decisionId - `seq:index`, as every list of decisions shows it.
 * @throws InputFault when the run has no such decision.
 *
 * @example
 * explainDecision(folder, '10482:1').decision.body.kind // 'backstopActivated'
 */
export function explainDecision(folder: string, decisionId: string): DecisionExplanation {
  const manifest = readManifest(folder)
  const seq = Number(decisionId.split(':')[0])
  const told = retell(folder, { upTo: seq })
  const index = told.recorder.decisionIndex(decisionId)
  const decision = index === undefined ? undefined : told.recorder.decisions[index]
  if (decision === undefined) throw unknownDecision(folder, decisionId, told.recorder)
  const account = accountOf(decision)
  const rule = told.state.terms?.policy.triggers.find((candidate) => candidate.name === decision.trigger)
  const instrument = decision.market && told.state.markets.get(decision.market)?.instrument
  return {
    run: manifest.run,
    decision,
    inputs: told.lately
      .filter(({ input }) => !('market' in input) || decision.market === undefined || input.market === decision.market)
      .map((sequenced) => ({ seq: sequenced.seq, at: isoTime(sequenced.input.at), text: JSON.stringify(sequenced.input) })),
    ...(rule && {
      rule: {
        name: rule.name,
        agreeing: rule.agreeing,
        conditions: rule.conditions.length,
        holdSeconds: rule.holdFor / 1e6,
        releaseHoldSeconds: rule.releaseHoldFor / 1e6,
        coolDownSeconds: rule.coolDownFor / 1e6,
      },
    }),
    transfers: bookedTransfers(decision, told),
    assets: assetsOf(told.state),
    ...(instrument && {
      market: {
        base: instrument.base,
        quote: instrument.quote,
        tickSize: tickSize(instrument),
        lotSize: lotSize(instrument),
        quoteDecimals: instrument.quoteDecimals,
      },
    }),
    // What became of an account is known only at the end of the run.
    ...((account !== undefined || isFacilityDecision(decision.body)) && accountPart(decision, account, retell(folder, {}))),
  }
}

function accountPart(
  decision: Decision,
  account: string | undefined,
  told: Retold,
): Pick<DecisionExplanation, 'account' | 'loss' | 'facility'> {
  const { state, recorder } = told
  const about = { decision, state, decisions: recorder.decisions, transfersOf: (each: Decision) => bookedTransfers(each, told) }
  const explained = account === undefined ? undefined : explainAccount({ account, ...about })
  const loss = explainLoss(about)
  const facility = explainFacility(about)
  return { ...(explained && { account: explained }), ...(loss && { loss }), ...(facility && { facility }) }
}

/** A deficit that somebody could not pay. */
export type LossLine = Readonly<{ event: string; account: string; amount: Amount; decimals: number }>

/** Everything that was decided, a line each, with the largest losses first to last. */
export type DecisionList = Readonly<{ lines: readonly DecisionLine[]; losses: readonly LossLine[]; lossCount: number }>

/** Losses that a list names. */
const lossesNamed = 10

/**
 * Every decision of a run, in order, as people list them.
 *
 * @throws InputFault when the folder holds no run, or its journal was changed.
 *
 * @example
 * listDecisions(folder).lines.find((line) => line.kind === 'backstopActivated')?.id // '19516:1'
 */
export function listDecisions(folder: string): DecisionList {
  const { state, recorder } = retell(folder, {})
  const view = viewOf(state)
  const decimals = state.margin?.settlement.decimals ?? 0
  const losses = recorder.decisions.flatMap(({ body }) =>
    body.kind === 'lossAllocated' ? [{ event: body.event, account: body.account, amount: body.loss, decimals }] : [],
  )
  // Of equal ones the earlier.
  const largest = losses.toSorted((a, b) => (a.amount.minor === b.amount.minor ? 0 : a.amount.minor > b.amount.minor ? -1 : 1))
  const lines = recorder.decisions.map((decision, index) => decisionLine(decision, index, view))
  return { lines, losses: largest.slice(0, lossesNamed), lossCount: losses.length }
}

/**
 * Makes a run's report again from its journal.
 *
 * @returns The path of the report.
 * @throws InputFault when the folder holds no run, or its journal was changed.
 *
 * @example
 * writeReport('runs/2020-03-12-exchange-perpetual-1a2b3c4d')
 */
export function writeReport(folder: string): string {
  const manifest = readManifest(folder)
  const { state, recorder, journalHash } = retell(folder, {})
  const path = join(folder, 'report.html')
  writeWhole(path, renderRun({ manifest, policyText: readFileSync(join(folder, 'policy.yaml'), 'utf8'), state, recorder, journalHash }))
  return path
}

/** Inputs kept before the one that is explained. */
const latelyKept = 6

type Retold = Readonly<{ state: EngineState; recorder: Recorder; lately: readonly SequencedInput[]; journalHash: string }>

function retell(folder: string, options: Readonly<{ upTo?: number }>): Retold {
  const journal = openSqliteJournalReader(journalOf(folder))
  try {
    const state = createState()
    const recorder = createRecorder(historySpacing(journal))
    const lately: SequencedInput[] = []
    for (const sequenced of journal.read(1)) {
      recorder.note(state, sequenced, step(state, sequenced))
      lately.push(sequenced)
      if (lately.length > latelyKept) lately.shift()
      if (sequenced.seq === options.upTo) break
    }
    return { state, recorder, lately, journalHash: journal.head().hash }
  } finally {
    journal.close()
  }
}

function historySpacing(journal: JournalReader): number {
  for (const { input } of journal.read(1)) if (input.kind === 'runStarted') return tickEvery(input.instruments)
  return 1_000_000
}

function bookedTransfers(decision: Decision, told: Retold): readonly BookedTransfer[] {
  return decision.transfers.flatMap((id) => {
    const transfer = told.recorder.transfer(id)
    if (transfer === undefined) return []
    const { debit, credit, asset, minor } = transfer
    const decimals = decimalsOf(told.state, asset)
    return { id, debit, credit, asset, amount: formatDecimal(minor, decimals), stage: stateOf(transfer) }
  })
}

/** Assets of the reserves, then those that members pledge. */
function assetsOf(state: EngineState): DecisionExplanation['assets'] {
  const reserves = [...state.reserves].map(([asset, { decimals }]) => ({ asset, decimals }))
  const pledged = (state.terms?.policy.margin?.collateral ?? []).map(({ asset, decimals }) => ({ asset, decimals }))
  return [...reserves, ...pledged]
}

function decimalsOf(state: EngineState, asset: string): number {
  return assetsOf(state).find((candidate) => candidate.asset === asset)?.decimals ?? 0
}

function differenceFrom(
  recorded: Readonly<{ stateHash: string; decisions: number }>,
  state: EngineState,
  stateHash: string,
): string | undefined {
  if (recorded.stateHash !== stateHash) return `at the end: expected state ${recorded.stateHash}, found ${stateHash}`
  if (recorded.decisions !== state.counts.decisions) return `expected ${recorded.decisions} decisions, found ${state.counts.decisions}`
  return undefined
}

function unknownDecision(folder: string, decisionId: string, recorder: Recorder): InputFault {
  const known = recorder.decisions.slice(-3).map((decision) => decision.id)
  const hint = known.length === 0 ? 'the run has none up to there' : `nearest before it: ${known.join(', ')}`
  return new InputFault({
    file: folder,
    place: `decision ${decisionId}`,
    expected: 'the id of a decision, seq:index',
    found: `no such decision; ${hint}`,
  })
}

function journalOf(folder: string): string {
  const path = join(folder, 'journal.sqlite')
  if (!existsSync(path)) throw new InputFault({ file: path, place: 'whole file', expected: "a run's journal", found: 'no such file' })
  return path
}

/** Of several that winners were closed against at once, the first. */
function accountOf({ body }: Decision): string | undefined {
  if (body.kind === 'positionsDeleveraged') return body.defaulters[0]?.account
  return 'account' in body ? body.account : undefined
}
