/** Why an account cannot be valued, in order of precedence. */
export const marginRefusalReasons = [
  'nothingHeld',
  'numberTooLarge',
  'contractUnknown',
  'contractTwice',
  'sizeNotFinite',
  'sizeNotWholeLots',
  'contractExpired',
  'multiplierNotPositive',
  'strikeNotPositive',
  'underlyingUnknown',
  'indexNotPositive',
  'forwardMissing',
  'forwardNotPositive',
  'rateNotFinite',
  'markMissing',
  'markStale',
  'markNotPositive',
  'volatilityMissing',
  'volatilityNotPositive',
  'entryNotPositive',
  'orderNotPositive',
  'collateralUnpriced',
  'collateralPriceNotPositive',
  'haircutOutOfRange',
  'settlementNotPositive',
  'confidenceOutOfRange',
  'contractNotCovered',
  'historyTooShort',
  'historyMissing',
  'depthMissing',
  'tiersMissing',
] as const

/** A reason's name. */
export type MarginRefusalReason = (typeof marginRefusalReasons)[number]

/** A refusal to value or margin an account. The account is then unknown: it takes no new risk and is not liquidated. */
export type MarginRefusal = Readonly<{
  account: string
  reason: MarginRefusalReason
  /** The contract or the collateral asset it is about. */
  subject?: string
  /** What was found there, as it was found. */
  found?: string
}>
