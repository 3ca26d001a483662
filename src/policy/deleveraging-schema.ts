import { z } from 'zod'

const leverageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('linear') }),
  z.strictObject({ kind: z.literal('power'), exponent: z.number().min(0).max(4).meta({ description: 'Power of leverage.' }) }),
  z.strictObject({ kind: z.literal('tail'), above: z.number().min(0).max(1000).meta({ description: 'Leverage that weighs nothing.' }) }),
])

const rankingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['leveragedProfit', 'bybit', 'okx', 'hyperliquid']) }),
  z.strictObject({ kind: z.literal('pseudoRandom'), seed: z.number().int().min(0).max(4_294_967_295) }),
])

const ruleSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('queue'), ranking: rankingSchema.meta({ description: 'Who is closed first.' }) }),
    z.strictObject({ kind: z.enum(['proRata', 'equalLoss', 'equalAwards', 'talmud', 'equityWeighted', 'hedgeAware']) }),
    z.strictObject({
      kind: z.literal('cappedProRata'),
      mostFraction: z.number().gt(0).max(1).meta({ description: 'Most of its gain anyone gives.' }),
    }),
    z.strictObject({ kind: z.literal('riskAware'), leverage: leverageSchema.meta({ description: 'How leverage weighs.' }) }),
  ])
  .meta({ description: 'Who is closed, and by how much of what the deficit needs.' })

/** How winners are closed against an account that nothing else closes. */
export const deleveragingSchema = z
  .strictObject({
    rule: ruleSchema,
    startAt: z.number().gt(-1).lt(0).meta({ description: "Starts when the insurance fund's fall from its highest is this or more: -0.3." }),
    stopAbove: z.number().gt(-1).max(0).meta({ description: 'Stops when it is above this; not below the start.' }),
    windowHours: z.number().gt(0).max(168).meta({ description: 'How long a high of the fund counts.' }),
    priceBoundBps: z
      .number()
      .min(0)
      .max(10_000)
      .meta({ description: 'Nobody is closed further from the mark than this; the rest is for the layers behind.' }),
    waveApartSeconds: z.number().gt(0).max(3_600).meta({ description: 'Deficits closer together are one wave.' }),
  })
  .meta({ description: 'Closing winners against an account that nothing else closes; without it nobody is deleveraged.' })

/** The section as a file states it. */
export type DeleveragingFile = z.output<typeof deleveragingSchema>
