/** The numbers for one commodity, in fractions of its index price so that they keep their meaning as it moves. */
export type SpanTerms = Readonly<{
  /** Price scan range. */
  priceRange: number
  /** Volatility scan range, absolute: 0.15 is fifteen points. */
  volatilityRange: number
  /** Charge for one delta that is offset within the commodity. */
  intraShare: number
  /** Least risk for one unit under short options. */
  shortOptionShare: number
}>

/** Worth of one commodity's deltas against worth of another's, and the credit for the pair. */
export type SpanSpreadTerms = Readonly<{ legs: readonly (readonly [string, number])[]; credit: number }>

/** All numbers of the model. */
export type SpanTermSheet = Readonly<{
  effectiveFrom: string
  source: string
  extremeMultiple: number
  extremeCover: number
  lookAheadYears: number
  /** Weights of the seven prices in composite deltas, in SPAN's order. */
  deltaWeights: readonly number[]
  /** Initial margin is this many times maintenance margin. */
  initialOverMaintenance: number
  underlyings: ReadonlyMap<string, SpanTerms>
  otherwise: SpanTerms
  /** In order of priority. */
  spreads: readonly SpanSpreadTerms[]
}>

/** SPAN's structure with ranges of our own: the clearing house sets its own anew every day, in files that are not public record. */
export const spanTermSheet: SpanTermSheet = {
  effectiveFrom: '2026-01-01',
  source:
    'CME SPAN technical specification for scenarios, delta weights and cover of extremes; CME Rule 930 for 110 % initial margin; ranges, charges and credits are Seawall’s',
  extremeMultiple: 3,
  extremeCover: 0.33,
  lookAheadYears: 1 / 365,
  deltaWeights: [0.27, 0.217, 0.217, 0.11, 0.11, 0.037, 0.037],
  initialOverMaintenance: 1.1,
  underlyings: new Map([
    ['BTC', { priceRange: 0.09, volatilityRange: 0.15, intraShare: 0.0025, shortOptionShare: 0.0007 }],
    ['ETH', { priceRange: 0.11, volatilityRange: 0.18, intraShare: 0.0027, shortOptionShare: 0.001 }],
  ]),
  otherwise: { priceRange: 0.15, volatilityRange: 0.25, intraShare: 0.005, shortOptionShare: 0.0015 },
  spreads: [
    {
      legs: [
        ['BTC', 1],
        ['ETH', 0.9],
      ],
      credit: 0.6,
    },
  ],
}
