import type { ProcedureTable } from '../procedure.ts'

/** Margin models that scan scenarios: SPAN, Deribit's family, TIMS. */
export const marginScanProcedures: ProcedureTable = {}
