import { z } from 'zod'
import { amountSchema } from './schema-units.ts'

const about = { auction: z.string(), account: z.string(), event: z.string() }
const stage = z.enum(['solvent', 'insolvent'])
const closingStage = z.enum(['book', 'auction', 'takeover', 'deleveraging', 'over'])
const positions = z
  .array(z.object({ contract: z.string(), lots: z.number(), ticks: z.number() }))
  .meta({ description: 'Lots as their taker gets them, at the mark in ticks.' })
const handover = {
  account: z.string(),
  event: z.string(),
  to: z.string(),
  parts: z.number(),
  positions,
  discountBps: z.number(),
  discount: amountSchema,
}
const bid = { parts: z.number(), discountBps: z.number() }

/** Why nobody can bid. */
export const clockStopSchema = z.enum(['outage', 'paused', 'stalePrice'])

/** Decisions about auctions, by kind, as in `engine/loss/auction-decision`. */
export const auctionDecisionSchemas = [
  z.object({
    kind: z.literal('escalated'),
    account: z.string(),
    event: z.string(),
    from: closingStage,
    to: closingStage,
    why: z.enum(['noBids', 'tooLarge', 'insolvent', 'unsold', 'tooFewBidders', 'reserveTooLow', 'capacityShort', 'nothingLeft']),
  }),
  z.object({
    kind: z.literal('auctionStarted'),
    account: z.string(),
    event: z.string(),
    sale: z.enum(['batch', 'dutch']),
    stage,
    round: z.number(),
    parts: z.number(),
    positions,
    notional: amountSchema,
    mostDiscountBps: z.number(),
  }),
  z.object({ kind: z.literal('auctionPaused'), ...about, stops: z.array(clockStopSchema) }),
  z.object({ kind: z.literal('auctionResumed'), ...about, startedAgain: z.boolean() }),
  z.object({ kind: z.literal('auctionRestarted'), ...about, stage }),
  z.object({
    kind: z.literal('auctionCommandTaken'),
    auction: z.string().optional(),
    by: z.string(),
    command: z.enum(['pause', 'resume']),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('auctionCommandRefused'),
    auction: z.string(),
    by: z.string(),
    why: z.enum(['auctionOff', 'auctionUnknown', 'auctionClosed']),
  }),
  z.object({ kind: z.literal('bidAccepted'), ...about, bidder: z.string(), ...bid, standing: z.boolean() }),
  z.object({
    kind: z.literal('bidRefused'),
    auction: z.string(),
    bidder: z.string(),
    ...bid,
    why: z.enum([
      'auctionOff',
      'auctionUnknown',
      'auctionClosed',
      'bidderIsDefaulter',
      'bidderLinked',
      'bidderNotOpen',
      'bidderUnderMargin',
      'sizeNotPositive',
      'notWholeLots',
      'abovePortfolio',
      'priceLimitExceeded',
      'belowReserve',
      'auctionPaused',
    ]),
  }),
  z.object({
    kind: z.literal('auctionEnded'),
    ...about,
    how: z.enum(['sold', 'restored', 'unsold', 'tooFewBidders', 'nothingLeft']),
    sold: z.number(),
    unsold: z.number(),
    clearedAtBps: z.number().optional(),
    bidders: z.number(),
  }),
  z.object({ kind: z.literal('portfolioTransferred'), auction: z.string(), ...handover }),
  z.object({ kind: z.literal('providerTookOver'), ...handover }),
  z.object({ kind: z.literal('standingBidsNoted'), account: z.string(), levels: z.number(), capacity: amountSchema }),
  z.object({
    kind: z.literal('standingBidsRefused'),
    account: z.string(),
    why: z.enum(['auctionOff', 'accountUnknown', 'discountOutOfRange', 'discountsNotRising', 'capacityNotPositive']),
  }),
] as const
