import type { ProcedureTable } from '../procedure.ts'

/** Derive's margin models. */
export const deriveProcedures: ProcedureTable = {}
