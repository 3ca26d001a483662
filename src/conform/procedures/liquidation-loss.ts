import { constantSpeedSale } from '../../risk/liquidation/constant-speed-sale.ts'
import { empiricalSpreadAdjustedLoss } from '../../risk/liquidation/empirical-spread-adjusted-loss.ts'
import { leastRiskySchedule } from '../../risk/liquidation/least-risky-schedule.ts'
import { fatTailFactor, spreadAdjustedLoss } from '../../risk/liquidation/spread-adjusted-loss.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { liquidationTermsOf } from './liquidation-execution.ts'

/** Value at risk adjusted for liquidity. */
export const liquidationLossProcedures: ProcedureTable = {
  'lvar-bangia': (inputs) => ({ rows: inputs.rows('rows').map(bangiaRow) }),
  'lvar-bangia-empirical': (inputs) => {
    const found = empiricalSpreadAdjustedLoss({
      price: inputs.number('P'),
      units: inputs.numberOr('units', 1),
      logReturns: inputs.numbers('ret'),
      spreads: inputs.numbers('spreads'),
      returnConfidence: inputs.number('alpha'),
      spreadConfidence: inputs.numberOr('alpha_s', inputs.number('alpha')),
    })
    return {
      return_quantile: found.returnQuantile,
      spread_quantile: found.spreadQuantile,
      implied_a: found.impliedMultiple ?? null,
      price_var: found.priceLoss,
      liquidity_cost: found.liquidityCost,
      lvar: found.total,
    }
  },
  'lvar-almgren-chriss': (inputs) => {
    const found = leastRiskySchedule(liquidationTermsOf(inputs), inputs.number('z'))
    if (!found.ok) return { lvar: null, E: null, sd: null, lvar_linear_sale: null, lvar_immediate: null }
    const { best, straightLine, immediate } = found.value
    return {
      lvar: best.loss,
      E: best.expectedCost,
      sd: best.deviation,
      lvar_linear_sale: straightLine.loss,
      lvar_immediate: immediate.loss,
    }
  },
  'lvar-hisata-yamai': (inputs) => {
    const found = constantSpeedSale({
      size: inputs.number('X'),
      volatility: inputs.number('sigma'),
      permanentImpact: inputs.number('gamma'),
      temporaryImpact: inputs.number('eta'),
      z: inputs.number('z'),
      capitalWeight: inputs.numberOr('r', 1),
    })
    if (!found.ok) return { T_star: null, objective: null, expected_cost: null, sd: null, lvar: null }
    const { duration, objective, expectedCost, deviation, loss } = found.value
    return { T_star: duration, objective, expected_cost: expectedCost, sd: deviation, lvar: loss }
  },
}

function bangiaRow(row: Fields): unknown {
  const factor = row.has('theta') || !row.has('kurtosis') ? row.numberOr('theta', 1) : factorOf(row)
  if (factor === null) return null
  const found = spreadAdjustedLoss({
    price: row.number('P'),
    units: row.numberOr('units', 1),
    volatility: row.number('sig'),
    fatTailFactor: factor,
    confidence: row.number('alpha'),
    meanSpread: row.number('smean'),
    spreadDeviation: row.number('ssd'),
    spreadMultiple: row.number('a'),
  })
  return {
    price_var: found.priceLoss,
    price_var_linear: found.priceLossLinear,
    liquidity_cost: found.liquidityCost,
    lvar: found.total,
    liquidity_share: found.total === 0 ? null : found.liquidityCost / found.total,
  }
}

function factorOf(row: Fields): number | null {
  const found = fatTailFactor(row.number('kurtosis'), row.numberOr('phi', 0))
  return found.ok ? found.value : null
}
