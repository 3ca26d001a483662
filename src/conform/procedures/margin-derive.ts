import type { ProcedureTable } from '../procedure.ts'
import { pmrm1Procedure } from './margin-derive-pmrm.ts'
import { pmrm1Cases } from './margin-derive-pmrm1.ts'
import { pmrm2Cases } from './margin-derive-pmrm2.ts'
import { srmCases } from './margin-derive-srm.ts'

/** Derive's margin models. */
export const deriveProcedures: ProcedureTable = {
  'margin-derive-pmrm': pmrm1Procedure,
  derive_pmrm2_portfolios: { cases: pmrm2Cases },
  derive_pmrm1_scenarios: { cases: pmrm1Cases },
  derive_srm_cases: { cases: srmCases },
}
