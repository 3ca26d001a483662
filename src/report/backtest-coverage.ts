import * as Plot from '@observablehq/plot'
import type { ModelBacktest, RiskBacktest } from '../lab/risk-backtest/backtest-result.ts'
import { lossAxis, placeOf, scaleOf, thinLine, type LossAxis, type PlacedPoint } from './backtest-axis.ts'
import { exceedancesOf } from './backtest-losses.ts'
import { binomialBand } from './binomial-band.ts'
import type { Figure, Panel } from './chart.ts'
import { numberText } from './words.ts'

/** Of pointwise bands. */
const bandProbability = 0.95
/** Places at which a band is worked out; between them it is a straight line. */
const bandPoints = 60

/**
 * Exceedances counted from the start, against what was promised and the band chance leaves.
 *
 * @example
 * drawFigure(cumulativeFigure(backtest, models, chosen))
 */
export function cumulativeFigure(backtest: RiskBacktest, models: readonly ModelBacktest[], chosen: ModelBacktest): Figure {
  return {
    title: 'Exceedances, counted',
    keys: keysOf(chosen, models),
    caption: `The band holds the count of a right model with ${100 * bandProbability} % at each moment taken alone; a right model leaves it somewhere more often than that. A line that climbs in steps has exceedances that come together.`,
    panels: [linesPanel(backtest, { models, chosen, label: 'Exceedances from the start', ...cumulative(backtest) })],
  }
}

/**
 * Exceedances of the trailing window, against the same.
 *
 * @example
 * drawFigure(rollingFigure(backtest, models, chosen))
 */
export function rollingFigure(backtest: RiskBacktest, models: readonly ModelBacktest[], chosen: ModelBacktest): Figure {
  const length = rollingLength(backtest)
  const zones = zoneBounds(length, tailOf(backtest))
  return {
    title: `Exceedances of the last ${length} forecasts`,
    keys: keysOf(chosen, models),
    caption: `Dashed: ${numberText(length * tailOf(backtest), 3)} are expected. Dotted: from ${zones.yellow} on the zone is yellow, from ${zones.red} on red${length === 250 && backtest.options.confidence === 0.99 ? ', as supervisors count' : ", by the supervisors' probabilities for so many forecasts"}.`,
    panels: [linesPanel(backtest, { models, chosen, label: `Exceedances of the last ${length}`, ...rolling(backtest, length) })],
  }
}

function keysOf(chosen: ModelBacktest, models: readonly ModelBacktest[]) {
  return [
    { label: chosen.name, colour: 'exceed' },
    ...(models.length > 1 ? [{ label: 'other models', colour: 'loss' }] : []),
    { label: `${100 * bandProbability} % band of a right model`, colour: 'band' },
  ]
}

function tailOf({ options }: RiskBacktest): number {
  return 1 - options.confidence
}

function rollingLength({ losses }: RiskBacktest): number {
  return Math.max(2, Math.min(250, Math.floor(losses.length / 4)))
}

type Counting = Readonly<{
  /** Counts of one model by place; NaN before there is one. */
  countsOf: (model: ModelBacktest) => readonly number[]
  band: readonly Readonly<{ t: number; least: number; most: number; expected: number }>[]
  rules: readonly number[]
}>

function cumulative(backtest: RiskBacktest): Counting {
  const count = backtest.losses.length
  const probability = tailOf(backtest)
  const places = Array.from(
    { length: Math.min(bandPoints, count) },
    (_, i) => Math.round(((i + 1) * count) / Math.min(bandPoints, count)) - 1,
  )
  return {
    countsOf: (model) => {
      const marks = marksOf(backtest, model)
      let sum = 0
      return marks.map((mark) => (sum += mark))
    },
    band: places.map((t) => ({ t, ...binomialBand({ trials: t + 1, probability }, bandProbability), expected: (t + 1) * probability })),
    rules: [],
  }
}

function rolling(backtest: RiskBacktest, length: number): Counting {
  const probability = tailOf(backtest)
  const band = binomialBand({ trials: length, probability }, bandProbability)
  const zones = zoneBounds(length, probability)
  const last = backtest.losses.length - 1
  return {
    countsOf: (model) => {
      const marks = marksOf(backtest, model)
      let sum = 0
      return marks.map((mark, t) => {
        sum += mark - (t >= length ? (marks[t - length] as number) : 0)
        return t < length - 1 ? NaN : sum
      })
    },
    band: [length - 1, last].map((t) => ({ t, ...band, expected: length * probability })),
    rules: [zones.yellow, zones.red],
  }
}

function marksOf(backtest: RiskBacktest, model: ModelBacktest): readonly number[] {
  const marks = Array.from({ length: backtest.losses.length }, () => 0)
  for (const t of exceedancesOf(backtest, model)) marks[t] = 1
  return marks
}

/** The counts from which the traffic light is yellow and red. */
function zoneBounds(trials: number, probability: number): Readonly<{ yellow: number; red: number }> {
  return {
    yellow: binomialBand({ trials, probability }, 0.9).most,
    red: binomialBand({ trials, probability }, 0.9998).most,
  }
}

type LinesPanel = Counting & Readonly<{ models: readonly ModelBacktest[]; chosen: ModelBacktest; label: string }>

function linesPanel(backtest: RiskBacktest, panel: LinesPanel): Panel {
  const axis = lossAxis(backtest.series.clock, backtest.at)
  const others = panel.models.filter(({ name }) => name !== panel.chosen.name)
  const last = panel.countsOf(panel.chosen).at(-1) ?? 0
  return {
    label: `${panel.label} of ${panel.chosen.name}, ${last} at the end`,
    height: 240,
    options: (room) => ({
      x: scaleOf(axis, room),
      y: { grid: true, label: 'exceedances', zero: true, nice: true, ticks: room.name === 'wide' ? 6 : 4 },
      marks: [
        Plot.areaY(bandOf(axis, panel), { x: 'x', y1: 'least', y2: 'most', fill: 'var(--band)', curve: 'linear' }),
        Plot.ruleY(panel.rules, { stroke: 'var(--quiet)', strokeDasharray: '1,3' }),
        ...others.map((model) => line(axis, panel.countsOf(model), room.stretches, { stroke: 'var(--loss)', strokeWidth: 0.9 })),
        Plot.lineY(bandOf(axis, panel), { x: 'x', y: 'expected', stroke: 'var(--quiet)', strokeDasharray: '5,4' }),
        line(axis, panel.countsOf(panel.chosen), room.stretches, { stroke: 'var(--exceed)', strokeWidth: 1.8 }),
      ],
    }),
  }
}

function bandOf(axis: LossAxis, { band }: LinesPanel) {
  return band.map(({ t, ...figures }) => ({ x: placeOf(axis, t), ...figures }))
}

function line(
  ...[axis, counts, stretches, style]: readonly [LossAxis, readonly number[], number, Readonly<{ stroke: string; strokeWidth: number }>]
): Plot.Markish {
  const points: PlacedPoint[] = thinLine(axis, counts, stretches)
  return Plot.lineY(points, { x: 'x', y: 'y', curve: 'step-after', ...style })
}
