import * as Plot from '@observablehq/plot'
import type { FittedExpiry, FittedSurface } from '../lab/surface/fit-surface.ts'
import type { CurvePoint } from '../lab/surface/smile-curves.ts'
import type { Figure } from './chart.ts'
import { numberText, timeText } from './words.ts'

const fits = [
  { name: 'ssvi', label: 'SSVI', colour: 'ewma', dash: '2,3' },
  { name: 'extended', label: 'extended SSVI', colour: 'buy', dash: '6,3' },
  { name: 'svi', label: 'SVI', colour: 'shortfall', dash: 'none' },
] as const

/**
 * One expiry: bars from bid to ask, and the fitted smiles.
 *
 * @example
 * drawFigure(smileFigure(expiry, curvesOf(expiry)))
 */
export function smileFigure(expiry: FittedExpiry, curve: readonly CurvePoint[]): Figure {
  const drawn = fits.filter(({ name }) => curve.some((point) => point[name] !== undefined))
  const hasBars = expiry.points.some((point) => point.bid !== undefined)
  const range = volatilityRange(expiry, curve)
  const residuals = expiry.svi.ok ? expiry.svi.residuals : undefined
  const inside = residuals?.insideShare === undefined ? '' : `, ${numberText(100 * residuals.insideShare, 3)} % inside`
  const days = numberText(expiry.timeYears * 365, 3)
  return {
    title: `${timeText(expiry.expiry).slice(0, 10)}, ${days} days`,
    keys: [
      { label: hasBars ? 'bid to ask' : 'mark', colour: 'realised' },
      ...drawn.toReversed().map(({ label, colour }) => ({ label, colour })),
    ],
    caption: `Forward ${numberText(expiry.forward.forward, 6)}; ${expiry.points.length} quotes${inside}.`,
    panels: [
      {
        label: `Implied volatility by strike, expiry ${timeText(expiry.expiry).slice(0, 10)}${inside}`,
        height: 250,
        options: (room) => ({
          x: {
            type: 'log',
            label: 'strike',
            labelOffset: 34,
            labelAnchor: 'center',
            ticks: strikeTicks(curve, room.width < 400 ? 4 : 6),
            tickFormat: shortStrike,
          },
          marginBottom: 40,
          y: { grid: true, label: 'volatility a year, per cent', domain: range, ticks: 5, clamp: true },
          r: { type: 'identity' },
          marks: [
            Plot.ruleX([expiry.forward.forward], { stroke: 'currentColor', strokeOpacity: 0.35, strokeDasharray: '3,3' }),
            ...quoteMarks(expiry),
            ...fitMarks(curve),
          ],
        }),
      },
    ],
  }
}

/** Bars from bid to ask, or dots where there are marks alone. */
function quoteMarks(expiry: FittedExpiry): Plot.Markish[] {
  const quoted = expiry.points.filter((point) => point.bid !== undefined)
  return [
    Plot.ruleX(quoted, {
      x: 'strike',
      y1: (point: { bid: number }) => 100 * point.bid,
      y2: (point: { ask: number }) => 100 * point.ask,
      stroke: 'var(--realised)',
      strokeWidth: 3,
      strokeOpacity: 0.7,
    }),
    Plot.dot(quoted.length > 0 ? [] : expiry.points, {
      x: 'strike',
      y: (point: { middle: number }) => 100 * point.middle,
      r: 2,
      fill: 'var(--realised)',
    }),
  ]
}

function fitMarks(curve: readonly CurvePoint[]): Plot.Markish[] {
  return fits.map(({ name, colour, dash }) =>
    Plot.lineY(
      curve.filter((point) => point[name] !== undefined),
      {
        x: 'strike',
        y: (point: CurvePoint) => 100 * (point[name] ?? 0),
        stroke: `var(--${colour})`,
        strokeWidth: name === 'svi' ? 1.8 : 1.4,
        strokeDasharray: dash,
      },
    ),
  )
}

