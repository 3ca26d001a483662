import * as Plot from '@observablehq/plot'
import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { lossAxis, placeOf, scaleOf, thinLine, type LossAxis, type Place } from './backtest-axis.ts'
import type { Figure, Panel, Room } from './chart.ts'
import { numberText } from './words.ts'

/**
 * Losses against one model's VaR and ES, with the exceedances marked.
 *
 * @example
 * drawFigure(lossFigure(backtest, model, 300))
 */
export function lossFigure(backtest: RiskBacktest, model: ModelBacktest, height = 300): Figure {
  const { losses, options, series } = backtest
  const exceedances = exceedancesOf(backtest, model)
  const percent = numberText(100 * options.confidence)
  const unit = series.unit === 'fraction' ? 'loss, per cent of price' : 'loss, as in the file'
  return {
    title: `${model.name}: losses against the forecast`,
    keys: [
      { label: 'loss', colour: 'loss' },
      { label: `VaR, ${percent} %`, colour: 'tail' },
      { label: `ES, ${percent} %`, colour: 'shortfall' },
      { label: 'exceedance', colour: 'exceed' },
    ],
    caption: `${exceedances.length} of ${losses.length} losses exceeded the VaR forecast for them. Gains are not drawn; of the losses that did not exceed, the largest of each stretch is.`,
    panels: [lossPanel({ backtest, model, exceedances, unit, height })],
  }
}

/** Places of the losses above the VaR forecast for them. */
export function exceedancesOf({ losses }: RiskBacktest, { walk }: ModelBacktest): readonly number[] {
  const found: number[] = []
  for (let t = 0; t < losses.length; t++) if ((losses[t] as number) > (walk.valueAtRisk[t] as number)) found.push(t)
  return found
}

type LossPanel = Readonly<{
  backtest: RiskBacktest
  model: ModelBacktest
  exceedances: readonly number[]
  unit: string
  height: number
}>

function lossPanel({ backtest, model, exceedances, unit, height }: LossPanel): Panel {
  const axis = lossAxis(backtest.series.clock, backtest.at)
  const scale = backtest.series.unit === 'fraction' ? 100 : 1
  const scaled = (values: Float64Array): readonly number[] => Array.from(values, (value) => scale * value)
  const losses = scaled(backtest.losses)
  const forecasts = [
    [scaled(model.walk.expectedShortfall), 'shortfall'],
    [scaled(model.walk.valueAtRisk), 'tail'],
  ] as const
  return {
    label: `Losses, VaR and ES of ${model.name}, ${exceedances.length} exceedances`,
    height,
    options: (room) => ({
      x: scaleOf(axis, room),
      y: { grid: true, label: unit, zero: true, nice: true, ticks: room.name === 'wide' ? 6 : 4 },
      r: { type: 'identity' },
      marks: [
        Plot.ruleX(largestOf(axis, losses, room), { x: 'x', y1: 0, y2: 'y', stroke: 'var(--loss)', strokeWidth: 1 }),
        ...forecasts.map(([values, colour]) =>
          Plot.lineY(thinLine(axis, values, room.stretches), { x: 'x', y: 'y', stroke: `var(--${colour})`, strokeWidth: 1.3 }),
        ),
        Plot.dot(
          exceedances.map((t) => ({ x: placeOf(axis, t), y: losses[t] as number })),
          { x: 'x', y: 'y', r: 2.6, fill: 'var(--exceed)', stroke: 'var(--surface)', strokeWidth: 0.6 },
        ),
      ],
    }),
  }
}

/** The largest loss of each stretch; one of every place would be a solid wall. */
function largestOf(axis: LossAxis, losses: readonly number[], { stretches }: Room): Readonly<{ x: Place; y: number }>[] {
  const length = Math.max(1, Math.ceil(losses.length / stretches))
  const found: { x: Place; y: number }[] = []
  for (let from = 0; from < losses.length; from += length) {
    let largest = from
    for (let t = from; t < Math.min(losses.length, from + length); t++) {
      if ((losses[t] as number) > (losses[largest] as number)) largest = t
    }
    if ((losses[largest] as number) > 0) found.push({ x: placeOf(axis, largest), y: losses[largest] as number })
  }
  return found
}
