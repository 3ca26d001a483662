import * as Plot from '@observablehq/plot'
import type { LiquidationAssessment } from '../lab/liquidation/assess-liquidation.ts'
import type { AdjustedLoss, LiquidationPlan } from '../risk/liquidation/liquidity-adjusted-loss.ts'
import type { Figure, Panel } from './chart.ts'
import { compact } from './figure-liquidity.ts'
import { lossParts, spanText } from './lvar-parts.ts'
import { numberText } from './words.ts'

/**
 * What the loss is made of: the whole above, and the cost of leaving alone below, where it can be seen.
 *
 * @example
 * drawFigure(partsFigure(assessment))
 */
export function partsFigure(assessment: LiquidationAssessment): Figure {
  const { loss, leaveNow, value } = assessment
  const losses: readonly (readonly [string, AdjustedLoss])[] = [
    ['VaR', loss.valueAtRisk],
    ['ES', loss.expectedShortfall],
  ]
  const now: readonly (readonly [string, AdjustedLoss])[] = [['VaR, left now', leaveNow]]
  const held = assessment.question.horizonDays > 0
  return {
    title: 'What the loss is made of',
    keys: lossParts.map(({ label, colour }) => ({ label, colour })),
    caption: `${held ? 'Above: the whole loss. Below: the cost of leaving alone, and of leaving now without holding first. ' : ''}In basis points of the value of the position.`,
    panels: [
      ...(held ? [barPanel('The whole', losses, { value, keys: lossParts.map(({ key }) => key) })] : []),
      barPanel('The cost of leaving', held ? [...losses, ...now] : losses, {
        value,
        keys: lossParts.map(({ key }) => key).filter((key) => key !== 'priceRisk'),
      }),
    ],
  }
}

type BarRow = Readonly<{ name: string; part: string; colour: string; bps: number }>
type BarBasis = Readonly<{ value: number; keys: readonly (typeof lossParts)[number]['key'][] }>

function barPanel(label: string, losses: readonly (readonly [string, AdjustedLoss])[], basis: BarBasis): Panel {
  const rows: BarRow[] = losses.flatMap(([name, loss]) =>
    lossParts
      .filter(({ key }) => basis.keys.includes(key))
      .map(({ key, label: part, colour }) => ({ name, part, colour: `var(--${colour})`, bps: (1e4 * loss[key]) / basis.value })),
  )
  const totals = losses.map(([name]) => ({ name, bps: rows.filter((row) => row.name === name).reduce((sum, row) => sum + row.bps, 0) }))
  const most = Math.max(...totals.map(({ bps }) => bps), 1e-9)
  return {
    label: `${label}: ${totals.map(({ name, bps }) => `${name} ${numberText(bps, 3)} bps`).join(', ')}`,
    height: 70 + 34 * losses.length,
    options: (room) => ({
      marginBottom: 40,
      marginLeft: room.name === 'wide' ? 110 : 92,
      marginRight: 70,
      x: {
        domain: [0, most],
        labelAnchor: 'center',
        label: `${label.toLowerCase()}, bps of value`,
        grid: true,
        ticks: room.name === 'wide' ? 8 : 4,
      },
      y: { domain: losses.map(([name]) => name), label: null },
      marks: [
        Plot.barX(rows, { x: 'bps', y: 'name', fill: 'colour', insetTop: 3, insetBottom: 3 }),
        Plot.text(totals, {
          x: 'bps',
          y: 'name',
          text: ({ bps }: { bps: number }) => numberText(bps, 3),
          textAnchor: 'start',
          dx: 5,
          fill: 'var(--text)',
        }),
        Plot.ruleX([0], { stroke: 'var(--line)' }),
      ],
    }),
  }
}

/**
 * The frontier: what impact is saved by taking time, and what risk that adds.
 *
 * @example
 * drawFigure(frontierFigure(assessment))
 */
