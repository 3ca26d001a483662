import { requireNotNegative, requirePositive, requireSeries } from '../../base/argument.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { exponential, exponentialLessOne } from '../../num/elementary.ts'

/** Traders who know of each other, each with a position to trade by a common time. */
export type PredationTerms = Readonly<{
  /** Units each must have bought by the end; negative to sell, 0 for a predator. */
  targets: ArrayLike<number>
  /** Price units per unit held: what stays. */
  permanentImpact: number
  /** Price units per unit of speed, above zero. */
  temporaryImpact: number
  /** Length of the game, above zero. */
  horizon: number
}>

/** The equilibrium: nobody gains by another path while the rest keep theirs. */
export type PredationEquilibrium = Readonly<{
  /** Speed of each trader at a time from 0 to the horizon. */
  ratesAt: (time: number) => Float64Array
  /** How far the price stands from its fundamental value at a time. */
  priceImpactAt: (time: number) => number
  /** What each pays over the fundamental value; negative for a profit. */
  costs: Float64Array
}>

/**
 * Trading around a liquidation that others know of: predators first sell with the distressed seller and then buy back from it.
 *
 * @throws ArgumentError for no traders or terms out of range.
 * @see Carlin, Lobo & Viswanathan, "Episodic liquidity crises: cooperative and predatory trading", J. Finance 62 (2007), result 1.
 *
 * @example
 * predatoryTrading({ targets: [-1], permanentImpact: 0, temporaryImpact: 2, horizon: 1 }).costs // [2]
 */
export function predatoryTrading(terms: PredationTerms): PredationEquilibrium {
  requireSeries('targets', terms.targets)
  requireNotNegative('permanentImpact', terms.permanentImpact)
  requirePositive('temporaryImpact', terms.temporaryImpact)
  requirePositive('horizon', terms.horizon)
  const { permanentImpact, temporaryImpact, horizon } = terms
  const count = terms.targets.length
  const growth = permanentImpact / temporaryImpact
  const decay = ((count - 1) / (count + 1)) * growth
  const mean = compensatedSum(terms.targets) / count
  const common = mean / decayed(decay, horizon)
  const own = Float64Array.from(terms.targets, (target) => target - mean)
  // Speeds at the horizon: the growing part is written backwards from there, so that it cannot overflow.
  const last = own.map((target) => target / decayed(growth, horizon))
  const total = count * common

  const ratesAt = (time: number): Float64Array =>
    last.map((speed) => common * exponential(-decay * time) + speed * exponential(-growth * (horizon - time)))
  const priceImpactAt = (time: number): number =>
    permanentImpact * total * decayed(decay, time) + temporaryImpact * total * exponential(-decay * time)
  const shared = decayed(decay, horizon)
  const costs = own.map((target, trader) => {
    const met = (last[trader] as number) * exponential(-decay * horizon) * decayed(growth - decay, horizon)
    // Permanent impact over the decay rate is a plain ratio of impacts, also where both vanish.
    const stays = count === 1 ? 0 : ((temporaryImpact * (count + 1)) / (count - 1)) * (target - met)
    return (
      total * ((permanentImpact * common * shared * shared) / 2 + stays + temporaryImpact * (common * decayed(2 * decay, horizon) + met))
    )
  })
  return { ratesAt, priceImpactAt, costs }
}

/** The integral of `e^(-rate t)` up to a time; the time itself at rate 0. */
function decayed(rate: number, time: number): number {
  return rate === 0 ? time : -exponentialLessOne(-rate * time) / rate
}
