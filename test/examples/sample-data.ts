import { accept, refuse } from '../../src/base/result.ts'
import { createPrng } from '../../src/base/prng.ts'
import { bps, ratio } from '../../src/base/ratio.ts'
import { durationUs, seconds, timeUs } from '../../src/base/time.ts'
import { askSide, bidSide } from '../../src/market/ladder.ts'
import { nextNormal } from '../../src/num/random.ts'
import { bookOf, linearInstrument } from '../liquidity-books.ts'

const generator = createPrng(2026)
const returns = Array.from({ length: 600 }, (_, t) => (t % 100 < 20 ? 0.03 : 0.01) * nextNormal(generator))
const closes = returns.reduce<number[]>((path, each) => [...path, (path.at(-1) ?? 100) * (1 + each)], [])

/**
 * What an example may name without making it: series of a length that every method takes, and the makers of the project's units.
 */
export const sampleData: Readonly<Record<string, unknown>> = {
  accept,
  refuse,
  bps,
  ratio,
  seconds,
  timeUs,
  durationUs,
  createPrng,
  bidSide,
  askSide,
  /** A book round a mid of 3000.05: ticks of 0.1, lots of 0.001. */
  book: bookOf(
    linearInstrument,
    [29_999, 4_672, 29_996, 12_000, 29_990, 40_000, 29_950, 90_000],
    [30_002, 3_580, 30_005, 15_000, 30_012, 35_000, 30_060, 80_000],
  ),
  /** Simple returns of a market with calm and wild weeks; losses are their negatives. */
  returns,
  losses: returns.map((each) => -each),
  /** Closes that follow from the returns, with highs, lows and opens around them. */
  closes,
  opens: closes.map((close, t) => closes[t - 1] ?? close),
  highs: closes.map((close, t) => Math.max(close, closes[t - 1] ?? close) * 1.002),
  lows: closes.map((close, t) => Math.min(close, closes[t - 1] ?? close) * 0.998),
  volumes: closes.map((_, t) => 1_000 + 50 * (t % 7)),
}
