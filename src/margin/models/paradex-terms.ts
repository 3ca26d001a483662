import type { VegaPower } from '../scan/vega-power.ts'

/** A far move, of whose profit only a share counts. */
export type TailMove = Readonly<{ spotMove: number; weight: number }>

/** The numbers for one underlying. */
export type ParadexTerms = Readonly<{
  /** Largest ordinary move, as a fraction. */
  spotRange: number
  /** Steps from no move to the largest. */
  steps: number
  /** Shock of volatility at 30 days, as a fraction. */
  volatilityUp: number
  volatilityDown: number
  /** A volatility that is shocked up is at least this. */
  leastVolatilityUp: number
  vegaPower: VegaPower
  tails: readonly TailMove[]
  /** Least requirement, as a fraction of the index for each unit of net delta and of hedged delta. */
  netDeltaShare: number
  hedgedDeltaShare: number
}>

/** All numbers of the model. */
export type ParadexTermSheet = Readonly<{
  effectiveFrom: string
  source: string
  /** Maintenance margin is this share of initial margin, provisions aside. */
  maintenanceShare: number
  /** Fees to set aside for closing, as a fraction of notional. */
  feeRate: number
  underlyings: ReadonlyMap<string, ParadexTerms>
  /** For underlyings without numbers of their own. */
  otherwise: ParadexTerms
}>

const vegaPower: VegaPower = { short: 0.3, long: 0.13, floorDays: 1 }

const tailMoves = [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5] as const

function tailsOf(weights: readonly number[]): readonly TailMove[] {
  return tailMoves.map((spotMove, i) => ({ spotMove, weight: weights[i] ?? 0 }))
}

const major: ParadexTerms = {
  spotRange: 0.16,
  steps: 4,
  volatilityUp: 0.4,
  volatilityDown: -0.22,
  leastVolatilityUp: 0.4,
  vegaPower,
  tails: tailsOf([0.18, 0.36, 0.24, 0.12, 0.06, 0.04, 0.03, 0.024]),
  netDeltaShare: 0.02,
  hedgedDeltaShare: 0.01,
}

const minor: ParadexTerms = {
  ...major,
  spotRange: 0.28,
  volatilityUp: 0.64,
  volatilityDown: -0.352,
  leastVolatilityUp: 0.6,
  tails: tailsOf([0.3, 0.5, 0.4, 0.2, 0.1, 0.07, 0.05, 0.04]),
  netDeltaShare: 0.03,
  hedgedDeltaShare: 0.015,
}

/**
 * Paradex's published numbers. The venue charges no fees to retail orders, and has no numbers for other underlyings: those are ours, the
 * stricter of its two tables.
 */
export const paradexTermSheet: ParadexTermSheet = {
  effectiveFrom: '2026-08-20',
  source: 'tradeparadex/paradex-docs, fern/pages/risk-system/portfolio-margin.mdx, as of 2026-08-20',
  maintenanceShare: 0.5,
  feeRate: 0,
  underlyings: new Map([
    ['BTC', major],
    ['ETH', major],
    ['HYPE', minor],
    ['CL', minor],
  ]),
  otherwise: minor,
}
