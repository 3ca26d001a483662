import { z } from 'zod'

const percent = (description: string) => z.number().gt(0).max(100).meta({ description })

const whole = (description: string) =>
  z
    .number()
    .min(0)
    .max(1e12)
    .meta({ description: `${description}, in whole units of the settlement asset.` })

const revenueSchema = z
  .strictObject({
    largestPartPercent: percent('Most of the waiting income that is settled at once.'),
    yearlyCapPercent: z
      .number()
      .gt(0)
      .max(10_000)
      .meta({ description: 'Most a settlement adds, as a yearly rate on what the fund holds: 1000 is ten times the fund a year.' }),
    settleEverySeconds: z.number().min(1).max(31_536_000).meta({ description: 'Time between two settlements.' }),
    housePartPercent: z
      .number()
      .min(0)
      .max(100)
      .meta({ description: 'Part of each settlement for which the house gets shares; the rest raises what every share is worth.' }),
  })
  .meta({ description: "How income that has arrived becomes the fund's: little by little, so that nobody stakes for one settlement." })

const exitQueueSchema = z
  .strictObject({
    onIceFromPercent: percent('The fund is on ice while this part of all shares asks to leave.'),
    frozenFromPercent: percent('... and frozen from this part; above onIceFromPercent.'),
    leastFund: whole('A fund with less is on ice whatever its queue'),
  })
  .meta({ description: 'When the queue of those who leave is a warning. It stops nobody.' })

/**
 * The fund-shares section of a policy: who may put money into the insurance fund, and how it comes out.
 *
 * @example
 * fundSharesSchema.safeParse(section).success
 */
export const fundSharesSchema = z
  .strictObject({
    coolDownDays: z
      .number()
      .min(0)
      .max(365)
      .meta({ description: 'From a request to leave to its payment. The shares bear the losses of this time and have none of its gains.' }),
    leastStake: whole('Least that is staked at once'),
    revenue: revenueSchema.optional(),
    exitQueue: exitQueueSchema,
  })
  .meta({ description: "The insurance fund owned in shares: a loss it pays is every share's at once." })

/** A fund-shares section that passed the schema. */
export type FundSharesFile = z.infer<typeof fundSharesSchema>
