import { ArgumentError, requireFinite, requireNotNegative, requirePositive, requireSameLength, requireSeries } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'

/** One side of a book as it is taken: prices from the best outwards, and the units at each. */
export type TakenSide = Readonly<{ prices: ArrayLike<number>; sizes: ArrayLike<number> }>

/** What taking a side costs beyond its best price, at the end of each level. Made once, asked often. */
export type BookWalk = Readonly<{
  bestPrice: number
  /** Units from the best price to the end of each level. */
  unitsTo: Float64Array
  /** Price units times units paid beyond the best price for those. */
  costTo: Float64Array
  /** How far each level lies from the best price, in price units. */
  distances: Float64Array
}>

/** Why a cost is not known: the side holds fewer units than were asked for. */
export type TooShallow = Readonly<{ reason: 'insufficientDepth'; wanted: number; available: number }>

/**
 * Prepares one side of a book for being walked.
 *
 * @throws ArgumentError for no level, prices that are not above zero or do not lead away from the best, or sizes below zero.
 *
 * @example
 * const walk = walkOf({ prices: [100, 101], sizes: [2, 3] })
 * depthOf(walk) // 5
 */
export function walkOf(side: TakenSide): BookWalk {
  requireSide(side)
  const bestPrice = side.prices[0] as number
  const [units, cost] = [createSum(), createSum()]
  const count = side.prices.length
  const [unitsTo, costTo, distances] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  for (let level = 0; level < count; level++) {
    const distance = Math.abs((side.prices[level] as number) - bestPrice)
    addToSum(units, side.sizes[level] as number)
    addToSum(cost, distance * (side.sizes[level] as number))
    distances[level] = distance
    unitsTo[level] = totalOf(units)
    costTo[level] = totalOf(cost)
  }
  return { bestPrice, unitsTo, costTo, distances }
}

/**
 * Units on the whole side.
 *
 * @example
 * depthOf(walkOf({ prices: [100, 101], sizes: [2, 3] })) // 5
 */
export function depthOf(walk: BookWalk): number {
  return walk.unitsTo.at(-1) as number
}

/**
 * What the first `units` cost beyond the best price, walking level by level, the last one in part.
 *
 * @returns Price units times units, 0 or above and convex in `units`; refused beyond what the side holds.
 * @throws ArgumentError unless `units` is finite and 0 or above.
 *
 * @example
 * walkCost(walkOf({ prices: [100, 101], sizes: [2, 3] }), 4) // { ok: true, value: 2 }
 */
export function walkCost(walk: BookWalk, units: number): Result<number, TooShallow> {
  requireNotNegative('units', units)
  const available = depthOf(walk)
  if (units > available) return refuse({ reason: 'insufficientDepth', wanted: units, available })
  let [low, high] = [0, walk.unitsTo.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((walk.unitsTo[middle] as number) < units) low = middle + 1
    else high = middle
  }
  const before = low === 0 ? 0 : (walk.unitsTo[low - 1] as number)
  const paid = low === 0 ? 0 : (walk.costTo[low - 1] as number)
  return accept(paid + (units - before) * (walk.distances[low] as number))
}

/** Trades into a book that refills, and how it stands after others have seen them. */
export type TradesOnBook = Readonly<{
  /** Units taken by each trade, 0 or above. */
  trades: ArrayLike<number>
  /** Share of what was taken that is still missing at the next trade. */
  remaining: number
  /** Price units that each unit taken moves the price for all later trades. */
  permanentImpact: number
}>

/** What the trades cost beyond the best price as it stood before the first. */
export type CostOnBook = Readonly<{ temporary: number; permanent: number; perTrade: Float64Array }>

/**
 * The cost of trades that walk the book one after the other, each finding what has refilled since, and the price moved by what came before.
 *
 * A trade's own permanent impact is part of its walk, so it counts for later trades alone: one trade costs its walk.
 *
 * @returns Price units times units; refused when a trade needs more than is there at its time.
 * @throws ArgumentError for trades below zero or a share outside 0 to 1.
 * @see Alfonsi, Fruth & Schied, "Optimal execution strategies in limit order books with general shape functions", Quantitative Finance
 *   10 (2010), model 1; Almgren & Chriss (2000) for the permanent part.
 *
 * @example
 * const walk = walkOf({ prices: [100, 101], sizes: [2, 3] })
 * costOnBook(walk, { trades: [2, 2], remaining: 0.5, permanentImpact: 0 }).value.temporary // 1
 */
export function costOnBook(walk: BookWalk, plan: TradesOnBook): Result<CostOnBook, TooShallow> {
  requireFinite('remaining', plan.remaining)
  if (plan.remaining < 0 || plan.remaining > 1) {
    throw new ArgumentError('remaining', { expected: 'a share from 0 to 1', found: String(plan.remaining) })
  }
  requireNotNegative('permanentImpact', plan.permanentImpact)
  const perTrade = new Float64Array(plan.trades.length)
  let [missing, sold, temporary, permanent] = [0, 0, 0, 0]
  for (let index = 0; index < plan.trades.length; index++) {
    const trade = plan.trades[index] as number
    const before = walkCost(walk, missing)
    const after = walkCost(walk, missing + trade)
    if (!after.ok) return after
    const walked = after.value - (before.ok ? before.value : 0)
    const moved = plan.permanentImpact * sold * trade
    temporary += walked
    permanent += moved
    perTrade[index] = walked + moved
    sold += trade
    missing = (missing + trade) * plan.remaining
  }
  return accept({ temporary, permanent, perTrade })
}

function requireSide({ prices, sizes }: TakenSide): void {
  requireSeries('prices', prices)
  requireSeries('sizes', sizes)
  requireSameLength(['prices', prices], ['sizes', sizes])
  requirePositive('prices', prices[0] as number)
  const direction = prices.length < 2 ? 0 : Math.sign((prices[1] as number) - (prices[0] as number))
  for (let position = 0; position < prices.length; position++) {
    if ((sizes[position] as number) < 0) {
      throw new ArgumentError('sizes', { position, expected: 'a number, 0 or above', found: String(sizes[position]) })
    }
    requirePositive(`prices[${position}]`, prices[position] as number)
    if (position === 0) continue
    const step = Math.sign((prices[position] as number) - (prices[position - 1] as number))
    if (step !== direction || step === 0) {
      throw new ArgumentError('prices', { position, expected: 'a price further from the best', found: String(prices[position]) })
    }
  }
}
