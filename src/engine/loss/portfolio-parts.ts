import type { Execution } from '../../backstop/position.ts'
import { invariant } from '../../base/assert.ts'
import { lotSize, tickSize } from '../../market/instrument.ts'
import type { Assessed } from '../margin/assess-member.ts'
import type { Listing, MarginState, MemberState } from '../margin/margin-state.ts'
import type { MovedPosition } from './auction-decision.ts'

/** One position that is for sale, with the price it would change hands at. */
export type PricedPosition = Readonly<{ listing: Listing; lots: number; ticks: number; notional: number }>

/**
 * The positions of an assessed account at their marks, in order of name: what an option is valued at, the mark of anything else, to the nearest
 * tick.
 *
 * @returns `notional` in whole units of the settlement asset.
 *
 * @example
 * pricedPositions(margin, member, assessed)[0]?.ticks // 590_000
 */
export function pricedPositions(margin: MarginState, member: MemberState, { valued }: Assessed): readonly PricedPosition[] {
  const priced = valued.positions.flatMap(({ contract, mark, underlying, exposure, value }): readonly PricedPosition[] => {
    const listing = margin.listings.get(contract.id)
    const lots = member.positions.get(contract.id)?.lots ?? 0
    if (listing === undefined || lots === 0) return []
    const price = mark.markPrice ?? underlying.indexPrice
    const paid = contract.kind === 'option' ? value / (lots * lotSize(listing.instrument)) : price
    const ticks = Math.max(contract.kind === 'option' ? 0 : 1, Math.round(paid / tickSize(listing.instrument)))
    return [{ listing, lots, ticks, notional: Math.abs(exposure) * price }]
  })
  return priced.toSorted((a, b) => (a.listing.contract.id < b.listing.contract.id ? -1 : 1))
}

/**
 * What positions stand for together, in whole units of the settlement asset.
 *
 * @example
 * notionalOf(pricedPositions(margin, member, assessed))
 */
export function notionalOf(priced: readonly PricedPosition[]): number {
  return priced.reduce((sum, { notional }) => sum + notional, 0)
}

/**
 * How many equal parts a portfolio is cut into: as many as the policy says, but none without a lot of every position.
 *
 * @example
 * partsOf([{ lots: 250 }, { lots: -40 }], 100) // 40
 */
export function partsOf(positions: readonly Readonly<{ lots: number }>[], most: number): number {
  return positions.reduce((least, { lots }) => Math.min(least, Math.abs(lots)), most)
}

/**
 * The lots of some parts of what is left of a position, rounded toward none; the last parts are all that is left.
 *
 * @example
 * lotsOfParts(-250, { parts: 1, of: 40 }) // -6
 */
export function lotsOfParts(lots: number, { parts, of }: Readonly<{ parts: number; of: number }>): number {
  invariant(parts >= 0 && parts <= of, 'no more parts are given than there are')
  return Number((BigInt(lots) * BigInt(parts)) / BigInt(of))
}

/**
 * What the taker of some parts gets, without positions of which no lot falls into them.
 *
 * @example
 * movedIn(priced, { parts: 10, of: 40 })
 */
export function movedIn(priced: readonly PricedPosition[], share: Readonly<{ parts: number; of: number }>): readonly MovedPosition[] {
  return priced.flatMap(({ listing, lots, ticks }) => {
    const moved = lotsOfParts(lots, share)
    return moved === 0 ? [] : [{ contract: listing.contract.id, lots: moved, ticks }]
  })
}

/**
 * The trade of whoever takes a moved position, or of whoever gives it up.
 *
 * @example
 * takerSide({ contract, lots: -6, ticks: 590_000 }) // { side: 'sell', lots: 6, ticks: 590_000 }
 */
export function takerSide({ lots, ticks }: MovedPosition): Execution {
  return { side: lots > 0 ? 'buy' : 'sell', lots: Math.abs(lots), ticks }
}

/**
 * The other side of `takerSide`.
 *
 * @example
 * giverSide({ contract, lots: -6, ticks: 590_000 }) // { side: 'buy', lots: 6, ticks: 590_000 }
 */
export function giverSide({ lots, ticks }: MovedPosition): Execution {
  return { side: lots > 0 ? 'sell' : 'buy', lots: Math.abs(lots), ticks }
}
