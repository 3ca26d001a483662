import { powerOfTen } from '../../base/decimal.ts'
import { assessMember } from '../margin/assess-member.ts'
import { chargedView } from '../margin/charge-member.ts'
import type { MarginState } from '../margin/margin-state.ts'
import type { MemberTurn } from '../margin/member-books.ts'
import type { EngineState } from '../state.ts'
import type { AuctionPolicies, PortfolioStanding } from './auction-quote.ts'
import type { AuctionsState } from './auction-state.ts'
import type { HandedOver } from './hand-over.ts'
import { movedIn, notionalOf, pricedPositions, type PricedPosition } from './portfolio-parts.ts'
import type { Turn } from '../turn.ts'

/** An account that is closed, as it stands now. */
export type Portfolio = Readonly<{ priced: readonly PricedPosition[]; standing: PortfolioStanding }>

/**
 * Values the portfolio of an account in liquidation.
 *
 * @returns Undefined while it cannot be valued.
 *
 * @example
 * portfolioOf(at)?.standing.notional
 */
export function portfolioOf(at: MemberTurn): Portfolio | undefined {
  const { turn, margin, member } = at
  const asked = assessMember(turn.state, margin, member)
  if (!asked.ok) return undefined
  const assessed = chargedView(turn.state, member, asked.value)
  const priced = pricedPositions(margin, member, assessed)
  const { equity, initialMargin, maintenanceMargin } = assessed.requirement
  return { priced, standing: { equity, initialMargin, maintenanceMargin, notional: notionalOf(priced) } }
}

/**
 * What the taker of some parts is handed over at a discount.
 *
 * @param share - `parts` of what are now `of`.
 * @param discountBps - Of the notional; below 0 the taker pays. Rounded down, so that nobody gains by taking in pieces.
 *
 * @example
 * givenFor(margin, portfolio, { parts: 10, of: 40, discountBps: 120 })
 */
export function givenFor(
  margin: MarginState,
  { priced, standing }: Portfolio,
  { parts, of, discountBps }: Readonly<{ parts: number; of: number; discountBps: number }>,
): HandedOver {
  const whole = (standing.notional * parts * discountBps) / of / 10_000
  // Floats may leave a whole number of minor units a last digit short.
  const discountMinor = BigInt(Math.floor(whole * powerOfTen(margin.settlement.decimals) + 1e-6))
  return { positions: movedIn(priced, { parts, of }), discountMinor }
}

/** Everything an auction's step needs: the account that is closed, the policies and what is known of auctions. */
export type AuctionTurn = MemberTurn & Readonly<{ auctions: AuctionsState; policies: AuctionPolicies }>

/**
 * The work on the auction of one account in a turn.
 *
 * @returns Undefined where the run has no auctions, or the account is not there.
 *
 * @example
 * auctionTurn(turn, 'fund-7')?.member.liquidation
 */
export function auctionTurn(turn: Turn, account: string): AuctionTurn | undefined {
  const { margin, auctions } = turn.state
  const policies = policiesOf(turn.state)
  const member = margin?.members.get(account)
  if (margin === undefined || auctions === undefined || policies === undefined || member === undefined) return undefined
  return { turn, margin, member, auctions, policies }
}

/**
 * The policies that rule auctions, where a run has any.
 *
 * @example
 * policiesOf(state)?.auction.parts
 */
export function policiesOf(state: EngineState): AuctionPolicies | undefined {
  const margin = state.terms?.policy.margin
  const auction = state.terms?.policy.auction
  return margin === undefined || auction === undefined ? undefined : { margin, auction }
}
