import type { ProcedureTable } from '../procedure.ts'
import { deriveProcedures } from './margin-derive.ts'
import { marginHealthProcedures } from './margin-health.ts'
import { marginScanProcedures } from './margin-scan.ts'
import { marginToolProcedures } from './margin-tools.ts'

/** Margin models, anti-procyclicality tools and health. */
export const marginProcedures: ProcedureTable = {
  ...deriveProcedures,
  ...marginScanProcedures,
  ...marginToolProcedures,
  ...marginHealthProcedures,
}
