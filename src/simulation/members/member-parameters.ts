/** Numbers that accounts are drawn with. Notionals in whole quote units. */
export type MemberParameters = Readonly<{
  /** Shares of accounts that are long and short; the others only hold money. */
  longShare: number
  shortShare: number
  /** A position's notional: lognormal, with this median, this standard deviation of its logarithm, and never more than the largest. */
  medianNotional: number
  notionalSpread: number
  largestNotional: number
  /** Notional over equity when the run starts, each as likely; a large position may have the leverage of its size at most. */
  leverages: readonly number[]
  mostLeverage: readonly Readonly<{ upTo: number; leverage: number }>[]
  /** Prices at which positions were entered, evenly around the first price, this fraction of it apart. */
  entryLevels: number
  entrySpacing: number
  /** Share of accounts that belong to the owner of the one before. */
  sharedOwnerShare: number
  /** Share of accounts that are dealers, and the leverage they have. */
  dealerShare: number
  dealerLeverage: number
  /** Share of accounts that are backstop providers, two at least; the money of all together, as a share of the open interest. */
  providerShare: number
  providerMoneyShare: number
  /** What a provider commits to take: from each discount on, so many times its money in notional. */
  commitment: readonly Readonly<{ discountBps: number; timesMoney: number }>[]
  /** What dealers and providers together have in a mutual fund, as a share of the open interest. */
  contributionShare: number
}>

/**
 * The values in use. Judgement, in the order of what venues publish: many small and few large positions, more long than short, leverage mostly
 * about ten; providers and a fund of one or two hundredths of the open interest.
 */
export const memberParameters: MemberParameters = {
  longShare: 0.55,
  shortShare: 0.4,
  medianNotional: 8_000,
  notionalSpread: 1.8,
  largestNotional: 20_000_000,
  leverages: [2, 3, 3, 5, 5, 8, 10, 10, 10, 15, 20, 20, 25, 40, 50],
  mostLeverage: [
    { upTo: 500_000, leverage: 50 },
    { upTo: 5_000_000, leverage: 20 },
    { upTo: Infinity, leverage: 10 },
  ],
  entryLevels: 12,
  entrySpacing: 0.004,
  sharedOwnerShare: 0.03,
  dealerShare: 0.001,
  dealerLeverage: 3,
  providerShare: 0.0005,
  providerMoneyShare: 0.02,
  commitment: [
    { discountBps: 100, timesMoney: 1 },
    { discountBps: 250, timesMoney: 1 },
    { discountBps: 500, timesMoney: 2 },
  ],
  contributionShare: 0.01,
}
