import { amount } from '../src/base/amount.ts'
import type { AuctionDecisionBody } from '../src/engine/loss/auction-decision.ts'
import { bidRefusals } from '../src/waterfall/auction/bid-refusal.ts'

const usdt = (minor: bigint): ReturnType<typeof amount> => amount('USDT', minor)
const contract = 'BTC-PERP'
const [account, event, auction] = ['fund-7', '119:2', '120:4']
const about = { auction, account, event }
const positions = [{ contract, lots: -250, ticks: 16_000 }]
const handover = { account, event, to: 'maker-1', parts: 10, positions, discountBps: 120, discount: usdt(24_000_000n) }
const bid = { bidder: 'maker-1', parts: 10, discountBps: 120 }
const started = { account, event, parts: 40, positions, notional: usdt(2_000_000_000n), mostDiscountBps: 500 }
const many = ['A', 'B', 'C', 'D'].map((name) => ({ contract: name, lots: 1, ticks: 2 }))

/** One body of every kind about auctions, and of every reason that is worded differently. */
export const everyAuctionBody: readonly AuctionDecisionBody[] = [
  ...(['noBids', 'tooLarge', 'insolvent', 'unsold', 'tooFewBidders', 'reserveTooLow', 'capacityShort', 'nothingLeft'] as const).map(
    (why) => ({ kind: 'escalated', account, event, from: 'book', to: 'auction', why }) as const,
  ),
  { kind: 'escalated', account, event, from: 'auction', to: 'takeover', why: 'unsold' },
  { kind: 'escalated', account, event, from: 'takeover', to: 'deleveraging', why: 'capacityShort' },
  { kind: 'escalated', account, event, from: 'takeover', to: 'over', why: 'nothingLeft' },
  { kind: 'auctionStarted', ...started, sale: 'batch', stage: 'solvent', round: 1 },
  { kind: 'auctionStarted', ...started, sale: 'dutch', stage: 'insolvent', round: 2, positions: many },
  { kind: 'auctionPaused', ...about, stops: ['paused'] },
  { kind: 'auctionPaused', ...about, stops: ['outage', 'stalePrice'] },
  { kind: 'auctionResumed', ...about, startedAgain: false },
  { kind: 'auctionResumed', ...about, startedAgain: true },
  { kind: 'auctionRestarted', ...about, stage: 'solvent' },
  { kind: 'auctionRestarted', ...about, stage: 'insolvent' },
  { kind: 'auctionCommandTaken', by: 'ops', command: 'pause', reason: 'drill' },
  { kind: 'auctionCommandTaken', auction, by: 'ops', command: 'resume', reason: 'drill' },
  ...(['auctionOff', 'auctionUnknown', 'auctionClosed'] as const).map(
    (why) => ({ kind: 'auctionCommandRefused', auction, by: 'ops', why }) as const,
  ),
  { kind: 'bidAccepted', ...about, ...bid, standing: false },
  { kind: 'bidAccepted', ...about, ...bid, parts: 1, standing: true },
  ...(['auctionOff', ...bidRefusals] as const).map((why) => ({ kind: 'bidRefused', auction, ...bid, why }) as const),
  ...(['sold', 'restored', 'unsold', 'tooFewBidders', 'nothingLeft'] as const).map(
    (how) => ({ kind: 'auctionEnded', ...about, how, sold: 30, unsold: 10, bidders: 2 }) as const,
  ),
  { kind: 'auctionEnded', ...about, how: 'sold', sold: 40, unsold: 0, clearedAtBps: 85, bidders: 3 },
  { kind: 'portfolioTransferred', auction, ...handover },
  { kind: 'portfolioTransferred', auction, ...handover, parts: 1, positions: [] },
  { kind: 'providerTookOver', ...handover },
  { kind: 'standingBidsNoted', account, levels: 2, capacity: usdt(5_000_000_000n) },
  ...(['auctionOff', 'accountUnknown', 'discountOutOfRange', 'discountsNotRising', 'capacityNotPositive'] as const).map(
    (why) => ({ kind: 'standingBidsRefused', account, why }) as const,
  ),
]
