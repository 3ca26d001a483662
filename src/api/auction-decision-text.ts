import { assertNever } from '../base/assert.ts'
import type { AuctionDecisionBody, MovedPosition } from '../engine/loss/auction-decision.ts'
import type { ClockStop } from '../waterfall/auction/biddable-clock.ts'
import { formatNumber } from './format.ts'
import type { MarginScales } from './margin-decision-text.ts'

type Kind = AuctionDecisionBody['kind']
type Body<Name extends Kind> = Extract<AuctionDecisionBody, { kind: Name }>

const titles: Readonly<Record<Kind, string>> = {
  escalated: 'Closing moved on',
  auctionStarted: 'Auction started',
  auctionPaused: 'Auction paused',
  auctionResumed: 'Auction resumed',
  auctionRestarted: 'Auction restarted',
  auctionCommandTaken: 'Auction command taken',
  auctionCommandRefused: 'Auction command refused',
  bidAccepted: 'Bid accepted',
  bidRefused: 'Bid refused',
  auctionEnded: 'Auction ended',
  portfolioTransferred: 'Portfolio transferred',
  providerTookOver: 'Provider took over',
  standingBidsNoted: 'Standing bids noted',
  standingBidsRefused: 'Standing bids refused',
}

const stages: Readonly<Record<Body<'escalated'>['to'], string>> = {
  book: 'the order book',
  auction: 'auction',
  takeover: 'providers',
  deleveraging: 'deleveraging',
  over: 'over',
}

const causes: Readonly<Record<Body<'escalated'>['why'], string>> = {
  noBids: 'the book has had no bids for too long',
  tooLarge: 'it is too large for the book',
  insolvent: 'its equity is below 0',
  unsold: 'the auctions left something unsold',
  tooFewBidders: 'too few bid in the auctions',
  reserveTooLow: 'the least price would lose more than the layers behind it hold',
  capacityShort: 'providers did not take all of it',
  nothingLeft: 'nothing is left of it',
}

const refusals: Readonly<Record<Body<'bidRefused'>['why'], string>> = {
  auctionOff: 'the policy has no auctions',
  auctionUnknown: 'there is no such auction',
  auctionClosed: 'the auction is over',
  bidderIsDefaulter: 'the bidder is the account that is closed',
  bidderLinked: 'the bidder belongs to the owner of the account that is closed',
  bidderNotOpen: 'the bidder is no account that can be valued',
  bidderUnderMargin: 'the bidder would not have initial margin with it',
  sizeNotPositive: 'it is for nothing',
  notWholeLots: 'it is for no whole number of parts',
  abovePortfolio: 'it is for more than is left',
  priceLimitExceeded: 'less is given now than the bidder wants',
  belowReserve: 'the bidder wants more than the largest discount',
  auctionPaused: 'the auction is paused',
}

const ends: Readonly<Record<Body<'auctionEnded'>['how'], string>> = {
  sold: 'sold',
  restored: 'the account has enough margin again',
  unsold: 'not all was sold',
  tooFewBidders: 'too few bid, nothing was sold',
  nothingLeft: 'no position is left',
}

const stops: Readonly<Record<ClockStop, string>> = {
  paused: 'an operator paused it',
  outage: 'the venue is out of reach',
  stalePrice: 'there is no price to judge bids by',
}

const standingRefusals: Readonly<Record<Body<'standingBidsRefused'>['why'], string>> = {
  auctionOff: refusals.auctionOff,
  accountUnknown: 'there is no such account',
  discountOutOfRange: 'a discount is no whole number of bps from 0 to 10,000',
  discountsNotRising: 'the discounts do not rise',
  capacityNotPositive: 'a capacity is no whole amount above 0',
}

/**
 * Whether a decision is about auctions.
 *
 * @example
 * isAuctionDecision(decision.body)
 */
export function isAuctionDecision(body: Readonly<{ kind: string }>): body is AuctionDecisionBody {
  return body.kind in titles
}

