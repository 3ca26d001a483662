import { invariant } from '../../base/assert.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { splitMinor } from '../../base/split.ts'
import { notionalDown } from '../../market/notional.ts'
import { assessMember, type Assessed } from '../margin/assess-member.ts'
import type { MarginPolicy } from '../margin/margin-policy.ts'
import type { Listing } from '../margin/margin-state.ts'
import { booksOf, type MemberTurn } from '../margin/member-books.ts'
import { outcomeOf } from '../margin/take-position.ts'

/** A position of a bankrupt account about to be closed: signed lots, what it has to bring in minor units, and what of that the price bound lets it. */
export type Defaulter = Readonly<{ at: MemberTurn; event: string; lots: number; neededMinor: bigint; boundedMinor: bigint }>

/** What is closed, at which mark, and how far from it at most. */
export type NeedTerms = Readonly<{ policy: MarginPolicy; listing: Listing; markTicks: number; priceBoundBps: number }>

/**
 * What an account's position in a contract has to bring. Nothing where it holds none or cannot be valued.
 *
 * @example
 * defaulterOf(at, { policy: policy.margin, listing, markTicks: 590_000, priceBoundBps: 1_000 })?.neededMinor // 100_000_000n
 */
export function defaulterOf(at: MemberTurn, terms: NeedTerms): Defaulter | undefined {
  const { turn, margin, member } = at
  const { listing, markTicks, priceBoundBps } = terms
  const held = member.positions.get(listing.contract.id)
  const assessed = assessMember(turn.state, margin, member)
  if (held === undefined || !assessed.ok || member.liquidation === undefined) return undefined
  const neededMinor = neededOf(at, assessed.value, terms)
  const notional = notionalDown(listing.instrument, { ticks: markTicks, lots: Math.abs(held.lots) }).minor
  const mostMinor = (notional * BigInt(Math.round(priceBoundBps * 1_000))) / 10_000_000n
  const boundedMinor = neededMinor < mostMinor ? neededMinor : mostMinor
  return { at, event: member.liquidation.id, lots: held.lots, neededMinor, boundedMinor }
}

/**
 * What is missing once everything is closed at the marks, in minor units: of several positions the part that this one's notional is of all; of the last
 * one what the books will say, to the unit.
 */
function neededOf(at: MemberTurn, { valued }: Assessed, { policy, listing, markTicks }: NeedTerms): bigint {
  const { margin, member } = at
  const contract = listing.contract.id
  const worth = BigInt(Math.floor(collateralWorth(valued, policy) * powerOfTen(margin.settlement.decimals)))
  const { available, lock, owed } = booksOf(at)
  const cash = available + lock.remaining - owed + worth
  if (member.positions.size === 1) {
    const held = member.positions.get(contract)
    invariant(held !== undefined, 'what is closed is held')
    const side = held.lots > 0 ? ('sell' as const) : ('buy' as const)
    const { cashMinor } = outcomeOf(listing, held, { side, ticks: markTicks, lots: Math.abs(held.lots) })
    return missing(cash + cashMinor)
  }
  const value = valued.positions.reduce((sum, position) => sum + position.value, 0)
  const all = missing(cash + BigInt(Math.floor(value * powerOfTen(margin.settlement.decimals))))
  const notional = (each: (typeof valued.positions)[number]): bigint =>
    BigInt(Math.round(Math.abs(each.exposure) * (each.mark.markPrice ?? each.underlying.indexPrice) * 1_000))
  const parts = splitMinor(all, valued.positions.map(notional))
  return parts[valued.positions.findIndex((position) => position.contract.id === contract)] ?? 0n
}

function missing(minor: bigint): bigint {
  return minor < 0n ? -minor : 0n
}

/** What collateral brings when it is taken: its price less the maintenance haircut. */
function collateralWorth({ holdings }: Assessed['valued'], policy: MarginPolicy): number {
  return holdings.reduce((sum, { holding, market, value }) => {
    const isTaken = policy.collateral.some(({ asset }) => asset === holding.asset)
    return isTaken ? sum + value * (1 - market.maintenanceHaircut) : sum
  }, 0)
}
