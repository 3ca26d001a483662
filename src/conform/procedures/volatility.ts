import type { Result } from '../../base/result.ts'
import { ewmaVariances, riskMetricsVolatility } from '../../risk/volatility/ewma.ts'
import { leeMyklandTest } from '../../risk/volatility/lee-mykland.ts'
import { rollingRangeVolatility, type RangeEstimator } from '../../risk/volatility/range.ts'
import { realisedMeasures } from '../../risk/volatility/realised.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { garchProcedures } from './volatility-garch.ts'

/** Volatility of ranges, returns and models. */
export const volatilityProcedures: ProcedureTable = {
  ...garchProcedures,
  'vol-ewma-recursion': (inputs) => ({
    sigma2: ewmaVariances(inputs.numbers('r'), { lambda: inputs.number('lambda'), startVariance: inputs.number('s0') }),
  }),
  'vol-ewma-riskmetrics': (inputs) => riskMetricsVolatility(oldestFirst(inputs), inputs.number('lambda')),
  'vol-range-ttrc': rangeVolatilities,
  'vol-realized-jumps': realisedJumps,
  'vol-lee-mykland': jumpsOfLeeAndMykland,
}

/** The value, or null where the figure does not exist. */
function valueOrNull<Value>(result: Result<Value, unknown>): Value | null {
  return result.ok ? result.value : null
}

function oldestFirst(inputs: Fields): Float64Array {
  const returns = inputs.numbers('r')
  return inputs.textOr('order', 'oldest first') === 'newest first' ? returns.reverse() : returns
}

/** Names of the file and of the estimators. */
const rangeNames: readonly (readonly [string, RangeEstimator])[] = [
  ['close', 'closeToClose'],
  ['parkinson', 'parkinson'],
  ['garman_klass', 'garmanKlass'],
  ['rogers_satchell', 'rogersSatchell'],
  ['gk_yang_zhang', 'garmanKlassYangZhang'],
  ['yang_zhang', 'yangZhang'],
]

function rangeVolatilities(inputs: Fields): unknown {
  const [open, high, low, close] = [inputs.numbers('open'), inputs.numbers('high'), inputs.numbers('low'), inputs.numbers('close')]
  const options = { windowBars: inputs.number('n'), barsPerYear: inputs.numberOr('N', 252) }
  const rows = rangeNames.map(
    // A window longer than the series is never complete.
    ([name, estimator]) =>
      [name, close.length < options.windowBars ? [] : rollingRangeVolatility({ open, high, low, close }, estimator, options)] as const,
  )
  return Object.fromEntries(rows)
}

function realisedJumps(inputs: Fields): unknown {
  const measures = realisedMeasures(inputs.numbers('r'))
  const test = valueOrNull(measures.jumpTest)
  return {
    rv: measures.realisedVariance,
    bv: measures.bipowerVariation,
    tq: measures.tripowerQuarticity,
    qq: measures.quadpowerQuarticity,
    z_bns: test?.statistic ?? null,
    p_bns: test?.pValue ?? null,
    jump: measures.jumpVariance,
    min_rv: measures.minimumVariance,
    med_rv: measures.medianVariance,
    rs_neg: measures.fallVariance,
    rs_pos: measures.riseVariance,
  }
}

function jumpsOfLeeAndMykland(inputs: Fields): unknown {
  const options = { windowReturns: inputs.number('K'), significance: inputs.number('alpha') }
  const test = leeMyklandTest(inputs.numbers('r'), options)
  return {
    n_tested: test.testedCount,
    Cn: test.centre,
    Sn: test.scale,
    beta_star: test.threshold,
    L: test.statistics.map(valueOrNull),
    jump_idx: test.jumpIndices.map((index) => index + 1),
  }
}
