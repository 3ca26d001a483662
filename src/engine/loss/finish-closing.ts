import { recordDecision, type Turn } from '../turn.ts'
import type { AuctionEnd } from './auction-decision.ts'
import { auctionOf, noteEnded, type OpenAuction } from './auction-state.ts'

/** How a round ended. */
export type RoundEnd = Readonly<{ how: AuctionEnd; bidders: number; clearedAtBps?: number }>

/**
 * Ends the closing of a liquidation that is over, and its auction where one is open. Nothing where there is none.
 *
 * @param event - The decision that started the liquidation.
 *
 * @example
 * finishClosing(turn, liquidation.id)
 */
export function finishClosing(turn: Turn, event: string): void {
  const { auctions, margin } = turn.state
  const progress = auctions?.closings.get(event)
  if (auctions === undefined || progress === undefined) return
  const auction = auctionOf(auctions, event)
  if (auction !== undefined) {
    const isEmpty = margin?.members.get(progress.account)?.positions.size === 0
    const how = auction.partsLeft === 0 ? 'sold' : isEmpty ? 'nothingLeft' : 'restored'
    noteEnd(turn, auction, { how, bidders: auction.bidders.length })
  }
  auctions.closings.delete(event)
}

/**
 * Says that an auction is over.
 *
 * @example
 * noteEnd(turn, auction, { how: 'restored', bidders: 2 })
 */
export function noteEnd(turn: Turn, auction: OpenAuction, end: RoundEnd): void {
  const { auctions } = turn.state
  if (auctions === undefined) return
  const { id, account, event, parts, partsLeft } = auction
  noteEnded(auctions, auction)
  const sold = parts - partsLeft
  recordDecision(turn, { body: { kind: 'auctionEnded', auction: id, account, event, sold, unsold: partsLeft, ...end } })
}
