import * as Plot from '@observablehq/plot'
import type { Figure, Panel } from './chart.ts'
import { timeAxis } from './time-axis.ts'
import type { Column, ReportMarket } from './report-input.ts'
import { dateOf, thinSeries } from './thin-series.ts'
import { numberText } from './words.ts'

/**
 * Traded volume against its norm, and volatility.
 *
 * @example
 * drawFigure(activityFigure(market))
 */
export function activityFigure(market: ReportMarket): Figure {
  const { series } = market.history
  return {
    title: 'Volume and volatility',
    keys: [
      { label: 'volume over its norm', colour: 'volume' },
      { label: 'EWMA volatility', colour: 'ewma' },
      { label: 'realised volatility', colour: 'realised' },
    ],
    caption: 'Above: traded volume as a multiple of what is usual; 1 is usual. Below: volatility of returns, scaled to a year.',
    panels: [
      linePanel(market, {
        label: 'Volume over its norm',
        unit: 'volume, times usual',
        height: 160,
        lines: [[series.volumeRatio, 'volume']],
        rules: [1],
      }),
      linePanel(market, {
        label: 'Volatility, annualised',
        unit: 'volatility a year, per cent',
        height: 190,
        scale: 100,
        lines: [
          [series.realisedVolatility, 'realised'],
          [series.ewmaVolatility, 'ewma'],
        ],
      }),
    ],
  }
}

/**
 * Value at risk and expected shortfall over time, with the losses held against them where they are at hand.
 *
 * @example
 * drawFigure(tailFigure(market))
 */
export function tailFigure(market: ReportMarket): Figure {
  const { series } = market.history
  const losses = market.losses ?? []
  const exceedances = losses.filter(({ exceeds }) => exceeds).length
  const panel = linePanel(market, {
    label: `Value at risk and expected shortfall${losses.length > 0 ? `, ${exceedances} exceedances` : ''}`,
    unit: 'loss, per cent of price',
    height: 230,
    scale: 100,
    lines: [
      [series.expectedShortfall, 'shortfall'],
      [series.valueAtRisk, 'tail'],
    ],
    dots: worthDrawing(losses).map(({ atUs, loss, exceeds }) => ({ x: dateOf(atUs), y: loss, colour: exceeds ? 'exceed' : 'loss' })),
  })
  return {
    title: 'Value at risk and expected shortfall',
    keys: [
      { label: 'value at risk, 99 %', colour: 'tail' },
      { label: 'expected shortfall, 97.5 %', colour: 'shortfall' },
      ...(losses.length > 0
        ? [
            { label: 'loss of one return', colour: 'loss' },
            { label: 'exceedance', colour: 'exceed' },
          ]
        : []),
    ],
    caption: `Loss of one return, in per cent of the price, by historical simulation over the trailing window; a loss is positive.${losses.length > 0 ? ` ${exceedances} of ${losses.length} returns lost more than value at risk.` : ''}`,
    panels: [panel],
  }
}

/** Every exceedance, and of the other losses the largest of each stretch of time: the small ones hide each other. */
function worthDrawing(losses: NonNullable<ReportMarket['losses']>) {
  const stretch = Math.max(1, Math.ceil(losses.length / 260))
  const largest = Map.groupBy(losses.keys(), (place) => Math.floor(place / stretch))
    .values()
    .map((places) => places.reduce((most, place) => ((losses[place]?.loss ?? 0) > (losses[most]?.loss ?? 0) ? place : most)))
  const kept = new Set(largest)
  return losses.filter(({ loss, exceeds }, place) => loss > 0 && (exceeds || kept.has(place)))
}

type LinePanel = Readonly<{
  label: string
  unit: string
  height: number
  lines: readonly (readonly [values: Column, colour: string])[]
  /** What values are multiplied by to be shown. */
  scale?: number
  rules?: readonly number[]
  dots?: readonly Readonly<{ x: Date; y: number; colour: string }>[]
}>

function linePanel(market: ReportMarket, panel: LinePanel): Panel {
  const { atUs } = market.history
  const scale = panel.scale ?? 1
  const highest = panel.lines.flatMap(([values]) => values).reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
  return {
    label: `${panel.label}, at most ${numberText(highest * scale, 3)} ${panel.unit}`,
    height: panel.height,
    options: (room) => ({
      x: timeAxis(market.history.atUs, room),
      y: { grid: true, label: panel.unit, zero: true, nice: true, ticks: room.name === 'wide' ? 6 : 4 },
      r: { type: 'identity' },
      marks: [
        Plot.ruleY(panel.rules ?? [], { stroke: 'currentColor', strokeOpacity: 0.4, strokeDasharray: '3,3' }),
        Plot.dot(
          (panel.dots ?? []).map((dot) => ({ ...dot, y: dot.y * scale })),
          {
            x: 'x',
            y: 'y',
            r: (dot: { colour: string }) => (dot.colour === 'exceed' ? 2.6 : 1.6),
            fill: (dot: { colour: string }) => `var(--${dot.colour})`,
          },
        ),
        ...panel.lines.map(([values, colour]) =>
          Plot.lineY(
            thinSeries(atUs, values, room.stretches).map(({ x, y }) => ({ x, y: y * scale })),
            { x: 'x', y: 'y', stroke: `var(--${colour})`, strokeWidth: 1.4 },
          ),
        ),
      ],
    }),
  }
}
