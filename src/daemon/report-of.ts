import type { EngineState } from '../engine/state.ts'
import type { Recorder } from './recorder.ts'
import type { Manifest } from './run-folder.ts'

/** What a report is made of: everything in it follows from the journal. */
export type ReportParts = Readonly<{ manifest: Manifest; policyText: string; state: EngineState; recorder: Recorder }>

/**
 * The report of a run as one self-contained HTML page.
 *
 * @example
 * writeWhole(report, renderRun({ manifest, policyText, state, recorder }))
 */
export function renderRun(parts: ReportParts): string {
  return `<!doctype html><title>${parts.manifest.run}</title>`
}
