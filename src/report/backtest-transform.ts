import * as Plot from '@observablehq/plot'
import type { ModelBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { binomialBand } from './binomial-band.ts'
import type { Figure } from './chart.ts'
import { numberText } from './words.ts'

/**
 * How often each level of a model's forecast distribution was met: flat when the whole distribution is right.
 *
 * @example
 * drawFigure(transformFigure(model))
 */
export function transformFigure(model: ModelBacktest): Figure {
  const counts = model.transformCounts
  const total = counts.reduce((sum, count) => sum + count, 0)
  const bins = counts.length
  const band = binomialBand({ trials: Math.max(1, total), probability: 1 / bins }, 0.95)
  const bars = counts.map((count, i) => ({ from: (100 * i) / bins, to: (100 * (i + 1)) / bins, count }))
  return {
    title: `${model.name}: where losses fell in the forecast`,
    keys: [
      { label: 'losses', colour: 'tail' },
      { label: '95 % band of a right model', colour: 'band' },
    ],
    caption: `Each loss by the probability the model had given to a smaller one, in bins of ${numberText(100 / bins)} %: gains on the left, the worst losses on the right. A peak in the middle and thin ends: the forecast was too wide; high ends: too narrow. VaR and ES are made of the rightmost bin alone.`,
    panels: [
      {
        label: `Probability transforms of ${model.name} in ${bins} bins, from ${Math.min(...counts)} to ${Math.max(...counts)} losses a bin`,
        height: 200,
        options: (room) => ({
          marginBottom: 42,
          x: { domain: [0, 100], label: 'probability of a smaller loss, per cent', ticks: room.name === 'wide' ? 10 : 5 },
          y: { grid: true, label: 'losses', zero: true, nice: true, ticks: 4 },
          marks: [
            Plot.rect([band], { x1: 0, x2: 100, y1: 'least', y2: 'most', fill: 'var(--band)' }),
            Plot.rect(bars, {
              x1: 'from',
              x2: 'to',
              y1: 0,
              y2: 'count',
              insetLeft: 1,
              insetRight: 1,
              fill: 'var(--tail)',
              fillOpacity: 0.75,
            }),
            Plot.ruleY([total / bins], { stroke: 'var(--text)', strokeDasharray: '5,4' }),
          ],
        }),
      },
    ],
  }
}
