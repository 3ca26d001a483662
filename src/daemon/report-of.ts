import { decisionLine } from '../api/decision-line.ts'
import { encode } from '../base/codec.ts'
import { hashOf } from '../base/hash.ts'
import type { EngineState } from '../engine/state.ts'
import { viewOf } from '../engine/view-of.ts'
import { reportInputOf } from '../report/report-input-of.ts'
import { renderReport } from '../report/render-report.ts'
import { replayLimits } from '../venue/simulated/limits.ts'
import type { Recorder } from './recorder.ts'
import type { Manifest } from './run-folder.ts'

/** What a report is made of: everything in it follows from the journal. `journalHash` is the chain's hash at the end. */
export type ReportParts = Readonly<{ manifest: Manifest; policyText: string; state: EngineState; recorder: Recorder; journalHash: string }>

/**
 * The report of a run as one self-contained HTML page.
 *
 * @example
 * writeWhole(report, renderRun({ manifest, policyText, state, recorder, journalHash: journal.head().hash }))
 */
export function renderRun(parts: ReportParts): string {
  const { manifest, policyText, state, recorder, journalHash } = parts
  const view = viewOf(state)
  return renderReport(
    reportInputOf({
      run: manifest.run,
      command: manifest.command,
      label: manifest.label,
      sources: manifest.sources,
      policyText,
      state,
      decisions: recorder.decisions,
      describe: (decision, index) => decisionLine(decision, index, view),
      history: recorder.history.of,
      faults: manifest.summary?.faults ?? [],
      limits: [...manifest.notes.map(asSentence), ...replayLimits],
      hashes: { state: hashOf(encode(state)), journal: journalHash },
    }),
  )
}

function asSentence(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1).replace(/\.$/, '')}.`
}
