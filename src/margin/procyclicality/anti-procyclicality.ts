import { ArgumentError, requireFinite, requireNotNegative } from '../../base/argument.ts'

/** A buffer that is held in calm and given back in stress. */
export type MarginBuffer = Readonly<{
  /** What is asked above the model's margin in calm, as a fraction of it; 0.25 in the European rules. */
  buffer: number
  /** Model margin up to which the whole buffer is held. */
  heldUpTo: number
  /** Model margin from which on nothing of it is held; at least `heldUpTo`. */
  releasedFrom: number
}>

/**
 * Margin with a buffer that is released linearly as the model's margin rises from `heldUpTo` to `releasedFrom`.
 *
 * Where the two levels are one, the buffer is held below it and released at it.
 *
 * @param margin - The model's, in quote.
 * @throws ArgumentError for a number that is not finite, a buffer below 0 or levels in the wrong order.
 * @see Commission Delegated Regulation (EU) 153/2013, article 28(1)(a).
 *
 * @example
 * bufferedMargin(150, { buffer: 0.25, heldUpTo: 100, releasedFrom: 200 }) // 168.75
 */
export function bufferedMargin(margin: number, terms: MarginBuffer): number {
  requireFinite('margin', margin)
  requireNotNegative('buffer', terms.buffer)
  requireFinite('heldUpTo', terms.heldUpTo)
  requireFinite('releasedFrom', terms.releasedFrom)
  if (terms.heldUpTo > terms.releasedFrom) {
    throw new ArgumentError('releasedFrom', { expected: `a margin of at least ${terms.heldUpTo}`, found: String(terms.releasedFrom) })
  }
  return margin * (1 + terms.buffer * heldShare(margin, terms))
}

/**
 * Margin of which a share is always that of a stressed period.
 *
 * @param stress - What the model asks, or would have asked, in the stressed period; same unit as `margin`.
 * @param weight - Share of the stressed margin, from 0 to 1; 0.25 in the European rules.
 * @throws ArgumentError for a number that is not finite or a weight outside 0 to 1.
 * @see Commission Delegated Regulation (EU) 153/2013, article 28(1)(b).
 *
 * @example
 * stressWeightedMargin(100, { stress: 300, weight: 0.25 }) // 150
 */
export function stressWeightedMargin(margin: number, terms: Readonly<{ stress: number; weight: number }>): number {
  const { stress, weight } = terms
  requireFinite('margin', margin)
  requireFinite('stress', stress)
  if (!(weight >= 0 && weight <= 1)) throw new ArgumentError('weight', { expected: 'a share from 0 to 1', found: String(weight) })
  return (1 - weight) * margin + weight * stress
}

/**
 * Margin that is never below a floor, such as what the volatility of ten years would ask.
 *
 * @throws ArgumentError for a number that is not finite.
 * @see Commission Delegated Regulation (EU) 153/2013, article 28(1)(c).
 *
 * @example
 * flooredMargin(80, 100) // 100
 */
export function flooredMargin(margin: number, floor: number): number {
  requireFinite('margin', margin)
  requireFinite('floor', floor)
  return Math.max(margin, floor)
}

function heldShare(margin: number, { heldUpTo, releasedFrom }: MarginBuffer): number {
  if (margin >= releasedFrom) return 0
  if (margin <= heldUpTo) return 1
  return (releasedFrom - margin) / (releasedFrom - heldUpTo)
}
