import { z } from 'zod'
import { amountSchema } from './schema-units.ts'

/** What the exit queue says of the fund. */
export const exitStatusSchema = z.enum(['activeByOperator', 'active', 'onIceByOperator', 'onIce', 'frozenByOperator', 'frozen', 'setup'])
const ofStaker = { staker: z.string(), held: z.string(), fund: amountSchema }

/** What was concluded of the shares of the insurance fund, by kind, as in `engine/loss/fund-decision`. Shares are whole, as text. */
export const fundDecisionSchemas = [
  z.object({
    kind: z.literal('fundInputRefused'),
    input: z.string(),
    reason: z.string(),
    staker: z.string().optional(),
    found: z.string().optional(),
    until: z.number().optional(),
  }),
  z.object({ kind: z.literal('fundStaked'), ...ofStaker, staked: amountSchema, bought: z.string() }),
  z.object({ kind: z.literal('unstakeRequested'), ...ofStaker, shares: z.string(), worth: amountSchema, until: z.number() }),
  z.object({ kind: z.literal('unstakeCancelled'), ...ofStaker, request: z.string(), forfeited: z.string() }),
  z.object({ kind: z.literal('unstakeHeld'), staker: z.string(), request: z.string(), event: z.string() }),
  z.object({
    kind: z.literal('unstakeSettled'),
    ...ofStaker,
    request: z.string(),
    shares: z.string(),
    asked: amountSchema,
    paid: amountSchema,
  }),
  z.object({ kind: z.literal('fundRevenueBooked'), received: amountSchema, waiting: amountSchema }),
  z.object({ kind: z.literal('fundRevenueSettled'), settled: amountSchema, waiting: amountSchema, fund: amountSchema }),
  z.object({ kind: z.literal('fundSharesRebased'), tenfolds: z.number(), totalShares: z.string(), fund: amountSchema }),
  z.object({
    kind: z.literal('fundStatusMoved'),
    from: exitStatusSchema,
    to: exitStatusSchema,
    queued: z.string(),
    totalShares: z.string(),
    fund: amountSchema,
    leastFund: amountSchema,
  }),
] as const
