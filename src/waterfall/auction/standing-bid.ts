import { invariant } from '../../base/assert.ts'
import { splitMinor } from '../../base/split.ts'
import type { Party } from './bid-refusal.ts'

/** One step of a provider's schedule: how much more it takes once the discount is this large. */
export type StandingLevel = Readonly<{ discountBps: number; capacity: bigint }>

/** What a backstop provider has committed to take, in any one unit of size. Steps in rising order of discount. */
export type StandingBid = Party & Readonly<{ levels: readonly StandingLevel[] }>

/** Why a schedule is refused, in order of precedence. */
export type ScheduleRefusal = 'discountOutOfRange' | 'discountsNotRising' | 'capacityNotPositive'

/**
 * Why a schedule cannot stand, if so. One without levels withdraws the commitment.
 *
 * @example
 * scheduleRefusal([{ discountBps: 100, capacity: 0n }]) // 'capacityNotPositive'
 */
export function scheduleRefusal(levels: readonly StandingLevel[]): ScheduleRefusal | undefined {
  if (levels.some(({ discountBps }) => !(Number.isInteger(discountBps) && discountBps >= 0 && discountBps <= 10_000)))
    return 'discountOutOfRange'
  if (levels.some(({ discountBps }, index) => index > 0 && discountBps <= (levels[index - 1] as StandingLevel).discountBps))
    return 'discountsNotRising'
  return levels.some(({ capacity }) => capacity <= 0n) ? 'capacityNotPositive' : undefined
}

/**
 * What a provider takes in all at a discount.
 *
 * @example
 * capacityAt([{ discountBps: 100, capacity: 5n }, { discountBps: 200, capacity: 7n }], 200) // 12n
 */
export function capacityAt(levels: readonly StandingLevel[], discountBps: number): bigint {
  return levels.reduce((sum, level) => (level.discountBps <= discountBps ? sum + level.capacity : sum), 0n)
}

/** A share of what is taken over, at the provider's own discount. */
export type Takeover = Readonly<{ account: string; discountBps: number; size: bigint }>

/**
 * Hands `size` to providers, the smallest discount first. Providers at one discount share by their capacities, to the last unit.
 *
 * @param terms - `mostDiscountBps`: steps beyond are not used. `without`: the group that must not get its own portfolio back.
 * @returns The takeovers, at most one for each provider and discount, and what nobody took.
 * @throws InvariantError when the size is negative.
 *
 * @example
 * takeOver([{ account: 'p', group: 'p', levels: [{ discountBps: 100, capacity: 5n }] }], 7n, { mostDiscountBps: 500, without: 'd' }).left // 2n
 */
export function takeOver(
  bids: readonly StandingBid[],
  size: bigint,
  { mostDiscountBps, without }: Readonly<{ mostDiscountBps: number; without: string }>,
): Readonly<{ takeovers: readonly Takeover[]; left: bigint }> {
  invariant(size >= 0n, 'what is taken over is never negative')
  const steps = bids
    .filter(({ group }) => group !== without)
    .flatMap(({ account, levels }) => levels.map((level) => ({ account, ...level })))
    .filter(({ discountBps }) => discountBps <= mostDiscountBps)
  // The lower name gets the unit that cannot be shared, whatever order the schedules came in.
  steps.sort((a, b) => (a.discountBps === b.discountBps ? (a.account < b.account ? -1 : 1) : a.discountBps - b.discountBps))
  const takeovers: Takeover[] = []
  let left = size
  for (const discountBps of new Set(steps.map((step) => step.discountBps))) {
    const level = steps.filter((step) => step.discountBps === discountBps)
    const capacity = level.reduce((sum, step) => sum + step.capacity, 0n)
    const taken = capacity < left ? capacity : left
    if (taken === 0n) break
    const shares = splitMinor(
      taken,
      level.map((step) => step.capacity),
    )
    for (const [index, { account }] of level.entries()) {
      const share = shares[index] as bigint
      if (share > 0n) takeovers.push({ account, discountBps, size: share })
    }
    left -= taken
  }
  return { takeovers, left }
}
