import { z } from 'zod'
import { clockStopSchema } from './schema-auction-decision.ts'
import { amountSchema, microsecondsSchema } from './schema-units.ts'

const auction = z
  .object({
    auction: z.string(),
    sale: z.enum(['batch', 'dutch']),
    stage: z.enum(['solvent', 'insolvent']),
    round: z.number(),
    parts: z.number(),
    partsLeft: z.number(),
    countedUs: z.number(),
    closesInUs: z.number().optional(),
    stops: z.array(clockStopSchema),
    discountBps: z.number().optional(),
    sealedBids: z.number(),
    positions: z.array(z.object({ contract: z.string(), lots: z.number(), ticks: z.number() })),
    notional: amountSchema.optional(),
  })
  .meta({ description: 'An auction in progress; only time in which bids can come in is counted.' })

/** Auctions in progress, as in `engine/loss/auctions-view`. */
export const auctionsSchema = z
  .object({
    paused: z.boolean(),
    closings: z.array(
      z.object({
        event: z.string(),
        account: z.string(),
        stage: z.enum(['book', 'auction', 'takeover', 'deleveraging', 'over']),
        rounds: z.number(),
        bidders: z.number(),
        withoutBidsSince: microsecondsSchema.optional(),
        auction: auction.optional(),
      }),
    ),
    providers: z.array(z.object({ account: z.string(), smallestDiscountBps: z.number(), capacity: amountSchema })),
  })
  .meta({ description: 'Portfolios on their way from the order book to the last resort; absent without an auction policy.' })
