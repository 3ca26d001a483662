import * as Plot from '@observablehq/plot'
import { abdiRanaldoSpread } from '../../src/liquidity/abdi-ranaldo-spread.ts'
import type { OpenBars } from '../../src/liquidity/bars.ts'
import { corwinSchultzSpread } from '../../src/liquidity/corwin-schultz-spread.ts'
import { edgeSpread } from '../../src/liquidity/edge-spread.ts'
import { rollSpread } from '../../src/liquidity/roll-spread.ts'
import { timeWeightedSpread } from '../../src/liquidity/time-weighted-spread.ts'
import { tradeSpreads, weightedMean } from '../../src/liquidity/trade-spreads.ts'
import { hourlyBars } from './bars.ts'
import { captures, type CaptureName } from './captures.ts'
import { drawEvidence, legend } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { barsOf, recorded, type Recording } from './recordings.ts'

const steps = [1, 5]
const monthOf5m = (30 * 24 * 60) / 5
const series = 'binance_perp_btcusdt_5m_2023-2024'

const older = {
  'BTC spot': 'binance_spot_btcusdt_5m_2019-11_2020-03-12',
  'BCH spot': 'binance_spot_bchusdt_5m_2019-11_2020-06',
  'XTZ spot': 'binance_spot_xtzusdt_5m_2019-09_2020-06',
}

/**
 * Spreads estimated from bars of recorded markets against the spread that was measured, and from 16 months of five-minute bars.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const rows: string[][] = []
  for (const market of Object.keys(captures) as CaptureName[]) {
    const recording = await recorded(market)
    const measured = measuredCells(recording)
    for (const step of steps) rows.push([`${market}, ${step} s`, ...measured, ...estimateCells(estimatesOf(barsOf(recording, step)))])
  }
  const months = monthsOf(await hourlyBars(series))
  const others: string[][] = []
  for (const [name, file] of Object.entries(older)) {
    const { open, high, low, close } = await hourlyBars(file)
    others.push([name, ...estimateCells(estimatesOf({ opens: open, highs: high, lows: low, closes: close }))])
  }
  const markdown = `Bars made of recorded trades, Binance, 8 August 2024, near six minutes a market, and the spread that the touch really had, averaged over time, and that trades really
paid (mean of all trades, weighed alike). Basis points; Corwin-Schultz and EDGE with their sign.

${markdownTable([['bars', 'quoted', 'effective', 'Roll', 'Corwin-Schultz', 'Abdi-Ranaldo', 'EDGE'], ...rows])}

All of them miss, by several times what trades paid or with the wrong sign: a bar moves far more than a spread of one tick. Thirty days of five-minute bars of the BTC
perpetual do no better: ${months.negative} of ${months.edge.length} EDGE estimates are below zero, their median size is ${months.medianSize.toFixed(1)} bps, and Roll's, where there is one, are larger still.

![Spreads estimated from five-minute bars of the BTC perpetual for each thirty days of 2023 and 2024](figures/low-frequency-spreads-1.svg)

Between markets they say more: of five-minute bars of 2019 and 2020 all but Corwin-Schultz put the smallest coin widest. No spread was measured there to hold them to.

${markdownTable([['bars', 'Roll', 'Corwin-Schultz', 'Abdi-Ranaldo', 'EDGE'], ...others])}`
  return { markdown, figures: new Map([['low-frequency-spreads-1.svg', monthsFigure(months.points)]]) }
}

function measuredCells({ quotes, trades, seconds }: Recording): string[] {
  const quoted = timeWeightedSpread(quotes, seconds)
  const effective = weightedMean(tradeSpreads(quotes, trades, { delay: 0, end: seconds }).effectiveBps)
  return [quoted.ok ? quoted.value.spreadBps.toFixed(3) : '', effective.ok ? effective.value.toFixed(3) : '']
}

/** Basis points; a refusal's reason where there is no estimate. */
type Estimates = Readonly<Record<'roll' | 'corwinSchultz' | 'abdiRanaldo' | 'edge', number | string>>

function estimatesOf(bars: OpenBars): Estimates {
  const roll = rollSpread(bars.closes)
  const edge = edgeSpread(bars)
  return {
    roll: roll.ok ? (1e4 * roll.value) / (bars.closes[0] as number) : 'none',
    corwinSchultz: 1e4 * corwinSchultzSpread(bars).meanSigned,
    abdiRanaldo: 1e4 * abdiRanaldoSpread(bars).wholeSample,
    edge: edge.ok ? 1e4 * edge.value.signedSpread : 'none',
  }
}

function estimateCells({ roll, corwinSchultz, abdiRanaldo, edge }: Estimates): string[] {
  return [roll, corwinSchultz, abdiRanaldo, edge].map((value) => (typeof value === 'string' ? value : value.toFixed(2)))
}

const estimators = [
  ['roll', 'Roll', 'var(--third)'],
  ['corwinSchultz', 'Corwin-Schultz', 'var(--data)'],
  ['edge', 'EDGE', 'var(--model)'],
] as const

type MonthPoint = Readonly<{ month: number; title: string; bps: number }>

function monthsOf(
  columns: Readonly<Record<'open' | 'high' | 'low' | 'close', Float64Array>>,
): Readonly<{ points: readonly MonthPoint[]; edge: readonly number[]; negative: number; medianSize: number }> {
  const points = Array.from({ length: Math.floor(columns.close.length / monthOf5m) }, (_, month) => {
    const part = (values: Float64Array): Float64Array => values.subarray(month * monthOf5m, (month + 1) * monthOf5m)
    const bars = { opens: part(columns.open), highs: part(columns.high), lows: part(columns.low), closes: part(columns.close) }
    const estimates = estimatesOf(bars)
    return estimators.flatMap(([name, title]): MonthPoint[] => {
      const bps = estimates[name]
      return typeof bps === 'string' ? [] : [{ month: month + 1, title, bps }]
    })
  }).flat()
  const edge = points.filter(({ title }) => title === 'EDGE').map(({ bps }) => bps)
  const sizes = edge.map(Math.abs).sort((a, b) => a - b)
  return { points, edge, negative: edge.filter((bps) => bps < 0).length, medianSize: sizes[sizes.length >> 1] as number }
}

function monthsFigure(points: readonly MonthPoint[]): string {
  return drawEvidence('Spreads estimated from five-minute bars', {
    insetLeft: 10,
    insetRight: 10,
    x: { label: 'thirty days from 1 January 2023 on', tickFormat: 'd' },
    y: { grid: true, nice: true, label: 'estimated spread, bps' },
    color: { domain: estimators.map(([, title]) => title), range: estimators.map(([, , colour]) => colour) },
    marks: [
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      Plot.dot(points, { x: 'month', y: 'bps', fill: 'title', r: 3.5 }),
      ...legend(estimators.map(([, title, colour]) => [title, colour])),
    ],
  })
}
