import { z } from 'zod'
import { amountSchema } from './schema-units.ts'
import { exitStatusSchema } from './schema-fund-decision.ts'

const exitSchema = z.object({ shares: z.string(), asked: amountSchema, pays: amountSchema, until: z.number(), held: z.boolean() })

const holderSchema = z.object({
  staker: z.string(),
  shares: z.string(),
  worth: amountSchema,
  cost: amountSchema,
  exit: exitSchema.optional(),
})

/** The insurance fund and who owns it, as in `engine/loss/fund-view`. Shares are whole, as text. */
export const fundSchema = z
  .object({
    asset: z.string(),
    decimals: z.number(),
    holds: amountSchema,
    house: amountSchema,
    totalShares: z.string(),
    stakedShares: z.string(),
    exponent: z.number(),
    queuedShares: z.string(),
    status: exitStatusSchema,
    revenueWaiting: amountSchema,
    holders: z.array(holderSchema),
  })
  .meta({ description: 'The insurance fund owned in shares: what it holds, who has how much, and who is leaving.' })
