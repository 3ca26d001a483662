import { expect, test } from 'vitest'
import { supportedFamilies } from '../conform-text.ts'
import { familyOf } from '../family.ts'
import { auctionProcedures } from './auction.ts'
import { backtestProcedures } from './backtest.ts'
import { blendProcedures } from './blend.ts'
import { deleveragingProcedures } from './deleveraging.ts'
import { detectionProcedures } from './detection.ts'
import { driftProcedures } from './drift.ts'
import { dydxLiquidationProcedures } from './dydx-liquidation.ts'
import { fundSharesPoolProcedures } from './fund-shares-pool.ts'
import { procedures } from './index.ts'
import { liquidationProcedures } from './liquidation.ts'
import { liquidityProcedures } from './liquidity.ts'
import { marginProcedures } from './margin.ts'
import { optionsProcedures } from './options.ts'
import { valueAtRiskProcedures } from './value-at-risk.ts'
import { volatilityProcedures } from './volatility.ts'
import { waterfallProcedures } from './waterfall.ts'

test('every table is there, and none hides a procedure of another', () => {
  const tables = [
    auctionProcedures,
    backtestProcedures,
    blendProcedures,
    deleveragingProcedures,
    detectionProcedures,
    driftProcedures,
    dydxLiquidationProcedures,
    fundSharesPoolProcedures,
    liquidationProcedures,
    liquidityProcedures,
    marginProcedures,
    optionsProcedures,
    valueAtRiskProcedures,
    volatilityProcedures,
    waterfallProcedures,
  ]
  const names = tables.flatMap((table) => Object.keys(table))
  expect(Object.keys(procedures).toSorted()).toEqual(names.toSorted())
})

test('every supported family has procedures', () => {
  const families = new Set(Object.keys(procedures).map(familyOf))
  expect([...supportedFamilies].filter((family) => !families.has(family))).toEqual([])
})
