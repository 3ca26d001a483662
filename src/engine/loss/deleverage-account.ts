import { gradeTolerated } from '../../market/price-grade.ts'
import type { Assessed } from '../margin/assess-member.ts'
import type { Listing } from '../margin/margin-state.ts'
import { worstMarkOf } from '../margin/mark-grades.ts'
import type { MemberTurn } from '../margin/member-books.ts'
import { isRoundDue } from './deleveraging-state.ts'
import { followFund } from './follow-fund.ts'

/**
 * Puts an account in liquidation on the list of those that winners are closed against at the end of this input: when nobody took it at auction, or when its
 * equity is below 0 while the insurance fund has fallen as far as the policy says. Once an input: what is left of it after that is for the book. An account that
 * falls within a second of the last closing waits for the next.
 *
 * @returns Whether it is on the list or waits, so that nothing else is to be done with it now.
 *
 * @example
 * if (listForDeleveraging(at, assessed)) return
 */
export function listForDeleveraging(at: MemberTurn, assessed: Assessed): boolean {
  const { turn, member } = at
  const listed = turn.bankrupt.get(member.id)
  if (listed !== undefined) return listed === 'listed'
  if (!mayBeDeleveraged(at, assessed)) return false
  // It is looked at again with every tick of the clock.
  if (turn.state.deleveraging === undefined || !isRoundDue(turn.state.deleveraging, turn.at)) return true
  turn.bankrupt.set(member.id, 'listed')
  return true
}

/**
 * Whether winners may be closed against an account now. Not on a mark that may be a fault, and not for contracts that do not settle their gains when they
 * are closed.
 *
 * @example
 * mayBeDeleveraged(at, assessed)
 */
export function mayBeDeleveraged(at: MemberTurn, assessed: Assessed): boolean {
  const { turn, margin, member } = at
  const { state } = turn
  const { liquidation } = member
  if (liquidation === undefined || liquidation.orderId !== undefined || state.deleveraging === undefined || state.halted) return false
  // Nobody took it at auction: there is nothing else left.
  const isLeft = state.auctions?.closings.get(liquidation.id)?.stage === 'deleveraging'
  if (!isLeft && assessed.requirement.equity >= 0) return false
  if (!holdsClosing(at) || !gradeTolerated('startLiquidation', worstMarkOf(margin, member.positions.keys()))) return false
  return isLeft || followFund(turn)
}

function holdsClosing({ margin, member }: MemberTurn): boolean {
  for (const contract of member.positions.keys()) if (closesAtMark(margin.listings.get(contract))) return true
  return false
}

/**
 * Whether a contract moves its gain in cash when it is closed: a linear perpetual or future.
 *
 * @example
 * closesAtMark(margin.listings.get('BTC/USDT:USDT')) // true
 */
export function closesAtMark(listing: Listing | undefined): boolean {
  if (listing === undefined) return false
  const { contract, instrument } = listing
  return (contract.kind === 'perpetual' || contract.kind === 'future') && instrument.payoff === 'linear'
}