export function frontierFigure(assessment: LiquidationAssessment): Figure {
  const { frontier, valueAtRisk } = assessment.loss
  const scale = 1e4 / assessment.value
  const point = (plan: LiquidationPlan) => ({ impact: scale * (plan.temporary + plan.permanent), deviation: scale * plan.deviation })
  const points = frontier.map(point)
  const middle = ((points[0]?.impact ?? 0) + (points.at(-1)?.impact ?? 0)) / 2
  const marked = [
    { ...point(valueAtRisk.plan), text: 'best', colour: 'exceed' },
    ...(assessment.question.horizonDays === 0 ? [] : [{ ...point(assessment.leaveNow.plan), text: 'best if left now', colour: 'buy' }]),
  ]
  return {
    title: 'Efficient frontier',
    keys: [
      { label: 'schedules that none beats in both', colour: 'accent' },
      { label: 'the best by VaR', colour: 'exceed' },
      ...(marked.length === 1 ? [] : [{ label: 'the best if left now', colour: 'buy' }]),
    ],
    caption:
      'Each point is a schedule: to the left it costs less impact, downwards it leaves less to chance. The best one has the least loss, impact and deviations together. The scale of deviations is by roots, so that small ones can be told apart.',
    panels: [
      {
        label: `Frontier of ${frontier.length} schedules; the best has ${numberText(marked[0]?.impact ?? 0, 3)} bps of impact`,
        height: 300,
        options: (room) => ({
          marginBottom: 40,
          x: {
            labelAnchor: 'center',
            label: 'expected impact, bps of value',
            grid: true,
            nice: true,
            ticks: room.name === 'wide' ? 10 : 4,
          },
          y: { type: 'sqrt', label: 'deviation of what is still held, bps of value', grid: true, nice: true },
          marks: [
            Plot.line(points, { x: 'impact', y: 'deviation', stroke: 'var(--accent)', strokeWidth: 1.4 }),
            Plot.dot(points, { x: 'impact', y: 'deviation', fill: 'var(--accent)', r: 2 }),
            Plot.dot(marked, { x: 'impact', y: 'deviation', fill: ({ colour }: { colour: string }) => `var(--${colour})`, r: 6 }),
            ...labels(marked, { x: 'impact', y: 'deviation', dy: -12 }, (at) => at.impact > middle),
          ],
        }),
      },
    ],
  }
}

/**
 * The best schedule: what is still held, and what each trade takes.
 *
 * @example
 * drawFigure(scheduleFigure(assessment))
 */
export function scheduleFigure(assessment: LiquidationAssessment): Figure {
  const { position } = assessment
  const { plan } = assessment.loss.valueAtRisk
  const unit = timeUnit(plan.window)
  const size = Math.abs(position.units)
  const trades = Array.from(plan.trades, (trade, i) => ({ at: (plan.times[i] as number) * unit.perDay, trade }))
  let left = size
  const held = [{ at: 0, left: size }, ...trades.map(({ at, trade }) => ({ at, left: (left = Math.max(0, left - trade)) }))]
  const end = Math.max(plan.window * unit.perDay, 1e-9)
  const x = (count: number): Plot.ScaleOptions => ({
    domain: [-0.02 * end, end * 1.02],
    label: `${unit.name} from the first trade`,
    labelAnchor: 'center',
    ticks: count,
  })
  return {
    title: 'Best schedule',
    keys: [
      { label: `still held, ${position.unitAsset}`, colour: 'tail' },
      { label: `each trade, ${position.unitAsset}`, colour: 'volume' },
    ],
    caption:
      plan.window === 0
        ? 'All at once.'
        : `${plan.trades.length} trades over ${spanText(plan.window)}: large at first against risk, large at last where no later trade suffers from it.`,
    panels: [
      {
        label: `Held, from ${numberText(size)} ${position.unitAsset} to none`,
        height: 205,
        options: (room) => ({
          marginBottom: 40,
          x: x(room.name === 'wide' ? 10 : 4),
          y: { domain: [0, size], label: `held, ${position.unitAsset}`, tickFormat: compact, grid: true },
          marks: [
            Plot.areaY(held, { x: 'at', y1: 0, y2: 'left', curve: 'step-after', fill: 'var(--tail)', fillOpacity: 0.15 }),
            Plot.lineY(held, { x: 'at', y: 'left', curve: 'step-after', stroke: 'var(--tail)', strokeWidth: 1.6 }),
          ],
        }),
      },
      {
        label: `Trades, the largest ${numberText(Math.max(...plan.trades))} ${position.unitAsset}`,
        height: 185,
        options: (room) => ({
          marginBottom: 40,
          x: x(room.name === 'wide' ? 10 : 4),
          y: { label: `each trade, ${position.unitAsset}`, tickFormat: compact, grid: true },
          marks: [
            Plot.ruleX(trades, { x: 'at', y: 'trade', stroke: 'var(--volume)', strokeWidth: room.name === 'wide' ? 9 : 4 }),
            Plot.ruleY([0], { stroke: 'var(--line)' }),
          ],
        }),
      },
    ],
  }
}

