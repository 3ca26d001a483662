import {
  ArgumentError,
  requireFinite,
  requirePositive,
  requirePositiveSeries,
  requireSameLength,
  requireSeries,
} from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { exponential } from '../../num/elementary.ts'

/** Long positions that are sold in full when the price reaches theirs, and a market that falls as they are. */
export type CascadeTerms = Readonly<{
  /** Price before the shock, above zero. */
  price: number
  /** Fall from outside as a fraction, up to 1; negative for a rise. */
  shock: number
  /** Units of each position, 0 or above. */
  units: ArrayLike<number>
  /** Price at or below which each position is liquidated. */
  liquidationPrices: ArrayLike<number>
  /** Units per price unit of fall under `linear` impact; units that lower the price by a factor e under `exponential`. */
  depth: number
  impact: 'linear' | 'exponential'
}>

/** How the cascade went, round by round. */
export type Cascade = Readonly<{
  /** Rounds that liquidated somebody. */
  rounds: number
  finalPrice: number
  unitsLiquidated: number
  positionsLiquidated: number
  /** Price after the shock and after each round. */
  prices: Float64Array
  /** Units liquidated up to each of those. */
  sold: Float64Array
  /** Whole fall over the fall from outside; refused without a shock. */
  amplification: Result<number, Readonly<{ reason: 'noShock' }>>
}>

/**
 * Liquidations that feed on their own impact, in rounds: all positions the price has reached are sold together, the price falls by what
 * was sold so far, and so on until it reaches nobody.
 *
 * The fixed point is the least one, so it does not depend on the order in which positions are worked through.
 *
 * @throws ArgumentError for lists of unlike length or values out of range.
 * @see Cont & Schaanning, "Fire sales, indirect contagion and systemic stress testing" (2017); Brunnermeier & Pedersen, "Market
 *   liquidity and funding liquidity", Review of Financial Studies 22 (2009).
 *
 * @example
 * const positions = { units: [10, 10], liquidationPrices: [95, 86] }
 * liquidationCascade({ price: 100, shock: 0.05, ...positions, depth: 1, impact: 'linear' }).finalPrice // 75
 */
export function liquidationCascade(terms: CascadeTerms): Cascade {
  requireCascade(terms)
  const shocked = terms.price * (1 - terms.shock)
  // Highest liquidation price first: what a falling price reaches is then always a prefix.
  const order = Array.from({ length: terms.units.length }, (_, i) => i).toSorted(
    (a, b) => (terms.liquidationPrices[b] as number) - (terms.liquidationPrices[a] as number) || a - b,
  )
  const total = createSum()
  const [prices, sold] = [[shocked], [0]]
  let [reached, price] = [0, shocked]
  for (;;) {
    const before = reached
    for (; reached < order.length; reached++) {
      const position = order[reached] as number
      if ((terms.liquidationPrices[position] as number) < price) break
      addToSum(total, terms.units[position] as number)
    }
    if (reached === before) break
    price = priceAfter(terms, { shocked, quantity: totalOf(total) })
    prices.push(price)
    sold.push(totalOf(total))
  }
  const amplification =
    terms.shock === 0 ? refuse({ reason: 'noShock' as const }) : accept((terms.price - price) / (terms.price * terms.shock))
  return {
    rounds: prices.length - 1,
    finalPrice: price,
    unitsLiquidated: totalOf(total),
    positionsLiquidated: reached,
    prices: Float64Array.from(prices),
    sold: Float64Array.from(sold),
    amplification,
  }
}

function priceAfter(terms: CascadeTerms, sale: Readonly<{ shocked: number; quantity: number }>): number {
  if (terms.impact === 'exponential') return sale.shocked * exponential(-sale.quantity / terms.depth)
  return Math.max(0, sale.shocked - sale.quantity / terms.depth)
}

function requireCascade(terms: CascadeTerms): void {
  requirePositive('price', terms.price)
  requireFinite('shock', terms.shock)
  if (terms.shock > 1) throw new ArgumentError('shock', { expected: 'a fall of at most 1', found: String(terms.shock) })
  requirePositive('depth', terms.depth)
  requireSeries('units', terms.units, 0)
  requirePositiveSeries('liquidationPrices', terms.liquidationPrices, 0)
  requireSameLength(['units', terms.units], ['liquidationPrices', terms.liquidationPrices])
  for (let position = 0; position < terms.units.length; position++) {
    const units = terms.units[position] as number
    if (units < 0) throw new ArgumentError('units', { position, expected: 'a number, 0 or above', found: String(units) })
  }
}