/** Quotes far out have asks of hundreds of per cent; the middle of quotes and the fits say how high the figure must reach. */
function volatilityRange(expiry: FittedExpiry, curve: readonly CurvePoint[]): [number, number] {
  const lines = curve.flatMap((point) => [point.svi, point.ssvi, point.extended]).filter((value) => value !== undefined)
  const middles = expiry.points.map((point) => point.middle).sort((a, b) => a - b)
  const most = Math.max(...lines, middles[Math.floor(0.95 * (middles.length - 1))] ?? 0)
  const least = Math.min(...lines, middles[0] ?? Infinity)
  const room = 0.12 * (most - least) + 0.005
  return [Math.max(0, 100 * (least - room)), 100 * (most + room)]
}

function strikeTicks(curve: readonly CurvePoint[], count: number): number[] {
  const [first, last] = [curve[0]?.strike ?? 1, curve.at(-1)?.strike ?? 1]
  const rough = (last - first) / count
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = unit * ([1, 2, 2.5, 5, 10].find((factor) => factor * unit >= rough) ?? 10)
  const ticks: number[] = []
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) ticks.push(tick)
  return ticks
}

function shortStrike(strike: number): string {
  return strike >= 10_000 ? `${numberText(strike / 1000, 4)}k` : numberText(strike, 4)
}

/**
 * Total variance of all expiries over log-strike: where two lines cross, a calendar spread costs less than nothing.
 *
 * @example
 * drawFigure(totalVarianceFigure(surface, curves))
 */
export function totalVarianceFigure(surface: FittedSurface, curves: readonly (readonly CurvePoint[])[]): Figure {
  const lines = surface.expiries.flatMap((expiry, i) => {
    const curve = (curves[i] ?? []).filter((point) => point.svi !== undefined)
    return curve.map((point) => ({
      place: i,
      label: timeText(expiry.expiry).slice(0, 10),
      k: point.logStrike,
      root: 100 * (point.svi ?? 0) * Math.sqrt(expiry.timeYears),
    }))
  })
  const last = Math.max(1, surface.expiries.length - 1)
  const ends = apart([...Map.groupBy(lines, (line) => line.place).values()].flatMap((line) => line.slice(-1)))
  return {
    title: 'All expiries together',
    keys: [
      { label: 'first expiry', colour: 'depth-100' },
      { label: 'last expiry', colour: 'depth-10' },
    ],
    caption:
      'Deviation to expiry, the root of total variance, of each SVI slice over the logarithm of strike over forward. A later expiry must not lie below an earlier one: where lines cross there is calendar arbitrage.',
    panels: [
      {
        label: `Deviation to expiry by log-strike for ${surface.expiries.length} expiries`,
        height: 330,
        options: (room) => ({
          x: { label: 'ln(strike / forward)', labelAnchor: 'center', labelOffset: 36, ticks: room.name === 'wide' ? 10 : 5 },
          marginBottom: 42,
          y: { grid: true, label: 'volatility to expiry, per cent', zero: true, nice: true },
          marginRight: room.name === 'wide' ? 90 : 32,
          marks: [
            Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.35, strokeDasharray: '3,3' }),
            Plot.lineY(lines, {
              x: 'k',
              y: 'root',
              z: 'place',
              strokeWidth: 1.5,
              stroke: (line: { place: number }) =>
                `color-mix(in oklab, var(--depth-10) ${Math.round((100 * line.place) / last)}%, var(--depth-100))`,
            }),
            ...(room.name === 'wide'
              ? [Plot.text(ends, { x: 'k', y: 'root', text: 'label', dx: 6, textAnchor: 'start', fontSize: 10, fill: 'currentColor' })]
              : []),
          ],
        }),
      },
    ],
  }
}

/** Ends of lines whose labels would not be written over each other, from the last expiry on, which stands alone at the top. */
function apart<End extends Readonly<{ k: number; root: number }>>(ends: readonly End[]): readonly End[] {
  const most = Math.max(...ends.map((end) => end.root))
  const wide = Math.max(...ends.map((end) => end.k))
  const kept: End[] = []
  for (const end of ends.toReversed()) {
    const isClear = kept.every((other) => Math.abs(other.root - end.root) > 0.05 * most || Math.abs(other.k - end.k) > 0.2 * wide)
    if (isClear) kept.push(end)
  }
  return kept
}
