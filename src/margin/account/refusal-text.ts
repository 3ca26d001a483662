import type { MarginRefusal, MarginRefusalReason } from './margin-refusal.ts'

/** What was expected, by reason; `subject` stands for the contract or asset it is about. */
const expected: Readonly<Record<MarginRefusalReason, (subject: string) => string>> = {
  nothingHeld: () => 'cash, collateral, a position or an order',
  numberTooLarge: (subject) => `a finite number below 2^53 for ${subject}`,
  contractUnknown: (subject) => `a contract of the snapshot, not ${subject}`,
  contractTwice: (subject) => `one position in ${subject}`,
  sizeNotFinite: (subject) => `a finite size of ${subject} that is not 0`,
  sizeNotWholeLots: (subject) => `a size of ${subject} in whole lots`,
  contractExpired: (subject) => `a contract that has not expired, not ${subject}`,
  multiplierNotPositive: (subject) => `a multiplier above 0 for ${subject}`,
  strikeNotPositive: (subject) => `a strike above 0 for ${subject}`,
  underlyingUnknown: (subject) => `an underlying of ${subject} that has an index price`,
  indexNotPositive: (subject) => `an index price above 0 for ${subject}`,
  forwardMissing: (subject) => `a forward for the expiry of ${subject}`,
  forwardNotPositive: (subject) => `a forward above 0 for the expiry of ${subject}`,
  rateNotFinite: (subject) => `a finite rate for the expiry of ${subject}`,
  markMissing: (subject) => `a mark price for ${subject}`,
  markStale: (subject) => `a mark price for ${subject} that is not stale`,
  markNotPositive: (subject) => `a mark price above 0 for ${subject}`,
  volatilityMissing: (subject) => `an implied volatility for ${subject}`,
  volatilityNotPositive: (subject) => `an implied volatility above 0 for ${subject}`,
  entryNotPositive: (subject) => `an entry price above 0 for ${subject}`,
  orderNotPositive: (subject) => `an order in ${subject} with size and price above 0`,
  collateralUnpriced: (subject) => `a price for the collateral ${subject}`,
  collateralPriceNotPositive: (subject) => `a price above 0 for the collateral ${subject}`,
  haircutOutOfRange: (subject) => `haircuts from 0 to 1 for ${subject}, initial at least maintenance`,
  settlementNotPositive: (subject) => `a price above 0 for the settlement asset ${subject}`,
  confidenceOutOfRange: (subject) => `a confidence from 0 to 1 for ${subject}`,
  contractNotCovered: (subject) => `a contract the model covers, not ${subject}`,
  historyTooShort: (subject) => `a longer history of returns for ${subject}`,
  historyMissing: (subject) => `a history of returns for ${subject}`,
  depthMissing: (subject) => `a book to close ${subject} against`,
  tiersMissing: (subject) => `leverage tiers for ${subject}`,
}

/** What there is where a refusal carries no finding of its own: nothing, unless it says otherwise here. */
const plainlyFound: Readonly<Partial<Record<MarginRefusalReason, string>>> = {
  contractTwice: 'two',
  contractExpired: 'an expiry in the past',
  contractNotCovered: 'a contract of another kind',
  markStale: 'an older one',
}

/**
 * One sentence that says why an account is unknown: account, what was expected of what, and what was found.
 *
 * @example
 * const refusal = { account: 'fund-7', reason: 'sizeNotWholeLots', subject: 'BTC-PERP', found: '0.0005' }
 * refusalText(refusal) // 'account fund-7: expected a size of BTC-PERP in whole lots, found 0.0005'
 */
export function refusalText(refusal: MarginRefusal): string {
  return `account ${refusal.account}: ${refusalClause(refusal)}`
}

/**
 * The same without the account, for places that name it already.
 *
 * @example
 * refusalClause({ account: 'fund-7', reason: 'markMissing', subject: 'BTC-PERP' }) // 'expected a mark price for BTC-PERP, found none'
 */
export function refusalClause({ reason, subject, found }: MarginRefusal): string {
  return `expected ${expected[reason](subject ?? 'every figure')}, found ${found ?? plainlyFound[reason] ?? 'none'}`
}
