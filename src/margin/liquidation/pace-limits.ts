import { firstFrom } from './restoring-lots.ts'

/** What may be closed within one stretch of time, in quote; what is absent is not limited. */
export type PaceTerms = Readonly<{
  /** Notional of one account, and of all accounts in one market. */
  accountNotional?: number
  marketNotional?: number
  /** What closings in one market may lose beyond what is left of the accounts' own. */
  marketLoss?: number
}>

/** What was closed in this stretch of time so far. */
export type PaceSpent = Readonly<{ accountNotional: number; marketNotional: number; marketLoss: number }>

/** What is to be closed. */
export type PacedClosing = Readonly<{
  lots: number
  notionalPerLot: number
  /** What closing so many lots loses beyond what is the account's own; never falls with lots. */
  lossAfter: (lots: number) => number
}>

/** Which limit makes a closing smaller. */
export type PaceBound = 'accountPace' | 'marketPace' | 'lossLimit'

/** Lots within every limit, and the limit that made them fewer than was wanted. */
export type PacedLots = Readonly<{ lots: number; bound?: PaceBound }>

/**
 * How many of the lots may be closed now. What just reaches a limit is within it. A stretch of time in which nothing was closed yet lets one lot
 * through however small the limit of notional is, as nothing would ever be closed otherwise; a limit of losses lets none through.
 *
 * @see dYdX v4, whose limits are for a block: 100,000 of notional for an account, 1,000,000 of losses of the insurance fund.
 *
 * @example
 * const nothing = { accountNotional: 0, marketNotional: 0, marketLoss: 0 }
 * lotsWithinPace({ lots: 50, notionalPerLot: 10, lossAfter: () => 0 }, { accountNotional: 100 }, nothing) // { lots: 10, bound: 'accountPace' }
 */
export function lotsWithinPace(closing: PacedClosing, terms: PaceTerms, spent: PaceSpent): PacedLots {
  const { notionalPerLot, lossAfter } = closing
  let paced: PacedLots = { lots: closing.lots }
  const within = (lots: number, bound: PaceBound): void => {
    if (lots < paced.lots) paced = { lots, bound }
  }
  within(notionalLots(terms.accountNotional, spent.accountNotional, notionalPerLot), 'accountPace')
  within(notionalLots(terms.marketNotional, spent.marketNotional, notionalPerLot), 'marketPace')
  if (terms.marketLoss === undefined) return paced
  const left = terms.marketLoss - spent.marketLoss
  const exceeds = (lots: number): boolean => lossAfter(lots) > left
  // The first lots that exceed it, less one; all of them where none do.
  if (paced.lots > 0 && exceeds(paced.lots)) within(firstFrom(1, paced.lots, exceeds) - 1, 'lossLimit')
  return paced
}

function notionalLots(limit: number | undefined, spent: number, notionalPerLot: number): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY
  if (spent === 0) return Math.max(1, Math.floor(limit / notionalPerLot))
  return Math.max(0, Math.floor((limit - spent) / notionalPerLot))
}