/**
 * The title of a decision about auctions.
 *
 * @example
 * auctionTitle(body) // 'Auction started'
 */
export function auctionTitle(body: AuctionDecisionBody): string {
  return titles[body.kind]
}

/**
 * A decision about auctions as a sentence.
 *
 * @example
 * auctionText(body, scales) // 'fund-7: maker-1 takes 10 parts at 120 bps ...'
 */
export function auctionText(body: AuctionDecisionBody, scales: MarginScales): string {
  switch (body.kind) {
    case 'escalated':
      return `${body.account}: from ${stages[body.from]} to ${stages[body.to]}, as ${causes[body.why]}`
    case 'auctionStarted':
      return startedText(body, scales)
    case 'auctionPaused':
      return `${body.account}: ${body.stops.map((stop) => stops[stop]).join(', ')}`
    case 'auctionResumed':
      return `${body.account}: bids can come in again${body.startedAgain ? '; after so long the price begins anew' : ''}`
    case 'auctionRestarted':
      return `${body.account}: the portfolio is now ${body.stage}, the price begins anew`
    case 'auctionEnded':
      return endedText(body)
    case 'portfolioTransferred':
    case 'providerTookOver':
      return `${body.account}: ${body.to} takes ${partsText(body.parts)}, ${positionsText(body.positions, scales)}, and is given ${scales.money(body.discount)} (${formatNumber(body.discountBps)} bps)`
    default:
      return toldText(body, scales)
  }
}

type Told = Body<
  'auctionCommandTaken' | 'auctionCommandRefused' | 'bidAccepted' | 'bidRefused' | 'standingBidsNoted' | 'standingBidsRefused'
>

function toldText(body: Told, scales: MarginScales): string {
  switch (body.kind) {
    case 'auctionCommandTaken':
      return `${body.by}: ${body.command} ${body.auction === undefined ? 'all auctions' : `auction ${body.auction}`}, ${body.reason}`
    case 'auctionCommandRefused':
      return `${body.by}: auction ${body.auction}, ${refusals[body.why]}`
    case 'bidAccepted':
      return `${body.account}: ${body.bidder} ${body.standing ? 'has committed to' : 'bids for'} ${partsText(body.parts)} at ${formatNumber(body.discountBps)} bps`
    case 'bidRefused':
      return `auction ${body.auction}: ${body.bidder} for ${partsText(body.parts)} at ${formatNumber(body.discountBps)} bps; ${refusals[body.why]}`
    case 'standingBidsNoted':
      return `${body.account}: ${body.levels} steps, ${scales.money(body.capacity)} in all`
    case 'standingBidsRefused':
      return `${body.account}: ${standingRefusals[body.why]}`
    default:
      return assertNever(body)
  }
}

function startedText(body: Body<'auctionStarted'>, scales: MarginScales): string {
  const sale = body.sale === 'batch' ? 'sealed bids at one price' : 'a price that falls'
  return `${body.account}: round ${body.round}, ${sale}, ${body.stage}; ${partsText(body.parts)} of ${positionsText(body.positions, scales)}, ${scales.money(body.notional)} in all, at most ${formatNumber(body.mostDiscountBps)} bps below the marks`
}

function endedText(body: Body<'auctionEnded'>): string {
  const cleared = body.clearedAtBps === undefined ? '' : ` at ${formatNumber(body.clearedAtBps)} bps`
  return `${body.account}: ${ends[body.how]}; ${partsText(body.sold)} sold${cleared}, ${body.unsold} left, ${body.bidders} bid`
}

function partsText(parts: number): string {
  return `${formatNumber(parts)} ${parts === 1 ? 'part' : 'parts'}`
}

function positionsText(positions: readonly MovedPosition[], scales: MarginScales): string {
  if (positions.length === 0) return 'no position'
  const named = positions.slice(0, 3).map(({ contract, lots, ticks }) => {
    return `${scales.size(contract, lots)} ${contract} at ${scales.price(contract, ticks)}`
  })
  const rest = positions.length - named.length
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