function timeUnit(windowDays: number): Readonly<{ name: string; perDay: number }> {
  if (windowDays < 5 / 1440) return { name: 'seconds', perDay: 86_400 }
  return windowDays < 0.2 ? { name: 'minutes', perDay: 1440 } : { name: 'hours', perDay: 24 }
}

/**
 * The walk through the book: how far the price lies from the touch after so much is taken, and what that costs on average.
 *
 * @example
 * drawFigure(walkFigure(assessment))
 */
export function walkFigure(assessment: LiquidationAssessment): Figure {
  const { position, loss } = assessment
  const size = Math.abs(position.units)
  const largest = Math.max(...loss.valueAtRisk.plan.trades)
  const shown = Math.min(loss.depth, 1.5 * size)
  const steps = walkSteps(assessment, shown)
  const steep = (steps.at(-1)?.price ?? 0) > 500
  const marks = [
    ...(size <= loss.depth ? [{ at: size, text: 'all of it' }] : [{ at: loss.depth, text: 'end of the book' }]),
    ...(largest < 0.6 * size ? [{ at: largest, text: 'largest trade' }] : []),
  ]
  return {
    title: 'Walking the book',
    keys: [
      { label: 'price of the next unit', colour: position.takesBids ? 'sell' : 'buy' },
      { label: 'average paid', colour: 'ewma' },
    ],
    caption: `The ${position.takesBids ? 'bids' : 'asks'} as they stood: how far from the best price the next unit is, and the average up to there.`,
    panels: [
      {
        label: `Book walk to ${numberText(shown)} ${position.unitAsset}`,
        height: 260,
        options: (room) => ({
          marginBottom: 40,
          x: { labelAnchor: 'center', label: `taken, ${position.unitAsset}`, tickFormat: compact, ticks: room.name === 'wide' ? 10 : 4 },
          // A book to its end reaches prices that nobody means: roots keep the near part readable.
          y: { type: steep ? 'sqrt' : 'linear', label: 'beyond the best price, bps', grid: true, nice: true },
          marks: [
            Plot.lineY(steps, {
              x: 'taken',
              y: 'price',
              curve: 'step-before',
              stroke: `var(--${position.takesBids ? 'sell' : 'buy'})`,
              strokeWidth: 1.5,
            }),
            Plot.lineY(steps, { x: 'taken', y: 'average', stroke: 'var(--ewma)', strokeWidth: 1.5 }),
            Plot.ruleX(marks, { x: 'at', stroke: 'var(--quiet)', strokeDasharray: '3 3' }),
            ...labels(marks, { x: 'at', frameAnchor: 'top', dy: 4 }, ({ at }) => at > 0.7 * shown),
          ],
        }),
      },
    ],
  }
}

/** Words beside points, on the side where the page has room for them. */
function labels<Point extends Readonly<{ text: string }>>(
  points: readonly Point[],
  place: Plot.TextOptions,
  isRight: (point: Point) => boolean,
) {
  const common = { ...place, text: 'text', fill: 'var(--text)' } as const
  return [
    Plot.text(
      points.filter((point) => !isRight(point)),
      { ...common, textAnchor: 'start', dx: 8 },
    ),
    Plot.text(points.filter(isRight), { ...common, textAnchor: 'end', dx: -8 }),
  ]
}

type WalkStep = Readonly<{ taken: number; price: number; average: number }>

/** The walk at the end of each level up to `most`, thinned to what a page can show. */
function walkSteps({ position }: LiquidationAssessment, most: number): WalkStep[] {
  const { prices, sizes } = position.book
  const best = prices[0] as number
  const steps: WalkStep[] = [{ taken: 0, price: 0, average: 0 }]
  let [taken, cost] = [0, 0]
  for (let i = 0; i < prices.length && taken < most; i++) {
    const size = Math.min(sizes[i] as number, most - taken)
    const price = (1e4 * Math.abs((prices[i] as number) - best)) / best
    taken += size
    cost += size * price
    const step = { taken, price, average: taken === 0 ? 0 : cost / taken }
    if (taken - (steps.at(-1)?.taken ?? 0) > most / 400 || taken >= most) steps.push(step)
  }
  return steps
}
