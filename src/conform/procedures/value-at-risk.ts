import type { ProcedureTable } from '../procedure.ts'
import { extremeProcedures } from './value-at-risk-extremes.ts'
import { portfolioProcedures } from './value-at-risk-portfolio.ts'
import { seriesProcedures } from './value-at-risk-series.ts'
import { venueValueAtRiskProcedures } from './value-at-risk-venues.ts'

/** Value at risk, expected shortfall and extreme values. */
export const valueAtRiskProcedures: ProcedureTable = {
  ...seriesProcedures,
  ...portfolioProcedures,
  ...extremeProcedures,
  ...venueValueAtRiskProcedures,
}
