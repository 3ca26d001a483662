import { z } from 'zod'
import { amountSchema, microsecondsSchema } from './schema-units.ts'

/** Deleveraging as the engine's view has it. */
export const deleveragingSchema = z.object({
  rule: z.string().meta({ description: 'Who is closed, and by how much of what the deficit needs.' }),
  isOn: z.boolean(),
  why: z.enum(['exhausted', 'fell', 'held', 'recovered']),
  ratio: z.number().meta({ description: "The insurance fund's fall from its highest in the window, as a fraction." }),
  untilStart: amountSchema.meta({ description: 'How much more the fund may lose before winners are closed.' }),
  waveCount: z.number(),
  waves: z
    .array(
      z.object({
        number: z.number(),
        startedAt: microsecondsSchema,
        lastAt: microsecondsSchema,
        needed: amountSchema,
        covered: amountSchema,
        accounts: z.number(),
        closings: z.number(),
      }),
    )
    .meta({ description: 'Deficits that came close together and what winners gave, the latest last.' }),
})
