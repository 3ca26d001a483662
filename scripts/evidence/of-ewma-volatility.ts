import { fisslerZiegelScores } from '../../src/risk/backtest/scores.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { percentReturns, referenceSeries } from './reference-series.ts'
import { normalQuantile, normalDensity } from '../../src/num/normal.ts'
import { ewmaVariances } from '../../src/risk/volatility/ewma.ts'

const lambdas = [0.9, 0.94, 0.97, 0.99]
const tailProbability = 0.025

/**
 * Which weight of the past forecasts the tail best, by the score of a normal tail at 97.5 %.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export function makeEvidence(): Promise<EvidencePart> {
  const series: readonly (readonly [string, Float64Array])[] = [
    ['bitcoin, 2013 to 2026', percentReturns(referenceSeries('coingecko_btcusd_daily', 'price'))],
    ['S&P 500', percentReturns(referenceSeries('sp500_daily', 'Close'))],
    ['DEM/GBP, 1984 to 1991', referenceSeries('dem_gbp_markpound', 'value')],
  ]
  const rows = series.map(([name, returns]) => [name, ...lambdas.map((lambda) => scoreOf(returns, lambda).toFixed(4))])
  const table = markdownTable([['series, daily returns in per cent', ...lambdas.map((lambda) => `lambda ${lambda}`)], ...rows])
  const markdown = `Mean Fissler-Ziegel score of normal VaR and ES at 97.5 %; lower is better. The first 250 days start the recursion.\n\n${table}`
  return Promise.resolve({ markdown, figures: new Map() })
}

function scoreOf(returns: Float64Array, lambda: number): number {
  const start = 250
  const startVariance = returns.slice(0, start).reduce((sum, each) => sum + (each * each) / start, 0)
  const judged = returns.slice(start)
  const volatilities = ewmaVariances(judged, { lambda, startVariance }).slice(0, judged.length).map(Math.sqrt)
  const threshold = -normalQuantile(tailProbability)
  const scores = fisslerZiegelScores({
    losses: judged.map((each) => -each),
    valueAtRisk: volatilities.map((volatility) => threshold * volatility),
    expectedShortfall: volatilities.map((volatility) => (normalDensity(threshold) / tailProbability) * volatility),
    tailProbability,
  })
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}
