import { resiliencyOf } from '../../src/liquidity/resiliency-half-life.ts'
import { costInRefillingBook, obizhaevaWangSchedule } from '../../src/risk/liquidation/obizhaeva-wang.ts'
import { captured, captures, type CaptureName } from './captures.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const waits = 20
const minutes = 2

/**
 * Half-lives of recorded books, and what the schedule saves in each against equal trades.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const rows: string[][] = []
  for (const market of Object.keys(captures) as CaptureName[]) {
    const watch = await captured(market)
    for (const [side, depth] of [
      ['bids', watch.bidDepth],
      ['asks', watch.askDepth],
    ] as const) {
      const fitted = resiliencyOf(depth)
      const halfLife = fitted.ok && fitted.value.halfLife.ok ? fitted.value.halfLife.value : undefined
      const half = depth.slice(0, depth.length >> 1)
      const early = resiliencyOf(half)
      const earlyLife = early.ok && early.value.halfLife.ok ? early.value.halfLife.value.toFixed(1) : 'none'
      rows.push([`${market}, ${side}`, halfLife?.toFixed(1) ?? 'none', earlyLife, halfLife === undefined ? '' : savingOf(halfLife)])
    }
  }
  const markdown = `Depth within 10 bps, sampled each second, Binance, 8 August 2024. The half-life of its return to the mean, over the whole recording and its
first half, and what the cheapest schedule saves against equal trades, ${waits + 1} of them in ${minutes} minutes.

${markdownTable([['book', 'half-life, s', 'first half, s', 'saved, %'], ...rows])}`
  return { markdown, figures: new Map() }
}

function savingOf(halfLifeSeconds: number): string {
  const remaining = 2 ** ((-60 * minutes) / waits / halfLifeSeconds)
  const { cost } = obizhaevaWangSchedule({ size: 1, waits, remaining })
  const equal = costInRefillingBook(new Float64Array(waits + 1).fill(1 / (waits + 1)), remaining)
  return (100 * (1 - cost / equal)).toFixed(2)
}
