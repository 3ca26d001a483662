import { z } from 'zod'

const seconds = (description: string, least = 0) => z.number().min(least).max(604_800).meta({ description })
const share = (description: string) => z.number().min(0).max(1).meta({ description })

const leaveBookSchema = z
  .strictObject({
    noBidsForSeconds: seconds('After so long without a bid in the book that a liquidation may take.'),
    largestOfBook: z
      .number()
      .gt(0)
      .max(1e6)
      .meta({ description: "When a position is larger than this multiple of what the book holds within the liquidation's bound." })
      .optional(),
    insolvent: z.boolean().meta({ description: 'Whether an account whose equity is below 0 goes to auction at once.' }),
  })
  .meta({ description: 'When a liquidation leaves the order book.' })

const dutchSchema = z
  .strictObject({
    startShare: share("Share of the portfolio's worth asked at the start."),
    fastEndShare: share('... and at the end of the fast phase; from there it falls to 0.'),
    fastSeconds: seconds('Length of the fast phase.'),
    slowSeconds: seconds('... and of the slow one.'),
    insolventSeconds: seconds("Until the taker of an insolvent portfolio is given all of the portfolio's maintenance margin.", 1),
  })
  .meta({ description: 'A price that falls until somebody takes it. Only time in which bids can come in counts.' })

/** The auction section of a policy file. */
export const auctionSchema = z
  .strictObject({
    leaveBook: leaveBookSchema,
    rounds: z
      .array(z.enum(['batch', 'dutch']))
      .max(8)
      .meta({
        description:
          'Rounds held one after another: batch, sealed bids at one price; dutch, a price that falls. Without any, providers are asked at once.',
      }),
    parts: z.int().min(1).max(10_000).meta({ description: 'A portfolio is sold in at most so many equal parts.' }),
    mostDiscountBps: z
      .int()
      .min(0)
      .max(10_000)
      .meta({ description: "Nobody is given more than this of a part's notional for taking it: the reserve price is the mark less this." }),
    leastBidders: z.int().min(1).max(1_000).meta({ description: 'A batch with fewer owners that bid sells nothing.' }),
    batchSeconds: seconds('How long a batch takes bids.', 0.001),
    dutch: dutchSchema,
    startAgainAfterSeconds: seconds(
      'After a stop as long as this the price begins anew; without it the clock goes on where it stood.',
      0.001,
    ).optional(),
  })
  .meta({ description: 'Auctions of portfolios that the order book does not close. Needs margin.' })

/** The auction section as the file states it. */
export type AuctionFile = z.infer<typeof auctionSchema>
