import { resultPostings } from '../../accounting/member-postings.ts'
import { applyExecution, flat, type Execution, type Position } from '../../backstop/position.ts'
import { notionalDown, notionalUp } from '../../market/notional.ts'
import type { Listing } from './margin-state.ts'
import { rouse } from './quiet-bands.ts'
import { bookFor, type MemberTurn } from './member-books.ts'

/** What an execution would do: the position after it, and the cash it moves; a loss or a price paid is below 0. */
export type PositionOutcome = Readonly<{ position: Position; cashMinor: bigint }>

/**
 * What an execution does to a position and to cash. Spot and options are paid for in full; futures and perpetuals move cash when they are
 * closed. Rounded against the member.
 *
 * @example
 * outcomeOf(listing, undefined, { side: 'buy', ticks: 617_400, lots: 2 }).cashMinor // 0n for a perpetual
 */
export function outcomeOf({ contract, instrument }: Listing, before: Position | undefined, execution: Execution): PositionOutcome {
  const change = applyExecution(instrument, before ?? flat, execution)
  if (contract.kind === 'perpetual' || contract.kind === 'future') return { position: change.position, cashMinor: change.realisedMinor }
  const cashMinor = execution.side === 'buy' ? -notionalUp(instrument, execution).minor : notionalDown(instrument, execution).minor
  return { position: change.position, cashMinor }
}

/**
 * Puts an execution into a member's position and its cash into the books.
 *
 * @returns The cash it moved, and the transfers that booked it.
 *
 * @example
 * takePosition(at, listing, { side: 'sell', ticks: 590_000, lots: 100 })
 */
export function takePosition(
  at: MemberTurn,
  listing: Listing,
  execution: Execution,
): Readonly<{ cashMinor: bigint; transfers: readonly string[] }> {
  const { margin, member } = at
  rouse(margin, member)
  const { position, cashMinor } = outcomeOf(listing, member.positions.get(listing.contract.id), execution)
  if (position.lots === 0) member.positions.delete(listing.contract.id)
  else member.positions.set(listing.contract.id, position)
  if (member.positions.size === 0) member.gainCutMinor = undefined
  const reason = cashMinor < 0n ? 'positionLoss' : 'positionGain'
  return { cashMinor, transfers: bookFor(at, (books) => resultPostings(books, cashMinor, reason)) }
}
