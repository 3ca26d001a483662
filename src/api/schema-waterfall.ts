import { z } from 'zod'
import { amountSchema, microsecondsSchema } from './schema-units.ts'
import { layerOutcomeSchema } from './schema-waterfall-decision.ts'

const kind = layerOutcomeSchema.shape.kind

/** The waterfall as it stands, as in `engine/loss/waterfall-view`. */
export const waterfallSchema = z
  .object({
    asset: z.string(),
    decimals: z.int(),
    layers: z
      .array(z.object({ layer: z.string(), kind, opening: amountSchema.optional(), holds: amountSchema.optional(), paid: amountSchema }))
      .meta({ description: 'In order of payment; a layer that puts nothing up before a loss has no holdings.' }),
    contributors: z.number(),
    losses: z.number(),
    uncovered: amountSchema,
    uncoveredSince: microsecondsSchema.optional(),
    cuts: z
      .array(z.object({ at: microsecondsSchema, factor: z.number() }))
      .meta({ description: 'If nothing changes: from each time on, a withdrawal loses that part.' }),
    period: z
      .object({ startedAt: microsecondsSchema, endsAt: microsecondsSchema, defaults: z.number() })
      .optional()
      .meta({ description: 'In it, what members can be assessed is capped.' }),
  })
  .meta({ description: 'Who pays what a member cannot; absent without such layers in the policy.' })
