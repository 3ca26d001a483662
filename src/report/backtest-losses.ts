import * as Plot from '@observablehq/plot'
import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { axisPart, lossAxis, placeOf, scaleOf, thinLine, type LossAxis, type Place } from './backtest-axis.ts'
import { lossText, momentText } from './backtest-words.ts'
import type { Figure, Panel, Room } from './chart.ts'
import { countText, numberText } from './words.ts'

/** Forecasts on each side of the largest loss that are shown close up. */
const closeUp = 60

/**
 * Losses against one model's VaR and ES, with the exceedances marked.
 *
 * @example
 * drawFigure(lossFigure(backtest, model, 300))
 */
export function lossFigure(backtest: RiskBacktest, model: ModelBacktest, height = 300): Figure {
  const range = { from: 0, to: backtest.losses.length }
  const exceedances = exceedancesOf(backtest, model)
  return {
    title: `${model.name}: losses against the forecast`,
    keys: keysOf(backtest),
    caption: `${exceedances.length} of ${countText(backtest.losses.length, 'forecast')} were exceeded. Gains are not drawn; of the losses that did not exceed, the largest of each stretch is.`,
    panels: [lossPanel({ backtest, model, exceedances, range, height })],
  }
}

/**
 * The same around the largest loss.
 *
 * @example
 * drawFigure(worstFigure(backtest, model))
 */
export function worstFigure(backtest: RiskBacktest, model: ModelBacktest): Figure {
  const { losses, at, series } = backtest
  const worst = losses.reduce((most, loss, t) => (loss > (losses[most] as number) ? t : most), 0)
  const range = { from: Math.max(0, worst - closeUp), to: Math.min(losses.length, worst + closeUp + 1) }
  const exceedances = exceedancesOf(backtest, model).filter((t) => t >= range.from && t < range.to)
  const told = `a loss of ${lossText(losses[worst] as number, series.unit)} against a VaR of ${lossText(model.walk.valueAtRisk[worst] as number, series.unit)}`
  return {
    title: `${model.name}: the largest loss, close up`,
    keys: keysOf(backtest),
    caption: `${momentText(series, at[worst] as number)}: ${told}; ${countText(exceedances.length, 'exceedance')} among the ${range.to - range.from} forecasts shown. Each forecast stands where the loss it is for became known.`,
    panels: [lossPanel({ backtest, model, exceedances, range, height: 260 })],
  }
}

function keysOf({ options }: RiskBacktest): Figure['keys'] {
  const percent = numberText(100 * options.confidence)
  return [
    { label: 'loss', colour: 'loss' },
    { label: `VaR, ${percent} %`, colour: 'tail' },
    { label: `ES, ${percent} %`, colour: 'shortfall' },
    { label: 'exceedance', colour: 'exceed' },
  ]
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
  /** Places shown: from, and before. */
  range: Readonly<{ from: number; to: number }>
  height: number
}>

function lossPanel({ backtest, model, exceedances, range, height }: LossPanel): Panel {
  const { series } = backtest
  const axis = axisPart(lossAxis(series.clock, backtest.at), range)
  const scale = series.unit === 'fraction' ? 100 : 1
  const unit = series.unit === 'fraction' ? 'loss, per cent of price' : 'loss, as in the file'
  const scaled = (values: Float64Array): readonly number[] => Array.from(values.subarray(range.from, range.to), (value) => scale * value)
  const losses = scaled(backtest.losses)
  const forecasts = [
    [scaled(model.walk.expectedShortfall), 'shortfall'],
    [scaled(model.walk.valueAtRisk), 'tail'],
  ] as const
  const marked = exceedances.map((t) => t - range.from)
  return {
    label: `Losses, VaR and ES of ${model.name}, ${exceedances.length} exceedances`,
    height,
    options: (room) => ({
      x: scaleOf(axis, room),
      y: { grid: true, label: unit, zero: true, nice: true, ticks: room.name === 'wide' ? 6 : 4 },
      r: { type: 'identity' },
      marks: [
        Plot.ruleX(largestOf(axis, losses, room), {
          x: 'x',
          y1: 0,
          y2: 'y',
          stroke: 'var(--loss)',
          strokeWidth: barWidth(losses.length, room),
        }),
        ...forecasts.map(([values, colour]) =>
          Plot.lineY(thinLine(axis, values, room.stretches), { x: 'x', y: 'y', stroke: `var(--${colour})`, strokeWidth: 1.3 }),
        ),
        Plot.dot(
          marked.map((t) => ({ x: placeOf(axis, t), y: losses[t] as number })),
          { x: 'x', y: 'y', r: 2.6, fill: 'var(--exceed)', stroke: 'var(--surface)', strokeWidth: 0.6 },
        ),
      ],
    }),
  }
}

/** Wide enough to be seen, narrow enough to stand apart. */
function barWidth(count: number, room: Room): number {
  return Math.max(1, Math.min(3, (0.35 * room.width) / count))
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
