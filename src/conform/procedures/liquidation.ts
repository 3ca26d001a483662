import type { ProcedureTable } from '../procedure.ts'

/** Placeholder doc. */
export const liquidationProcedures: ProcedureTable = {}
