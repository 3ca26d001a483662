import { z } from 'zod'
import { amountSchema } from './schema-units.ts'

/** Decisions about deleveraging, by kind, as in `engine/loss/deleveraging-decision`. */
export const deleveragingDecisionSchemas = [
  z.object({
    kind: z.literal('deleveragingSwitched'),
    isOn: z.boolean(),
    why: z.enum(['exhausted', 'fell', 'held', 'recovered']),
    ratio: z.number().meta({ description: "The insurance fund's fall from its highest in the window, as a fraction." }),
    fund: amountSchema,
  }),
  z.object({
    kind: z.literal('positionsDeleveraged'),
    wave: z.number(),
    contract: z.string(),
    lots: z.number(),
    lotsLeft: z.number(),
    markTicks: z.number(),
    needed: amountSchema,
    covered: amountSchema,
    isBounded: z.boolean(),
    rule: z.enum(['queue', 'proRata', 'cappedProRata', 'equalLoss', 'equalAwards', 'talmud', 'equityWeighted', 'riskAware', 'hedgeAware']),
    candidates: z.number(),
    commitment: z.string().optional().meta({ description: 'SHA-256 of the wave, by which every account can check its own result.' }),
    defaulters: z
      .array(
        z.object({
          account: z.string(),
          event: z.string(),
          lots: z.number(),
          lotsLeft: z.number(),
          needed: amountSchema,
          covered: amountSchema,
        }),
      )
      .meta({
        description: 'The bankrupt accounts that were closed at once; each gets of what winners gave in proportion to what it needed.',
      }),
    closed: z.array(z.object({ account: z.string(), lots: z.number(), gave: amountSchema })),
    tornUp: z.array(z.object({ account: z.string(), lots: z.number() })),
  }),
] as const
