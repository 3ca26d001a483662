import type { DurationUs, TimeUs } from '../../base/time.ts'
import { later } from '../../base/time.ts'
import type { Fraction } from './fraction.ts'
import { socialisedLossFactor, type SocialisationRule, type SocialisedShortfall } from './socialised-loss.ts'

/** From `after` the beginning of a shortfall on, `part` of the factor is cut off each withdrawal. */
export type LastResortStep = Readonly<{ after: DurationUs; part: Fraction }>

/** How a shortfall that lasts comes to be cut from withdrawals: nothing before the first step, so that everyone has seen it coming. */
export type LastResortTerms = Readonly<{ rule: SocialisationRule; steps: readonly LastResortStep[] }>

/** From `at` on, each withdrawal loses `factor`. */
export type LastResortCut = Readonly<{ at: TimeUs; factor: Fraction }>

/**
 * What a shortfall will do to withdrawals, and when, if it stays as it is: the answer to "if the fund falls by X".
 *
 * @param about - The shortfall as it is, or as it would be.
 * @param since - When it began.
 * @returns A cut a step, in time's order; empty without a shortfall.
 *
 * @example
 * toNumber(lastResortPreview(schedule, { shortfallMinor: 1_000n, balancesMinor: 4_000n }, since)[0].factor) // 0.25
 */
export function lastResortPreview(terms: LastResortTerms, about: SocialisedShortfall, since: TimeUs): readonly LastResortCut[] {
  if (about.shortfallMinor === 0n) return []
  const whole = socialisedLossFactor(about, terms.rule)
  return terms.steps.map(({ after, part }) => ({ at: later(since, after), factor: product(whole, part) }))
}

/**
 * What each withdrawal loses at `at`.
 *
 * @example
 * toNumber(lastResortCut(schedule, { shortfallMinor: 1_000n, balancesMinor: 4_000n }, { since, at })) // 0
 */
export function lastResortCut(terms: LastResortTerms, about: SocialisedShortfall, when: Readonly<{ since: TimeUs; at: TimeUs }>): Fraction {
  const cuts = lastResortPreview(terms, about, when.since)
  return cuts.findLast((cut) => cut.at <= when.at)?.factor ?? { numerator: 0n, denominator: 1n }
}

function product(one: Fraction, other: Fraction): Fraction {
  return { numerator: one.numerator * other.numerator, denominator: one.denominator * other.denominator }
}
