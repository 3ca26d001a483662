import { entryOf, matrixOf, type Matrix } from '../../num/matrix.ts'
import { deltaGammaLoss, deltaGammaTail } from '../../risk/portfolio/delta-gamma.ts'
import { deltaNormal } from '../../risk/portfolio/delta-normal.ts'
import { dynamicCorrelation } from '../../risk/portfolio/dynamic-correlation.ts'
import { ewmaCovariance } from '../../risk/portfolio/ewma-covariance.ts'
import { scenarioAllocation } from '../../risk/portfolio/scenario-allocation.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { valueOrNull } from './value-at-risk-series.ts'

/** Models of several assets. */
export const portfolioProcedures: ProcedureTable = {
  'var-ewma-cov-portfolio': ewmaPortfolio,
  'var-dcc-filter': correlationFilter,
  'var-euler-es': scenarioEuler,
  'var-delta-gamma': deltaGamma,
}

function ewmaPortfolio(inputs: Fields): unknown {
  const covariance = ewmaCovariance(inputs.matrix('X'), { lambda: inputs.number('lambda'), startRows: inputs.number('n0') })
  const risk = valueOrNull(deltaNormal(inputs.numbers('w'), covariance, inputs.number('alpha')))
  return {
    cov: rowsOf(covariance),
    cor: rowsOf(covariance).map((row, i) => row.map((entry, j) => (i === j && entry > 0 ? 1 : correlationIn(covariance, [i, j])))),
    var: risk?.valueAtRisk ?? 0,
    es: risk?.expectedShortfall ?? 0,
    marginal_var: listOf(risk?.marginalValueAtRisk),
    component_var: listOf(risk?.componentValueAtRisk),
    component_es: listOf(risk?.componentExpectedShortfall),
    undiversified: risk?.undiversifiedValueAtRisk ?? null,
  }
}

/** An asset that does not vary has no correlation with any; the others keep theirs. */
function correlationIn(covariance: Matrix, [i, j]: readonly [number, number]): number | null {
  const scale = Math.sqrt(entryOf(covariance, i, i)) * Math.sqrt(entryOf(covariance, j, j))
  return scale > 0 ? entryOf(covariance, i, j) / scale : null
}

function correlationFilter(inputs: Fields): unknown {
  const path = valueOrNull(dynamicCorrelation(inputs.matrix('Z'), { news: inputs.number('a'), memory: inputs.number('b') }))
  if (path === null) return { corr_first: null, corr_last: null, loglik_c: null, R_next: null, Sbar: null }
  return {
    corr_first: path.correlations.slice(0, 3).map(pairsOf),
    corr_last: path.correlations.slice(-3).map(pairsOf),
    loglik_c: path.logLikelihood,
    R_next: rowsOf(path.next),
    Sbar: rowsOf(path.target),
  }
}

function scenarioEuler(inputs: Fields): unknown {
  const risk = scenarioAllocation(inputs.matrix('pnl'), inputs.number('alpha'))
  return {
    var: risk.valueAtRisk,
    es: risk.expectedShortfall,
    component_es: listOf(risk.componentExpectedShortfall),
    standalone_es: listOf(risk.standaloneExpectedShortfall),
  }
}

function deltaGamma(inputs: Fields): unknown {
  const portfolio = {
    delta: inputs.numbers('delta'),
    gamma: matrixOf(inputs.matrix('Gamma')),
    covariance: matrixOf(inputs.matrix('Sigma')),
  }
  const loss = valueOrNull(deltaGammaLoss(portfolio))
  return {
    // The mean and deviation are those of the profit.
    mean: loss === null ? null : -loss.mean,
    sd: loss?.standardDeviation ?? null,
    var: Array.from(inputs.numbers('alphas'), (confidence) => valueOrNull(deltaGammaTail(portfolio, confidence))?.valueAtRisk ?? null),
  }
}

function listOf(values: Float64Array | undefined): readonly number[] | null {
  return values === undefined ? null : Array.from(values)
}

function rowsOf(matrix: Matrix): readonly (readonly number[])[] {
  return Array.from({ length: matrix.rows }, (_, i) => Array.from({ length: matrix.columns }, (_column, j) => entryOf(matrix, i, j)))
}

/** Below the diagonal, column after column. */
function pairsOf(matrix: Matrix): readonly number[] {
  const pairs: number[] = []
  for (let j = 0; j < matrix.columns; j++) for (let i = j + 1; i < matrix.rows; i++) pairs.push(entryOf(matrix, i, j))
  return pairs
}
