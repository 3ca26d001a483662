import type { VegaPower } from '../scan/vega-power.ts'

/** The numbers for moves of one underlying. */
export type DeribitMoves = Readonly<{
  /** Largest ordinary move, as a fraction. */
  priceRange: number
  /** Steps from no move to the largest. */
  steps: number
  /** Shocks of volatility at 30 days, as fractions. */
  volatilityUp: number
  volatilityDown: number
  /** A volatility that is shocked up is at least this. */
  leastVolatilityUp: number
  vegaPower: VegaPower
  /** Scales what counts of moves beyond the ordinary. */
  extendedFactor: number
  /** Net delta worth more than this, in quote, is shocked: by so much for every unit beyond, up to the largest shock. */
  deltaThreshold: number
  deltaShockPerUnit: number
  largestDeltaShock: number
}>

/** The numbers for positions that settle in one asset. */
export type DeribitSettlement = Readonly<{
  /** What a year of basis may move by, and the least any delta is charged for its roll; fractions. */
  annualisedMove: number
  leastMove: number
  /** Taken off an extended move's loss for every price range beyond the first, in quote. */
  extendedDampener: number
}>

/** All numbers for one underlying, and where they were read. */
export type DeribitTerms = Readonly<{ moves: DeribitMoves; coin: DeribitSettlement; effectiveFrom: string; source: string }>

/** All numbers of the model. */
export type DeribitTermSheet = Readonly<{
  effectiveFrom: string
  source: string
  /** Maintenance margin is this share of initial margin. */
  maintenanceShare: number
  extendedMoves: readonly number[]
  /** For positions that settle in the quote asset. */
  quote: DeribitSettlement
  underlyings: ReadonlyMap<string, DeribitTerms>
  otherwise: DeribitTerms
}>

const bitcoin: DeribitTerms = {
  effectiveFrom: '2024-06-17',
  source: 'docs.deribit.com, private/pme/simulate, example answer of 2024-06-17',
  coin: { annualisedMove: 0.075, leastMove: 0.01, extendedDampener: 100_000 },
  moves: {
    priceRange: 0.16,
    steps: 4,
    volatilityUp: 0.5,
    volatilityDown: -0.25,
    leastVolatilityUp: 0.5,
    vegaPower: { short: 0.3, long: 0.13, floorDays: 1 },
    extendedFactor: 1,
    deltaThreshold: 20_000_000,
    deltaShockPerUnit: 0.00005,
    largestDeltaShock: 0.1,
  },
}

const ether: DeribitTerms = {
  effectiveFrom: '2026-02-15',
  source: 'private/pme/simulate, an answer of 2026-02-15 published on GitHub',
  coin: { annualisedMove: 0.05, leastMove: 0.005, extendedDampener: 200_000 },
  moves: { ...bitcoin.moves, priceRange: 0.18, volatilityUp: 0.4, deltaShockPerUnit: 0.000004 },
}

const other: DeribitTerms = {
  effectiveFrom: '2026-02-15',
  source: 'Seawall’s: the venue publishes none; a wider range, every delta beyond the threshold at the largest shock',
  coin: { annualisedMove: 0.1, leastMove: 0.01, extendedDampener: 25_000 },
  moves: { ...bitcoin.moves, priceRange: 0.24, deltaShockPerUnit: 1 },
}

/** What Deribit has shown of its numbers; it changes them without notice, on a page only account holders see. */
export const deribitTermSheet: DeribitTermSheet = {
  effectiveFrom: ether.effectiveFrom,
  source: 'support.deribit.com, "Portfolio Margin", for the structure; numbers as each underlying says',
  maintenanceShare: 0.8,
  extendedMoves: [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5],
  quote: { annualisedMove: 0.1, leastMove: 0.01, extendedDampener: 25_000 },
  underlyings: new Map([
    ['BTC', bitcoin],
    ['ETH', ether],
  ]),
  otherwise: other,
}
