import { fitGarch, type GarchFit, type GarchFitOptions } from '../../src/risk/garch/fit.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { percentReturns, referenceSeries } from './reference-series.ts'

/**
 * Whether falls weigh more than rises: GARCH and GJR on four series.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export function makeEvidence(): Promise<EvidencePart> {
  const bitcoin = percentReturns(referenceSeries('coingecko_btcusd_daily', 'price'))
  const series: readonly (readonly [string, Float64Array])[] = [
    ['S&P 500, daily', percentReturns(referenceSeries('sp500_daily', 'Close'))],
    ['DAX, daily 1991 to 1998', percentReturns(referenceSeries('eu_stock_markets', 'DAX'))],
    ['DEM/GBP, daily 1984 to 1991', referenceSeries('dem_gbp_markpound', 'value')],
    ['bitcoin, last 2,500 days', bitcoin.slice(-2_500)],
  ]
  const rows = series.map(([name, returns]) => rowOf(name, returns))
  const head = ['series', 'alpha', 'gamma', 's.e. of gamma', 'beta', 'likelihood gained over GARCH']
  const markdown = `Normal innovations; the standard error is Bollerslev and Wooldridge's.\n\n${markdownTable([head, ...rows])}`
  return Promise.resolve({ markdown, figures: new Map() })
}

function rowOf(name: string, returns: Float64Array): readonly string[] {
  const fit = fitted(returns, { model: 'gjr' })
  const { bollerslevWooldridge } = fit.standardErrors
  const error = bollerslevWooldridge.ok ? bollerslevWooldridge.value.gamma : undefined
  return [
    name,
    fit.parameters.alpha.toFixed(4),
    fit.parameters.gamma.toFixed(4),
    error === undefined ? '–' : error.toFixed(4),
    fit.parameters.beta.toFixed(4),
    (fit.logLikelihood - fitted(returns, {}).logLikelihood).toFixed(2),
  ]
}

function fitted(returns: Float64Array, options: GarchFitOptions): GarchFit {
  const fit = fitGarch(returns, options)
  if (!fit.ok) throw new Error(`the series cannot be fitted: ${fit.refusal.reason}`)
  return fit.value
}
