import * as Plot from '@observablehq/plot'
import type { Figure, Panel } from './chart.ts'
import { timeAxis } from './time-axis.ts'
import { phaseNames, type ReportDecision, type ReportMarket } from './report-input.ts'
import { dateOf, phaseStretches, thinSeries } from './thin-series.ts'
import { numberText } from './words.ts'

/** Dots beyond this many hide each other; the largest fills are kept. */
const mostDots = 400

/**
 * Price with the time in activation behind it and the fund's fills on it; below, the phase of every trigger.
 *
 * @example
 * drawFigure(priceFigure(market, decisions))
 */
export function priceFigure(market: ReportMarket, decisions: readonly ReportDecision[]): Figure {
  const fills = decisions.filter((decision) => decision.fill !== undefined && decision.market === market.market)
  return {
    title: `Price and interventions, ${market.market}`,
    keys: [
      { label: 'mid price', colour: 'price' },
      { label: 'fund bought', colour: 'buy' },
      { label: 'fund sold', colour: 'sell' },
      ...phaseNames.slice(1).map((phase) => ({ label: phase, colour: `phase-${phase}` })),
    ],
    caption: `${market.quote} per ${market.base}, UTC. Shaded: a trigger was active. Triangles: the fund's own fills, upwards bought, downwards sold, larger for more money. Lanes: the phase of each trigger; an empty lane is calm.`,
    panels: [pricePanel(market, fills), lanePanel(market)],
  }
}

function pricePanel(market: ReportMarket, fills: readonly ReportDecision[]): Panel {
  const { atUs, series, phases } = market.history
  const known = series.price.filter((value) => value !== null)
  const active = phases.flatMap(({ values }) => phaseStretches(atUs, values)).filter(({ phase }) => phaseNames[phase] === 'active')
  const dots = fills
    .flatMap(({ at, fill }) => (fill === undefined ? [] : [{ x: dateOf(at), ...fill }]))
    .toSorted((a, b) => b.notional - a.notional)
    .slice(0, mostDots)
  return {
    label: `Price from ${numberText(known[0] ?? 0)} to ${numberText(known.at(-1) ?? 0)}, ${fills.length} fills`,
    height: 300,
    options: (room) => ({
      x: timeAxis(market.history.atUs, room),
      y: { grid: true, label: `mid price, ${market.quote}`, nice: true, tickFormat: (value: number) => numberText(value, 6) },
      r: { range: [1.5, room.name === 'wide' ? 7 : 5] },
      marks: [
        Plot.rectX(active, { x1: 'from', x2: 'to', fill: 'var(--phase-active)', fillOpacity: 0.14 }),
        Plot.lineY(thinSeries(atUs, series.price, room.stretches), { x: 'x', y: 'y', stroke: 'var(--price)', strokeWidth: 1.5 }),
        ...(['buy', 'sell'] as const).map((side) =>
          Plot.dot(
            dots.filter((dot) => dot.side === side),
            {
              x: 'x',
              y: 'price',
              r: 'notional',
              symbol: 'triangle',
              rotate: side === 'buy' ? 0 : 180,
              fill: `var(--${side})`,
              fillOpacity: 0.6,
            },
          ),
        ),
      ],
    }),
  }
}

function lanePanel(market: ReportMarket): Panel {
  const { atUs, phases } = market.history
  const lanes = phases.flatMap(({ trigger, values }) =>
    phaseStretches(atUs, values)
      .filter(({ phase }) => phase > 0)
      .map((stretch) => ({ ...stretch, trigger })),
  )
  return {
    label: `Phases of the triggers ${phases.map(({ trigger }) => trigger).join(', ')}`,
    height: 20 + 30 * Math.max(1, phases.length),
    options: (room) => ({
      marginTop: 14,
      marginBottom: 4,
      x: { ...timeAxis(market.history.atUs, room), axis: null },
      y: { type: 'band', axis: null, domain: phases.map(({ trigger }) => trigger), paddingInner: 0.55, paddingOuter: 0.3 },
      marks: [
        Plot.barX(phases, { x1: dateOf(atUs[0] ?? 0), x2: dateOf(atUs.at(-1) ?? 0), y: 'trigger', fill: 'var(--line)', fillOpacity: 0.5 }),
        Plot.barX(lanes, {
          x1: 'from',
          x2: 'to',
          y: 'trigger',
          fill: (lane: { phase: number }) => `var(--phase-${phaseNames[lane.phase] ?? 'calm'})`,
        }),
        Plot.text(phases, {
          x: dateOf(atUs[0] ?? 0),
          y: 'trigger',
          text: 'trigger',
          textAnchor: 'start',
          dy: room.name === 'wide' ? -13 : -12,
          dx: 1,
        }),
      ],
    }),
  }
}
