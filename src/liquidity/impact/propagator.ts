import { ArgumentError, requireFinite, requireNotNegative, requirePositive, requireSameLength, requireSeries } from '../../base/argument.ts'
import { addToSum, createSum, totalOf } from '../../num/compensated-sum.ts'
import { power } from '../../num/elementary.ts'

/** A propagator with a power law for its memory. */
export type Propagator = Readonly<{
  /** Impact of a trade of size 1 at its time. */
  factor: number
  /** Power of the size: 1 for linear impact, below 1 for concave. */
  sizeExponent: number
  /** Power of the decay, 0 for impact that stays. */
  decayExponent: number
  /** Time after which the decay sets in, above zero. */
  decayTime: number
}>

/** Signed trades at their times: positive for a purchase. Times may be equal but never fall. */
export type SignedTrades = Readonly<{ times: ArrayLike<number>; sizes: ArrayLike<number> }>

/**
 * Transient impact of past trades at some times: each trade moves the price at once by a power of its size, and the move decays.
 *
 * A trade counts strictly after its own time. Observed mid less the impact of one's own trades is the price as it would have been
 * without them, where nobody reacted to those.
 *
 * @param at - Times asked for, in any order.
 * @returns One impact for each time asked for, in the unit of `factor`; 0 before the first trade.
 * @throws ArgumentError for series of unlike length, times that fall, or numbers that are not finite.
 * @see Bouchaud, Gefen, Potters & Wyart, "Fluctuations and response in financial markets", Quantitative Finance 4 (2004).
 *
 * @example
 * const kernel = { factor: 1, sizeExponent: 0.5, decayExponent: 1, decayTime: 10 }
 * transientImpact(kernel, { times: [0], sizes: [-4] }, [0, 10]) // [0, -1]
 */
export function transientImpact(kernel: Propagator, trades: SignedTrades, at: ArrayLike<number>): Float64Array {
  requireKernel(kernel)
  requireSeries('times', trades.times, 0)
  requireSeries('sizes', trades.sizes, 0)
  requireSameLength(['times', trades.times], ['sizes', trades.sizes])
  requireSeries('at', at, 0)
  requireInOrder(trades.times)
  const moves = Float64Array.from(trades.sizes, (size) => kernel.factor * Math.sign(size) * power(Math.abs(size), kernel.sizeExponent))
  return Float64Array.from(at, (time) => impactAt(kernel, { times: trades.times, moves }, time))
}

/**
 * Whether a round trip could earn from its own impact under this kernel; a model that allows it must not price anything.
 *
 * A power law is free of that only with the two exponents adding up to 1 or more, and, for concave impact, the decay not below
 * `2 - log2(3)`. These are necessary conditions, not proof.
 *
 * @throws ArgumentError for a kernel out of range.
 * @see Gatheral, "No-dynamic-arbitrage and market impact", Quantitative Finance 10 (2010).
 *
 * @example
 * allowsRoundTripProfit({ factor: 1, sizeExponent: 0.5, decayExponent: 0.4, decayTime: 20 }) // true
 */
export function allowsRoundTripProfit(kernel: Propagator): boolean {
  requireKernel(kernel)
  const leastDecay = 0.4150374992788438
  if (kernel.decayExponent === 0) return kernel.sizeExponent !== 1
  // The sum is compared with room for its rounding: 0.1 + 0.9 counts as 1.
  return kernel.sizeExponent + kernel.decayExponent < 1 - 1e-15 || (kernel.sizeExponent < 1 && kernel.decayExponent < leastDecay)
}

function impactAt(kernel: Propagator, past: Readonly<{ times: ArrayLike<number>; moves: Float64Array }>, time: number): number {
  const sum = createSum()
  for (let index = 0; index < past.moves.length; index++) {
    const traded = past.times[index] as number
    if (traded >= time) break
    addToSum(sum, (past.moves[index] as number) * power(1 + (time - traded) / kernel.decayTime, -kernel.decayExponent))
  }
  return totalOf(sum)
}

function requireKernel(kernel: Propagator): void {
  requireFinite('factor', kernel.factor)
  requireNotNegative('sizeExponent', kernel.sizeExponent)
  requireNotNegative('decayExponent', kernel.decayExponent)
  requirePositive('decayTime', kernel.decayTime)
}

function requireInOrder(times: ArrayLike<number>): void {
  for (let position = 1; position < times.length; position++) {
    if ((times[position] as number) >= (times[position - 1] as number)) continue
    throw new ArgumentError('times', { position, expected: `a number from ${String(times[position - 1])}`, found: String(times[position]) })
  }
}
