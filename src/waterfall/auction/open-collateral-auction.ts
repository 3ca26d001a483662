import { accept, refuse, type Result } from '../../base/result.ts'
import { wad } from './ray.ts'

/** A debt and the collateral behind it, in minor units of each. */
export type CollateralDebt = Readonly<{ debt: bigint; collateral: bigint }>

/** Limits of what may be in auction at once, and what an auction adds to the debt. */
export type AuctionOpening = Readonly<{
  /** Debt and penalty that may still go into auction: the least of all limits less what is in auction already. */
  room: bigint
  /** Debts below this are not left behind and not auctioned alone. */
  leastDebt: bigint
  /** What is to be raised for one of debt, penalty included, with 18 decimals. */
  penaltyFactor: bigint
}>

/** What goes into auction and what stays. */
export type OpenedAuction = Readonly<{ debt: bigint; collateral: bigint; due: bigint; left: CollateralDebt }>

/** Why no auction opens, in order of precedence. */
export type OpeningRefusal = 'limitReached' | 'dustyAuction' | 'nothingToSell'

/**
 * Takes as much of a debt into auction as there is room for, and its share of the collateral. A rest too small to auction is taken along, even
 * beyond the room; a part too small is not begun.
 *
 * @example
 * openAuction({ debt: 100n * wad, collateral: 40n * wad }, { room: 75n * wad, leastDebt: 0n, penaltyFactor: (11n * wad) / 10n })
 */
export function openAuction(
  { debt, collateral }: CollateralDebt,
  { room, leastDebt, penaltyFactor }: AuctionOpening,
): Result<OpenedAuction, OpeningRefusal> {
  if (room <= 0n) return refuse('limitReached')
  const fits = (room * wad) / penaltyFactor
  const part = fits < debt && debt - fits >= leastDebt ? fits : debt
  if (part < debt && part < leastDebt) return refuse('dustyAuction')
  const sold = debt === 0n ? 0n : (collateral * part) / debt
  if (sold === 0n) return refuse('nothingToSell')
  const due = (part * penaltyFactor) / wad
  return accept({ debt: part, collateral: sold, due, left: { debt: debt - part, collateral: collateral - sold } })
}

/**
 * What whoever starts or resets an auction is paid: a sum and a share of what is to be raised.
 *
 * @param terms - `share` has 18 decimals.
 *
 * @example
 * startReward(110n, { sum: 100n, share: wad / 50n }) // 102n
 */
export function startReward(due: bigint, terms: Readonly<{ sum: bigint; share: bigint }>): bigint {
  return terms.sum + (due * terms.share) / wad
}

/**
 * The reward of a reset: none where what is left is too small, so that nobody resets auctions for the reward alone.
 *
 * @param at - What is still to be raised, what the collateral left is worth, and the least that both must be.
 *
 * @example
 * resetReward({ due: 10n, worth: 10n, least: 20n }, { sum: 100n, share: 0n }) // 0n
 */
export function resetReward(
  at: Readonly<{ due: bigint; worth: bigint; least: bigint }>,
  terms: Readonly<{ sum: bigint; share: bigint }>,
): bigint {
  return at.due >= at.least && at.worth >= at.least ? startReward(at.due, terms) : 0n
}
