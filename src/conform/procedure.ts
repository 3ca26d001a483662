import type { Fields } from './fields.ts'
import type { Mismatch, VectorFile } from './vector-file.ts'

/**
 * Computes what a vector file expects from its inputs alone, in the shape of `expected`; undefined results are null. It throws
 * when inputs are absent or misshapen.
 */
export type Procedure = (inputs: Fields) => unknown

/** A procedure whose files state a rule of comparison in words, which the plain comparison cannot apply. */
export type JudgedProcedure = Readonly<{
  compute: Procedure
  /** The mismatches of what was computed; `plain` is the usual comparison. */
  judge: (file: VectorFile, actual: unknown, plain: (file: VectorFile, actual: unknown) => readonly Mismatch[]) => readonly Mismatch[]
}>

/** One case of a file that holds many in a shape of its own. */
export type CaseOutcome = Readonly<{
  name: string
  mismatches: readonly Mismatch[]
  /** Why the case was not looked at: it counts neither as passed nor as failed, and is named. */
  skipped?: string
}>

/** Checks every case of a file without an `id`. */
export type CaseProcedure = Readonly<{ cases: (document: Fields) => readonly CaseOutcome[] }>

/** Procedures by the name under which files ask for them. */
export type ProcedureTable = Readonly<Record<string, Procedure | JudgedProcedure | CaseProcedure>>
