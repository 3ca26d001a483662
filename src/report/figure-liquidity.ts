import * as Plot from '@observablehq/plot'
import type { Figure, Panel } from './chart.ts'
import { timeAxis } from './time-axis.ts'
import type { Column, ReportMarket, ReportSeries } from './report-input.ts'
import { thinSeries } from './thin-series.ts'
import { numberText } from './words.ts'

const depths: readonly (readonly [series: ReportSeries, label: string, colour: string])[] = [
  ['depth10Bps', 'within 10 bps', 'depth-10'],
  ['depth25Bps', '25 bps', 'depth-25'],
  ['depth50Bps', '50 bps', 'depth-50'],
  ['depth100Bps', '100 bps', 'depth-100'],
]

/**
 * Spread and depth on logarithmic scales, where a halving looks the same at any size.
 *
 * @example
 * drawFigure(liquidityFigure(market))
 */
export function liquidityFigure(market: ReportMarket): Figure {
  const { series } = market.history
  return {
    title: 'Spread and depth',
    keys: [{ label: 'quoted spread', colour: 'spread' }, ...depths.map(([, label, colour]) => ({ label: `depth ${label}`, colour }))],
    caption: `Above: quoted spread in basis points. Below: ${market.quote} resting on the thinner side within a distance of the mid. Logarithmic; nothing at all is drawn at the lower edge, a break means not known.${market.modelled ? ' Modelled: the book is made from bars.' : ''}`,
    panels: [
      logPanel(market, { label: 'Quoted spread', unit: 'bps', height: 170, lines: [[series.spreadBps, 'spread']] }),
      logPanel(market, {
        label: 'Depth',
        unit: market.quote,
        height: 240,
        lines: depths.map(([name, , colour]) => [series[name], colour]),
      }),
    ],
  }
}

type LogPanel = Readonly<{ label: string; unit: string; height: number; lines: readonly (readonly [values: Column, colour: string])[] }>

function logPanel(market: ReportMarket, panel: LogPanel): Panel {
  const { atUs } = market.history
  const positive = panel.lines.flatMap(([values]) => values.filter((value) => value !== null && value > 0) as number[])
  const lowest = positive.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const highest = positive.reduce((most, value) => Math.max(most, value), 0)
  const domain = positive.length === 0 ? [1, 10] : [lowest * 0.8, Math.max(highest, lowest * 2) * 1.2]
  const floor = domain[0] ?? 1
  return {
    label:
      positive.length === 0
        ? `${panel.label}: never known`
        : `${panel.label} between ${numberText(lowest, 3)} and ${numberText(highest, 3)} ${panel.unit}`,
    height: panel.height,
    options: (room) => ({
      x: timeAxis(market.history.atUs, room),
      y: {
        type: 'log',
        domain,
        grid: true,
        label: `${panel.label.toLowerCase()}, ${panel.unit}`,
        tickFormat: compact,
        ticks: ticksOf(floor, domain[1] ?? 10),
      },
      marks: panel.lines.map(([values, colour]) =>
        Plot.lineY(
          thinSeries(atUs, values, room.stretches).map(({ x, y }) => ({ x, y: y <= 0 ? floor : y })),
          { x: 'x', y: 'y', stroke: `var(--${colour})`, strokeWidth: 1.4 },
        ),
      ),
    }),
  }
}

/** Ticks at 1, 2 and 5 of each decade, or at 1 alone where there are many decades. */
function ticksOf(from: number, to: number): number[] {
  const decades = Array.from({ length: 30 }, (_, i) => Number(`1e${i - 12}`))
  const steps = to / from > 50 ? [1] : [1, 2, 5]
  return decades.flatMap((decade) => steps.map((step) => step * decade)).filter((tick) => tick >= from && tick <= to)
}

/**
 * A number for an axis: 1.2M for 1,200,000.
 *
 * @example
 * compact(25_000) // '25k'
 */
export function compact(value: number): string {
  return value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 2 }).replace('K', 'k')
}
