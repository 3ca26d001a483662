import { elapsedUs, type TimeUs } from '../../base/time.ts'
import type { DepthLevel, UnderlyingMarket } from '../../margin/market-snapshot.ts'
import { lotSize, tickSize, type Instrument } from '../../market/instrument.ts'
import { askSide, bestAskTicks, bestBidTicks, bidSide, lotsAt, nextTicks, noTicks, type Ladder } from '../../market/ladder.ts'
import type { BookSide } from '../../market/book-side.ts'
import { readingAt } from '../../trigger/reading.ts'
import type { MarketState } from '../market-state.ts'
import { signalIndex } from '../signal-catalogue.ts'
import type { CoveragePolicy, MarginPolicy } from './margin-policy.ts'
import type { MarginState, SampledLevels } from './margin-state.ts'

/** Levels of a side that are looked at: those beyond are seldom worth what they cost to read for every account. */
const mostLevels = 200

const volatility = signalIndex('ewmaVolatility')

/**
 * Samples the book that positions on an underlying would be closed against, once it is due: what stood at the same price in the sample before
 * counts for more than what is new since. The book must have both sides, and the underlying an index.
 *
 * @returns Whether there is a new sample, so that requirements that rest on it have changed.
 *
 * @example
 * const isSampled = sampleDepth(margin, market, { at: turn.at, policy: policy.margin })
 */
export function sampleDepth(margin: MarginState, market: MarketState, now: Readonly<{ at: TimeUs; policy: MarginPolicy }>): boolean {
  const terms = now.policy.liquidityCoverage
  const { instrument, book } = market
  const known = margin.underlyings.get(instrument.base)
  if (terms === undefined || margin.coverage === undefined || known === undefined) return false
  const before = margin.coverage.samples.get(instrument.id)
  if (before !== undefined && elapsedUs(before.at, now.at) < terms.every) return false
  const bids = levelsWithin(book.ladder, bidSide, terms)
  const asks = levelsWithin(book.ladder, askSide, terms)
  const depth = {
    bids: lasting(bids, { before: before?.bids, terms, instrument }),
    asks: lasting(asks, { before: before?.asks, terms, instrument }),
  }
  margin.coverage.samples.set(instrument.id, { at: now.at, bids, asks })
  margin.underlyings.set(instrument.base, { ...known, depth, dailyVolatility: dailyVolatilityOf(market, terms) } satisfies UnderlyingMarket)
  return true
}

/** What is measured, and no less than the policy states: a calm hour does not make a market that cannot move. */
function dailyVolatilityOf({ signals }: MarketState, { leastDailyVolatility }: CoveragePolicy): number {
  const reading = readingAt(signals, volatility)
  return reading.kind === 'known' ? Math.max(leastDailyVolatility, reading.value / Math.sqrt(365)) : leastDailyVolatility
}

function levelsWithin(ladder: Ladder, side: BookSide, { withinBps }: CoveragePolicy): SampledLevels {
  const best = side === bidSide ? bestBidTicks(ladder) : bestAskTicks(ladder)
  const reach = (best * withinBps) / 10_000
  const levels: (readonly [ticks: number, lots: number])[] = []
  for (let ticks = best; ticks !== noTicks && Math.abs(ticks - best) <= reach; ticks = nextTicks(ladder, side, ticks)) {
    levels.push([ticks, lotsAt(ladder, side, ticks)])
    if (levels.length === mostLevels) break
  }
  return levels
}

type Sampling = Readonly<{ before: SampledLevels | undefined; terms: CoveragePolicy; instrument: Instrument }>

function lasting(levels: SampledLevels, { before = [], terms, instrument }: Sampling): readonly DepthLevel[] {
  const [tick, lot] = [tickSize(instrument), lotSize(instrument)]
  const stoodAt = new Map(before)
  return levels.map(([ticks, lots]) => {
    const stood = Math.min(lots, stoodAt.get(ticks) ?? 0) / lots
    const persistence = terms.newPersistence + (terms.stoodPersistence - terms.newPersistence) * stood
    return { price: ticks * tick, size: lots * lot, persistence }
  })
}
