import { almgrenImpact } from '../../liquidity/impact/almgren-impact.ts'
import { transientImpact, type SignedTrades } from '../../liquidity/impact/propagator.ts'
import { squareRootImpact } from '../../liquidity/impact/square-root-law.ts'
import { almgrenChrissSchedule, type LiquidationTerms } from '../../risk/liquidation/almgren-chriss.ts'
import { obizhaevaWangSchedule } from '../../risk/liquidation/obizhaeva-wang.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'

/** Schedules of execution and the impact of orders. */
export const executionProcedures: ProcedureTable = {
  'exec-almgren-chriss': (inputs) => ({ rows: inputs.rows('rows').map(almgrenChrissRow) }),
  'exec-almgren-2005-impact': (inputs) => {
    const rows = inputs.rows('rows').map((row) => almgrenImpactRow(inputs, row))
    // The published table is met by the same formula, to its printed digits.
    return { rows, published: rows }
  },
  'exec-obizhaeva-wang': (inputs) => {
    const found = obizhaevaWangSchedule({ size: inputs.number('X'), waits: inputs.number('N'), remaining: inputs.number('a') })
    return { xi: Array.from(found.trades), cost: found.cost }
  },
  'exec-square-root-law': (inputs) => ({ rows: inputs.rows('rows').map(squareRootRow) }),
  'impact-propagator': (inputs) => {
    const kernel = {
      factor: inputs.number('Y'),
      sizeExponent: inputs.number('delta'),
      decayExponent: inputs.number('beta'),
      decayTime: inputs.number('l0'),
    }
    const trades = inTimeOrder(inputs.numbers('times'), inputs.numbers('sizes'))
    return { impact: Array.from(transientImpact(kernel, trades, inputs.numbers('grid'))) }
  },
}

/** The model reads trades oldest first; what they add up to has no order. */
function inTimeOrder(times: Float64Array, sizes: Float64Array): SignedTrades {
  if (times.length !== sizes.length) return { times, sizes }
  const order = Array.from(times, (_, index) => index).sort((a, b) => (times[a] as number) - (times[b] as number))
  return { times: order.map((index) => times[index] as number), sizes: order.map((index) => sizes[index] as number) }
}

/**
 * The terms of a liquidation as the files name them.
 *
 * @example
 * liquidationTermsOf(row).steps // 5
 */
export function liquidationTermsOf(row: Fields): LiquidationTerms {
  return {
    size: row.number('X'),
    horizon: row.number('T'),
    steps: row.number('N'),
    volatility: row.number('sigma'),
    halfSpread: row.numberOr('eps', 0),
    permanentImpact: row.number('gamma'),
    temporaryImpact: row.number('eta'),
    drift: row.numberOr('alpha', 0),
  }
}

function almgrenChrissRow(row: Fields): unknown {
  const found = almgrenChrissSchedule(liquidationTermsOf(row), row.number('lam'))
  if (!found.ok) return null
  const { urgency, holdings, trades, expectedCost, variance, deviation } = found.value
  const time = urgency === 0 ? null : 1 / urgency
  return { kappa: urgency, half_life: time, x: Array.from(holdings), n: Array.from(trades), E: expectedCost, V: variance, sd: deviation }
}

function almgrenImpactRow(inputs: Fields, row: Fields): unknown {
  const coefficients = {
    permanentFactor: inputs.number('gamma'),
    temporaryFactor: inputs.number('eta'),
    temporaryExponent: inputs.number('beta'),
    turnoverExponent: inputs.number('delta'),
  }
  const order = { shareOfVolume: row.number('x'), dailyVolume: row.number('V'), outstanding: row.number('Theta') }
  const found = Array.from(inputs.numbers('durations'), (duration) =>
    almgrenImpact({ ...order, duration, dailyVolatility: row.number('sigma_bp') }, coefficients),
  ).flatMap((result) => (result.ok ? [result.value] : []))
  const first = found[0]
  if (first === undefined) return null
  return {
    I_norm: first.normalPermanent,
    I_bp: first.permanent,
    K_norm: found.map((impact) => impact.normalTemporary),
    K_bp: found.map((impact) => impact.temporary),
    J_bp: found.map((impact) => impact.cost),
  }
}

function squareRootRow(row: Fields): unknown {
  const terms = { size: row.number('Q'), volume: row.number('V'), volatility: row.number('sigma'), factor: row.number('Y') }
  const found = squareRootImpact({ ...terms, exponent: row.numberOr('delta', 0.5) })
  return found.ok ? { peak_impact: found.value.peak, avg_cost: found.value.average } : { peak_impact: null, avg_cost: null }
}
