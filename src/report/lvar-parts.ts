import type { AdjustedLoss } from '../risk/liquidation/liquidity-adjusted-loss.ts'
import { durationText } from './words.ts'

/** One part of a liquidity-adjusted loss as a reader sees it. */
export type LossPart = Readonly<{ key: Exclude<keyof AdjustedLoss, 'total' | 'plan'>; label: string; colour: string; note: string }>

/** The parts in the order they are shown; together they are the whole. */
export const lossParts: readonly LossPart[] = [
  { key: 'priceRisk', label: 'price risk while held', colour: 'tail', note: 'the plain figure, as if leaving cost nothing' },
  { key: 'waitingRisk', label: 'price risk while leaving', colour: 'depth-100', note: 'what the schedule adds by taking time' },
  { key: 'usualSpread', label: 'half the usual spread', colour: 'spread', note: 'exogenous: everybody pays it' },
  { key: 'widerSpread', label: 'half of what it may widen', colour: 'ewma', note: 'exogenous, at the worst quantile' },
  { key: 'temporaryImpact', label: 'walking the book', colour: 'volume', note: 'endogenous: grows with the size of each trade' },
  { key: 'permanentImpact', label: 'the price moving away', colour: 'shortfall', note: 'endogenous: grows with the size of the position' },
]

/**
 * A length of days for people, without a zero at its end.
 *
 * @example
 * spanText(1) // '24 h'
 */
export function spanText(days: number): string {
  return durationText(days * 86_400_000_000).replace(/ 0 (min|h)$/, '')
}
