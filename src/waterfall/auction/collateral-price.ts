import { assertNever, invariant } from '../../base/assert.ts'
import { ray, rayPower, rayTimes } from './ray.ts'

/**
 * How the price of auctioned collateral falls, exactly. Times are whole seconds. As Maker's liquidations state it.
 *
 * `linear`: to 0 in `duration`; `stairstep`: times `cut` every `step`; `exponential`: times `cut` every second.
 */
export type PriceCurve = Readonly<
  { kind: 'linear'; duration: bigint } | { kind: 'stairstep'; cut: bigint; step: bigint } | { kind: 'exponential'; cut: bigint }
>

/**
 * The price after `elapsed` seconds.
 *
 * @param top - The price at the start, in ray.
 * @returns In ray, rounded down.
 * @throws InvariantError when a time or the start price is negative, or a duration or step is not above 0.
 *
 * @example
 * collateralPrice({ kind: 'linear', duration: 3_600n }, 1_000n * ray, 360n) // 900 ray
 */
export function collateralPrice(curve: PriceCurve, top: bigint, elapsed: bigint): bigint {
  invariant(top >= 0n && elapsed >= 0n, 'a start price and a time are never negative')
  switch (curve.kind) {
    case 'linear': {
      invariant(curve.duration > 0n, 'a linear price falls in more than no time')
      return elapsed >= curve.duration ? 0n : rayTimes(top, ((curve.duration - elapsed) * ray) / curve.duration)
    }
    case 'stairstep': {
      invariant(curve.step > 0n, 'a step of a price lasts more than no time')
      return rayTimes(top, rayPower(curve.cut, elapsed / curve.step))
    }
    case 'exponential':
      return rayTimes(top, rayPower(curve.cut, elapsed))
    default:
      return assertNever(curve)
  }
}

/** When an auction has run too long or its price has fallen too far, and a new start price is asked. */
export type ResetTerms = Readonly<{
  /** Seconds. */
  longestFor: bigint
  /** Least share of the start price, in ray. */
  leastShare: bigint
}>

/**
 * Whether nobody can take from the auction until it has been reset.
 *
 * @example
 * needsReset({ longestFor: 3_600n, leastShare: ray / 2n }, { top: 5n * ray, price: 2n * ray, elapsed: 60n }) // true
 */
export function needsReset(terms: ResetTerms, at: Readonly<{ top: bigint; price: bigint; elapsed: bigint }>): boolean {
  return at.elapsed > terms.longestFor || (at.price * ray) / at.top < terms.leastShare
}
