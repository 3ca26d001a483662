import { heldDebtPostings } from '../../accounting/facility-postings.ts'
import { remainingOf } from '../../ledger/balance.ts'
import { bookFor, booksOf, settlementAmount, type MemberTurn } from '../margin/member-books.ts'
import { recordDecision } from '../turn.ts'

/**
 * Pays what a member owes out of its gains that are held for review, the oldest first: nothing is given up as unpaid, paid out or kept for the fund
 * while its owner owes. What is left stays held. Nothing without draws, or for a member that owes nothing or has nothing held.
 *
 * @example
 * payFromHolds(at) // before what is owed is booked as a shortfall
 */
export function payFromHolds(at: MemberTurn): void {
  const { turn, margin, member } = at
  const draws = turn.state.facilities?.draws
  if (draws === undefined || draws.escrow.size === 0) return
  // A copy, as a hold may end.
  for (const held of [...draws.escrow.values()]) {
    const { owed } = booksOf(at)
    if (owed === 0n) return
    if (held.account !== member.id) continue
    const id = draws.reservations.get(held.id) ?? ''
    const remaining = remainingOf(turn.state.ledger, id)
    const minor = owed < remaining ? owed : remaining
    if (minor === 0n) continue
    const left = remaining - minor
    const transfers = bookFor(at, (books) => heldDebtPostings(books, { id, remaining }, minor))
    if (left === 0n) {
      draws.escrow.delete(held.id)
      draws.reservations.delete(held.id)
    } else {
      draws.escrow.set(held.id, { ...held, minor: left })
      draws.reservations.set(held.id, transfers.at(-1) ?? '')
    }
    const money = { paid: settlementAmount(margin, minor), left: settlementAmount(margin, left) }
    recordDecision(turn, { transfers, body: { kind: 'heldGainPaid', account: member.id, hold: held.id, ...money } })
  }
}
