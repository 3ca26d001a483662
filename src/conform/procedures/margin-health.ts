import type { ProcedureTable } from '../procedure.ts'

/** Health with open orders and collateral weights. */
export const marginHealthProcedures: ProcedureTable = {}
