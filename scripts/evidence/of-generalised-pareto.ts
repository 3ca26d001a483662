import * as Plot from '@observablehq/plot'
import { shapeInterval } from '../../src/risk/extremes/pareto-interval.ts'
import { excessesOver, extremeTail, fitPeaksOverThreshold } from '../../src/risk/extremes/peaks-over-threshold.ts'
import type { PeaksOverThreshold } from '../../src/risk/extremes/peaks-over-threshold.ts'
import { drawEvidence, legend } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { percentReturns, referenceSeries } from './reference-series.ts'

/**
 * The tails of Danish fire losses and of bitcoin's daily losses: fits at several thresholds, and the first as a picture.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export function makeEvidence(): Promise<EvidencePart> {
  const fires = referenceSeries('danish_fire', 'dat')
  const falls = percentReturns(referenceSeries('coingecko_btcusd_daily', 'price')).map((each) => -each)
  const markdown = [
    `Danish fire losses, ${fires.length.toLocaleString('en-US')} of them, millions of kroner, 1980 to 1990. McNeil's figures at a threshold of 10 are a shape of 0.497 and a scale of 6.98.`,
    thresholdsTable(fires, [5, 10, 20]),
    '![Share of Danish fire losses above a size, both axes logarithmic, and the fitted tail](figures/generalised-pareto-1.svg)',
    `Bitcoin, ${falls.length.toLocaleString('en-US')} daily losses in per cent, 2013 to 2026. The days depend on each other: the interval is too narrow, see conditional extremes.`,
    thresholdsTable(falls, [3, 5, 8]),
  ]
  return Promise.resolve({
    markdown: markdown.join('\n\n'),
    figures: new Map([['generalised-pareto-1.svg', tailFigure(fires, tailAt(fires, 10))]]),
  })
}

function thresholdsTable(losses: Float64Array, thresholds: readonly number[]): string {
  const rows = thresholds.map((threshold) => {
    const tail = tailAt(losses, threshold)
    const interval = shapeInterval(excessesOver(losses, threshold), tail.fit)
    const { valueAtRisk, expectedShortfall } = extremeTail(tail, 0.99)
    const low = interval.low.ok ? interval.low.value.toFixed(2) : 'open'
    return [
      String(threshold),
      String(tail.exceedances),
      tail.fit.shape.toFixed(3),
      `${low} to ${interval.high.toFixed(2)}`,
      tail.fit.scale.toFixed(3),
      valueAtRisk.ok ? valueAtRisk.value.toFixed(2) : valueAtRisk.refusal.reason,
      expectedShortfall.ok ? expectedShortfall.value.toFixed(2) : expectedShortfall.refusal.reason,
    ]
  })
  return markdownTable([['threshold', 'exceedances', 'shape', '95 % interval by profile', 'scale', 'VaR 99 %', 'ES 99 %'], ...rows])
}

function tailAt(losses: Float64Array, threshold: number): PeaksOverThreshold {
  const tail = fitPeaksOverThreshold(losses, threshold)
  if (!tail.ok) throw new Error(`no tail beyond ${threshold}: ${tail.refusal.reason}`)
  return tail.value
}

function tailFigure(losses: Float64Array, { threshold, exceedances, fit }: PeaksOverThreshold): string {
  const sorted = Float64Array.from(losses).sort().toReversed()
  const points = Array.from(sorted.slice(0, 400), (loss, rank) => ({ loss, share: (rank + 0.5) / losses.length }))
  const curve = Array.from({ length: 120 }, (_, i) => {
    const loss = threshold * (300 / threshold) ** (i / 119)
    return { loss, share: (exceedances / losses.length) * (1 + (fit.shape * (loss - threshold)) / fit.scale) ** (-1 / fit.shape) }
  })
  return drawEvidence('Tail of the Danish fire losses', {
    x: { type: 'log', label: 'loss, millions of kroner', grid: true },
    y: {
      type: 'log',
      label: 'share of losses above it',
      grid: true,
      ticks: [0.0002, 0.001, 0.01, 0.1],
      tickFormat: (share: number) => `${Number((100 * share).toPrecision(1))} %`,
    },
    marks: [
      ...legend([
        ['losses', 'var(--data)'],
        ['fitted tail', 'var(--model)'],
        ['threshold', 'var(--second)'],
      ]),
      Plot.dot(points, { x: 'loss', y: 'share', r: 2, fill: 'var(--data)' }),
      Plot.line(curve, { x: 'loss', y: 'share', stroke: 'var(--model)', strokeWidth: 1.6 }),
      Plot.ruleX([threshold], { stroke: 'var(--second)', strokeDasharray: '4,3' }),
    ],
  })
}
