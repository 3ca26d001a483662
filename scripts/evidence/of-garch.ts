import * as Plot from '@observablehq/plot'
import { filterGarch } from '../../src/risk/garch/filter.ts'
import { fitGarch, type GarchFit, type GarchFitOptions } from '../../src/risk/garch/fit.ts'
import type { GarchParameterName } from '../../src/risk/garch/model.ts'
import { fitVolatilityWithFallback } from '../../src/risk/garch/fallback.ts'
import { drawEvidence, legend } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { percentReturns, referenceSeries } from './reference-series.ts'

const names: readonly GarchParameterName[] = ['mean', 'omega', 'alpha', 'beta']

/**
 * The benchmark of Fiorentini, Calzolari and Panattoni on DEM/GBP, and what fits of other series come to.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export function makeEvidence(): Promise<EvidencePart> {
  const marks = referenceSeries('dem_gbp_markpound', 'value')
  const benchmark = fitted(marks, {})
  const markdown = [
    `DEM/GBP, ${marks.length.toLocaleString('en-US')} daily returns in per cent, 1984 to 1991, normal innovations: log-likelihood ${benchmark.logLikelihood.toFixed(5)}, ${benchmark.startsAgreeing} of ${benchmark.starts} starts agree, gradient ${benchmark.gradientNorm.toExponential(0)}.`,
    errorsTable(benchmark),
    '![Absolute returns of DEM/GBP and the conditional volatility of the fit](figures/garch-1.svg)',
    'The same model on other series, with Student t innovations. A fit that is not stationary is reported, and what is used instead is named.',
    othersTable(),
  ]
  const figures = new Map([['garch-1.svg', volatilityFigure(marks, benchmark)]])
  return Promise.resolve({ markdown: markdown.join('\n\n'), figures })
}

function errorsTable(fit: GarchFit): string {
  const { hessian, outerProduct, bollerslevWooldridge } = fit.standardErrors
  const error = (errors: typeof hessian, name: GarchParameterName): string => (errors.ok ? (errors.value[name] ?? 0).toPrecision(6) : '–')
  const rows = names.map((name) => [
    name,
    fit.parameters[name].toPrecision(6),
    ...[hessian, outerProduct, bollerslevWooldridge].map((errors) => error(errors, name)),
  ])
  return markdownTable([['parameter', 'estimate', 's.e. Hessian', 's.e. outer product', 's.e. Bollerslev-Wooldridge'], ...rows])
}

function othersTable(): string {
  const series: readonly (readonly [string, Float64Array])[] = [
    ['DEM/GBP', referenceSeries('dem_gbp_markpound', 'value')],
    ['S&P 500, last 2,500 days', percentReturns(referenceSeries('sp500_daily', 'Close')).slice(-2_500)],
    ['bitcoin, last 1,500 days', percentReturns(referenceSeries('coingecko_btcusd_daily', 'price')).slice(-1_500)],
    ['bitcoin, 2013 to 2026', percentReturns(referenceSeries('coingecko_btcusd_daily', 'price'))],
  ]
  const rows = series.map(([name, returns]) => {
    const fit = fitted(returns, { distribution: 'studentT' })
    const used = fitVolatilityWithFallback(returns, { distribution: 'studentT' })
    return [
      name,
      fit.parameters.alpha.toFixed(4),
      fit.parameters.beta.toFixed(4),
      fit.parameters.degreesOfFreedom.toFixed(2),
      fit.persistence.toFixed(4),
      fit.stationary ? 'yes' : 'no',
      used.ok ? used.value.name : '–',
    ]
  })
  return markdownTable([['series', 'alpha', 'beta', 'degrees of freedom', 'persistence', 'stationary', 'used'], ...rows])
}

function fitted(returns: Float64Array, options: GarchFitOptions): GarchFit {
  const fit = fitGarch(returns, options)
  if (!fit.ok) throw new Error(`the series cannot be fitted: ${fit.refusal.reason}`)
  return fit.value
}

function volatilityFigure(returns: Float64Array, fit: GarchFit): string {
  const variances = filterGarch(returns, fit.parameters)
  const points = Array.from(returns, (value, t) => ({ t, size: Math.abs(value), volatility: Math.sqrt(variances[t] as number) }))
  return drawEvidence('Absolute returns and conditional volatility of DEM/GBP', {
    x: { label: 'day' },
    y: { grid: true, label: 'per cent' },
    marks: [
      ...legend([
        ['absolute return', 'var(--data)'],
        ['conditional volatility', 'var(--model)'],
      ]),
      Plot.ruleX(points, { x: 't', y1: 0, y2: 'size', stroke: 'var(--data)', strokeWidth: 0.7 }),
      Plot.lineY(points, { x: 't', y: 'volatility', stroke: 'var(--model)', strokeWidth: 1.5 }),
    ],
  })
}
