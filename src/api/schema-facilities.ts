import { z } from 'zod'
import { amountSchema, microsecondsSchema } from './schema-units.ts'

/** Guarantees, loans and draws as a reader sees them, as in `engine/facilities/facilities-view`. */
export const facilitiesViewSchema = z
  .object({
    covers: z
      .array(
        z.object({
          cover: z.string(),
          account: z.string(),
          group: z.string(),
          from: microsecondsSchema,
          until: microsecondsSchema,
          cap: amountSchema,
          left: amountSchema,
          premium: amountSchema,
        }),
      )
      .optional(),
    loans: z
      .array(
        z.object({
          loan: z.string(),
          account: z.string(),
          principal: amountSchema,
          interest: amountSchema,
          yearlyRate: z.number(),
          dueAt: microsecondsSchema,
          standing: z.enum(['open', 'called', 'inDefault']),
        }),
      )
      .optional(),
    held: z
      .array(
        z.object({
          hold: z.string(),
          account: z.string(),
          event: z.string(),
          why: z.enum(['linked', 'farPrice']),
          held: amountSchema,
          reviewUntil: microsecondsSchema,
        }),
      )
      .optional(),
    drawn: amountSchema.optional(),
    reserved: amountSchema,
  })
  .meta({ description: 'Open covers, loans and gains in review; a list is absent where the policy has no such facility.' })
