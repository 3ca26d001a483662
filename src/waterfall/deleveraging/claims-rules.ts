import { requireNotNegative } from '../../base/argument.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { shareByLevel } from './water-level.ts'

/**
 * Awards in proportion to the claims.
 *
 * @param claims - What each is owed, from 0.
 * @param estate - What there is, from 0; more than the claims pays them in full.
 * @throws ArgumentError when a number is negative or not finite. So do the other rules.
 * @see O'Neill (1982), Thomson (2015) for this and the rules below.
 *
 * @example
 * proportionalAwards(Float64Array.of(100, 200, 300), 300) // [50, 100, 150]
 */
export function proportionalAwards(claims: Float64Array, estate: number): Float64Array {
  return shareByLevel(estate, claims, claims).shares
}

/**
 * Constrained equal awards: everyone gets the same, but nobody more than its claim.
 *
 * @example
 * equalAwards(Float64Array.of(100, 200, 300), 450) // [100, 175, 175]
 */
export function equalAwards(claims: Float64Array, estate: number): Float64Array {
  return shareByLevel(
    estate,
    claims,
    claims.map(() => 1),
  ).shares
}

/**
 * Constrained equal losses: everyone loses the same, but nobody more than its claim.
 *
 * @example
 * equalLosses(Float64Array.of(100, 200, 300), 200) // [0, 50, 150]
 */
export function equalLosses(claims: Float64Array, estate: number): Float64Array {
  requireNotNegative('estate', estate)
  const loss = Math.max(0, compensatedSum(claims) - estate)
  const lost = equalAwards(claims, loss)
  return claims.map((claim, index) => Math.max(0, claim - (lost[index] as number)))
}

/**
 * The rule of the Talmud: equal awards on half the claims while the estate is at most half of all, and equal losses on the other half
 * above. Two who claim share as the contested-garment rule does.
 *
 * @see Aumann & Maschler (1985), J. Economic Theory 36.
 *
 * @example
 * talmudAwards(Float64Array.of(100, 200, 300), 200) // [50, 75, 75]
 */
export function talmudAwards(claims: Float64Array, estate: number): Float64Array {
  const halves = claims.map((claim) => claim / 2)
  const half = compensatedSum(halves)
  if (estate <= half) return equalAwards(halves, estate)
  return equalLosses(halves, estate - half).map((award, index) => award + (halves[index] as number))
}
