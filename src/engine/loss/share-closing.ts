import { splitMinor } from '../../base/split.ts'

/** A position of a bankrupt account, in lots from 0, and what it may bring in minor units. */
export type ClosingClaim = Readonly<{ lots: number; boundedMinor: bigint }>

/** What winners and holders took of all positions together: lots from winners, lots ended with holders that have won nothing, and what winners gave. */
export type ClosingTaken = Readonly<{ absorbed: number; tornUp: number; gaveMinor: bigint }>

/** What of it one bankrupt account is given. */
export type ClosingShare = Readonly<{ lots: number; coveredMinor: bigint }>

/**
 * Divides what was taken among the bankrupt accounts: each has all its lots taken and its need covered where it is enough, else lots in proportion to lots and money
 * in proportion to need, to the last unit by largest remainder, of equal ones to the earlier. Nobody is served before another.
 *
 * @returns In the order of the claims; lots and money sum to what was taken.
 *
 * @example
 * shareClosing([{ lots: 6, boundedMinor: 60n }, { lots: 4, boundedMinor: 40n }], { absorbed: 5, tornUp: 0, gaveMinor: 50n })
 */
export function shareClosing(claims: readonly ClosingClaim[], { absorbed, tornUp, gaveMinor }: ClosingTaken): readonly ClosingShare[] {
  const wanted = claims.map(({ lots }) => BigInt(lots))
  const taken = splitMinor(BigInt(absorbed + tornUp), wanted)
  const covered = splitMinor(
    gaveMinor,
    claims.map(({ boundedMinor }) => boundedMinor),
  )
  return claims.map((_claim, index) => ({ lots: Number(taken[index]), coveredMinor: covered[index] as bigint }))
}
