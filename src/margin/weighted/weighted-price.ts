import { requirePositive } from '../../base/argument.ts'
import type { HealthKind, PricePair, WeightedToken, Weights } from './weighted-account.ts'

/**
 * The price at which an asset counts: the lower of mark and stable price for new risk, the mark for everything else.
 *
 * @example
 * assetPrice({ mark: 10, stable: 1.8 }, 'initial') // 1.8
 */
export function assetPrice(prices: PricePair, kind: HealthKind): number {
  return kind === 'initial' ? Math.min(prices.mark, prices.stable) : prices.mark
}

/**
 * The price at which a liability counts: the higher of mark and stable price for new risk, the mark for everything else.
 *
 * @example
 * liabilityPrice({ mark: 10, stable: 1.8 }, 'initial') // 10
 */
export function liabilityPrice(prices: PricePair, kind: HealthKind): number {
  return kind === 'initial' ? Math.max(prices.mark, prices.stable) : prices.mark
}

/**
 * Weights of a token. Only those for new risk shrink and grow with what everybody holds and owes: a liquidation is not to begin, nor to go
 * on, because somebody else deposited.
 *
 * @throws ArgumentError for a limit of borrows that is not above 0: what is owed could not be measured against it.
 *
 * @example
 * tokenWeights(token, 'initial').asset // 0.33 of a token of which half as much again is held as the limit allows
 */
export function tokenWeights(token: WeightedToken, kind: HealthKind): Weights {
  if (kind === 'maintenance') return token.maintenance
  if (kind === 'liquidationEnd') return token.initial
  return { asset: token.initial.asset * depositScale(token), liability: token.initial.liability * borrowScale(token) }
}

function depositScale({ deposits, prices }: WeightedToken): number {
  if (deposits === undefined) return 1
  const held = (deposits.total + deposits.potential) * liabilityPrice(prices, 'initial')
  return held <= deposits.scaleFromQuote ? 1 : deposits.scaleFromQuote / held
}

function borrowScale({ borrows, prices }: WeightedToken): number {
  if (borrows === undefined) return 1
  const owed = borrows.total * liabilityPrice(prices, 'initial')
  requirePositive('scaleFromQuote', borrows.scaleFromQuote)
  return owed <= borrows.scaleFromQuote ? 1 : owed / borrows.scaleFromQuote
}
