import * as Plot from '@observablehq/plot'
import { halfLifeOf, resiliencyOf } from '../../src/liquidity/resiliency-half-life.ts'
import type { MarketWatch } from '../../src/lab/liquidation/watch-market.ts'
import { tickSize } from '../../src/market/instrument.ts'
import { captured, captures, type CaptureName } from './captures.ts'
import { drawEvidence, legend } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const steps = [1, 2, 5]
const drawn: CaptureName = 'BTC perpetual'

/**
 * Half-lives of spread and depth in recorded markets at several sampling steps.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const rows: string[][] = []
  for (const market of Object.keys(captures) as CaptureName[]) {
    const watch = await captured(market)
    for (const [measure, series] of [
      ['depth', thinnerDepth(watch)],
      ['spread', spreadTicks(watch)],
    ] as const) {
      rows.push([`${market}, ${measure}`, ...speedCells(series), ...steps.map((step) => halfLifeCell(series, step))])
    }
  }
  const heading = ['series', 'samples', 'speed', 's.e.', 'bias', ...steps.map((step) => `half-life at ${step} s`)]
  const markdown = `Binance, 8 August 2024, the thinner side's depth within 10 bps and the quoted spread in ticks, sampled each second. Half-lives in seconds, from samples one, two
and five seconds apart; bias is the part of the speed that a sample of this length adds.

${markdownTable([heading, ...rows])}

Depth comes back in seconds, but in most books the half-life grows with the sampling step, where mean reversion with one speed would give the same at each: part
of the movement is flicker, gone by the next sample, over a slow drift. The spread of these markets is a tick but for moments: it has no half-life at these steps.

![Depth of the thinner side of the BTC perpetual over six minutes, with the level it returns to](figures/resiliency-1.svg)`
  return { markdown, figures: new Map([['resiliency-1.svg', depthFigure(await captured(drawn))]]) }
}

function thinnerDepth({ bidDepth, askDepth }: MarketWatch): readonly number[] {
  return bidDepth.map((depth, i) => Math.min(depth, askDepth[i] as number))
}

/** In ticks: as a share of the mid a spread that never changes would move with the mid. */
function spreadTicks({ spreads, mids, instrument }: MarketWatch): readonly number[] {
  return spreads.map((spread, i) => Math.round((spread * (mids[i] as number)) / tickSize(instrument)))
}

function speedCells(series: readonly number[]): string[] {
  const found = resiliencyOf(series)
  if (!found.ok) return [String(series.length), found.refusal.reason, '', '']
  const { speed, speedError } = found.value
  return [String(series.length), speed.toFixed(3), speedError.toFixed(3), ((1 + 3 * (1 - speed)) / series.length).toFixed(3)]
}

function halfLifeCell(series: readonly number[], step: number): string {
  const found = resiliencyOf(series.filter((_, i) => i % step === 0))
  if (!found.ok) return found.refusal.reason
  const halfLife = halfLifeOf(found.value.speed)
  return halfLife.ok ? (step * halfLife.value).toFixed(1) : halfLife.refusal.reason
}

function depthFigure(watch: MarketWatch): string {
  const depths = thinnerDepth(watch)
  const found = resiliencyOf(depths)
  const level = found.ok ? (found.value.level ?? 0) / 1e6 : 0
  const points = depths.map((depth, i) => ({ second: ((watch.sampledAt[i] as number) - watch.firstAt) / 1e6, depth: depth / 1e6 }))
  return drawEvidence('Depth of the thinner side within 10 bps', {
    x: { label: 'seconds' },
    y: { grid: true, zero: true, label: 'depth within 10 bps, millions of USDT' },
    marks: [
      ...legend([
        ['depth', 'var(--model)'],
        ['level', 'var(--second)'],
      ]),
      Plot.lineY(points, { x: 'second', y: 'depth', stroke: 'var(--model)', strokeWidth: 1.3 }),
      Plot.ruleY([level], { stroke: 'var(--second)', strokeDasharray: '4,3' }),
    ],
  })
}
