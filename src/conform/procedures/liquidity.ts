import type { Result } from '../../base/result.ts'
import { abdiRanaldoSpread } from '../../liquidity/abdi-ranaldo-spread.ts'
import { amihudIlliquidity } from '../../liquidity/amihud.ts'
import type { Bars } from '../../liquidity/bars.ts'
import { corwinSchultzSpread } from '../../liquidity/corwin-schultz-spread.ts'
import { edgeSpread } from '../../liquidity/edge-spread.ts'
import { kyleLambda } from '../../liquidity/kyle-lambda.ts'
import { changeAutocovariance, rollSpread } from '../../liquidity/roll-spread.ts'
import type { Fields } from '../fields.ts'
import type { Procedure, ProcedureTable } from '../procedure.ts'
import { liquidityFlowProcedures } from './liquidity-flow.ts'

const roll: Procedure = (inputs) => {
  const prices = inputs.numbers('p')
  const spread = orNull(rollSpread(prices))
  return { cov: changeAutocovariance(prices), roll: spread, roll_zero: spread ?? 0 }
}

const amihud: Procedure = (inputs) => {
  const figures = orNull(amihudIlliquidity(inputs.numbers('close'), inputs.numbers('dollar')))
  return { amihud: figures?.mean ?? null, median: figures?.median ?? null, n: figures?.periods ?? 0 }
}

const corwinSchultz: Procedure = (inputs) => {
  const { daily, meanSigned, meanZeroed, shareNegative } = corwinSchultzSpread(barsOf(inputs))
  return { daily, mean_signed: meanSigned, mean_zeroed: meanZeroed, share_negative: shareNegative }
}

const abdiRanaldo: Procedure = (inputs) => {
  const { squared, wholeSample, twoDay } = abdiRanaldoSpread(barsOf(inputs))
  return { s2: squared, monthly: wholeSample, two_day: twoDay }
}

const edge: Procedure = (inputs) => {
  const result = edgeSpread({ opens: inputs.numbers('open'), ...barsOf(inputs) })
  const { tradedShare, openShare, closeShare } = result.ok ? result.value : result.refusal
  const found = orNull(result)
  return {
    pt: tradedShare,
    po: openShare,
    pc: closeShare,
    e1: found?.estimates[0] ?? null,
    e2: found?.estimates[1] ?? null,
    v1: found?.variances[0] ?? null,
    v2: found?.variances[1] ?? null,
    s2: found?.squared ?? null,
    signed: found?.signedSpread ?? null,
    edge: found?.spread ?? null,
  }
}

const kyle: Procedure = (inputs) => {
  const found = orNull(kyleLambda(inputs.numbers('dp'), inputs.numbers('x'), { lags: inputs.number('lag') }))
  return {
    alpha: found?.alpha ?? null,
    lambda: found?.lambda ?? null,
    se: found?.standardError ?? null,
    t: found?.tStatistic ?? null,
    r2: found?.rSquared ?? null,
    se_hc1: found?.standardErrorHc1 ?? null,
    se_nw: found?.standardErrorNeweyWest ?? null,
  }
}

function barsOf(inputs: Fields): Bars {
  return { highs: inputs.numbers('high'), lows: inputs.numbers('low'), closes: inputs.numbers('close') }
}

/** A figure that does not exist is null in a file. */
function orNull<Value>(result: Result<Value, unknown>): Value | null {
  return result.ok ? result.value : null
}

/** Procedures of the files about liquidity. */
export const liquidityProcedures: ProcedureTable = {
  'liq-roll': roll,
  'liq-amihud': amihud,
  'liq-corwin-schultz': corwinSchultz,
  'liq-abdi-ranaldo': abdiRanaldo,
  'liq-edge': edge,
  'liq-kyle-lambda': kyle,
  ...liquidityFlowProcedures,
}
