import * as Plot from '@observablehq/plot'
import { lastAtOrBefore } from '../../src/liquidity/quotes.ts'
import { timeWeightedSpread } from '../../src/liquidity/time-weighted-spread.ts'
import { tradeSpreads, weightedMean } from '../../src/liquidity/trade-spreads.ts'
import { captures, type CaptureName } from './captures.ts'
import { drawEvidence } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { recorded, type Recording } from './recordings.ts'

const delays = [0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30]
const delay = 5
const dearest = 20

/**
 * What trades cost in four recorded markets, who kept it, and what a quote of the trade's own time would have said.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const markets: (readonly [CaptureName, Recording])[] = []
  for (const name of Object.keys(captures) as CaptureName[]) markets.push([name, await recorded(name)])
  const rows = markets.map(([name, recording]) => {
    const quoted = timeWeightedSpread(recording.quotes, recording.seconds)
    const { median, effective, realised, impact, trades, dearestShare } = spreadsAfter(recording, delay)
    const cells = [quoted.ok ? quoted.value.spreadBps : 0, median, effective, againstOwnTime(recording), realised, impact].map(bps)
    return [name, trades.toLocaleString('en-US'), ...cells, `${Math.round(100 * dearestShare)} %`]
  })
  const points = markets.flatMap(([market, recording]) =>
    delays.map((after) => ({ market, after, realised: spreadsAfter(recording, after).realised })),
  )
  const losing = points.filter(({ after, realised }) => after === 1 && realised < 0).length
  const heading = [
    'market',
    'trades',
    'quoted',
    'median',
    'mean',
    'own time',
    `realised, ${delay} s`,
    `impact, ${delay} s`,
    `dearest ${dearest}`,
  ]
  const markdown = `Binance, 8 August 2024, near six minutes a market, basis points by the venue's times; means weighed by size. "Own time" measures against the last quote not
later than the trade instead of strictly before it; the last column is the share of the whole cost that the ${dearest} dearest trades bear. Spot books are sent
every 100 ms, so a mid there may be that old.

${markdownTable([heading, ...rows])}

Half of all trades pay about the quoted spread, a tick; the mean is made by a few orders that walk the book, and says little of the others. A quote of the trade's own
time hides part of the cost wherever the touch is sent with each change. Prices went on the taker's way: a second after a trade
makers had lost money in ${losing} markets of ${markets.length}.

![Realised spread of four markets by the delay after the trade](figures/effective-spread-1.svg)`
  return { markdown, figures: new Map([['effective-spread-1.svg', realisedFigure(points)]]) }
}

type Spreads = Readonly<{ median: number; effective: number; realised: number; impact: number; trades: number; dearestShare: number }>

function spreadsAfter({ quotes, trades, seconds }: Recording, after: number): Spreads {
  const { effectiveBps, realisedBps, impactBps, sizes } = tradeSpreads(quotes, trades, { delay: after, end: seconds })
  const mean = (values: Float64Array): number => {
    const weighted = weightedMean(values, sizes)
    if (!weighted.ok) throw new Error(`no spread: ${weighted.refusal.reason}`)
    return weighted.value
  }
  const costs = effectiveBps.map((each, i) => each * (sizes[i] as number)).sort()
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
  return {
    median: effectiveBps.toSorted()[effectiveBps.length >> 1] as number,
    effective: mean(effectiveBps),
    realised: mean(realisedBps),
    impact: mean(impactBps),
    trades: sizes.length,
    dearestShare: total(costs.slice(-dearest)) / total(costs),
  }
}

/** The mistake the page warns of: the quote in force at the trade's own time, which is the one it left behind. */
function againstOwnTime({ quotes, trades, seconds }: Recording): number {
  const values: number[] = []
  const weights: number[] = []
  for (let i = 0; i < trades.times.length; i++) {
    const time = trades.times[i] as number
    const place = lastAtOrBefore(quotes.times, time)
    if (place < 0 || time + delay > seconds) continue
    const mid = ((quotes.bids[place] as number) + (quotes.asks[place] as number)) / 2
    values.push((2e4 * (trades.signs[i] as number) * ((trades.prices[i] as number) - mid)) / mid)
    weights.push(trades.sizes[i] as number)
  }
  const mean = weightedMean(values, weights)
  return mean.ok ? mean.value : 0
}

function bps(value: number): string {
  return value.toFixed(3)
}

function realisedFigure(points: readonly Readonly<{ market: string; after: number; realised: number }>[]): string {
  const colours = ['var(--model)', 'var(--second)', 'var(--third)', 'var(--data)']
  const last = points.filter(({ after }) => after === delays.at(-1))
  return drawEvidence('Realised spread by the delay after the trade', {
    marginRight: 150,
    x: { type: 'symlog', constant: 0.1, label: 'delay after the trade, seconds', ticks: delays, tickFormat: String },
    y: { grid: true, label: 'realised spread, bps' },
    color: { domain: Object.keys(captures), range: colours },
    marks: [
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      Plot.lineY(points, { x: 'after', y: 'realised', stroke: 'market', strokeWidth: 1.6 }),
      Plot.dot(points, { x: 'after', y: 'realised', fill: 'market', r: 2.2 }),
      Plot.text(last, { x: 'after', y: 'realised', text: 'market', fill: 'market', textAnchor: 'start', dx: 8 }),
    ],
  })
}
