import { requireWhole } from '../base/argument.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import { addToSum, clearSum, createSum, totalOf, type CompensatedSum } from '../num/compensated-sum.ts'
import { amihudTerm } from './amihud.ts'

/** Amihud's illiquidity over the last periods. Plain data, changed in place. */
export type RollingAmihud = {
  /** One term a period, 0 for one without volume; a ring. */
  readonly terms: Float64Array
  readonly hadVolume: Uint8Array
  count: number
  next: number
  lastClose: number
  readonly sum: CompensatedSum
  traded: number
}

/**
 * Makes room for the last `periods`.
 *
 * @throws ArgumentError unless there is at least one.
 *
 * @example
 * const illiquidity = createRollingAmihud(250)
 */
export function createRollingAmihud(periods: number): RollingAmihud {
  requireWhole('periods', periods, { least: 1 })
  return {
    terms: new Float64Array(periods),
    hadVolume: new Uint8Array(periods),
    count: 0,
    next: 0,
    lastClose: 0,
    sum: createSum(),
    traded: 0,
  }
}

/**
 * Takes in a period: its close, above zero, and what was traded in quote, zero or above. The first has no return.
 *
 * @example
 * addPeriod(illiquidity, { close: 61_800, quoteVolume: 2e6 })
 */
export function addPeriod(illiquidity: RollingAmihud, period: Readonly<{ close: number; quoteVolume: number }>): void {
  const { terms, hadVolume, lastClose, sum, next } = illiquidity
  illiquidity.lastClose = period.close
  if (lastClose === 0) return
  if (illiquidity.count === terms.length) {
    addToSum(sum, -(terms[next] as number))
    illiquidity.traded -= hadVolume[next] as number
  } else illiquidity.count++
  const trades = period.quoteVolume > 0
  const term = trades ? amihudTerm({ close: period.close, closeBefore: lastClose, volume: period.quoteVolume }) : 0
  terms[next] = term
  hadVolume[next] = trades ? 1 : 0
  addToSum(sum, term)
  illiquidity.traded += trades ? 1 : 0
  illiquidity.next = next + 1 === terms.length ? 0 : next + 1
  if (illiquidity.next !== 0) return
  // Once a round the sum is taken anew, so that no rounding outlives the terms that caused it.
  clearSum(sum)
  for (const each of terms) addToSum(sum, each)
}

/**
 * Amihud's illiquidity of the periods held: the mean that `amihudIlliquidity` makes of the same ones.
 *
 * @returns Per million of quote. Refused when nothing was traded in any of them.
 * @see Amihud, J. Financial Markets 5 (2002).
 *
 * @example
 * addPeriod(illiquidity, { close: 62_418, quoteVolume: 2e6 })
 * rollingAmihud(illiquidity) // accept(0.005)
 */
export function rollingAmihud(illiquidity: RollingAmihud): Result<number, Readonly<{ reason: 'noVolume' }>> {
  return illiquidity.traded === 0 ? refuse({ reason: 'noVolume' }) : accept(totalOf(illiquidity.sum) / illiquidity.traded)
}
