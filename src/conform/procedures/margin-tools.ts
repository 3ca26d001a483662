import type { ProcedureTable } from '../procedure.ts'

/** Filtered historical simulation and anti-procyclicality tools. */
export const marginToolProcedures: ProcedureTable = {}
