import * as Plot from '@observablehq/plot'
import type { MarginHistoryResult } from '../lab/margin-history/history-result.ts'
import type { Figure, Panel, Room } from './chart.ts'
import { dateOf } from './thin-series.ts'
import { numberText } from './words.ts'

const colours = ['tail', 'spread', 'buy', 'volume', 'ewma', 'shortfall', 'sell', 'realised', 'price'] as const
const dashes = ['none', 'none', 'none', 'none', 'none', 'none', '5,3', '5,3', '5,3'] as const

/**
 * The colour of a model in all figures of a page.
 *
 * @example
 * modelColour(result, 'span') // 'spread'
 */
export function modelColour(result: MarginHistoryResult, model: string): string {
  const place = result.models.findIndex(({ name }) => name === model)
  return colours[place % colours.length] ?? colours[0]
}

/**
 * The market: index and, where quoted, volatility at the money.
 *
 * @example
 * drawFigure(marketFigure(result))
 */
export function marketFigure(result: MarginHistoryResult): Figure {
  const volatility = result.market.filter((point) => point.volatility !== undefined)
  const prices = result.market.map(({ indexPrice }) => indexPrice)
  return {
    title: `The market: ${result.underlying}`,
    keys: [
      { label: 'index', colour: 'price' },
      { label: 'volatility at the money, near expiry', colour: 'ewma' },
    ],
    caption: `Index price in dollars above, implied volatility a year in per cent below.${result.market.length > mostDots ? '' : ' A dot is a snapshot.'}`,
    panels: [
      linePanel({
        label: `Index from ${numberText(prices[0] ?? 0, 6)} to ${numberText(prices.at(-1) ?? 0, 6)}`,
        axis: 'index, dollars',
        height: 210,
        result,
        rows: result.market.map(({ at, indexPrice }) => ({ at: dateOf(at), value: indexPrice, line: 'price', dash: 'none' })),
      }),
      linePanel({
        label: 'Implied volatility at the money',
        axis: 'volatility, per cent',
        height: 170,
        result,
        rows: volatility.map((point) => ({ at: dateOf(point.at), value: 100 * (point.volatility ?? 0), line: 'ewma', dash: 'none' })),
      }),
    ],
  }
}

/**
 * One portfolio: initial margin by model through time.
 *
 * @example
 * drawHalfFigure(portfolioFigure(result, result.portfolios[0]))
 */
export function portfolioFigure(result: MarginHistoryResult, portfolio: MarginHistoryResult['portfolios'][number]): Figure {
  const series = result.series.filter(({ account }) => account === portfolio.name)
  const rows = series.flatMap(({ model, points }) =>
    points.map(({ at, initialMargin }) => ({
      at: dateOf(at),
      value: initialMargin / 1000,
      line: modelColour(result, model),
      dash: dashes[result.models.findIndex(({ name }) => name === model) % dashes.length] ?? 'none',
    })),
  )
  return {
    title: portfolio.title,
    keys: result.models
      .filter(({ name }) => series.some(({ model, points }) => model === name && points.length > 0))
      .map(({ name }) => ({ label: name, colour: modelColour(result, name) })),
    caption: portfolio.held,
    panels: [
      linePanel({
        label: `Initial margin of ${portfolio.title} under ${result.models.length} models`,
        axis: 'initial margin, thousand dollars',
        height: 230,
        result,
        rows,
      }),
    ],
  }
}

/** Longer lines have no dots: they would hide it. */
const mostDots = 60

type LineRow = Readonly<{ at: Date; value: number; line: string; dash: string }>
type LinePanel = Readonly<{ label: string; axis: string; height: number; result: MarginHistoryResult; rows: readonly LineRow[] }>

function linePanel({ label, axis, height, result, rows }: LinePanel): Panel {
  const lines = [...Map.groupBy(rows, ({ line, dash }) => `${line} ${dash}`).values()]
  return {
    label,
    height,
    options: (room) => ({
      x: dayAxis(result, room),
      y: { grid: true, label: axis, nice: true, ticks: 5, zero: axis.startsWith('initial') },
      marks: lines.flatMap((line) => [
        Plot.lineY(line, {
          x: 'at',
          y: 'value',
          stroke: `var(--${line[0]?.line})`,
          strokeDasharray: line[0]?.dash ?? 'none',
          strokeWidth: 1.6,
        }),
        Plot.dot(line.length > mostDots ? [] : line, { x: 'at', y: 'value', r: 1.6, fill: `var(--${line[0]?.line})` }),
      ]),
    }),
  }
}

const dayUs = 86_400e6

/** Ticks at midnights, thinned to what there is room for. */
function dayAxis(result: MarginHistoryResult, room: Room): Plot.ScaleOptions {
  const [from, to] = [result.market[0]?.at ?? 0, result.market.at(-1)?.at ?? 0]
  const days = Math.floor(to / dayUs) - Math.ceil(from / dayUs) + 1
  const step = Math.max(1, Math.ceil(days / (room.width > 800 ? 14 : 6)))
  const count = Math.max(0, Math.ceil(days / step))
  return {
    type: 'utc',
    label: null,
    domain: [dateOf(from), dateOf(to)],
    ticks: Array.from({ length: count }, (_, i) => dateOf((Math.ceil(from / dayUs) + i * step) * dayUs)),
    tickFormat: (tick: Date) => tick.toISOString().slice(5, 10),
  }
}
