import { mulDivDown, mulDivUp } from '../base/amount.ts'
import { invariant } from '../base/assert.ts'

/** One hundred per cent in basis points. */
export const wholeBps = 10_000n

/** One hundred per cent in parts per billion: 100,000 of them are a basis point. */
export const wholePpb = 1_000_000_000n

/** The price of a facility above the market's: too dear for calm times, dearer as the facility is used up. Basis points, never negative. */
export type PenalTerms = Readonly<{
  /** Added to the market's price: whoever can get it elsewhere does. */
  markupBps: bigint
  /** Added for the last unit of the budget, and in proportion for those before. */
  scarcityBps: bigint
}>

/** What a penal price is asked for. Minor units. */
export type PenalSituation = Readonly<{
  /** The market's price; one below 0 counts as 0, so that nobody is paid for being rescued. */
  marketBps: bigint
  /** What is used already, and what is added now. */
  usedMinor: bigint
  addedMinor: bigint
  budgetMinor: bigint
}>

/**
 * The penal price of an amount, in parts per billion of it, rounded up: the market's, the mark-up, and the mean of the scarcity over the units that
 * are added. So an amount taken in parts costs no less than taken at once.
 *
 * @see Bagehot, "Lombard Street" (1873), chapter VII: lend freely, on good collateral, at a very high rate.
 *
 * @throws InvariantError when more is used than the budget has, or a term is negative.
 *
 * @example
 * // 5 % + 3 % + 7 % x 62.5 % of the budget.
 * penalPpb({ markupBps: 300n, scarcityBps: 700n }, { marketBps: 500n, usedMinor: 50n, addedMinor: 25n, budgetMinor: 100n }) // 123_750_000n
 */
export function penalPpb(terms: PenalTerms, situation: PenalSituation): bigint {
  const { numerator, divisor } = penalFraction(terms, situation)
  return mulDivUp(wholePpb, numerator, divisor)
}

/**
 * What an amount costs once at its penal price, in minor units, rounded up.
 *
 * @throws InvariantError as `penalPpb`.
 *
 * @example
 * penalCharge({ markupBps: 100n, scarcityBps: 0n }, { marketBps: 0n, usedMinor: 0n, addedMinor: 1_001n, budgetMinor: 5_000n }) // 11n
 */
export function penalCharge(terms: PenalTerms, situation: PenalSituation): bigint {
  const { numerator, divisor } = penalFraction(terms, situation)
  return mulDivUp(situation.addedMinor, numerator, divisor)
}

/**
 * What collateral counts for: its value less the haircut, rounded down.
 *
 * @param haircutBps - From 0 to 10,000.
 * @throws InvariantError for a haircut beyond, or a negative value.
 *
 * @example
 * afterHaircut(1_000n, 2_000n) // 800n
 */
export function afterHaircut(valueMinor: bigint, haircutBps: bigint): bigint {
  invariant(haircutBps >= 0n && haircutBps <= wholeBps, 'a haircut is from nothing to everything')
  return mulDivDown(valueMinor, wholeBps - haircutBps, wholeBps)
}

function penalFraction(terms: PenalTerms, situation: PenalSituation): Readonly<{ numerator: bigint; divisor: bigint }> {
  const { markupBps, scarcityBps } = terms
  const { marketBps, usedMinor, addedMinor, budgetMinor } = situation
  invariant(markupBps >= 0n && scarcityBps >= 0n, 'a penal price is never below the market')
  invariant(usedMinor >= 0n && addedMinor >= 0n && usedMinor + addedMinor <= budgetMinor, 'no more is used than the budget has')
  const flatBps = (marketBps > 0n ? marketBps : 0n) + markupBps
  if (budgetMinor === 0n) return { numerator: flatBps, divisor: wholeBps }
  // The mean of a line over what is added lies at its middle.
  const scarcity = scarcityBps * (2n * usedMinor + addedMinor)
  return { numerator: flatBps * 2n * budgetMinor + scarcity, divisor: wholeBps * 2n * budgetMinor }
}
