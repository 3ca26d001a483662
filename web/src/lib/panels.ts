import { compact, fixed } from './format.ts'
import type { PanelLine } from './panel-line.ts'
import type { SeriesName } from './types.ts'

/** One panel of the timeline: which series, drawn how, in which unit. */
export type PanelSpec = Readonly<{
  title: string
  unit: 'bps' | 'quote' | 'ratio' | 'fraction'
  /** Whether it is made from the order book or the tape, hence modelled when they are. */
  fromBook: boolean
  logarithmic: boolean
  lines: readonly (PanelLine & Readonly<{ name: SeriesName }>)[]
}>

/** The panels under the price, from how the book stands to what may be lost. */
export const panelSpecs: readonly PanelSpec[] = [
  {
    title: 'Spread and cost to trade',
    unit: 'bps',
    fromBook: true,
    logarithmic: true,
    lines: [
      { name: 'spreadBps', label: 'Spread', colour: 's1' },
      { name: 'costToTradeBps', label: 'Cost to trade', colour: 's2', dash: [5, 3] },
    ],
  },
  {
    title: 'Depth, thinner side',
    unit: 'quote',
    fromBook: true,
    logarithmic: true,
    lines: [
      { name: 'depth100Bps', label: '±100 bps', colour: 's3', dash: [2, 3] },
      { name: 'depth25Bps', label: '±25 bps', colour: 's1' },
      { name: 'depth10Bps', label: '±10 bps', colour: 's4', dash: [6, 3] },
    ],
  },
  {
    title: 'Volume against its norm',
    unit: 'ratio',
    fromBook: true,
    logarithmic: false,
    lines: [{ name: 'volumeRatio', label: 'Volume', colour: 's4', fill: true }],
  },
  {
    title: 'Volatility, annualised',
    unit: 'fraction',
    fromBook: false,
    logarithmic: false,
    lines: [
      { name: 'ewmaVolatility', label: 'EWMA', colour: 's2' },
      { name: 'realisedVolatility', label: 'Realised', colour: 's1', dash: [5, 3] },
    ],
  },
  {
    title: 'Value at risk and expected shortfall of one return',
    unit: 'fraction',
    fromBook: false,
    logarithmic: false,
    lines: [
      { name: 'expectedShortfall', label: 'ES 97.5 %', colour: 's2' },
      { name: 'valueAtRisk', label: 'VaR 99 %', colour: 's3', dash: [5, 3] },
    ],
  },
]

/**
 * Labels of a panel's axis: short, in the panel's unit.
 *
 * @example
 * axisText('fraction', 0.018) // '1.8 %'
 */
export function axisText(unit: PanelSpec['unit'], value: number): string {
  if (unit === 'fraction') return `${fixed(value * 100, Math.abs(value) >= 1 || value === 0 ? 0 : 1)} %`
  if (unit === 'ratio') return `${compact(value).replace('.00', '')} ×`
  if (unit === 'bps') return `${value >= 1 ? fixed(value, 0) : fixed(value, 2)} bps`
  return compact(value).replace('.00', '').replace('.0 ', ' ')
}

/**
 * Columns for a logarithmic panel, which has no place for zero: a known zero is drawn at the foot, a decade below the
 * smallest value, so that an empty book does not look like an unknown one.
 *
 * @example
 * aboveZero([[10, 0, null]]) // [[10, 1, null]]
 */
export function aboveZero(columns: readonly (readonly (number | null)[])[]): (number | null)[][] {
  let smallest = Infinity
  for (const column of columns) for (const value of column) if (value !== null && value > 0 && value < smallest) smallest = value
  const foot = Number.isFinite(smallest)
    ? 10 ** (Math.floor(Math.log10(smallest) + 1e-9) - (Number.isInteger(Math.log10(smallest)) ? 1 : 0))
    : 1
  return columns.map((column) => column.map((value) => (value === null ? null : Math.max(value, foot))))
}
