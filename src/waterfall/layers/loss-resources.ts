/** One account that did not default, as it stands when a loss is shared. All in minor units of the settlement asset. */
export type LossMember = Readonly<{
  account: string
  /** What its part of the mutual fund holds. Never negative. */
  contribution: bigint
  /** The contribution its assessments are multiples of: that of the day the period's first default was declared. */
  assessmentBase: bigint
  /** What it was assessed for this default, and for all of the capped period, so far. Never negative. */
  assessedForDefault: bigint
  assessedInPeriod: bigint
  /** Whether it had left before the capped period began, and so cannot be assessed. */
  hasLeft: boolean
  /** Whether it bid in the defaulter's auction. */
  hasBid: boolean
  /** What its positions gained and were not paid yet; a loss is negative and shares nothing. */
  gain: bigint
  /** What it could withdraw. Never negative. */
  withdrawable: bigint
}>

/** Everything that could pay for a loss, in minor units of the settlement asset, never negative. */
export type LossResources = Readonly<{
  defaulterMargin: bigint
  defaulterContribution: bigint
  /** What each tranche of own money holds. */
  ownMoney: ReadonlyMap<string, bigint>
  insuranceFund: bigint
  /** What backstop providers pledged. */
  providerTakeover: bigint
  /** Everyone but the defaulter, each once. */
  members: readonly LossMember[]
}>

/**
 * A member that holds nothing, to be told what it does hold.
 *
 * @example
 * { ...emptyMember('m1'), contribution: 40n, assessmentBase: 40n }
 */
export function emptyMember(account: string): LossMember {
  return {
    account,
    contribution: 0n,
    assessmentBase: 0n,
    assessedForDefault: 0n,
    assessedInPeriod: 0n,
    hasLeft: false,
    hasBid: false,
    gain: 0n,
    withdrawable: 0n,
  }
}

/**
 * Resources of which there are none, to be told what there is.
 *
 * @example
 * { ...noResources, insuranceFund: 1_000n }
 */
export const noResources: LossResources = {
  defaulterMargin: 0n,
  defaulterContribution: 0n,
  ownMoney: new Map(),
  insuranceFund: 0n,
  providerTakeover: 0n,
  members: [],
}
