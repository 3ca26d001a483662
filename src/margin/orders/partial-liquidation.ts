/** An account that has too little, in quote. */
export type LiquidatedAccount = Readonly<{ maintenanceMargin: number; accountValue: number }>

/** How an account is liquidated in parts. */
export type PartialLiquidationTerms = Readonly<{
  /** Every position is reduced by the same share, a multiple of this; 0.2 is a fifth. */
  shareStep: number
  /** Maintenance margin over account value must fall below this. */
  targetRatio: number
  /** Penalty as a fraction of the maintenance margin that is liquidated. */
  feeShare: number
}>

/** What an account would look like after a share of its positions is taken over. */
export type LiquidationStep = Readonly<{
  share: number
  maintenanceMargin: number
  penalty: number
  accountValue: number
  /** Maintenance margin over account value; infinite when nothing is left. */
  marginRatio: number
}>

/**
 * Every share short of the whole, and what it would do. Positions are taken over at their marks, so that only the penalty changes the value.
 *
 * @see Paradex documentation, "Liquidations".
 *
 * @example
 * liquidationSteps({ maintenanceMargin: 88.8, accountValue: 80 }, { shareStep: 0.2, targetRatio: 0.9, feeShare: 0.5 })[1]?.marginRatio // 0.856
 */
export function liquidationSteps(account: LiquidatedAccount, terms: PartialLiquidationTerms): readonly LiquidationStep[] {
  const count = Math.round(1 / terms.shareStep)
  return Array.from({ length: count - 1 }, (_, i) => {
    const share = (i + 1) / count
    const maintenanceMargin = account.maintenanceMargin * (1 - share)
    const penalty = share * terms.feeShare * account.maintenanceMargin
    const accountValue = account.accountValue - penalty
    const marginRatio = accountValue > 0 ? maintenanceMargin / accountValue : Infinity
    return { share, maintenanceMargin, penalty, accountValue, marginRatio }
  })
}

/**
 * The smallest share that brings an account below the target, or 1 where none short of the whole does.
 *
 * @example
 * liquidationShare({ maintenanceMargin: 88.8, accountValue: 80 }, { shareStep: 0.2, targetRatio: 0.9, feeShare: 0.5 }) // 0.4
 */
export function liquidationShare(account: LiquidatedAccount, terms: PartialLiquidationTerms): number {
  return liquidationSteps(account, terms).find(({ marginRatio }) => marginRatio < terms.targetRatio)?.share ?? 1
}
