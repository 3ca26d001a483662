import * as Plot from '@observablehq/plot'
import type { CurvePoint } from '../margin/analysis/margin-curve.ts'
import type { CriticalPrices } from '../margin/analysis/critical-prices.ts'
import type { Scan } from '../margin/margin-model.ts'
import type { Figure } from './chart.ts'
import { compact } from './figure-liquidity.ts'
import { numberText } from './words.ts'

const lines = [
  { key: 'initialMargin', label: 'initial margin', colour: 'ewma', dash: '6,3' },
  { key: 'maintenanceMargin', label: 'maintenance margin', colour: 'exceed', dash: 'none' },
  { key: 'equity', label: 'equity', colour: 'accent', dash: 'none' },
] as const

/** What a curve is of. */
export type CurveSubject = Readonly<{ title: string; asset: string; prices: readonly CriticalPrices[] }>

/**
 * Equity and margin against the move of the price, with the nearest liquidation prices marked where one underlying moves alone.
 *
 * @example
 * drawFigure(curveFigure(curve, { title: 'fund-7 under Deribit', asset: 'USD', prices: [] }))
 */
export function curveFigure(curve: readonly CurvePoint[], subject: CurveSubject): Figure {
  const points = curve.flatMap(({ spotMove, figures }) => (figures === undefined ? [] : [{ move: 100 * spotMove, ...figures }]))
  const [only] = subject.prices
  const marks =
    only === undefined || subject.prices.length > 1
      ? []
      : [only.liquidation.below, only.liquidation.above].flatMap((price) =>
          price === undefined ? [] : [100 * (price / only.indexPrice - 1)],
        )
  const inside = marks.filter((move) => move >= -50 && move <= 100)
  return {
    title: subject.title,
    keys: lines.toReversed().map(({ label, colour }) => ({ label, colour })),
    caption: `In ${subject.asset}; volatilities held.${inside.length > 0 ? ' Upright lines are the prices of liquidation.' : ''}`,
    panels: [
      {
        label: `Equity and margin from half the price to twice${inside.length > 0 ? `; liquidation at ${inside.map((move) => `${numberText(move, 3)} %`).join(' and ')}` : ''}`,
        height: 280,
        options: (room) => ({
          marginBottom: 40,
          x: { domain: [-50, 100], label: 'move of the price, per cent', labelAnchor: 'center', ticks: room.name === 'wide' ? 12 : 4 },
          y: { label: subject.asset, tickFormat: compact, grid: true, nice: true, zero: true },
          marks: [
            Plot.ruleY([0], { stroke: 'var(--line)' }),
            Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.35, strokeDasharray: '3,3' }),
            Plot.ruleX(inside, { stroke: 'var(--exceed)', strokeOpacity: 0.6 }),
            ...lines.map(({ key, colour, dash }) =>
              Plot.lineY(points, { x: 'move', y: key, stroke: `var(--${colour})`, strokeWidth: 1.6, strokeDasharray: dash }),
            ),
          ],
        }),
      },
    ],
  }
}

/**
 * What every scenario of one underlying does, in the model's order, the worst one told apart.
 *
 * @example
 * drawFigure(scanFigure(scan, 'USD'))
 */
export function scanFigure(scan: Scan, asset: string): Figure {
  const rows = scan.scenarios.map((scenario, i) => ({
    name: scenario.name,
    profit: scenario.profit,
    colour: i === scan.worst ? 'var(--exceed)' : 'var(--accent)',
  }))
  const worst = scan.scenarios[scan.worst]
  return {
    title: `${scan.underlying}: scenarios`,
    keys: [
      { label: 'profit', colour: 'accent' },
      { label: 'the worst', colour: 'exceed' },
    ],
    caption: `In ${asset}, after weights.`,
    panels: [
      {
        label: `Profit in ${rows.length} scenarios; the worst is ${worst?.name ?? 'none'} with ${numberText(worst?.profit ?? 0, 4)}`,
        height: 40 + 15 * rows.length,
        options: (room) => ({
          marginBottom: 36,
          marginLeft: room.name === 'wide' ? 230 : 150,
          x: { label: asset, labelAnchor: 'center', tickFormat: compact, grid: true, nice: true, ticks: room.name === 'wide' ? 8 : 3 },
          y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
          marks: [
            Plot.barX(rows, { x: 'profit', y: 'name', fill: 'colour', insetTop: 2, insetBottom: 2 }),
            Plot.ruleX([0], { stroke: 'var(--line)' }),
          ],
        }),
      },
    ],
  }
}
