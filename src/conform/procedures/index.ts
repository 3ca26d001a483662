import type { ProcedureTable } from '../procedure.ts'
import { auctionProcedures } from './auction.ts'
import { backtestProcedures } from './backtest.ts'
import { blendProcedures } from './blend.ts'
import { deleveragingProcedures } from './deleveraging.ts'
import { detectionProcedures } from './detection.ts'
import { driftProcedures } from './drift.ts'
import { dydxLiquidationProcedures } from './dydx-liquidation.ts'
import { fundSharesPoolProcedures } from './fund-shares-pool.ts'
import { liquidationProcedures } from './liquidation.ts'
import { liquidityProcedures } from './liquidity.ts'
import { marginProcedures } from './margin.ts'
import { optionsProcedures } from './options.ts'
import { valueAtRiskProcedures } from './value-at-risk.ts'
import { volatilityProcedures } from './volatility.ts'
import { waterfallProcedures } from './waterfall.ts'

/** Every procedure there is, by name. */
export const procedures: ProcedureTable = {
  ...liquidityProcedures,
  ...volatilityProcedures,
  ...valueAtRiskProcedures,
  ...backtestProcedures,
  ...liquidationProcedures,
  ...detectionProcedures,
  ...optionsProcedures,
  ...marginProcedures,
  ...deleveragingProcedures,
  ...auctionProcedures,
  ...blendProcedures,
  ...dydxLiquidationProcedures,
  ...driftProcedures,
  ...fundSharesPoolProcedures,
  ...waterfallProcedures,
}
