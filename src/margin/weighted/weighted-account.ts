/** What a positive and a negative balance count for: below 1 and above 1, as factors of their value. */
export type Weights = Readonly<{ asset: number; liability: number }>

/** A price as it is now, and one that cannot be pumped: `stablePriceOf`. Both in quote, above 0. */
export type PricePair = Readonly<{ mark: number; stable: number }>

/** A token an account holds or owes. */
export type WeightedToken = Readonly<{
  name: string
  /** In tokens; negative is owed. */
  balance: number
  prices: PricePair
  initial: Weights
  maintenance: Weights
  /** What everybody holds of it, beyond which the asset weight shrinks so that all of it together counts for no more. Absent: no limit. */
  deposits?: Readonly<{ total: number; potential: number; scaleFromQuote: number }>
  /** What everybody owes of it, beyond a limit above 0 the liability weight grows. Absent: no limit. */
  borrows?: Readonly<{ total: number; scaleFromQuote: number }>
}>

/** A perpetual with its resting orders. */
export type WeightedPerpetual = Readonly<{
  /** Name of the token its result is settled in. */
  settlesIn: string
  /** In base; negative is short. */
  base: number
  /** What was paid for it and funding, in the settling token; a long has paid, so it is negative. */
  quote: number
  /** Resting to buy and to sell, in base, 0 or above. */
  bids: number
  asks: number
  prices: PricePair
  initial: Weights
  maintenance: Weights
  /** Share of a positive result that counts. */
  initialGainWeight: number
  maintenanceGainWeight: number
}>

/** What resting spot orders of one market hold back. It may come back as either token. */
export type WeightedSpotOrders = Readonly<{
  base: string
  quote: string
  /** Tokens held back by asks. */
  reservedBase: number
  /** Tokens held back by bids. */
  reservedQuote: number
  /** Lowest price among the asks, quote tokens for one base token, where it is known. */
  lowestAsk?: number
  /** Highest price among the bids, where it is known. */
  highestBid?: number
}>

/** An account whose holdings all secure one another, each with a weight. */
export type WeightedAccount = Readonly<{
  tokens: readonly WeightedToken[]
  perpetuals: readonly WeightedPerpetual[]
  spotOrders: readonly WeightedSpotOrders[]
}>

/**
 * Which question is asked: may it take new risk (`initial`), may its liquidation stop (`liquidationEnd`), may it be left alone
 * (`maintenance`).
 */
export type HealthKind = 'initial' | 'liquidationEnd' | 'maintenance'
