import type { DurationUs } from '../../base/time.ts'
import type { MarginModelName } from '../../margin/margin-model.ts'

/** One asset that members may pledge. Haircuts as in `CollateralMarket`. */
export type CollateralTerms = Readonly<{
  asset: string
  decimals: number
  initialHaircut: number
  maintenanceHaircut: number
  /** The underlying whose index is its price, where it has one; without it a feed prices it. */
  underlying?: string
}>

/** When marks of the run's own markets move, and when any mark is too old to act on. */
export type MarkPolicy = Readonly<{
  /** A mark follows the mid only once it is off by this, in bps of the mark, or after `every`. */
  leastStepBps: number
  every: DurationUs
  /** A mark moves at most this far at once, in bps of itself: one wrong book cannot liquidate. */
  mostStepBps: number
  /** A mark without news for longer makes whoever holds the contract unknown. */
  staleAfter: DurationUs
}>

/** How much may be closed within one stretch of time, in whole units of the settlement asset. What is absent is not limited. */
export type LiquidationPace = Readonly<{
  /** Stretches begin at multiples of this. */
  every: DurationUs
  /** Notional of one account, and of all accounts in one market. */
  accountNotional?: number
  marketNotional?: number
  /** What closings in one market may lose beyond what is left of the accounts' own. */
  marketLoss?: number
}>

/** What a liquidation costs whoever is liquidated, beside the venue's fee. */
export type LiquidationPenalty = Readonly<{
  /** Of the notional closed, in bps; never more than is left of the closed part's own share of equity. */
  feeBps: number
  /** Share of it that goes to the insurance fund, where the run has one; the rest is the venue's. */
  fundShare: number
}>

/** How positions are closed. */
export type LiquidationPolicy = Readonly<{
  /** Ends once equity reaches this: `initial` margin, or `liquidationEnd`, half-way from maintenance to initial margin. */
  until: 'liquidationEnd' | 'initial'
  /** Most of the position as it was at the start, and of the lots on the book within the bound, taken in one step. */
  shareOfPosition: number
  shareOfBook: number
  spacing: DurationUs
  /** Sells no lower than the mark less this, buys no higher than the mark plus this. */
  boundBps: number
  /** Closes no more in a step than brings equity to `until` at the price after the impact. Without it a step takes what the shares allow. */
  sizing?: 'justEnough'
  /** Whatever the shares say, a step may take this much notional of a position. */
  leastNotional?: number
  /** Only as many resting orders go as are needed, all only where positions must close. Without it all go when a liquidation begins. */
  cancelOrders?: 'asNeeded'
  pace?: LiquidationPace
  penalty?: LiquidationPenalty
}>

/** How fast charged margins may rise, and how what the fund carries of them is booked. */
export type MarginSpeedLimit = Readonly<{
  /** Largest rise of a charged margin in a day, as a fraction: 0.5 is 50 %. Compounded for more or less than a day. */
  mostRisePerDay: number
  /** How often what later rises start from is set to what is charged. In between, a fall of a moment does not lower it. */
  followEvery: DurationUs
  /** The reservation moves in whole multiples of this, in whole units of the settlement asset, rounded up. */
  bookStep: number
}>

/** What closing a position against the run's own book is charged for. */
export type CoveragePolicy = Readonly<{
  /** How often the book is sampled, and with it what is charged. */
  every: DurationUs
  /** How far from the best price levels count, in bps of it. */
  withinBps: number
  /** Share of a level that counts, from 0 to 1, of what stood in the sample before and of what is new since; the second at most the first. */
  stoodPersistence: number
  newPersistence: number
  /** A day's volatility of any underlying, as a fraction, at the least; what is measured counts where it is more. */
  leastDailyVolatility: number
}>

/** Margin of members' accounts. A policy without it has none. */
export type MarginPolicy = Readonly<{
  model: MarginModelName
  /** Between a margin call and its due time. */
  callDueFor: DurationUs
  /** Whether an account whose equity is below 0 is liquidated at once, without waiting for a call's due time. */
  bankruptAtOnce: boolean
  liquidation: LiquidationPolicy
  marks: MarkPolicy
  collateral: readonly CollateralTerms[]
  /** Without it every account is charged what the model asks. */
  speedLimit?: MarginSpeedLimit
  /** Without it the model's requirement stands alone. */
  liquidityCoverage?: CoveragePolicy
}>
