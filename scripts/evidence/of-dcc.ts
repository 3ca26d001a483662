import * as Plot from '@observablehq/plot'
import { entryOf } from '../../src/num/matrix.ts'
import { dynamicCorrelation } from '../../src/risk/portfolio/dynamic-correlation.ts'
import { filterGarch } from '../../src/risk/garch/filter.ts'
import { fitGarch } from '../../src/risk/garch/fit.ts'
import { drawEvidence } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { percentReturns, referenceSeries } from './reference-series.ts'

const markets = ['DAX', 'SMI', 'CAC', 'FTSE'] as const
const speeds = [
  { news: 0, memory: 0.9 },
  { news: 0.02, memory: 0.95 },
  { news: 0.03, memory: 0.95 },
  { news: 0.05, memory: 0.9 },
]

/**
 * Correlations of four European indices: the likelihood of some speeds, and the path of one pair.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export function makeEvidence(): Promise<EvidencePart> {
  const residuals = markets.map((market) => standardised(percentReturns(referenceSeries('eu_stock_markets', market))))
  const rows = Array.from({ length: residuals[0]?.length ?? 0 }, (_, t) => residuals.map((column) => column[t] as number))
  const paths = speeds.map((speed) => {
    const path = dynamicCorrelation(rows, speed)
    if (!path.ok) throw new Error(`no correlations: ${path.refusal.reason}`)
    return path.value
  })
  const table = speeds.map(({ news, memory }, i) => [String(news), String(memory), (paths[i]?.logLikelihood ?? 0).toFixed(2)])
  const pair = (paths[2]?.correlations ?? []).map((matrix, day) => ({ day, correlation: entryOf(matrix, 0, 2) }))
  const markdown = `DAX, SMI, CAC and FTSE, ${rows.length.toLocaleString('en-US')} days of 1991 to 1998, residuals of a GARCH(1,1) each. With no news the correlations are constant.

${markdownTable([['news', 'memory', 'log-likelihood of the correlations'], ...table])}

![Correlation of DAX and CAC, forecast for each day](figures/dcc-1.svg)`
  return Promise.resolve({ markdown, figures: new Map([['dcc-1.svg', pathFigure(pair)]]) })
}

function standardised(returns: Float64Array): Float64Array {
  const fit = fitGarch(returns)
  if (!fit.ok) throw new Error(`the series cannot be fitted: ${fit.refusal.reason}`)
  const { parameters } = fit.value
  const variances = filterGarch(returns, parameters)
  return returns.map((each, t) => (each - parameters.mean) / Math.sqrt(variances[t] as number))
}

function pathFigure(points: readonly Readonly<{ day: number; correlation: number }>[]): string {
  return drawEvidence('Correlation of DAX and CAC over time', {
    x: { label: 'day' },
    y: { grid: true, label: 'correlation', domain: [0, 1] },
    marks: [Plot.lineY(points, { x: 'day', y: 'correlation', stroke: 'var(--model)', strokeWidth: 1.4 })],
  })
}
