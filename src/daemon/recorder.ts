import { assertNever } from '../base/assert.ts'
import type { Decision } from '../engine/decision.ts'
import type { Effect } from '../engine/effect.ts'
import type { Input, SequencedInput } from '../engine/input.ts'
import type { EngineState } from '../engine/state.ts'
import type { Outcome } from '../engine/turn.ts'
import type { Transfer } from '../ledger/transfer.ts'
import { createHistoryRecorder, type HistoryRecorder } from './history.ts'

/** An input that led to something, as it stands in the journal. */
export type CausingInput = Readonly<{ seq: number; at: number; kind: Input['kind']; text: string }>

/** What is kept of a run for its screen and its report; everything in it follows from the journal. */
export type Recorder = Readonly<{
  note: (state: EngineState, sequenced: SequencedInput, outcome: Outcome) => void
  decisions: readonly Decision[]
  decisionIndex: (id: string) => number | undefined
  inputOf: (seq: number) => CausingInput | undefined
  transfer: (id: string) => Transfer | undefined
  /** Effects of input `seq`, each with what came of it so far. */
  effectsOf: (seq: number) => readonly Readonly<{ effect: Effect; outcome: string }>[]
  history: HistoryRecorder
}>

/**
 * Makes an empty recorder whose history has a point every `historyEveryUs` of simulated time.
 *
 * @example
 * const recorder = createRecorder(10_000_000)
 */
export function createRecorder(historyEveryUs: number): Recorder {
  const decisions: Decision[] = []
  const indexOf = new Map<string, number>()
  const inputs = new Map<number, CausingInput>()
  const transfers = new Map<string, Transfer>()
  const effects = new Map<number, Effect[]>()
  const reports = new Map<string, string[]>()
  const history = createHistoryRecorder(historyEveryUs)
  return {
    note: (state, { seq, input }, outcome) => {
      history.note(state, outcome.transfers.length > 0)
      if (input.kind === 'effectReported') {
        const said = reports.get(input.effectId)
        if (said === undefined) reports.set(input.effectId, [reportWord(input.report)])
        else said.push(reportWord(input.report))
      }
      if (outcome.decisions.length + outcome.transfers.length + outcome.effects.length === 0) return
      for (const decision of outcome.decisions) indexOf.set(decision.id, decisions.push(decision) - 1)
      for (const transfer of outcome.transfers) transfers.set(transfer.id, transfer)
      if (outcome.effects.length > 0) effects.set(seq, [...outcome.effects])
      if (outcome.decisions.length > 0) inputs.set(seq, { seq, at: input.at, kind: input.kind, text: shortened(JSON.stringify(input)) })
    },
    decisions,
    decisionIndex: (id) => indexOf.get(id),
    inputOf: (seq) => inputs.get(seq),
    transfer: (id) => transfers.get(id),
    effectsOf: (seq) =>
      (effects.get(seq) ?? []).map((effect) => ({ effect, outcome: (reports.get(effect.effectId) ?? ['no report yet']).join(', ') })),
    history,
  }
}

/** Inputs kept for the screen are cut: a snapshot of a thousand levels explains nothing that its first ones do not. */
const longestText = 2_000

function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)} ... (${text.length} characters)`
}

function reportWord(report: Extract<Input, { kind: 'effectReported' }>['report']): string {
  switch (report.kind) {
    case 'filled':
      return `filled ${report.lots} lots at ${report.ticks} ticks as ${report.liquidity}`
    case 'rejected':
      return `rejected: ${report.reason}`
    case 'cancelled':
      return `cancelled with ${report.lotsLeft} lots left`
    case 'accepted':
      return 'accepted'
    default:
      return assertNever(report)
  }
}
