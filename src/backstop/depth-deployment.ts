import type { Instrument, Side } from '../market/instrument.ts'
import { notionalOf } from '../market/notional.ts'
import type { DepthDeploymentPolicy, WantedOrder } from './facility.ts'

/** What the market shows on one side, in quote, in the order of the policy's floors. */
export type SideDepth = Readonly<{ depth: readonly number[]; norm: readonly number[] }>

/** What the planner of quotes sees. `midTicks` may lie between two ticks. */
export type QuoteSituation = Readonly<{
  instrument: Instrument
  midTicks: number
  depth: Readonly<Record<Side, SideDepth>>
  /** How much of the floor to hold: 1 while active, less in steps while recovering. */
  share: number
}>

/** The side that buys stands below the mid, the side that sells above it. */
const sides: readonly Side[] = ['buy', 'sell']

/**
 * The quotes that lift each side's depth to the policy's floor at each distance: one order a distance and side, counting
 * what nearer quotes already restore. Prices are at the distance or the penal spread, whichever is further, rounded into
 * the band so that the quote counts within it. Limits are not applied here.
 *
 * @returns Wanted orders, nearest first, buying side before selling side at each distance. Empty when depth is at its floor.
 *
 * @example
 * planQuotes(policy, { instrument, midTicks: 618_000.5, depth, share: 1 })
 */
export function planQuotes(policy: DepthDeploymentPolicy, situation: QuoteSituation): readonly WantedOrder[] {
  const restored: Record<Side, number> = { buy: 0, sell: 0 }
  const wanted: WantedOrder[] = []
  policy.floors.forEach((floor, place) => {
    for (const side of sides) {
      const { depth, norm } = situation.depth[side]
      const missing = floor.shareOfNorm * situation.share * (norm[place] ?? 0) - (depth[place] ?? 0) - restored[side]
      const ticks = quoteTicks(situation.midTicks, side, Math.max(floor.withinBps, policy.penalSpreadBps))
      const lotValue = notionalOf(situation.instrument, { ticks, lots: 1 })
      const lots = ticks > 0 ? Math.floor(missing / lotValue) : 0
      if (lots <= 0) continue
      restored[side] += lots * lotValue
      wanted.push({ side, ticks, lots })
    }
  })
  return wanted
}

/**
 * How much of the floor to hold while the trigger recovers: falls in equal steps from just under 1 to 0.
 *
 * @param progress - Share of the release hold that has passed, 0 to 1.
 *
 * @example
 * withdrawalShare(0.5, 4) // 0.25: the third of four steps back has begun
 */
export function withdrawalShare(progress: number, steps: number): number {
  const taken = Math.min(steps, Math.floor(progress * steps) + 1)
  return (steps - taken) / steps
}

/**
 * Whether a working quote still does what a wanted one asks: same side, price within `requoteBps` of the mid, and lots
 * within a quarter of what is wanted.
 *
 * @example
 * servesAs({ side: 'buy', ticks: 617_400, lots: 90 }, { side: 'buy', ticks: 617_402, lots: 100 }, { midTicks: 618_000, requoteBps: 3 }) // true
 */
export function servesAs(
  working: WantedOrder,
  wanted: WantedOrder,
  tolerance: Readonly<{ midTicks: number; requoteBps: number }>,
): boolean {
  const allowedTicks = (tolerance.midTicks * tolerance.requoteBps) / 10_000
  return (
    working.side === wanted.side &&
    Math.abs(working.ticks - wanted.ticks) <= allowedTicks &&
    working.lots * 4 >= wanted.lots * 3 &&
    working.lots * 4 <= wanted.lots * 5
  )
}

function quoteTicks(midTicks: number, side: Side, distanceBps: number): number {
  const offset = (midTicks * distanceBps) / 10_000
  return side === 'buy' ? Math.ceil(midTicks - offset) : Math.floor(midTicks + offset)
}
