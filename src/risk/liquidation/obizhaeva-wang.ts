import { ArgumentError, requireFinite, requireNotNegative, requireWhole } from '../../base/argument.ts'

/** Trades against a book of one depth that refills between them. */
export type RefillingTerms = Readonly<{
  /** Units to sell in total; negative to buy. */
  size: number
  /** Waits between trades, all of the same length; there is one trade more. */
  waits: number
  /** Share of a displacement that is left after one wait, from 0 (refilled at once) to 1 (never). */
  remaining: number
}>

/** The trades of least cost, and that cost per unit of price displacement one traded unit causes. */
export type RefillingSchedule = Readonly<{ trades: Float64Array; cost: number }>

/**
 * The cheapest equally spaced trades in a book that refills exponentially: two larger trades at the ends, equal ones between.
 *
 * The first takes what the book shows, each one between takes what has refilled since the last, and the last need leave nothing behind.
 *
 * @returns Cost for a book in which one unit displaces the price by 1: times the price per unit for another. At `remaining` 1 every
 *   split costs the same and the limit, half at each end, is returned.
 * @throws ArgumentError for terms out of range.
 * @see Obizhaeva & Wang, "Optimal trading strategy and supply/demand dynamics", J. Financial Markets 16 (2013); Alfonsi, Fruth &
 *   Schied, "Optimal execution strategies in limit order books with general shape functions", Quantitative Finance 10 (2010).
 *
 * @example
 * obizhaevaWangSchedule({ size: 10, waits: 2, remaining: 0.5 }) // { trades: [4, 2, 4], cost: 30 }
 */
export function obizhaevaWangSchedule(terms: RefillingTerms): RefillingSchedule {
  requireRefilling(terms)
  const { size, waits, remaining } = terms
  if (waits === 0) return { trades: Float64Array.of(size), cost: (size * size) / 2 }
  const end = size / ((waits - 1) * (1 - remaining) + 2)
  const trades = new Float64Array(waits + 1).fill((1 - remaining) * end)
  trades[0] = end
  trades[waits] = end
  // The quadratic form at its minimum is half the size times the common displacement, end * (1 + remaining).
  return { trades, cost: (end * (1 + remaining) * size) / 2 }
}

/**
 * What any trades cost in the same book: half of each trade's own displacement, and all that is left of those before it.
 *
 * @throws ArgumentError for a share outside 0 to 1 or a trade that is not finite.
 *
 * @example
 * costInRefillingBook([4, 2, 4], 0.5) // 30
 */
export function costInRefillingBook(trades: ArrayLike<number>, remaining: number): number {
  requireShare(remaining)
  let [displaced, cost] = [0, 0]
  for (let index = 0; index < trades.length; index++) {
    const trade = trades[index] as number
    requireFinite('trades', trade)
    displaced *= remaining
    cost += trade * (displaced + trade / 2)
    displaced += trade
  }
  return cost
}

function requireRefilling(terms: RefillingTerms): void {
  requireFinite('size', terms.size)
  requireWhole('waits', terms.waits, { least: 0, most: 1_000_000 })
  requireShare(terms.remaining)
}

function requireShare(remaining: number): void {
  requireNotNegative('remaining', remaining)
  if (remaining > 1) throw new ArgumentError('remaining', { expected: 'a share from 0 to 1', found: String(remaining) })
}
