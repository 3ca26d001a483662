import { compensatedSum } from '../../num/compensated-sum.ts'
import type { SpanCommodity } from './span-commodity.ts'

/** Deltas of several commodities that offset each other: so many of one against so many of others, of the opposite sign. */
export type InterCommoditySpread = Readonly<{
  /** Commodity and deltas of it in one spread, above 0. The first leg stands against all others. */
  legs: readonly (readonly [string, number])[]
  /** Fraction of the price risk of the deltas in a spread that is given back. */
  credit: number
}>

/** A commodity after offsets with others, in quote. */
export type SpanCharge = SpanCommodity &
  Readonly<{
    /** Price risk of one net delta; 0 without net delta. */
    priceRiskPerDelta: number
    interCredit: number
    /** The larger of scanning risk, charge and credit together, and the short option minimum. */
    risk: number
    /** Risk less what the options are worth: what must be there in cash. */
    requirement: number
  }>

/** A whole portfolio. */
export type SpanPortfolio = Readonly<{
  charges: readonly SpanCharge[]
  /** How many spreads each rule formed, in order of priority. */
  spreadsFormed: readonly number[]
  totalRisk: number
  totalRequirement: number
}>

/**
 * Forms spreads between commodities in order of priority, as many as the deltas left allow, and totals the portfolio.
 *
 * @example
 * spanPortfolio([btc, eth], [{ legs: [['BTC', 1], ['ETH', 18]], credit: 0.6 }]).totalRequirement
 */
export function spanPortfolio(commodities: readonly SpanCommodity[], spreads: readonly InterCommoditySpread[]): SpanPortfolio {
  const left = new Map(commodities.map(({ commodity, netDelta }) => [commodity, netDelta]))
  const credits = new Map<string, number>()
  const byName = new Map(commodities.map((one) => [one.commodity, one]))
  const spreadsFormed = spreads.map((spread) => {
    const count = spreadsWithin(spread, left)
    if (count === 0) return 0
    for (const [name, ratio] of spread.legs) {
      const one = byName.get(name)
      const remaining = left.get(name) ?? 0
      left.set(name, remaining - Math.sign(remaining) * count * ratio)
      if (one !== undefined) credits.set(name, (credits.get(name) ?? 0) + count * ratio * perDelta(one) * spread.credit)
    }
    return count
  })
  const charges = commodities.map((one) => chargeOf(one, credits.get(one.commodity) ?? 0))
  return {
    charges,
    spreadsFormed,
    totalRisk: compensatedSum(charges.map(({ risk }) => risk)),
    totalRequirement: compensatedSum(charges.map(({ requirement }) => requirement)),
  }
}

/** None unless the first leg's deltas stand against all the others'. */
function spreadsWithin(spread: InterCommoditySpread, left: ReadonlyMap<string, number>): number {
  const [first, ...others] = spread.legs.map(([name, ratio]) => ({ delta: left.get(name) ?? 0, ratio }))
  if (first === undefined || others.length === 0) return 0
  if (others.some(({ delta }) => !(delta * first.delta < 0))) return 0
  return Math.min(...[first, ...others].map(({ delta, ratio }) => Math.abs(delta) / ratio))
}

function perDelta({ netDelta, priceRisk }: SpanCommodity): number {
  return netDelta === 0 ? 0 : priceRisk / Math.abs(netDelta)
}

function chargeOf(one: SpanCommodity, interCredit: number): SpanCharge {
  const risk = Math.max(one.scanRisk + one.intraCharge - interCredit, one.shortOptionMinimum)
  return { ...one, priceRiskPerDelta: perDelta(one), interCredit, risk, requirement: risk - one.netOptionValue }
}
