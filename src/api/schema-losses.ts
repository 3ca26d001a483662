import { z } from 'zod'
import { amountSchema, microsecondsSchema } from './schema-units.ts'

const lossEvent = z.object({
  decision: z.string().meta({ description: 'The decision that shared it.' }),
  event: z.string().meta({ description: 'The decision that started the liquidation.' }),
  at: microsecondsSchema,
  account: z.string(),
  loss: amountSchema,
  layers: z.array(z.object({ layer: z.string(), used: amountSchema })).meta({ description: 'Those that paid, in order of payment.' }),
  uncovered: amountSchema.meta({ description: 'When it was shared.' }),
  recovered: amountSchema.meta({ description: 'Of the uncovered, by money that came in later for this event.' }),
})

/** The newest deficits and who paid them, the newest first. */
export const lossEventsSchema = z.object({
  total: z.int().min(0).meta({ description: 'Of the run.' }),
  events: z.array(lossEvent),
})

/** Which side of a contract's winners: those long gain when it rises. */
export const winnerSideSchema = z.enum(['long', 'short'])

/** Places of winners, the first to be closed whole first, as in `engine/loss/deleveraging-view`. */
export const queueSchema = z.object({
  contract: z.string(),
  side: winnerSideSchema,
  total: z.int().min(0).meta({ description: 'Winners on that side.' }),
  matching: z.int().min(0).meta({ description: 'Of those, how many have what was sought in their name.' }),
  places: z.array(
    z.object({
      place: z.int().min(1),
      account: z.string(),
      gain: amountSchema,
      beginsAt: amountSchema
        .optional()
        .meta({ description: 'It begins to be closed when the insurance fund falls by this; absent: never.' }),
      endsAt: amountSchema.optional().meta({ description: 'It is closed whole when the fund falls by this; absent: never.' }),
    }),
  ),
})

/** Contracts whose winners can be asked for. */
export const queueContractsSchema = z.array(z.string())

export type LossEvents = z.output<typeof lossEventsSchema>
export type Queue = z.output<typeof queueSchema>
