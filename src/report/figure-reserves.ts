import * as Plot from '@observablehq/plot'
import type { Figure, Panel } from './chart.ts'
import { compact } from './figure-liquidity.ts'
import { timeAxis } from './time-axis.ts'
import type { Column, ReportMarket } from './report-input.ts'
import { thinSeries, type Point } from './thin-series.ts'
import { numberText } from './words.ts'

type Stack = ReportMarket['history']['reserves'][number]

/**
 * The reserve of an asset over time: what is available, committed to working orders, and deployed; below, what is at work alone.
 *
 * @example
 * market.history.reserves.map((stack) => drawFigure(reserveFigure(market, stack)))
 */
export function reserveFigure(market: ReportMarket, stack: Stack): Figure {
  const atWork = [
    ['deployed', stack.deployed],
    ['committed', stack.committed],
  ] as const
  return {
    title: `Reserves, ${stack.asset}`,
    keys: ['available', 'committed', 'deployed', 'unrealised'].map((label) => ({
      label: label === 'unrealised' ? 'unrealised result' : label,
      colour: label,
    })),
    caption: `Above: the whole reserve in ${stack.asset}. Below: what is at work, on its own scale, and the unrealised result of the inventory. Committed money waits for fills; deployed money is inventory at cost. Drawn from samples: a peak between two of them is in the figures above, not here.`,
    panels: [
      stackPanel(market, { label: 'Whole reserve', asset: stack.asset, height: 170, layers: [...atWork, ['available', stack.available]] }),
      stackPanel(market, { label: 'At work', asset: stack.asset, height: 190, layers: atWork, line: stack.unrealised }),
    ],
  }
}

type StackPanel = Readonly<{
  label: string
  asset: string
  height: number
  layers: readonly (readonly [name: string, values: Column])[]
  line?: Column
}>

function stackPanel(market: ReportMarket, panel: StackPanel): Panel {
  const { atUs } = market.history
  const totals = atUs.map((_, i) => panel.layers.reduce((sum, [, values]) => sum + (values[i] ?? 0), 0))
  const highest = totals.reduce((most, total) => Math.max(most, total), 0)
  return {
    label: `${panel.label}, at most ${numberText(highest, 4)} ${panel.asset}`,
    height: panel.height,
    options: (room) => {
      const bands = bandsOf(atUs, panel.layers, room.stretches)
      return {
        x: timeAxis(market.history.atUs, room),
        y: {
          grid: true,
          label: `${panel.label.toLowerCase()}, ${panel.asset}`,
          zero: true,
          nice: true,
          tickFormat: compact,
          ticks: room.name === 'wide' ? 6 : 4,
        },
        marks: [
          ...bands.map(({ name, points }) =>
            Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: `var(--${name})`, curve: 'step-after' }),
          ),
          ...(panel.line === undefined
            ? []
            : [
                Plot.lineY(thinSeries(atUs, panel.line, room.stretches), { x: 'x', y: 'y', stroke: 'var(--unrealised)', strokeWidth: 1.4 }),
              ]),
          Plot.ruleY([0], { strokeOpacity: 0.5 }),
        ],
      }
    },
  }
}

/** Bands that lie on each other: thinned at the same times, or their edges would cross. */
function bandsOf(atUs: readonly number[], layers: StackPanel['layers'], stretches: number) {
  const totals = atUs.map((_, i) =>
    layers.some(([, values]) => typeof values[i] === 'number') ? layers.reduce((sum, [, values]) => sum + (values[i] ?? 0), 0) : null,
  )
  const places = placesOf(atUs, thinSeries(atUs, totals, stretches))
  const base = new Map(places.map((place) => [place, 0]))
  return layers.map(([name, values]) => ({
    name,
    points: places.map((place) => {
      const low = base.get(place) ?? 0
      const high = low + (values[place] ?? 0)
      base.set(place, high)
      return { x: new Date((atUs[place] ?? 0) / 1000), low, high }
    }),
  }))
}

function placesOf(atUs: readonly number[], points: readonly Point[]): number[] {
  const wanted = new Set(points.filter(({ y }) => Number.isFinite(y)).map(({ x }) => x.getTime()))
  return atUs.flatMap((at, place) => (wanted.delete(Math.trunc(at / 1000)) ? [place] : []))
}
