import type { ProcedureTable } from '../procedure.ts'
import { contagionProcedures } from './liquidation-contagion.ts'
import { executionProcedures } from './liquidation-execution.ts'
import { liquidationLossProcedures } from './liquidation-loss.ts'

/** Loss adjusted for liquidity, execution, impact, fire sales, cascades and predation. */
export const liquidationProcedures: ProcedureTable = { ...liquidationLossProcedures, ...executionProcedures, ...contagionProcedures }
