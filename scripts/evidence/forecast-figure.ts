import * as Plot from '@observablehq/plot'
import type { ModelBacktest, RiskBacktest } from '../../src/lab/risk-backtest/backtest-result.ts'
import { drawEvidence, hourTick, legend } from './draw.ts'

/** Stretches into which a long record is cut; of each the largest loss is drawn. */
const stretches = 600

/**
 * Losses, the forecasts of one model and its exceedances, as SVG.
 *
 * @example
 * forecastFigure(backtest, modelOf(backtest, 'historical'))
 */
export function forecastFigure(backtest: RiskBacktest, model: ModelBacktest): string {
  const points = thinned(backtest, model)
  return drawEvidence(`${model.title}: losses, value at risk and expected shortfall, exceedances marked`, {
    x: timeAxis(backtest),
    y: { grid: true, label: backtest.series.unit === 'fraction' ? 'loss, per cent' : 'loss', nice: true },
    marks: [
      ...legend([
        ['loss', 'var(--data)'],
        ['value at risk', 'var(--model)'],
        ['expected shortfall', 'var(--second)'],
        ['exceedance', 'var(--mark)'],
      ]),
      Plot.ruleX(points, { x: 'x', y1: 0, y2: (p: Point) => Math.max(0, p.loss), stroke: 'var(--data)', strokeWidth: 1 }),
      Plot.lineY(points, { x: 'x', y: 'expectedShortfall', stroke: 'var(--second)', strokeWidth: 1.2 }),
      Plot.lineY(points, { x: 'x', y: 'valueAtRisk', stroke: 'var(--model)', strokeWidth: 1.4 }),
      Plot.dot(
        points.filter(({ exceeds }) => exceeds),
        { x: 'x', y: 'loss', r: 2.2, fill: 'var(--mark)' },
      ),
    ],
  })
}

/** Hours are named where the forecasts span a few days. */
function timeAxis({ at, series }: RiskBacktest): Plot.ScaleOptions {
  if (series.clock !== 'time') return { type: 'linear', label: null }
  const days = ((at.at(-1) as number) - (at[0] as number)) / 86_400e6
  return { type: 'utc', label: null, ...(days < 8 && { tickFormat: hourTick }) }
}

type Point = Readonly<{ x: Date | number; loss: number; valueAtRisk: number; expectedShortfall: number; exceeds: boolean }>

/** Every exceedance, and of each stretch the largest loss: the others would hide behind it. */
function thinned(backtest: RiskBacktest, model: ModelBacktest): readonly Point[] {
  const { at, losses, series } = backtest
  const scale = series.unit === 'fraction' ? 100 : 1
  const size = Math.max(1, Math.ceil(losses.length / stretches))
  const points: Point[] = []
  for (let start = 0; start < losses.length; start += size) {
    let largest = start
    for (let t = start; t < Math.min(start + size, losses.length); t++) {
      if ((losses[t] as number) > (losses[largest] as number)) largest = t
    }
    points.push({
      x: series.clock === 'time' ? new Date((at[largest] as number) / 1_000) : (at[largest] as number),
      loss: scale * (losses[largest] as number),
      valueAtRisk: scale * (model.walk.valueAtRisk[largest] as number),
      expectedShortfall: scale * (model.walk.expectedShortfall[largest] as number),
      exceeds: (losses[largest] as number) > (model.walk.valueAtRisk[largest] as number),
    })
  }
  return points
}
